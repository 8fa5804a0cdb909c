//! Every hover at every place: nothing that the editor shows above it, no rows without a fact, plain text for those who need it.

use std::collections::BTreeSet;
use std::sync::Arc;

use svc_analysis::Snapshot;
use svc_analysis::check::check;
use svc_config::meaning::Meaning;
use svc_syntax::{FocusKind, TextSize};

use super::accept::files;
use crate::hover::{Hover, hover};
use crate::markdown::plain;

/// What says that something is wrong, as findings do.
const PROBLEMS: [&str; 6] = [
    "doesn't exist",
    "Vercel rejects it:",
    "no file",
    "never runs",
    "matches no request",
    "outside the project",
];

/// What is wrong with a hover.
fn faults(snapshot: &Snapshot, hover: &Hover) -> Vec<String> {
    let mut faults = Vec::new();
    let words = plain(&hover.markdown);
    let reported: Vec<_> =
        check(snapshot).into_iter().filter(|it| it.range.intersect(hover.range).is_some()).collect();
    for finding in &reported {
        for sentence in plain(&finding.message).split(". ").filter(|it| it.split(' ').count() > 2) {
            if words.contains(sentence.trim_end_matches('.')) {
                faults.push(format!("repeats {sentence:?}"));
            }
        }
        faults.extend(
            PROBLEMS.iter().filter(|problem| words.contains(**problem)).map(|it| format!("repeats {it:?}")),
        );
    }
    let is_empty =
        |line: &str| line.split('|').any(|cell| matches!(cell.trim(), "None" | "N/A" | "`None`" | "`N/A`"));
    faults.extend(
        hover.markdown.lines().filter(|line| is_empty(line)).map(|line| format!("has the row {line:?}")),
    );
    let is_marked = |line: &str| {
        line.starts_with("**")
            || line.starts_with("| ")
            || line.starts_with("|:")
            || line.starts_with("```")
            || line == "---"
    };
    faults.extend(
        words.lines().filter(|line| is_marked(line)).map(|line| format!("is no plain text: {line:?}")),
    );
    if words.contains("](http") || words.contains('`') && !snapshot.text.to_string().contains('`') {
        faults.push("is no plain text".to_owned());
    }
    let focus =
        snapshot.focus(hover.range.start() + TextSize::from(1)).filter(|it| it.kind == FocusKind::Value);
    let meaning = focus.and_then(|focus| snapshot.model().meaning(&focus.path));
    let lines = hover.markdown.lines().count();
    if matches!(meaning, Some(Meaning::Source | Meaning::RouteSource)) && lines > 15 {
        faults.push(format!("has {lines} lines"));
    }
    faults
}

#[test]
fn hovers_are_short_plain_and_new() {
    let (mut hovers, mut wrong) = (0, BTreeSet::new());
    let files = files(1500);
    assert!(files.len() >= 40, "{}", files.len());
    for file in &files {
        let snapshot = Snapshot::of(&file.text, Arc::clone(&file.project));
        let mut last = None;
        for offset in (0..=file.text.len()).filter(|at| file.text.is_char_boundary(*at)) {
            let offset = TextSize::try_from(offset).unwrap();
            let range = snapshot.focus(offset).map(|focus| focus.range);
            if range == last {
                continue;
            }
            last = range;
            let Some(hover) = hover(&snapshot, offset, super::NOW) else { continue };
            hovers += 1;
            for fault in faults(&snapshot, &hover) {
                wrong.insert(format!(
                    "{} {:?}: {fault}\n{}",
                    file.name, &file.text[hover.range], hover.markdown
                ));
            }
        }
    }
    assert!(hovers > 600, "{hovers}");
    assert!(
        wrong.is_empty(),
        "{} of {hovers}:\n{}",
        wrong.len(),
        wrong.into_iter().collect::<Vec<_>>().join("\n\n")
    );
}
