//! `has` and `missing`: what they bind, and how they compile.

use std::collections::HashSet;

use serde_json::Value;

use svc_syntax::value::Node;
use svc_vercel::patterns::js_regex::JsRegex;

use super::source::MAX_SOURCE_BYTES;

/// The names that the conditions of `has` bind for the destination.
#[must_use]
pub fn bound_names(has: Option<&Node>) -> Vec<String> {
    let mut seen = HashSet::new();
    let names = has.and_then(Node::as_array).unwrap_or_default().into_iter().flat_map(bound_by);
    names.filter(|name| seen.insert(name.clone())).collect()
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
    // Vercel accepts no longer value than source.
    let is_judged = |it: &&str| !it.is_empty() && it.len() <= MAX_SOURCE_BYTES;
    if let Some(expression) = expression.filter(is_judged) {
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
        let after = rest.trim_start_matches(|char: char| char.is_ascii_alphanumeric() || char == '_');
        let name = rest.strip_suffix(after).filter(|_| after.starts_with('>'))?;
        name.starts_with(|char: char| char.is_ascii_alphabetic()).then_some(name)
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
