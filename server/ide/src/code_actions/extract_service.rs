//! The project's own build settings made a service of `services`, with the rewrite that targets it.

use serde_json::{Map, Value, json};
use svc_config::ServicesModel;
use svc_syntax::{KeyPath, PathSegment, TextRange, TextSize};

use super::{Refactoring, RefactoringKind};
use svc_analysis::services::v2::BUILD_SETTINGS;
use svc_analysis::snapshot::Snapshot;
use svc_syntax::TextEdit;
use svc_syntax::edit;
use svc_syntax::edit::pretty::{inline, pretty_at};
use svc_syntax::value::{Member, Node, Object};

/// Offers it from any of those settings, in a file without services.
pub(super) fn collect(snapshot: &Snapshot, path: &KeyPath, offset: TextSize, found: &mut Vec<Refactoring>) {
    let Some(config) = snapshot.config().as_object() else { return };
    let is_setting = |member: &Member| BUILD_SETTINGS.contains(&member.key.as_str());
    let at_setting = matches!(path.first(), Some(PathSegment::Key(key)) if BUILD_SETTINGS.contains(&key.as_str()))
        || config
            .members()
            .iter()
            .any(|member| is_setting(member) && member.range.contains_inclusive(offset));
    let has_services = config.members().iter().any(|member| ServicesModel::of_key(&member.key).is_some());
    if !at_setting || has_services || config.has("builds") {
        return;
    }
    let mut service = Map::from_iter([("root".to_owned(), ".".into())]);
    let settings = config.members().iter().filter(|member| is_setting(member) && !member.value.is_null());
    service.extend(settings.map(|member| (member.key.clone(), member.value.to_value())));
    let rewrite = json!({ "source": "/(.*)", "destination": { "service": "web" } });
    let Some(first) = config.members().iter().find(|member| is_setting(member)) else { return };
    let separator = edit::separator_before(&snapshot.text, first.range.start());
    let written = |value: &Value| {
        if separator == " " { inline(value) } else { pretty_at(value, &snapshot.text, first.range.start()) }
    };
    let services = written(&json!({ "web": service }));
    let mut replacement = format!("\"services\": {services}");
    let mut edits = Vec::new();
    match config.get("rewrites") {
        Some(rewrites) => edits.extend(append_rewrite(snapshot, rewrites, &rewrite)),
        None => {
            let rewrites = written(&json!([rewrite]));
            replacement.push_str(&format!(",{separator}\"rewrites\": {rewrites}"));
        }
    }
    edits.push(TextEdit::new(first.range, replacement));
    edits.extend(without(config, |member| is_setting(member) && member.range != first.range));
    found.push(Refactoring {
        title: "Move the project's settings into a service".to_owned(),
        kind: RefactoringKind::Extract,
        edits,
    });
}

/// Appends the rewrite, so that it handles the requests that the others don't match.
fn append_rewrite(snapshot: &Snapshot, rewrites: &Node, rewrite: &Value) -> Option<TextEdit> {
    edit::insert_element(&snapshot.text, rewrites, rewrites.as_array()?.len(), &inline(rewrite))
}

/// Takes members out, each with the comma that separates it from a neighbor that stays.
fn without(object: &Object, goes: impl Fn(&Member) -> bool) -> Vec<TextEdit> {
    let mut edits: Vec<TextEdit> = Vec::new();
    let mut stays_until = None;
    for (index, member) in object.members().iter().enumerate() {
        if !goes(member) {
            stays_until = Some(member.range.end());
            continue;
        }
        let range = match (stays_until, object.members().get(index + 1)) {
            (Some(before), _) => TextRange::new(before, member.range.end()),
            (None, Some(next)) => TextRange::new(member.range.start(), next.range.start()),
            (None, None) => member.range,
        };
        match edits.last_mut() {
            Some(last) if last.range.end() >= range.start() => last.range = last.range.cover(range),
            _ => edits.push(TextEdit::new(range, "")),
        }
    }
    edits
}
