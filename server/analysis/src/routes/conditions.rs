//! `has` and `missing`: what they bind, and how they compile.

use serde_json::Value;

use svc_syntax::value::Node;
use svc_vercel::patterns::js_regex::JsRegex;

/// The names that the conditions of `has` bind for the destination.
#[must_use]
pub fn bound_names(has: Option<&Node>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in has.and_then(Node::as_array).unwrap_or_default().into_iter().flat_map(bound_by) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The names that one condition of `has` binds.
#[must_use]
pub fn bound_by(condition: &Node) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let value = condition.get("value");
    if !value.is_some_and(Node::is_truthy)
        && let Some(key) = condition.get("key").and_then(Node::as_str)
    {
        names.push(key.to_owned());
    }
    let expression = value.and_then(|value| value.as_str().or_else(|| value.get("re")?.as_str()));
    if let Some(expression) = expression.filter(|expression| !expression.is_empty()) {
        names.extend(group_names(expression).map(str::to_owned));
        if condition.get("type").and_then(Node::as_str) == Some("host") {
            names.push("host".to_owned());
        }
    }
    names
}

/// The groups of an expression, in order: their names, none for those without one. Nothing where it can't be read.
#[must_use]
pub fn groups(expression: &str) -> Vec<Option<String>> {
    if JsRegex::check(expression).is_err() {
        return Vec::new();
    }
    let mut groups = Vec::new();
    let mut in_class = false;
    let mut rest = expression.chars();
    while let Some(char) = rest.next() {
        let behind = rest.as_str();
        match char {
            '\\' => {
                rest.next();
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if in_class => {}
            '(' if behind.starts_with("?<") && !behind.starts_with("?<=") && !behind.starts_with("?<!") => {
                groups
                    .push(behind.get(2..).and_then(|it| it.split_once('>')).map(|(name, _)| name.to_owned()));
            }
            '(' if !behind.starts_with('?') => groups.push(None),
            _ => {}
        }
    }
    groups
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
