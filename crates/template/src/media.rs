//! Which media files text and note types refer to, and other names put in place of theirs.

use std::borrow::Cow;
use std::sync::LazyLock;

use ankid_types::Notetype;
use percent_encoding::{AsciiSet, percent_decode_str, utf8_percent_encode};
use regex::{Captures, Regex};

use crate::text::{MEDIA_TAG, chain, decode_entities, pattern};

pub use crate::latex::latex_image_names;

/// A sound or video, with the name of its file.
static SOUND: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[sound:(.+?)\]"));
/// Style sheets and other files whose names begin with an underscore, in a style sheet.
static IN_STYLE: LazyLock<Regex> = LazyLock::new(|| {
    let import = r#"@import\s+(?:"(_[^"]*.css)"|'(_[^']*.css)')"#;
    let url = r#"url\(\s*(?:"(_[^"]+)"|'(_[^']+)'|(_.+?))\s*\)"#;
    pattern(&format!("(?i){import}|{url}"))
});
/// Files whose names begin with an underscore, in a template.
static IN_TEMPLATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"\[sound:(_[^\]]+)\]|"(_[^"]+)"|'(_[^']+)'|\b(?:src|data)=(_[^ >]+)"#)
});
/// What must not stand as it is where a name is read as a part of an address.
const PERCENT: &AsciiSet = &percent_encoding::CONTROLS.add(b'%');

/// A media file that text refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaReference<'text> {
    /// The name, its entities decoded.
    pub name: Cow<'text, str>,
    /// The name with its percent signs decoded too, where that makes another name of it; a browser
    /// reads names in tags like this.
    pub unescaped: Option<String>,
}

/// The media files that tags and sounds in a text refer to, in that order; remote ones included.
#[must_use]
pub fn media_references(text: &str) -> Vec<MediaReference<'_>> {
    let mut references = Vec::new();
    if text.contains('<') {
        let tags = MEDIA_TAG.captures_iter(text);
        references.extend(tags.filter_map(|tag| written_name(&tag).map(in_tag)));
    }
    if text.contains("[sound:") {
        let sounds = SOUND.captures_iter(text);
        references.extend(sounds.filter_map(|sound| written_name(&sound).map(in_sound)));
    }
    references
}

/// The text with other names in place of some; `None` where nothing is replaced.
///
/// A name that was written with entities or percent signs is written so again.
pub fn replace_media_references(
    text: &str,
    mut replace: impl FnMut(&MediaReference<'_>) -> Option<String>,
) -> Option<String> {
    let mut replaced = false;
    let mut write = |found: &Captures<'_>, reference: &MediaReference<'_>, written: &str| {
        let whole = found.get(0).map_or("", |whole| whole.as_str());
        let Some(mut name) = replace(reference) else {
            return whole.to_owned();
        };
        replaced = true;
        if reference.unescaped.is_some() {
            name = utf8_percent_encode(&name, PERCENT).to_string();
        }
        if matches!(reference.name, Cow::Owned(_)) {
            name = htmlescape::encode_minimal(&name);
        }
        whole.replace(written, &name)
    };
    let mut result = Cow::Borrowed(text);
    if text.contains('<') {
        result = chain(result, |text| {
            MEDIA_TAG.replace_all(text, |tag: &Captures<'_>| {
                let written = written_name(tag).unwrap_or_default();
                write(tag, &in_tag(written), written)
            })
        });
    }
    if text.contains("[sound:") {
        result = chain(result, |text| {
            SOUND.replace_all(text, |sound: &Captures<'_>| {
                let written = written_name(sound).unwrap_or_default();
                write(sound, &in_sound(written), written)
            })
        });
    }
    replaced.then(|| result.into_owned())
}

