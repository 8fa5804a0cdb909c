//! Keys: those of the model, and names where an object is a map.

use std::collections::HashSet;

use svc_syntax::{KeyPath, PathSegment};

use super::item::{CompletionKind, Docs, Rank, Writer};
use super::{headers, names, options, paths, samples};
use svc_config::meaning::Meaning;
use svc_config::model::JsonType;
use svc_config::{Model, Shape};

/// Adds the keys that the object at the slot's path doesn't have, and names for maps.
pub(super) fn complete(writer: &mut Writer<'_>, siblings: &[String]) {
    let config = writer.snapshot.config();
    let path = &writer.slot.path;
    let Some(shape) = writer.snapshot.model().at(config, path) else { return };
    let forms = match config.at(path) {
        // The half-typed member at the cursor decides nothing.
        Some(node) => {
            let siblings: HashSet<&String> = siblings.iter().collect();
            shape.candidates(&node.with_members(|member| siblings.contains(&member.key)))
        }
        None => vec![shape],
    };
    let of_options = writer.snapshot.is_options();
    for form in &forms {
        for property in form.properties() {
            let written = siblings.iter().any(|key| key == property.key);
            if written || property.shape.is_private() {
                continue;
            }
            let required =
                forms.iter().all(|form| form.properties().any(|it| it.key == property.key && it.required));
            let rank = match (property.deprecated, required) {
                (true, _) => Rank::Deprecated,
                (_, true) => Rank::First,
                _ => Rank::Common,
            };
            let value = value_snippet(writer.snapshot.model(), path, property.key, property.shape);
            if let Some(item) = writer.member(rank, CompletionKind::Key, property.key, &value) {
                item.deprecated = property.deprecated;
                item.docs = Some(Docs::Key { shape: property.shape.id(), of_options });
                item.description = Some(type_of(property.shape)).filter(|words| !words.is_empty());
                if required {
                    item.detail("required");
                }
            }
        }
    }
    let value =
        forms.iter().find_map(|form| form.additional()).map_or_else(|| "$1".to_owned(), Shape::snippet);
    match writer.snapshot.model().key_meaning(path) {
        Some(Meaning::Service(model)) => samples::services(writer, model, siblings),
        Some(Meaning::Glob) => paths::functions(writer, siblings, &value),
        Some(Meaning::EnvName) => names::env(writer, siblings, Some(&value)),
        Some(Meaning::HeaderName) => headers::names(writer, siblings),
        Some(Meaning::Region) => names::regions(writer, siblings, Some("${1:1}")),
        Some(Meaning::Rule) => options::rules(writer, siblings, &value),
        Some(Meaning::ConfigFile) => options::files(writer, siblings, &value),
        _ => {}
    }
}

/// What a value is, in a word or two.
fn type_of(shape: Shape) -> String {
    let word = |name: &JsonType| match name {
        JsonType::Null => "null",
        JsonType::Boolean => "boolean",
        JsonType::Integer | JsonType::Number => "number",
        JsonType::String => "string",
        JsonType::Array => "list",
        JsonType::Object => "object",
    };
    let values = shape.values();
    if (1..=3).contains(&values.len()) && !shape.has_alternatives() {
        return values.iter().map(|value| value.value.to_string()).collect::<Vec<_>>().join(" | ");
    }
    shape.types().iter().map(word).collect::<Vec<_>>().join(" | ")
}

/// What to write for the value of a new key.
fn value_snippet(model: &'static Model, object: &KeyPath, key: &str, shape: Shape) -> String {
    let mut path = object.0.clone();
    path.push(PathSegment::Key(key.to_owned()));
    let is_string = shape.types().first() == Some(&JsonType::String);
    // Where completion knows values, an empty string lets it offer them.
    if is_string && shape.values().is_empty() && model.meaning(&path).is_some_and(names_values) {
        return "\"$1\"".to_owned();
    }
    match (key, object.len()) {
        ("experimentalServices" | "services", 0) => "{\n\t$0\n}".to_owned(),
        _ => shape.snippet(),
    }
}

/// Whether completion knows values for it.
fn names_values(meaning: Meaning) -> bool {
    !matches!(meaning, Meaning::Source | Meaning::RouteSource | Meaning::HeaderValue)
}
