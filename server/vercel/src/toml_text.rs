//! TOML as Vercel reads it (`smol-toml`): no byte order mark, and only numbers that JavaScript has.

use serde_json::{Map, Value};

const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Reads a text; where it isn't TOML, the reason.
pub fn parse(text: &str) -> Result<Value, String> {
    if text.starts_with('\u{feff}') {
        return Err("it starts with a byte order mark".to_owned());
    }
    let table: toml::Table = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    to_json(toml::Value::Table(table))
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
