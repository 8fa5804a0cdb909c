//! What the model knows of a field: documentation, type, default, allowed values, examples.

use serde_json::Value;
use svc_syntax::PathSegment;

use crate::markdown::{block, code};
use svc_analysis::options;
use svc_analysis::snapshot::Snapshot;
use svc_config::Shape;
use svc_config::model::{EnumValue, JsonType};
use svc_syntax::edit::pretty::pretty;
use svc_syntax::value::Node;

/// What is reported about the field at `path`; with `value`, about the value that is there first.
pub(super) fn field(snapshot: &Snapshot, path: &[PathSegment], value: Option<&Node>) -> Option<String> {
    let (config, model) = (snapshot.config(), snapshot.model());
    let shape = model.at(config, path)?;
    let key = path.iter().rev().find_map(|segment| match segment {
        PathSegment::Key(key) => Some(key.as_str()),
        PathSegment::Index(_) => None,
    });
    let mut parts = Vec::new();
    let values = values(snapshot, path, shape);
    let written = value.map(Node::to_value);
    if let Some(allowed) = written.as_ref().and_then(|it| values.iter().find(|value| value.value == *it))
        && !allowed.docs.is_empty()
    {
        parts.push(format!("**{}** — {}", code(&allowed.value.to_string()), allowed.docs));
        parts.push("---".to_owned());
    }
    parts.push(match key {
        Some(key) => format!("**{}** — {}", code(key), types(shape)),
        None => format!(
            "**{}** — {}",
            if snapshot.is_options() { options::FILE } else { "vercel.json" },
            types(shape)
        ),
    });
    let docs = match path.split_last() {
        // An undocumented element gets the documentation of its list.
        Some((PathSegment::Index(_), list)) if shape.docs().is_empty() => {
            model.at(config, list).map(self::shape)
        }
        _ => Some(shape_of_values(shape, &values)),
    };
    parts.extend(docs.filter(|docs| !docs.is_empty()));
    Some(parts.join("\n\n"))
}

/// The values that a field may have; of one that names the kind of its object, those of all kinds.
fn values(snapshot: &Snapshot, path: &[PathSegment], shape: Shape) -> Vec<&'static EnumValue> {
    let own = shape.values();
    let Some((PathSegment::Key(key), object)) = path.split_last().filter(|_| !own.is_empty()) else {
        return own;
    };
    let object = snapshot.model().at(snapshot.config(), object);
    let all = object.map(|object| object.values_of(key)).unwrap_or_default();
    if all.len() > own.len() { all } else { own }
}

/// What may be at a place, as Markdown.
#[must_use]
pub fn shape(shape: Shape) -> String {
    shape_of_values(shape, &shape.values())
}

/// What may be at a place where these values are allowed, as Markdown.
#[must_use]
pub fn shape_of_values(shape: Shape, values: &[&EnumValue]) -> String {
    let mut parts = Vec::new();
    let docs = shape.docs();
    let (docs, link) = match docs.rsplit_once("\n\n[Documentation]") {
        Some((docs, link)) => (docs, Some(format!("[Documentation]{link}"))),
        None => (docs, None),
    };
    parts.extend(Some(docs.to_owned()).filter(|docs| !docs.is_empty()));
    if let Some(default) = shape.default() {
        parts.push(format!("Default: `{default}`"));
    }
    if !values.is_empty() {
        let lines: Vec<String> = values
            .iter()
            .map(|value| match value.docs.as_str() {
                "" => format!("- `{}`", value.value),
                docs => format!("- `{}` — {docs}", value.value),
            })
            .collect();
        parts.push(format!("Allowed values:\n{}", lines.join("\n")));
    }
    parts.extend(examples(shape.examples()));
    parts.extend(link);
    parts.join("\n\n")
}

fn examples(examples: &[Value]) -> Option<String> {
    let (first, _) = examples.split_first()?;
    if examples.iter().any(|example| example.is_object() || example.is_array()) {
        let blocks: Vec<String> = examples.iter().map(pretty).collect();
        return Some(block("json", &blocks.join("\n\n")));
    }
    let rest: Vec<String> = examples.iter().skip(1).map(|example| format!("`{example}`")).collect();
    Some(match rest.as_slice() {
        [] => format!("Example: `{first}`"),
        rest => format!("Examples: `{first}`, {}", rest.join(", ")),
    })
}

/// The types of a value in words: "string or object".
fn types(shape: Shape) -> String {
    let words = shape.types().into_iter().map(|name| match name {
        JsonType::Null => "null",
        JsonType::Boolean => "boolean",
        JsonType::Integer => "whole number",
        JsonType::Number => "number",
        JsonType::String => "string",
        JsonType::Array => "list",
        JsonType::Object => "object",
    });
    let words: Vec<String> = words.map(str::to_owned).collect();
    if words.is_empty() { "any value".to_owned() } else { svc_vercel::words::joined(&words, "or") }
}
