//! TOML as Vercel reads it (`smol-toml`): no byte order mark, and only numbers that JavaScript has.

use serde_json::{Map, Value};

use crate::mistake::Mistake;

const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Reads a text.
///
/// # Errors
///
/// Why it isn't TOML.
pub fn parse(text: &str) -> Result<Value, Mistake> {
    if text.starts_with('\u{feff}') {
        return Err(Mistake::ByteOrderMark);
    }
    let at = |error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        Mistake::Line(before.matches('\n').count() + 1, error.message().to_owned())
    };
    to_json(toml::Value::Table(toml::from_str(text).map_err(at)?)).map_err(Mistake::Value)
}

fn to_json(value: toml::Value) -> Result<Value, String> {
    Ok(match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) if number.unsigned_abs() > MAX_SAFE_INTEGER => {
            return Err(format!("the number {number} is too large"));
        }
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(value) => value.into(),
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(values) => {
            Value::Array(values.into_iter().map(to_json).collect::<Result<_, _>>()?)
        }
        toml::Value::Table(table) => {
            let entries = table.into_iter().map(|(key, value)| Ok((key, to_json(value)?)));
            Value::Object(entries.collect::<Result<Map<_, _>, String>>()?)
        }
    })
}
