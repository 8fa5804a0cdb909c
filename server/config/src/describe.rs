//! What a shape asks for, in a user's words, for messages.

use std::fmt::Write as _;

use svc_syntax::PathSegment;

use crate::model::Shape;
use crate::model::{EnumValue, JsonType, Limits};
use svc_vercel::words::joined;

/// What may be at a place: "`"max"` or an integer from 1 to 3600".
#[must_use]
pub fn expected(shape: Shape) -> String {
    let mut forms: Vec<String> = Vec::new();
    // Values first: "from 1 to 3600 or `"max"`" reads as a range.
    let (values, others): (Vec<Shape>, Vec<Shape>) =
        flat(shape).into_iter().partition(|form| !form.values().is_empty());
    for form in values.into_iter().chain(others) {
        let text = one_form(form);
        if !forms.contains(&text) {
            forms.push(text);
        }
    }
    joined(&forms, "or")
}

/// The values of a list: "`"a"`, `"b"` or `"c"`".
#[must_use]
pub fn listed<'a>(values: impl IntoIterator<Item = &'a EnumValue>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| format!("`{}`", value.value)).collect();
    joined(&values, "or")
}

/// Names in a sentence: "`a`, `b` and `c`".
#[must_use]
pub fn named<'a>(keys: impl IntoIterator<Item = &'a str>, conjunction: &str) -> String {
    let keys: Vec<String> = keys.into_iter().map(|key| format!("`{key}`")).collect();
    joined(&keys, conjunction)
}

/// The name of a place: its key, with indices behind it (`regions[1]`).
#[must_use]
pub fn place(path: &[PathSegment]) -> String {
    let start = path.iter().rposition(|segment| matches!(segment, PathSegment::Key(_))).unwrap_or(0);
    let mut name = String::new();
    for segment in path.get(start..).unwrap_or_default() {
        let _ = match segment {
            PathSegment::Key(key) => write!(name, "{key}"),
            PathSegment::Index(index) => write!(name, "[{index}]"),
        };
    }
    if name.is_empty() { "the file".to_owned() } else { format!("`{name}`") }
}

