//! Keys: those of the model, and names where an object is a map.

use std::collections::HashSet;

use svc_syntax::KeyPath;
use svc_syntax::edit::slot::SlotKind;
use svc_syntax::value::Node;

use super::item::{CompletionKind, Docs, Rank, Writer};
use super::prefill::{self, choices};
use super::{headers, names, options, paths, samples};
use svc_analysis::snapshot::Snapshot;
use svc_config::Shape;
use svc_config::meaning::{self, Meaning, ServicePlace};
use svc_config::model::{EnumValue, JsonType};
use svc_vercel::runtime::is_dockerfile;

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
    let has_value = matches!(writer.slot.kind, SlotKind::Key { has_value: true, .. });
    for form in plain(shape, &forms, siblings) {
        for property in form.properties() {
            let key = property.key;
            let written = siblings.iter().any(|it| it == key);
            if written || property.shape.is_private() || !is_of_use(writer.snapshot, path, key) {
                continue;
            }
            let required = forms.iter().all(|form| form.properties().any(|it| it.key == key && it.required));
            let rank = match (property.deprecated, required) {
                (true, _) => Rank::Deprecated,
                (_, true) => Rank::First,
                _ => Rank::Common,
            };
            // A key that says which form the object has takes the values of all forms that are left.
            let kinds = kinds(&forms, key);
            let values = if has_value {
                Vec::new()
            } else if kinds.len() > 1 {
                choices(&kinds.iter().map(|value| value.value.to_string()).collect::<Vec<_>>())
            } else {
                prefill::values(writer, key, property.shape)
            };
            if let Some(item) = writer.member(rank, CompletionKind::Key, key, &values) {
                item.deprecated = property.deprecated;
                let kinds_of = (kinds.len() > 1).then(|| (shape.id(), key.to_owned()));
                item.docs = Some(Docs::Key { shape: property.shape.id(), kinds_of, of_options });
                item.description = Some(type_of(property.shape, &kinds)).filter(|words| !words.is_empty());
                if required {
                    item.detail("required");
                }
            }
        }
    }
    let values = match forms.iter().find_map(|form| form.additional()) {
        Some(value) => prefill::snippets(value),
        None => vec!["$1".to_owned()],
    };
    match writer.snapshot.model().key_meaning(path) {
        Some(Meaning::Service(model)) => samples::services(writer, model, siblings),
        Some(Meaning::Glob) => paths::functions(writer, siblings, &values),
        Some(Meaning::EnvName) => names::env(writer, siblings, Some(&values)),
        Some(Meaning::HeaderName) => headers::names(writer, siblings),
        Some(Meaning::Region) => names::regions(writer, siblings, Some(&["${1:1}".to_owned()])),
        Some(Meaning::Rule) => options::rules(writer, siblings, &values),
        Some(Meaning::ConfigFile) => options::files(writer, siblings, &values),
        _ => {}
    }
}

/// The values that `key` has in any of the forms, where it tells them apart.
fn kinds(forms: &[Shape], key: &str) -> Vec<&'static EnumValue> {
    let mut kinds: Vec<&EnumValue> = Vec::new();
    for value in forms.iter().filter_map(|form| form.property(key)).flat_map(Shape::values) {
        if !kinds.iter().any(|known| known.value == value.value) {
            kinds.push(value);
        }
    }
    let differ =
        forms.iter().filter_map(|form| form.property(key)).any(|it| it.values().len() != kinds.len());
    if differ { kinds } else { Vec::new() }
}

/// The forms that an object has as long as it doesn't name its kind; all where each form has to be named.
fn plain(shape: Shape, forms: &[Shape], siblings: &[String]) -> Vec<Shape> {
    let waits_for_kind = |form: &Shape| {
        form.properties().any(|it| {
            let is_kind =
                shape.values_of(it.key).len() > it.shape.values().len() && !it.shape.values().is_empty();
            it.required && is_kind && !siblings.iter().any(|key| key == it.key)
        })
    };
    let plain: Vec<Shape> = forms.iter().copied().filter(|form| !waits_for_kind(form)).collect();
    if plain.is_empty() { forms.to_vec() } else { plain }
}

/// Whether a key does anything in an object: of the services, only a container has a command of its own.
fn is_of_use(snapshot: &Snapshot, path: &KeyPath, key: &str) -> bool {
    match meaning::service_of(path) {
        Some(service) if path.len() == 2 && key == "command" => is_container(snapshot, service),
        _ => true,
    }
}

/// Whether a service is built from an image.
fn is_container(snapshot: &Snapshot, service: ServicePlace<'_>) -> bool {
    let Some(node) = snapshot.config().get(service.key).and_then(|it| it.get(service.name)) else {
        return false;
    };
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    [text("runtime"), text("framework")].contains(&Some("container"))
        || text("entrypoint").is_some_and(is_dockerfile)
}

/// What a value is, in a word or two.
fn type_of(shape: Shape, kinds: &[&EnumValue]) -> String {
    let word = |name: &JsonType| match name {
        JsonType::Null => "null",
        JsonType::Boolean => "boolean",
        JsonType::Integer | JsonType::Number => "number",
        JsonType::String => "string",
        JsonType::Array => "list",
        JsonType::Object => "object",
    };
    let values = if kinds.is_empty() { shape.values() } else { kinds.to_vec() };
    if (1..=4).contains(&values.len()) && !shape.has_alternatives() {
        return values.iter().map(|value| value.value.to_string()).collect::<Vec<_>>().join(" | ");
    }
    shape.types().iter().map(word).collect::<Vec<_>>().join(" | ")
}
