//! LaTeX in text: `[latex]…[/latex]`, `[$]…[/$]` and `[$$]…[/$$]`, which become images.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use sha1::{Digest, Sha1};

use crate::delimiters::Delimiters;
use crate::text::{chain, escape_attribute, pattern, strip_html};

#[cfg(test)]
mod tests;

/// What Anki says below a card whose images are missing, as long as it is not told to make them.
const IMAGES_MISSING: &str = "LaTeX image generation is disabled in the preferences.";

/// What becomes a line break in LaTeX.
static LINE_BREAK: LazyLock<Regex> = LazyLock::new(|| pattern("(?i)<br/?>|<div>"));

/// Replaces LaTeX by its images, with a word below if one of them is not in the media folder.
pub(crate) fn show_latex_images(
    text: String,
    svg: bool,
    has_media: &dyn Fn(&str) -> bool,
) -> String {
    if !text.contains("[/") {
        return text;
    }
    let mut images_missing = false;
    let mut shown = replace_latex(&text, |latex| {
        let latex = source(&latex);
        let name = image_name(&latex, svg);
        images_missing |= !has_media(&name);
        format!(
            "<img class=latex alt=\"{}\" src=\"{name}\">",
            escape_attribute(&latex)
        )
    });
    if images_missing {
        shown.push_str(IMAGES_MISSING);
    }
    shown
}

/// The names of the images that the LaTeX in a text becomes. Clozes stay as they are.
#[must_use]
pub fn latex_image_names(text: &str, svg: bool) -> Vec<String> {
    let mut names = Vec::new();
    if text.contains("[/") {
        replace_latex(text, |latex| {
            names.push(image_name(&source(&latex), svg));
            String::new()
        });
    }
    names
}

/// What LaTeX is given of a text with markup.
fn source(latex: &str) -> Cow<'_, str> {
    chain(LINE_BREAK.replace_all(latex, "\n"), strip_html)
}

fn image_name(latex: &str, svg: bool) -> String {
    let extension = if svg { "svg" } else { "png" };
    format!(
        "latex-{}.{extension}",
        hex::encode(Sha1::digest(latex.as_bytes()))
    )
}

fn replace_latex(text: &str, mut image: impl FnMut(String) -> String) -> String {
    // ASCII letters keep their length, so that both texts split at the same places.
    let lower = text.to_ascii_lowercase();
    let kinds = [
        (Delimiters::new("[latex]", "[/latex]", &lower), "", ""),
        (Delimiters::new("[$]", "[/$]", &lower), "$", "$"),
        (
            Delimiters::new("[$$]", "[/$$]", &lower),
            r"\begin{displaymath}",
            r"\end{displaymath}",
        ),
    ];
    let mut shown = String::with_capacity(text.len());
    let (mut rest, mut lower) = (text, lower.as_str());
    while let Some(bracket) = lower.find('[') {
        let (before, at) = rest.split_at(bracket);
        let (_, lower_at) = lower.split_at(bracket);
        shown.push_str(before);
        let found = kinds.iter().find_map(|(marks, start, end)| {
            marks
                .split_filled(lower_at)
                .map(|body| (marks, body.len(), start, end))
        });
        let length = match found {
            Some((marks, body_length, start, end)) => {
                let (_, body) = at.split_at(marks.open.len());
                let (body, _) = body.split_at(body_length);
                shown.push_str(&image(format!("{start}{body}{end}")));
                marks.open.len() + body_length + marks.close.len()
            }
            None => {
                shown.push('[');
                1
            }
        };
        (rest, lower) = (at.split_at(length).1, lower_at.split_at(length).1);
    }
    shown.push_str(rest);
    shown
}
