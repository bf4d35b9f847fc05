//! Reads single values: numbers also as text and as whole floats, truth also as 0 and 1.

use serde_json::Value;

/// A kind of value that a key can hold.
pub(crate) trait Loose: Sized {
    /// The kind in words, for "must be ...".
    const EXPECTED: &'static str;

    /// The value, if it is of this kind.
    fn read(value: &Value) -> Option<Self>;
}

macro_rules! loose_integer {
    ($( $kind:ty: $expected:literal ),+ $(,)?) => { $(
        impl Loose for $kind {
            const EXPECTED: &'static str = $expected;

            fn read(value: &Value) -> Option<Self> {
                integer(value)?.try_into().ok()
            }
        }
    )+ };
}

loose_integer! {
    i64: "a whole number",
    i32: "a whole number of 32 bits",
    u32: "a whole number of 32 bits, 0 or more",
    u16: "a whole number from 0 to 65535",
    u8: "a whole number from 0 to 255",
}

impl Loose for f32 {
    const EXPECTED: &'static str = "a number";

    fn read(value: &Value) -> Option<Self> {
        let number = match value {
            Value::Number(number) => number.as_f64()? as Self,
            Value::String(text) => text.trim().parse().ok()?,
            _ => return None,
        };
        number.is_finite().then_some(number)
    }
}

impl Loose for bool {
    const EXPECTED: &'static str = "true or false";

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(truth) => Some(*truth),
            Value::String(text) if text == "true" => Some(true),
            Value::String(text) if text == "false" => Some(false),
            _ => match integer(value)? {
                0 => Some(false),
                1 => Some(true),
                _ => None,
            },
        }
    }
}

impl Loose for String {
    const EXPECTED: &'static str = "text";

    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl<T: Loose> Loose for Vec<T> {
    const EXPECTED: &'static str = "a list of numbers";

    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::read).collect()
    }
}

impl<T: Loose> Loose for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::read(value).map(Some),
        }
    }
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(whole)),
        Value::String(text) => {
            let text = text.trim();
            text.parse()
                .ok()
                .or_else(|| text.parse().ok().and_then(whole))
        }
        _ => None,
    }
}

/// The float as an integer, if it is one that a float holds exactly.
fn whole(float: f64) -> Option<i64> {
    const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;
    (float.fract() == 0.0 && float.abs() <= LARGEST_EXACT).then_some(float as i64)
}

/// The float with the digits of the 32-bit number, as Anki prints it.
pub fn decimal(number: f32) -> Value {
    // The shortest text that reads back as the 32-bit number.
    let shortest: Result<f64, _> = number.to_string().parse();
    shortest.map_or(Value::Null, Value::from)
}

/// As [`decimal`], for a list.
pub(crate) fn decimals(numbers: &[f32]) -> Vec<Value> {
    numbers.iter().copied().map(decimal).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check<T: Loose + PartialEq + std::fmt::Debug>(value: Value, expected: Option<T>) {
        assert_eq!(T::read(&value), expected, "{value}");
    }

    #[test]
    fn integers_may_be_written_as_text_or_float() {
        check(json!(7), Some(7i32));
        check(json!(-7.0), Some(-7i32));
        check(json!(" 7 "), Some(7i32));
        check(json!("7.0"), Some(7i32));
        check(json!(7.5), None::<i32>);
        check(json!("seven"), None::<i32>);
        check(json!(true), None::<i32>);
        check(json!(i64::MAX), Some(i64::MAX));
        check(json!(u64::MAX), None::<i64>);
        check(json!(1e300), None::<i64>);
        check(json!(-1), None::<u32>);
        check(json!(65_536), None::<u16>);
        check(json!(256), None::<u8>);
    }

    #[test]
    fn numbers_may_be_written_as_text() {
        check(json!(1), Some(1.0f32));
        check(json!("0.9"), Some(0.9f32));
        check(json!("inf"), None::<f32>);
        check(json!(1e300), None::<f32>);
        check(json!([1, "2"]), Some(vec![1.0f32, 2.0]));
        check(json!([1, "x"]), None::<Vec<f32>>);
    }

    #[test]
    fn truth_may_be_written_as_number_or_text() {
        for (value, expected) in [
            (json!(true), Some(true)),
            (json!(0), Some(false)),
            (json!(1.0), Some(true)),
            (json!("true"), Some(true)),
            (json!("0"), Some(false)),
            (json!(2), None),
            (json!("yes"), None),
            (json!(null), None),
        ] {
            check(value, expected);
        }
    }

    #[test]
    fn floats_print_with_the_digits_of_32_bits() {
        for (number, expected) in [
            (0.9f32, "0.9"),
            (1.0, "1.0"),
            (0.0, "0.0"),
            (36_500.0, "36500.0"),
            (1.2931, "1.2931"),
            (f32::NAN, "null"),
            (f32::INFINITY, "null"),
        ] {
            assert_eq!(decimal(number).to_string(), expected);
        }
    }
}
