//! Refactorings: a service for a folder, members in the order of the documentation, other forms of a value, settings of the
//! project made a service. (Quick fixes come with the findings.)

mod add_service;
mod extract_service;
mod forms;
mod generate;
mod sort_members;
#[cfg(test)]
mod tests;

use svc_analysis::snapshot::Snapshot;
use svc_syntax::edit::slot::path_at;
use svc_syntax::layout::formatting::breaks_structure;
use svc_syntax::{TextEdit, TextRange};

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

/// What can be changed where a range begins. Where an editor lets its user choose a service to add, each is one; in a menu, all are.
#[must_use]
pub fn refactorings(snapshot: &Snapshot, range: TextRange, chooses_service: bool) -> Vec<Refactoring> {
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
    add_service::collect(snapshot, &path, chooses_service, &mut found);
    forms::collect(snapshot, &path, range.start(), &mut found);
    extract_service::collect(snapshot, &path, range.start(), &mut found);
    sort_members::collect(snapshot, range.start(), &mut found);
    found
}
