//! Reading JSON, with errors worded as Python's `json` module and codecs word them.

use serde_json::Value;

/// How deep lists and objects may be nested.
const MAX_DEPTH: usize = 127;

/// Reads a request's body.
///
/// # Errors
///
/// Fails with Python's text where Python's `json.loads(body.decode("utf-8"))` fails, and with a
/// text of our own for what only Python takes: `NaN`, lone surrogates, very deep nesting.
pub(crate) fn decode(body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body).map_err(|fault| utf8_fault(body, fault))?;
    serde_json::from_str(text).map_err(|error| match find_fault(text) {
        Some(Fault::TooDeep) => {
            format!("JSON is nested too deeply: at most {MAX_DEPTH} levels are read")
        }
        Some(Fault::At(message, position)) => located(text, message, position),
        None => error.to_string(),
    })
}

fn utf8_fault(body: &[u8], fault: std::str::Utf8Error) -> String {
    let start = fault.valid_up_to();
    let first = body.get(start).copied().unwrap_or_default();
    let length = fault.error_len().unwrap_or(body.len() - start);
    let reason = match fault.error_len() {
        None => "unexpected end of data",
        Some(_) if matches!(first, 0xc2..=0xf4) => "invalid continuation byte",
        Some(_) => "invalid start byte",
    };
    let place = match length {
        1 => format!("byte 0x{first:02x} in position {start}"),
        _ => format!("bytes in position {start}-{}", start + length - 1),
    };
    format!("'utf-8' codec can't decode {place}: {reason}")
}

/// What is wrong with a text.
enum Fault {
    /// This, at the byte of this index.
    At(&'static str, usize),
    /// Nested deeper than is read.
    TooDeep,
}

/// Adds where a fault is, counted in characters.
fn located(text: &str, message: &str, position: usize) -> String {
    let before = text.get(..position).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let last_line = before.rsplit('\n').next().unwrap_or(before);
    let column = last_line.chars().count() + 1;
    let character = before.chars().count();
    format!("{message}: line {line} column {column} (char {character})")
}

fn find_fault(text: &str) -> Option<Fault> {
    if text.starts_with('\u{feff}') {
        return Some(Fault::At(
            "Unexpected UTF-8 BOM (decode using utf-8-sig)",
            0,
        ));
    }
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        position: 0,
        refused: None,
        low_half: None,
    };
    scanner.skip_blanks();
    if let Err(fault) = scanner.value(0) {
        return Some(fault);
    }
    scanner.skip_blanks();
    if scanner.position < text.len() {
        return Some(Fault::At("Extra data", scanner.position));
    }
    scanner.refused
}

