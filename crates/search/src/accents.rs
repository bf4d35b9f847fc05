//! Text without accents, for searches that ignore them.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text with its letters taken apart (NFKD) and the accents dropped; letters that Unicode does
/// not take apart are spelled out.
#[must_use]
pub fn without_accents(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        match spelled_out(letter) {
            Some(spelling) => plain.push_str(spelling),
            None => plain.push(letter),
        }
    }
    Cow::Owned(plain)
}

const fn spelled_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        '€' | 'Ə' => "E",
        'ǝ' => "e",
        'Æ' => "AE",
        'æ' => "ae",
        'Œ' => "OE",
        'œ' => "oe",
        'Ð' | 'Đ' => "D",
        'ð' | 'đ' => "d",
        'Ø' => "O",
        'ø' => "o",
        'Þ' => "TH",
        'þ' => "th",
        'ß' => "s",
        'Ħ' => "H",
        'ħ' => "h",
        'ı' => "i",
        'ĸ' => "k",
        'Ł' => "L",
        'ł' => "l",
        'Ŋ' => "N",
        'ŋ' => "n",
        'Ŧ' => "T",
        'ŧ' => "t",
        'ɑ' => "a",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(without_accents(text), expect);
    }

    #[test]
    fn accents_are_dropped_and_letters_spelled_out() {
        check("plain text", "plain text");
        check("Ägypten größe Łódź ŒUVRE ①", "Agypten grose Lodz OEUVRE 1");
        check("e\u{301} ﬁ ǆ Ǆ € ə Ə", "e fi dz DZ E ə E");
        check("％ ＊ ＿", "% * _");
    }
}
