//! Converts a value of the wrong type to the one that was meant: `"1024"` for `1024`, a map of headers for a list of them.

use serde_json::{Map, Value, json};

use crate::model::validate::accepts;
use crate::model::{JsonType, Shape};
use svc_syntax::Text;
use svc_syntax::edit;
use svc_syntax::edit::pretty::{inline, pretty_at};
use svc_syntax::value::Elements;
use svc_syntax::value::{Json, Node, Object};

/// The text of a value that the shape accepts and that says the same, if there is one.
#[must_use]
pub fn conversion(text: &Text, shape: Shape, node: &Node) -> Option<String> {
    let fits = |value: &Value| accepts(shape, value);
    let raw = || text.slice(node.range).to_string();
    if let Json::Array(entries) = &node.json
        && let Some(map) = header_map(entries).filter(fits).or_else(|| by_name(entries).filter(fits))
    {
        return Some(inline(&map));
    }
    let scalar = match &node.json {
        Json::String(text) => from_text(text).into_iter().find(fits),
        Json::Number(number) => {
            [json!(text.slice(node.range).to_string()), json!(number.round() as i64)].into_iter().find(fits)
        }
        Json::Array(elements) => match elements.only() {
            Some(only) => Some(only.to_value()).filter(fits),
            None => globs(elements).filter(|_| takes_text(shape)).filter(fits),
        },
        _ => None,
    };
    if let Some(value) = scalar {
        return Some(inline(&value));
    }
    if !matches!(node.json, Json::Array(_) | Json::Null) && fits(&json!([node.to_value()])) {
        return Some(format!("[{}]", raw()));
    }
    let Json::Object(object) = &node.json else { return None };
    if let Some(list) = header_list(object).filter(fits) {
        return Some(lines(text, node, object).unwrap_or_else(|| inline(&list)));
    }
    let list = everywhere(object).filter(fits).or_else(|| destinations(object).filter(fits))?;
    Some(pretty_at(&list, text, node.range.start()))
}

/// A number or boolean that someone put in quotes.
fn from_text(text: &str) -> Vec<Value> {
    let text = text.trim();
    let number =
        text.parse::<i64>().map(Value::from).ok().or_else(|| text.parse::<f64>().ok().map(Value::from));
    number.into_iter().chain(text.parse::<bool>().map(Value::from).ok()).collect()
}

fn takes_text(shape: Shape) -> bool {
    shape.types().contains(&JsonType::String)
}

/// Several glob patterns as one.
fn globs(patterns: &Elements) -> Option<Value> {
    let patterns: Vec<&str> = patterns.iter().map(Node::as_str).collect::<Option<_>>()?;
    if patterns.is_empty()
        || patterns.iter().any(|pattern| pattern.contains(['{', '}', ',']) || pattern.is_empty())
    {
        return None;
    }
    Some(json!(format!("{{{}}}", patterns.join(","))))
}

/// `{ "X-A": "b" }` as `[{ "key": "X-A", "value": "b" }]`.
fn header_list(headers: &Object) -> Option<Value> {
    // These are a rule or a header that isn't in a list.
    const OTHER: [&str; 6] = ["source", "headers", "key", "value", "has", "missing"];
    if headers.entries().any(|member| OTHER.contains(&member.key.as_str())) {
        return None;
    }
    let entry = |key: &str, value: &str| json!({ "key": key, "value": value });
    headers
        .entries()
        .map(|member| Some(entry(&member.key, member.value.as_str()?)))
        .collect::<Option<Vec<_>>>()
        .map(Value::Array)
}

/// `{ "X-A": "b" }` as the headers of every path.
fn everywhere(headers: &Object) -> Option<Value> {
    // What starts with a slash is a path, not a header's name.
    if headers.entries().any(|member| member.key.starts_with('/')) {
        return None;
    }
    Some(json!([{ "source": "/(.*)", "headers": header_list(headers)? }]))
}

/// `{ "/a": "/b" }` as `[{ "source": "/a", "destination": "/b" }]`.
fn destinations(paths: &Object) -> Option<Value> {
    let entry = |source: &str, destination: &str| json!({ "source": source, "destination": destination });
    let entries = paths.entries().map(|member| {
        let destination = member.value.as_str()?;
        member.key.starts_with('/').then(|| entry(&member.key, destination))
    });
    entries.collect::<Option<Vec<_>>>().map(Value::Array)
}

/// `[{ "name": "web", "root": "." }]` as `{ "web": { "root": "." } }`; not where a name stands twice.
fn by_name(entries: &Elements) -> Option<Value> {
    let mut map = Map::new();
    for entry in entries {
        let Value::Object(mut fields) = entry.to_value() else { return None };
        let Some(Value::String(name)) = fields.shift_remove("name") else { return None };
        if map.insert(name, Value::Object(fields)).is_some() {
            return None;
        }
    }
    Some(Value::Object(map))
}

/// `[{ "key": "X-A", "value": "b" }]` as `{ "X-A": "b" }`; not where a key stands twice, of which a map holds one.
fn header_map(entries: &Elements) -> Option<Value> {
    let mut map = Map::new();
    for entry in entries {
        let value = json!(entry.get("value")?.as_str()?);
        if map.insert(entry.get("key")?.as_str()?.to_owned(), value).is_some() {
            return None;
        }
    }
    Some(Value::Object(map))
}

/// The list of headers with one a line, where the map had one a line.
fn lines(text: &Text, node: &Node, headers: &Object) -> Option<String> {
    let first = headers.entries().next()?;
    let (indent, outer) =
        (edit::line_indent(text, first.range.start()), edit::line_indent(text, node.range.start()));
    if !text.slice(node.range).contains('\n') {
        return None;
    }
    let end = edit::line_break(text);
    let entries: Vec<String> = headers
        .entries()
        .map(|member| {
            let (key, value) = (text.slice(member.key_range), text.slice(member.value.range));
            format!("{end}{indent}{{ \"key\": {key}, \"value\": {value} }}")
        })
        .collect();
    Some(format!("[{}{end}{outer}]", entries.join(",")))
}