/// A number with a comma between groups of three digits.
#[must_use]
pub fn number(value: f64) -> String {
    let text = value.to_string();
    let digits = text.len();
    if value.fract() != 0.0 || value < 0.0 || digits < 4 {
        return text;
    }
    let mut grouped = String::new();
    for (index, digit) in text.chars().enumerate() {
        if index > 0 && (digits - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn flat(shape: Shape) -> Vec<Shape> {
    if shape.has_alternatives() { shape.alternatives().flat_map(flat).collect() } else { vec![shape] }
}

fn one_form(shape: Shape) -> String {
    let values = shape.values();
    if !values.is_empty() {
        return listed(values);
    }
    let types: Vec<String> = shape.types().into_iter().map(|name| one_type(shape, name)).collect();
    if types.is_empty() {
        let bounds = bounds(shape.limits());
        return if bounds.is_empty() { "anything".to_owned() } else { format!("a number{bounds}") };
    }
    joined(&types, "or")
}

fn one_type(shape: Shape, name: JsonType) -> String {
    let limits = shape.limits();
    match name {
        JsonType::Null => "`null`".to_owned(),
        JsonType::Boolean => "`true` or `false`".to_owned(),
        JsonType::Integer => format!("an integer{}", bounds(limits)),
        JsonType::Number => format!("a number{}", bounds(limits)),
        JsonType::String => "a string".to_owned(),
        JsonType::Object => "an object".to_owned(),
        JsonType::Array => match shape.items().map(flat).as_deref() {
            Some([item]) => match item.types().as_slice() {
                [JsonType::String] => "an array of strings".to_owned(),
                [JsonType::Integer | JsonType::Number] => "an array of numbers".to_owned(),
                [JsonType::Object] => "an array of objects".to_owned(),
                _ => "an array".to_owned(),
            },
            Some(items) if items.iter().all(|item| item.types() == [JsonType::Object]) => {
                "an array of objects".to_owned()
            }
            _ => "an array".to_owned(),
        },
    }
}

/// As the file has them: " from 1 to 3600", " of at least 1"; empty where there are no bounds.
fn bounds(limits: &Limits) -> String {
    match (limits.minimum, limits.exclusive_minimum, limits.maximum) {
        (Some(low), _, Some(high)) if low == high => format!(" {low}"),
        (Some(low), _, Some(high)) => format!(" from {low} to {high}"),
        (Some(low), _, None) => format!(" of at least {low}"),
        (None, Some(low), Some(high)) => format!(" above {low}, at most {high}"),
        (None, Some(low), None) => format!(" above {low}"),
        (None, None, Some(high)) => format!(" of at most {high}"),
        (None, None, None) => String::new(),
    }
}

/// A number within bounds: "from 1 to 3600", "at least 1".
#[must_use]
pub fn within(limits: &Limits) -> String {
    bounds(limits).trim_start().trim_start_matches("of ").to_owned()
}

/// "at least 1 character", "at most 512 characters", "1 to 512 characters".
#[must_use]
pub fn count(least: Option<u64>, most: Option<u64>, singular: &str) -> String {
    let plural = singular.strip_suffix('y').map_or_else(
        || format!("{singular}s"),
        |stem| if singular == "key" { "keys".to_owned() } else { format!("{stem}ies") },
    );
    let things = |count: u64| if count == 1 { singular } else { &plural };
    #[expect(clippy::cast_precision_loss, reason = "limits are far below 2^53")]
    let digits = |count: u64| number(count as f64);
    match (least, most) {
        (Some(least), Some(most)) if least == most => format!("exactly {} {}", digits(least), things(least)),
        (Some(least), Some(most)) if least > 0 => {
            format!("{} to {} {}", digits(least), digits(most), things(most))
        }
        (_, Some(most)) => format!("at most {} {}", digits(most), things(most)),
        (Some(least), None) => format!("at least {} {}", digits(least), things(least)),
        (None, None) => format!("any number of {plural}"),
    }
}

/// A count without its unit, where the sentence has named it: "9 to 256".
#[must_use]
pub fn without_unit(count: &str) -> &str {
    count.rsplit_once(' ').map_or(count, |(count, _)| count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model;

    fn at(path: &[&str]) -> Shape {
        let mut shape = model().root();
        for key in path {
            shape = if *key == "[]" { shape.items() } else { shape.property(key) }.unwrap();
        }
        shape
    }

    #[test]
    fn shapes_in_words() {
        let cases: &[(&[&str], &str)] = &[
            (&["cleanUrls"], "`true` or `false`"),
            (&["framework"], "a string or `null`"),
            (&["functions", "a", "maxDuration"], "`\"max\"` or an integer from 1 to 3600"),
            (&["functions", "a", "memory"], "a number from 128 to 10240"),
            (&["rewrites"], "an array of objects"),
            (&["regions"], "an array of strings"),
            (&["routes"], "an array of objects"),
            (&["rewrites", "[]", "destination"], "a string or an object"),
            (
                &["images", "formats", "[]"],
                "`\"image/avif\"`, `\"image/webp\"`, `\"image/jpeg\"` or `\"image/png\"`",
            ),
            (&["experimentalServices", "a"], "an object"),
        ];
        for (path, words) in cases {
            assert_eq!(expected(at(path)), *words, "{path:?}");
        }
    }

    #[test]
    fn places_and_numbers() {
        assert_eq!(place(&["regions".into(), 1.into()]), "`regions[1]`");
        assert_eq!(place(&["a".into(), "b".into()]), "`b`");
        assert_eq!(place(&[]), "the file");
        assert_eq!(number(10_240.0), "10,240");
        assert_eq!(number(315_360_000.0), "315,360,000");
        assert_eq!(number(1024.0), "1,024");
        assert_eq!(number(0.5), "0.5");
    }
}
