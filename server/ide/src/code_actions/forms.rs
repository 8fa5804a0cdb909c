//! The same thing in another form: a string as an object or list and back.

use serde_json::{Value, json};
use svc_config::ServicesModel;
use svc_syntax::{KeyPath, PathSegment, TextSize};

use super::{Refactoring, RefactoringKind};
use svc_analysis::services::names;
use svc_analysis::snapshot::Snapshot;
use svc_config::meaning;
use svc_config::model;
use svc_config::model::JsonType;
use svc_syntax::TextEdit;
use svc_syntax::edit;
use svc_syntax::edit::pretty::inline;
use svc_syntax::value::Elements;
use svc_syntax::value::{Json, Member, Node};
use svc_vercel::cron;

/// Offers other forms of the member around an offset.
pub(super) fn collect(snapshot: &Snapshot, path: &KeyPath, offset: TextSize, found: &mut Vec<Refactoring>) {
    // The members around the offset, the innermost first: `mount` from inside its object.
    for length in (1..=path.len()).rev() {
        let Some((PathSegment::Key(key), parent)) = path.get(..length).and_then(<[PathSegment]>::split_last)
        else {
            continue;
        };
        let Some(object) = snapshot.config().at(parent).and_then(Node::as_object) else { continue };
        let Some(member) = object.member(key).filter(|member| member.range.contains_inclusive(offset)) else {
            continue;
        };
        let before = found.len();
        let mut offer = |title: String, edit: TextEdit| {
            found.push(Refactoring { title, kind: RefactoringKind::Rewrite, edits: vec![edit] });
        };
        // A redirect targets no service, and a variable may have any name.
        let takes = |json_type| {
            let shape = model().at(snapshot.config(), path.get(..length).unwrap_or_default());
            shape.is_some_and(|shape| shape.types().contains(&json_type))
        };
        let is_v1 =
            meaning::service_of(parent).is_some_and(|it| it.model == ServicesModel::V1) && parent.len() == 2;
        match key.as_str() {
            "mount" if is_v1 => mount(member, &mut offer),
            "routePrefix" if is_v1 && !object.has("subdomain") && !object.has("mount") => {
                let edit = edit::rename_key(member, "mount");
                offer("Convert to `mount`".to_owned(), edit);
            }
            "destination" if takes(JsonType::Object) => {
                destination(snapshot, member, &mut offer);
            }
            "permanent" if !object.has("statusCode") && has_key(snapshot, parent, "statusCode") => {
                if let Json::Bool(permanent) = member.value.json {
                    let status = if permanent { 308 } else { 307 };
                    let edit = TextEdit::new(member.range, format!("\"statusCode\": {status}"));
                    offer(format!("Change to `statusCode` {status}"), edit);
                }
            }
            "statusCode" if !object.has("permanent") && has_key(snapshot, parent, "permanent") => {
                let permanent = match member.value.as_number() {
                    Some(308.0) => "true",
                    Some(307.0) => "false",
                    _ => continue,
                };
                let edit = TextEdit::new(member.range, format!("\"permanent\": {permanent}"));
                offer("Change to `permanent`".to_owned(), edit);
            }
            // `<dynamic>` stands alone.
            "schedule" if is_v1 && member.value.as_str().is_some_and(|it| cron::parse(it).is_err()) => {}
            "schedule" | "includeFiles" | "excludeFiles" if is_v1 => list(member, &mut offer),
            "matcher" if parent == ["proxy".into()] => list(member, &mut offer),
            "command" if takes(JsonType::Array) => command(member, &mut offer),
            _ => {}
        }
        if found.len() > before {
            return;
        }
    }
}

/// Whether the model has this key for the object at a path: a rewrite is never permanent.
fn has_key(snapshot: &Snapshot, object: &[PathSegment], key: &str) -> bool {
    let shape = model().at(snapshot.config(), object);
    shape.is_some_and(|shape| shape.properties().any(|property| property.key == key))
}

fn replace(node: &Node, value: &Value) -> TextEdit {
    TextEdit::new(node.range, inline(value))
}

/// `"/api"` and `{ "path": "/api" }`.
fn mount(member: &Member, offer: &mut impl FnMut(String, TextEdit)) {
    if let Some(path) = member.value.as_str() {
        offer("Convert the mount to an object".to_owned(), replace(&member.value, &json!({ "path": path })));
        offer("Convert to `routePrefix`".to_owned(), edit::rename_key(member, "routePrefix"));
    } else if let Some(object) = member.value.as_object()
        && let [only] = object.members()
        && only.key == "path"
        && let Some(path) = only.value.as_str()
    {
        offer("Convert the mount to a string".to_owned(), edit::replace_with_string(&member.value, path));
    }
}

/// `"/x"` and `{ "service": "web", "path": "/x" }`.
fn destination(snapshot: &Snapshot, member: &Member, offer: &mut impl FnMut(String, TextEdit)) {
    if let Some(path) = member.value.as_str() {
        if path.starts_with('/') {
            for (service, _) in names::declared(snapshot.config(), ServicesModel::V2) {
                let value = json!({ "service": service, "path": path });
                offer(
                    format!("Change the destination to the service `{service}`"),
                    replace(&member.value, &value),
                );
            }
        }
        return;
    }
    let Some(object) = member.value.as_object() else { return };
    let Some(service) = object.get("service").and_then(Node::as_str) else { return };
    match object.get("path").map(Node::as_str) {
        Some(Some(path)) => {
            offer(
                "Change the destination to a path".to_owned(),
                edit::replace_with_string(&member.value, path),
            );
        }
        None => {
            let mut value = json!({ "service": service, "path": "/" });
            if let (Some(kind), Some(map)) = (object.get("type"), value.as_object_mut()) {
                map.insert("type".to_owned(), kind.to_value());
            }
            offer("Add a path inside the service".to_owned(), replace(&member.value, &value));
        }
        Some(None) => {}
    }
}

/// `"a"` and `["a"]`.
fn list(member: &Member, offer: &mut impl FnMut(String, TextEdit)) {
    if let Some(text) = member.value.as_str() {
        offer(format!("Convert `{}` to a list", member.key), replace(&member.value, &json!([text])));
    } else if let Some(only) = member.value.as_array().and_then(Elements::only)
        && let Some(text) = only.as_str()
    {
        offer(
            format!("Convert `{}` to a string", member.key),
            edit::replace_with_string(&member.value, text),
        );
    }
}

/// `"node server.js"` and `["node", "server.js"]`, where the shell would read both alike.
fn command(member: &Member, offer: &mut impl FnMut(String, TextEdit)) {
    let plain = |char: char| {
        char.is_alphanumeric() || matches!(char, '-' | '_' | '.' | '/' | ':' | '=' | '@' | ',' | '+')
    };
    if let Some(text) = member.value.as_str() {
        if !text.trim().is_empty() && text.chars().all(|char| char == ' ' || plain(char)) {
            let words: Vec<&str> = text.split_whitespace().collect();
            offer("Convert the command to a list".to_owned(), replace(&member.value, &json!(words)));
        }
    } else if let Some(elements) = member.value.as_array() {
        let words: Option<Vec<&str>> = elements.iter().map(Node::as_str).collect();
        if let Some(words) = words.filter(|words| {
            !words.is_empty() && words.iter().all(|word| !word.is_empty() && word.chars().all(plain))
        }) {
            offer(
                "Convert the command to a string".to_owned(),
                edit::replace_with_string(&member.value, &words.join(" ")),
            );
        }
    }
}
