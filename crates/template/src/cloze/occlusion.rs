//! Shapes that hide parts of an image: `rect:left=.1:top=.2:width=.3:height=.4`.

use crate::text::escape_attribute;

/// The shape and its properties as attributes of an HTML element, each followed by a space.
///
/// Reading stops at the first property that lacks a name or a value; in a value, `\:` and `\\` stand for
/// `:` and `\`. Unknown kinds and names are left out.
pub(super) fn shape_attributes(text: &str) -> String {
    let Some((kind, mut rest)) = text.split_once(':') else {
        return String::new();
    };
    let mut attributes = String::new();
    if matches!(kind, "rect" | "ellipse" | "polygon" | "text") {
        push(&mut attributes, "shape", kind);
    }
    while let Some((name, value, after)) = split_property(rest) {
        push_property(&mut attributes, name, &value);
        match after.strip_prefix(':') {
            Some(next) => rest = next,
            None => break,
        }
    }
    attributes
}

/// A property at the start of the text, and what follows it.
fn split_property(text: &str) -> Option<(&str, String, &str)> {
    let (name, rest) = text.split_once('=')?;
    if name.is_empty() {
        return None;
    }
    let mut value = String::new();
    let mut letters = rest.chars();
    loop {
        let after = letters.as_str();
        match letters.next() {
            None | Some(':') => return (!value.is_empty()).then_some((name, value, after)),
            Some('\\') => value.push(letters.next().filter(|c| matches!(c, ':' | '\\'))?),
            Some(letter) => value.push(letter),
        }
    }
}

fn push_property(attributes: &mut String, name: &str, value: &str) {
    match name {
        "left" | "top" | "angle" | "fill" => push(attributes, name, value),
        "width" | "height" | "rx" | "ry" | "scale" if value != "0" => push(attributes, name, value),
        "oi" => push(attributes, "occludeInactive", value),
        "fs" => push(attributes, "font-size", value),
        "text" => push(attributes, "text", &escape_attribute(value)),
        "points" => {
            let pairs: Vec<&str> = value.split(' ').filter(|pair| pair.contains(',')).collect();
            if !pairs.is_empty() {
                push(attributes, name, &pairs.join(" "));
            }
        }
        _ => {}
    }
}

fn push(attributes: &mut String, name: &str, value: &str) {
    attributes.push_str(&format!("data-{name}=\"{value}\" "));
}
