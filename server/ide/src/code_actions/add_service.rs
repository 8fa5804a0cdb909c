//! New services: for the folders in which Vercel detects a framework, or an empty one. A new service of `services` gets the rewrite
//! that makes it reachable.

use serde_json::{Value, json};
use svc_config::ServicesModel;
use svc_syntax::edit::draft::Draft;
use svc_syntax::edit::line_edits;
use svc_syntax::edit::pretty::{inline, pretty_at};
use svc_syntax::value::Node;
use svc_syntax::{Encoding, KeyPath, PathSegment, edit};

use super::{Refactoring, RefactoringKind};
use svc_analysis::services::folders::{ProposedService, proposed};
use svc_analysis::services::v2;
use svc_analysis::snapshot::Snapshot;

/// Offers them at the key that declares the services and between them, not within one; to a user who chooses, anywhere.
pub(super) fn collect(snapshot: &Snapshot, path: &KeyPath, chooses: bool, found: &mut Vec<Refactoring>) {
    let Some(config) = snapshot.config().as_object() else { return };
    let is_key = |key: &str| ServicesModel::of_key(key).is_some();
    let declared = config.members().iter().map(|member| member.key.as_str()).find(|key| is_key(key));
    let key = match &path[..] {
        [PathSegment::Key(key)] if is_key(key) => key,
        _ if chooses => declared.unwrap_or(v2::KEY),
        _ => return,
    };
    let Some(model) = ServicesModel::of_key(key) else { return };
    let taken: Vec<String> = match config.get(key).map(Node::as_object) {
        Some(Some(services)) => services.members().iter().map(|member| member.key.clone()).collect(),
        Some(None) => return,
        None => Vec::new(),
    };
    let new: Vec<New> = proposed(snapshot, model, &taken).into_iter().map(|it| New::of(it, model)).collect();
    let mut add = |title: String, new: &[New]| {
        if let Some(edits) = New::edits(snapshot, key, new) {
            found.push(Refactoring { title, kind: RefactoringKind::AddService, edits });
        }
    };
    match new.as_slice() {
        several @ [_, _, ..] if !chooses => {
            let names: Vec<String> = several.iter().map(|new| format!("`{}`", new.name)).collect();
            add(format!("Add the detected services: {}", names.join(", ")), several);
        }
        each => {
            for one in each {
                add(format!("Add service `{}` ({})", one.name, one.what), std::slice::from_ref(one));
            }
        }
    }
    // In the earlier model, a service that says nothing is an error.
    if (new.is_empty() || chooses) && model == ServicesModel::V2 {
        let empty = New::empty(&taken);
        add(format!("Add an empty service (`{}`)", empty.name), std::slice::from_ref(&empty));
    }
}

/// A service to add.
struct New {
    name: String,
    value: Value,
    /// Its frameworks.
    what: String,
    /// The path of the rewrite that the service needs, if it needs one.
    rewritten: Option<String>,
}

impl New {
    fn of(service: ProposedService, model: ServicesModel) -> New {
        New {
            what: service.folder.framework_names(),
            rewritten: (model == ServicesModel::V2).then_some(service.prefix),
            name: service.name,
            value: service.value,
        }
    }

    /// One that is yet to be written: at the project root, which always exists.
    fn empty(taken: &[String]) -> New {
        let mut names = ["service", "new-service", "another-service"].into_iter();
        let name = names.find(|name| taken.iter().all(|taken| taken != name)).unwrap_or("service");
        let rewritten = Some(format!("/{name}"));
        New { name: name.to_owned(), value: json!({ "root": "." }), what: String::new(), rewritten }
    }

    /// The edits that add services and what leads to them; `None` if one can't be added.
    fn edits(snapshot: &Snapshot, key: &str, new: &[New]) -> Option<Vec<svc_syntax::TextEdit>> {
        let mut draft = Draft::of(snapshot);
        for service in new {
            let is_added = if draft.root().get(key).is_some() {
                draft.edit(|file, root| {
                    let services = root.get(key)?;
                    let value = member_text(file, services, &service.value);
                    edit::insert_member(&file.text, services, &service.name, &value)
                })
            } else {
                draft.set(key, &json!({ &service.name: service.value }))
            };
            if !is_added {
                return None;
            }
            if let Some(path) = &service.rewritten {
                let project = std::sync::Arc::clone(&snapshot.project);
                let rewrite = |path: &str, draft: &Draft| {
                    let made = Snapshot::of(&draft.text.to_string(), std::sync::Arc::clone(&project));
                    v2::new_rewrite(&made, path, &service.name)
                };
                // Where another rule takes all requests, the service is found below its name.
                let below = format!("/{}", service.name);
                if let Some(rewrite) = rewrite(path, &draft).or_else(|| rewrite(&below, &draft)) {
                    draft.edit(|_, _| Some(rewrite.edit));
                }
            }
        }
        Some(line_edits(&snapshot.text, &draft.text.to_string()))
    }
}

/// A value as a new member of an object: over several lines where the object's members stand on lines of their own.
fn member_text(file: &Draft, object: &Node, value: &Value) -> String {
    let text = &file.text;
    let last = object.as_object().and_then(|object| object.members().last());
    let above = last.map_or(object.range.start(), |member| member.range.start());
    let column = text.line_column(above, Encoding::Utf8).column as usize;
    match last {
        Some(_) if edit::line_indent(text, above).len() == column => pretty_at(value, text, above),
        None if text.slice(object.range).contains(['\n', '\r']) => {
            let step = format!("{}{}", edit::line_break(text), edit::indent_unit(text));
            pretty_at(value, text, above).replace(edit::line_break(text), &step)
        }
        _ => inline(value),
    }
}
