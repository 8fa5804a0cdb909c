//! What svc-lsp's own options name: rules, `vercel.json` files, places in them.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::item::{CompletionKind, Rank, Writer};
use svc_analysis::check::check;
use svc_analysis::rules;
use svc_analysis::snapshot::Snapshot;
use svc_syntax::PathSegment;
use svc_vercel::project::ProjectFs;
use svc_vercel::project::walk::walk;

/// Adds the codes of rules as keys: of those that report something in the file first, where the slot is about one.
pub(super) fn rules(writer: &mut Writer<'_>, siblings: &[String], values: &[String]) {
    let reported: Vec<_> = file(writer).iter().flat_map(check).map(|finding| finding.rule.code).collect();
    for rule in rules::ALL.iter().filter(|rule| !siblings.iter().any(|it| it == rule.code)) {
        let rank = if reported.contains(&rule.code) { Rank::First } else { Rank::Common };
        if let Some(item) = writer.member(rank, CompletionKind::Key, rule.code, values) {
            item.description(rule.title());
        }
    }
}

/// Adds the `vercel.json` files below the options' folder as keys.
pub(super) fn files(writer: &mut Writer<'_>, siblings: &[String], values: &[String]) {
    for file in vercel_json_files(&*writer.snapshot.project) {
        if !siblings.contains(&file) {
            writer.member(Rank::First, CompletionKind::File, &file, values);
        }
    }
}

/// Adds the places of the findings that may be ignored.
pub(super) fn pointers(writer: &mut Writer<'_>) {
    let Some(PathSegment::Key(code)) = writer.slot.path.get(2).cloned() else { return };
    let Some(snapshot) = file(writer) else { return };
    let root = snapshot.config();
    for finding in check(&snapshot).iter().filter(|finding| finding.rule.code == code) {
        let pointer = root.path_around(finding.range).to_string();
        if let Some(item) = writer.string(Rank::First, CompletionKind::Value, &pointer) {
            item.documentation(finding.message.clone());
        }
    }
}

/// The `vercel.json` beside the options, where the slot is about it. What is found in others depends on their own folders.
fn file(writer: &Writer<'_>) -> Option<Snapshot> {
    let [PathSegment::Key(section), PathSegment::Key(file), ..] = &writer.slot.path[..] else {
        return None;
    };
    let project = &writer.snapshot.project;
    let is_beside = section == "ignore" && !file.contains('/');
    let text = project.read(file).filter(|_| is_beside)?;
    Some(Snapshot::of(&text, Arc::clone(project)))
}

fn vercel_json_files(project: &dyn ProjectFs) -> Vec<String> {
    let mut found = Vec::new();
    walk(project.including_excluded().unwrap_or(project), ".", |path| {
        if path.rsplit('/').next() == Some("vercel.json") {
            found.push(path.to_owned());
        }
        ControlFlow::Continue(())
    });
    found
}