/// Walks over a text in the order in which Python's scanner does, so as to stumble where it does.
struct Scanner<'a> {
    bytes: &'a [u8],
    position: usize,
    /// The first thing that Python takes and we do not.
    refused: Option<Fault>,
    /// Where the second half of a surrogate pair stands.
    low_half: Option<usize>,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.position += 1;
        }
    }

    fn skip_digits(&mut self) {
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.position += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<(), Fault> {
        match self.peek() {
            Some(b'"') => self.text(),
            Some(b'{' | b'[') if depth == MAX_DEPTH => Err(Fault::TooDeep),
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.list(depth + 1),
            _ => self.word_or_number(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), Fault> {
        self.position += 1;
        self.skip_blanks();
        if self.peek() == Some(b'}') {
            self.position += 1;
            return Ok(());
        }
        loop {
            if self.peek() != Some(b'"') {
                let message = "Expecting property name enclosed in double quotes";
                return Err(Fault::At(message, self.position));
            }
            self.text()?;
            self.skip_blanks();
            if self.peek() != Some(b':') {
                return Err(Fault::At("Expecting ':' delimiter", self.position));
            }
            self.position += 1;
            self.skip_blanks();
            self.value(depth)?;
            if self.ends_with(b'}')? {
                return Ok(());
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<(), Fault> {
        self.position += 1;
        self.skip_blanks();
        if self.peek() == Some(b']') {
            self.position += 1;
            return Ok(());
        }
        loop {
            self.value(depth)?;
            if self.ends_with(b']')? {
                return Ok(());
            }
        }
    }

    /// Steps over what follows an item: the end (true) or a comma.
    fn ends_with(&mut self, end: u8) -> Result<bool, Fault> {
        self.skip_blanks();
        let next = self.peek();
        if next != Some(end) && next != Some(b',') {
            return Err(Fault::At("Expecting ',' delimiter", self.position));
        }
        self.position += 1;
        self.skip_blanks();
        Ok(next == Some(end))
    }

    fn text(&mut self) -> Result<(), Fault> {
        let start = self.position;
        self.position += 1;
        loop {
            match self.peek() {
                None => return Err(Fault::At("Unterminated string starting at", start)),
                Some(b'"') => {
                    self.position += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape(start)?,
                Some(0..=0x1f) => {
                    return Err(Fault::At("Invalid control character at", self.position));
                }
                Some(_) => self.position += 1,
            }
        }
    }

    fn escape(&mut self, start: usize) -> Result<(), Fault> {
        let backslash = self.position;
        self.position += 2;
        match self.bytes.get(backslash + 1) {
            None => Err(Fault::At("Unterminated string starting at", start)),
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(()),
            Some(b'u') => {
                let digits = self.bytes.get(self.position..self.position + 4);
                // Python wants a character after the digits, be it only the closing quote.
                let is_whole = self.bytes.len() > self.position + 4;
                if !is_whole || !digits.is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit)) {
                    return Err(Fault::At("Invalid \\uXXXX escape", backslash + 1));
                }
                self.position += 4;
                self.check_surrogate(backslash);
                Ok(())
            }
            Some(_) => Err(Fault::At("Invalid \\escape", backslash)),
        }
    }

    /// Refuses a half of a surrogate pair that stands alone.
    fn check_surrogate(&mut self, backslash: usize) {
        let unit = self.code_unit(backslash);
        if matches!(unit, Some(0xdc00..=0xdfff)) && self.low_half == Some(backslash) {
            return;
        }
        if matches!(unit, Some(0xd800..=0xdbff))
            && matches!(self.code_unit(self.position), Some(0xdc00..=0xdfff))
        {
            self.low_half = Some(self.position);
            return;
        }
        if matches!(unit, Some(0xd800..=0xdfff)) {
            let message = "Unpaired surrogate in \\uXXXX escape";
            self.refused.get_or_insert(Fault::At(message, backslash));
        }
    }

    /// The number that an escape `\uXXXX` writes.
    fn code_unit(&self, backslash: usize) -> Option<u16> {
        let escape = std::str::from_utf8(self.bytes.get(backslash..backslash + 6)?).ok()?;
        u16::from_str_radix(escape.strip_prefix("\\u")?, 16).ok()
    }

    fn word_or_number(&mut self) -> Result<(), Fault> {
        let start = self.position;
        let rest = self.bytes.get(start..).unwrap_or_default();
        for word in ["null", "true", "false", "NaN", "Infinity", "-Infinity"] {
            if rest.starts_with(word.as_bytes()) {
                if word.ends_with(['N', 'y']) {
                    let message = "NaN and Infinity are no JSON";
                    self.refused.get_or_insert(Fault::At(message, start));
                }
                self.position += word.len();
                return Ok(());
            }
        }
        if self.peek() == Some(b'-') {
            self.position += 1;
        }
        match self.peek() {
            Some(b'0') => self.position += 1,
            Some(b'1'..=b'9') => self.skip_digits(),
            _ => return Err(Fault::At("Expecting value", start)),
        }
        if self.peek() == Some(b'.') && self.is_digit(1) {
            self.position += 1;
            self.skip_digits();
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(
                self.bytes.get(self.position + 1),
                Some(b'+' | b'-')
            ));
            if self.is_digit(1 + sign) {
                self.position += 1 + sign;
                self.skip_digits();
            }
        }
        Ok(())
    }

    fn is_digit(&self, ahead: usize) -> bool {
        self.bytes
            .get(self.position + ahead)
            .is_some_and(u8::is_ascii_digit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: impl AsRef<[u8]>, expect: &str) {
        assert_eq!(decode(body.as_ref()).unwrap_err(), expect);
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn faults_are_worded_and_placed_as_python_does() {
        check("   ", "Expecting value: line 1 column 4 (char 3)");
        check("nope", "Expecting value: line 1 column 1 (char 0)");
        check(
            "{action: version}",
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        );
        check(
            r#"{"action": "version""#,
            "Expecting ',' delimiter: line 1 column 21 (char 20)",
        );
        check(
            r#"{"action": "version", "version": 6} x"#,
            "Extra data: line 1 column 37 (char 36)",
        );
        check(
            "\u{feff}{}",
            "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)",
        );
        check(
            r#"{"a" 1}"#,
            "Expecting ':' delimiter: line 1 column 6 (char 5)",
        );
        check(r#"{"a": }"#, "Expecting value: line 1 column 7 (char 6)");
        check(
            r#"{"a": 1,}"#,
            "Expecting property name enclosed in double quotes: line 1 column 9 (char 8)",
        );
        check("[1,]", "Expecting value: line 1 column 4 (char 3)");
        check("[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)");
        check("[", "Expecting value: line 1 column 2 (char 1)");
        check(
            "{",
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        );
        check(
            r#""abc"#,
            "Unterminated string starting at: line 1 column 1 (char 0)",
        );
        check(
            r#""a\"#,
            "Unterminated string starting at: line 1 column 1 (char 0)",
        );
        check(r#""a\x""#, r"Invalid \escape: line 1 column 3 (char 2)");
        check(
            r#""a\u12""#,
            r"Invalid \uXXXX escape: line 1 column 4 (char 3)",
        );
        check(
            r#""a\u12g4""#,
            r"Invalid \uXXXX escape: line 1 column 4 (char 3)",
        );
        check(
            r#""a\u1234"#,
            r"Invalid \uXXXX escape: line 1 column 4 (char 3)",
        );
        check(
            "\"a\nb\"",
            "Invalid control character at: line 1 column 3 (char 2)",
        );
        check("-", "Expecting value: line 1 column 1 (char 0)");
        check("1.", "Extra data: line 1 column 2 (char 1)");
        check("01", "Extra data: line 1 column 2 (char 1)");
        check("-x", "Expecting value: line 1 column 1 (char 0)");
        check(
            "[1.e5]",
            "Expecting ',' delimiter: line 1 column 3 (char 2)",
        );
        check("1e", "Extra data: line 1 column 2 (char 1)");
        check("1e+", "Extra data: line 1 column 2 (char 1)");
        check("tru", "Expecting value: line 1 column 1 (char 0)");
        check(
            "{\"日本\": \"é\",\n \"b\": x}",
            "Expecting value: line 2 column 7 (char 18)",
        );
        check("\n\n  }", "Expecting value: line 3 column 3 (char 4)");
        check(
            "[\"a\",\n\"b\"\n\"c\"]",
            "Expecting ',' delimiter: line 3 column 1 (char 10)",
        );
        check(
            r#"{"a":1 "b":2}"#,
            "Expecting ',' delimiter: line 1 column 8 (char 7)",
        );
        check("nullx", "Extra data: line 1 column 5 (char 4)");
        check(
            r#"{"a":[1,{"b":"\q"}]}"#,
            r"Invalid \escape: line 1 column 15 (char 14)",
        );
        check(
            "{1:2}",
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        );
        check(
            r#"{"a":"\u00"}"#,
            r"Invalid \uXXXX escape: line 1 column 8 (char 7)",
        );
        check("[-01]", "Expecting ',' delimiter: line 1 column 4 (char 3)");
        check("- 1", "Expecting value: line 1 column 1 (char 0)");
        check("+1", "Expecting value: line 1 column 1 (char 0)");
        check(".5", "Expecting value: line 1 column 1 (char 0)");
        check("\u{a0}1", "Expecting value: line 1 column 1 (char 0)");
        check("'a'", "Expecting value: line 1 column 1 (char 0)");
    }

    #[test]
    fn broken_utf8_is_described_as_python_does() {
        check(
            b"{\"action\": \"\xff\"}",
            "'utf-8' codec can't decode byte 0xff in position 12: invalid start byte",
        );
        check(
            b"\"\xc3(",
            "'utf-8' codec can't decode byte 0xc3 in position 1: invalid continuation byte",
        );
        check(
            b"\"\xe2\x82",
            "'utf-8' codec can't decode bytes in position 1-2: unexpected end of data",
        );
        check(
            b"\"\xe2\x82(",
            "'utf-8' codec can't decode bytes in position 1-2: invalid continuation byte",
        );
        check(
            b"\xf0\x9f\x98(",
            "'utf-8' codec can't decode bytes in position 0-2: invalid continuation byte",
        );
        check(
            b"\xf0\x9f",
            "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data",
        );
        check(
            b"\xed\xa0\x80",
            "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte",
        );
        check(
            b"\xc0\x80",
            "'utf-8' codec can't decode byte 0xc0 in position 0: invalid start byte",
        );
        check(
            b"\x80",
            "'utf-8' codec can't decode byte 0x80 in position 0: invalid start byte",
        );
        check(
            b"\xf5",
            "'utf-8' codec can't decode byte 0xf5 in position 0: invalid start byte",
        );
        check(
            b"a\xc3",
            "'utf-8' codec can't decode byte 0xc3 in position 1: unexpected end of data",
        );
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(decode(nested(MAX_DEPTH).as_bytes()).is_ok());
        let message = "JSON is nested too deeply: at most 127 levels are read";
        check(nested(MAX_DEPTH + 1), message);
        check("[".repeat(1_000_000), message);
    }

    #[test]
    fn what_only_python_reads_is_refused_with_a_place() {
        check(
            "[NaN]",
            "NaN and Infinity are no JSON: line 1 column 2 (char 1)",
        );
        let unpaired = |position: usize| {
            let column = position + 1;
            format!(
                "Unpaired surrogate in \\uXXXX escape: line 1 column {column} (char {position})"
            )
        };
        check(r#""\ud800""#, &unpaired(1));
        check(r#""\ud83d\u0041""#, &unpaired(1));
        check(r#""\ud83d\ude00\ude00""#, &unpaired(13));
        check(r#"{"\ud800": -Infinity}"#, &unpaired(2));
        check("[1e999]", "number out of range at line 1 column 6");
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let value = decode(br#"{"a": 1, "b": 2, "a": 3}"#).unwrap();
        assert_eq!(value.to_string(), r#"{"a":3,"b":2}"#);
    }
}