/// The files whose names begin with an underscore that a note type's style and templates refer to.
#[must_use]
pub fn media_of_notetype(notetype: &Notetype) -> Vec<String> {
    let style = IN_STYLE.captures_iter(&notetype.settings.css);
    let sides = notetype.templates.iter().flat_map(|template| {
        let settings = &template.settings;
        [&settings.question_format, &settings.answer_format]
    });
    let templates = sides.flat_map(|side| IN_TEMPLATE.captures_iter(side));
    let names = style.chain(templates);
    names
        .filter_map(|found| written_name(&found).map(str::to_owned))
        .collect()
}

fn in_tag(written: &str) -> MediaReference<'_> {
    let name = decode_entities(written);
    let unescaped = match percent_decode_str(&name).decode_utf8() {
        Ok(decoded) if decoded != name => Some(decoded.into_owned()),
        _ => None,
    };
    MediaReference { name, unescaped }
}

fn in_sound(written: &str) -> MediaReference<'_> {
    MediaReference {
        name: decode_entities(written),
        unescaped: None,
    }
}

/// The one group that took part.
fn written_name<'text>(found: &Captures<'text>) -> Option<&'text str> {
    let mut groups = found.iter().skip(1).flatten();
    groups.next().map(|name| name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let references = media_references(text).into_iter();
        let names = references.flat_map(|reference| {
            let name = reference.name.into_owned();
            [Some(name), reference.unescaped]
        });
        names.flatten().collect()
    }

    #[test]
    fn references_stand_in_tags_and_sounds() {
        for (text, expected) in [
            ("plain [sound:] <b>x</b>", &[][..]),
            (
                "<img src=a.png><IMG class=x src='b c.png'>",
                &["a.png", "b c.png"],
            ),
            ("<audio><source src=\"a&amp;b.mp3\"></audio>", &["a&b.mp3"]),
            ("<object data=x.svg></object>", &["x.svg"]),
            (
                "[sound:a b.mp3] <img src=p%20q.jpg>",
                &["p%20q.jpg", "p q.jpg", "a b.mp3"],
            ),
            ("[sound:a%20b.mp3]", &["a%20b.mp3"]),
            ("<img src=\"\">", &["\"\""]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }

    #[test]
    fn names_are_replaced_as_they_were_written() {
        for (text, expected) in [
            ("<img src=a.png> a.png", Some("<img src=n&%.png> a.png")),
            (
                "<img alt=\"a.png\" src=\"a.png\">",
                Some("<img alt=\"n&%.png\" src=\"n&%.png\">"),
            ),
            (
                "<img src=\"a&amp;.png\">",
                Some("<img src=\"n&amp;%.png\">"),
            ),
            ("<img src=\"a%20.png\">", Some("<img src=\"n&%25.png\">")),
            ("[sound:a.mp3]<br>", Some("[sound:n&%.mp3]<br>")),
            ("[sound:a&lt;.mp3]", Some("[sound:n&amp;%.mp3]")),
            ("a.png", None),
            ("<img src=b.png>", None),
        ] {
            let replaced = replace_media_references(text, |reference| {
                let (stem, extension) = reference.name.rsplit_once('.')?;
                stem.starts_with('a').then(|| format!("n&%.{extension}"))
            });
            assert_eq!(replaced.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn note_types_refer_to_files_with_underscores() {
        let css = |text: &str| {
            let found = IN_STYLE.captures_iter(text);
            let names = found.filter_map(|found| written_name(&found).map(str::to_owned));
            names.collect::<Vec<_>>()
        };
        let style = "@import '_a.css'; @IMPORT \"_b.css\"; x { src: url( _c.ttf ) url(\"_d.png\") url(e.png) }";
        assert_eq!(css(style), ["_a.css", "_b.css", "_c.ttf", "_d.png"]);
        let template = "<img src=_a.png><script>const x = '_b.js', y = \"_c\"</script>[sound:_d.mp3]<img src=e.png>";
        let found = IN_TEMPLATE.captures_iter(template);
        let names: Vec<_> = found
            .filter_map(|found| written_name(&found).map(str::to_owned))
            .collect();
        assert_eq!(names, ["_a.png", "_b.js", "_c", "_d.mp3"]);
    }
}
