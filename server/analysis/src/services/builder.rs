//! What builds a service.

use serde::Serialize;
use serde_json::{Map, Value};

/// What builds a service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Builder {
    /// The file that it starts from, from the project root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub src: Option<String>,
    /// The builder's package.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub package: Option<Value>,
    /// What it is told.
    pub config: Map<String, Value>,
}

impl Builder {
    /// The builder's package, where it is the name of one.
    #[must_use]
    pub fn name(&self) -> &str {
        self.package.as_ref().and_then(Value::as_str).unwrap_or_default()
    }
}
