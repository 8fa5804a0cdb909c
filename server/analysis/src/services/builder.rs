//! What builds a service.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::services::Service;

/// What builds a service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Builder {
    /// The file that it starts from, from the project root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub src: Option<String>,
    /// The builder's package.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub package: Option<Value>,
    /// Its settings.
    pub config: Map<String, Value>,
}

impl Builder {
    /// The builder's package, where it is the name of one.
    #[must_use]
    pub fn name(&self) -> &str {
        self.package.as_ref().and_then(Value::as_str).unwrap_or_default()
    }
}

/// Sets a builder's setting, where there is a value.
pub(super) fn set(config: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        config.insert(key.to_owned(), value);
    }
}

/// The command of a container, as a list.
pub(super) fn command(service: &Service<'_>) -> Option<Value> {
    service.field("command").map(|command| match command.to_value() {
        list @ Value::Array(_) => list,
        one => Value::Array(vec![one]),
    })
}
