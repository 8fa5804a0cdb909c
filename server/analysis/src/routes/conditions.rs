//! `has` and `missing`: what they bind, and how they compile.

use serde_json::Value;

use svc_syntax::value::Node;

/// The names that the conditions of `has` bind for the destination.
#[must_use]
pub fn bound_names(has: Option<&Node>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut bind = |name: &str| {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    };
    for item in has.and_then(Node::as_array).unwrap_or_default() {
        let value = item.get("value");
        if !value.is_some_and(Node::is_truthy)
            && let Some(key) = item.get("key").and_then(Node::as_str)
        {
            bind(key);
        }
        let expression = value.and_then(|value| value.as_str().or_else(|| value.get("re")?.as_str()));
        if let Some(expression) = expression.filter(|expression| !expression.is_empty()) {
            for name in group_names(expression) {
                bind(name);
            }
            if item.get("type").and_then(Node::as_str) == Some("host") {
                bind("host");
            }
        }
    }
    names
}

/// The names in `(?<name>`.
fn group_names(expression: &str) -> impl Iterator<Item = &str> {
    expression.match_indices("(?<").filter_map(|(offset, open)| {
        let rest = expression.get(offset + open.len()..)?;
        let name = rest.split_once('>')?.0;
        let word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (word && name.starts_with(|char: char| char.is_ascii_alphabetic())).then_some(name)
    })
}

/// The conditions as the compiled route holds them: the keys of headers in lower case.
#[must_use]
pub fn compile(conditions: &Node) -> Value {
    let mut value = conditions.to_value();
    for item in value.as_array_mut().into_iter().flatten() {
        if item.get("type").and_then(Value::as_str) == Some("header")
            && let Some(Value::String(key)) = item.get_mut("key")
        {
            *key = key.to_lowercase();
        }
    }
    value
}
