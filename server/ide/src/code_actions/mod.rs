//! Refactorings: a service for a folder, members in the order of the documentation, other forms of a value, settings of the
//! project made a service. (Quick fixes come with the findings.)

mod extract_service;
mod forms;
mod generate;
mod sort_members;
#[cfg(test)]
mod tests;

use svc_config::ServicesModel;
use svc_syntax::{Encoding, KeyPath, TextRange};

use svc_analysis::services::folders::proposed;
use svc_analysis::snapshot::Snapshot;
use svc_syntax::TextEdit;
use svc_syntax::edit;
use svc_syntax::edit::pretty::{inline, pretty_at};
use svc_syntax::edit::slot::path_at;
use svc_syntax::layout::formatting::breaks_structure;
use svc_syntax::value::Node;

/// A change that keeps or extends what the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refactoring {
    /// What it does, as an imperative.
    pub title: String,
    /// What kind it is.
    pub kind: RefactoringKind,
    /// Its edits; they don't overlap.
    pub edits: Vec<TextEdit>,
}

/// Kinds of refactorings, by LSP's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefactoringKind {
    /// `refactor`
    Refactor,
    /// `refactor.svcLsp.addService`: editors have a command that asks for these alone.
    AddService,
    /// `refactor.svcLsp.generate`: the same.
    Generate,
    /// `refactor.rewrite`
    Rewrite,
    /// `refactor.extract`
    Extract,
}

/// What can be changed where a range begins.
#[must_use]
pub fn refactorings(snapshot: &Snapshot, range: TextRange) -> Vec<Refactoring> {
    let mut found = Vec::new();
    if snapshot.is_options() {
        return found;
    }
    let path = path_at(snapshot, range.start());
    generate::collect(snapshot, &path, &mut found);
    // An edit beside a mistake in the structure could land in the wrong place.
    if snapshot.parse.errors().iter().any(|error| breaks_structure(error.kind)) {
        return found;
    }
    add_service(snapshot, &path, &mut found);
    forms::collect(snapshot, &path, range.start(), &mut found);
    extract_service::collect(snapshot, &path, range.start(), &mut found);
    sort_members::collect(snapshot, range.start(), &mut found);
    found
}

/// Offers a service for each folder that holds a framework and belongs to none yet.
fn add_service(snapshot: &Snapshot, path: &KeyPath, found: &mut Vec<Refactoring>) {
    let Some(svc_syntax::PathSegment::Key(key)) = path.first() else { return };
    let (Some(model), Some(services)) = (ServicesModel::of_key(key), snapshot.config().get(key)) else {
        return;
    };
    let taken: Vec<String> = services
        .as_object()
        .into_iter()
        .flat_map(|it| &it.members)
        .map(|member| member.key.clone())
        .collect();
    for service in proposed(snapshot, model, &taken) {
        let value = member_text(snapshot, services, &service.value);
        let Some(edit) = edit::insert_member(&snapshot.text, services, &service.name, &value) else { return };
        found.push(Refactoring {
            title: format!("Add service `{}` ({})", service.name, service.folder.framework_names()),
            kind: RefactoringKind::AddService,
            edits: vec![edit],
        });
    }
}

/// A value as a new member of an object: over several lines where the object's members stand on lines of their own.
fn member_text(snapshot: &Snapshot, object: &Node, value: &serde_json::Value) -> String {
    let text = &snapshot.text;
    let last = object.as_object().and_then(|object| object.members.last());
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
