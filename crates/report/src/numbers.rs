//! Numbers as people read them.

/// A whole number with its thousands apart: `12,345`.
pub(crate) fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with one place after the point; none where that is 0.
pub(crate) fn tenths(number: f64) -> String {
    let text = format!("{number:.1}");
    let (before, after) = text.split_once('.').unwrap_or((&text, "0"));
    match (before.parse(), after) {
        (Ok(number), "0") => whole(number),
        (Ok(number), tenth) => format!("{}.{tenth}", whole(number)),
        (Err(_not_a_count), _) => text,
    }
}

/// A part of a whole in percent; nothing of nothing is 0.
pub(crate) fn percent(part: u64, whole: u64) -> f64 {
    match whole {
        0 => 0.0,
        whole => part as f64 * 100.0 / whole as f64,
    }
}

/// The mean of a total over so many; that of none is 0.
pub(crate) fn mean(total: u64, count: u64) -> f64 {
    match count {
        0 => 0.0,
        count => total as f64 / count as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let texts = [0, 999, 1000, 12_345_678].map(whole);
        assert_eq!(texts, ["0", "999", "1,000", "12,345,678"]);
    }

    #[test]
    fn tenths_are_shown_where_there_are_any() {
        let numbers = [0.0, 1.04, 1.05001, 99.99, 4838.72, -0.5, f64::NAN];
        let texts = ["0", "1", "1.1", "100", "4,838.7", "-0.5", "NaN"];
        assert_eq!(numbers.map(tenths), texts);
    }

    #[test]
    fn nothing_of_nothing_is_nothing() {
        assert_eq!((percent(1, 4), percent(0, 0)), (25.0, 0.0));
        assert_eq!((mean(3, 2), mean(3, 0)), (1.5, 0.0));
    }
}
