//! Entries of `routes`, `redirects`, `headers` and `rewrites`, each looked at by itself.

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use svc_syntax::value::Query;

use super::in_order;
use crate::routes::{EntryFacts, Scope};
use crate::rules::finding::{Bounded, Finding};
use crate::rules::{Check, Rule};
use crate::snapshot::Snapshot;

type Ask = fn(&EntryFacts, &mut Vec<Finding>);

static RULES: LazyLock<Vec<(&Rule, Ask)>> =
    LazyLock::new(|| in_order(|check| if let Check::Entry(ask) = check { Some(*ask) } else { None }));

type Note = fn(&EntryFacts);

static NOTES: LazyLock<Vec<(&Rule, Note)>> =
    LazyLock::new(|| in_order(|check| if let Check::Note(note) = check { Some(*note) } else { None }));

/// What the rules find in an entry by itself; offsets are the entry's own.
struct EntryFindings;

impl Query for EntryFindings {
    type Answer = Vec<Finding>;
}

/// The findings for all entries of the file and its services. Each entry's are made once, as long as its text stays the same.
#[must_use]
pub fn findings(snapshot: &Snapshot) -> Vec<Finding> {
    let mut findings = Bounded::default();
    for scope in Scope::all(snapshot) {
        scope.answer_new::<EntryFindings>(find, || snapshot.check_cancelled());
        for (base, found) in scope.answers::<EntryFindings>(find) {
            if snapshot.check_cancelled() || findings.is_full() {
                return findings.into();
            }
            findings.extend(found.iter().map(|finding| {
                let mut finding = finding.clone().shifted(base);
                finding.service = scope.service.map(str::to_owned);
                finding
            }));
        }
    }
    findings.into()
}

fn find(entry: &EntryFacts) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, ask) in RULES.iter() {
        ask(entry, &mut findings);
    }
    NOTES.iter().for_each(|(_, note)| note(entry));
    findings
}
