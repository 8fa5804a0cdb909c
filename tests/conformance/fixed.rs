//! The usual mistakes: our fixes leave the file that is written down for them, which Vercel accepts.

use std::sync::Arc;

use serde_json::{Value, json};
use svc_analysis::check::check;
use svc_analysis::rules::finding::Finding;
use svc_analysis::settings::Settings;
use svc_analysis::snapshot::Snapshot;
use svc_syntax::Source;
use svc_syntax::TextEdit;
use svc_vercel::project::MemoryFs;

use crate::conformance::case::{Case, Comparison};
use crate::conformance::refusals;

fn findings(case: &Case, text: &str) -> Vec<Finding> {
    let settings: Settings = serde_json::from_value(case.settings.clone()).expect("settings");
    let project = Arc::new(MemoryFs::new(case.paths()));
    check(&Snapshot::new(Source::new(text), project, Arc::new(settings)))
}

pub fn apply(text: &str, edits: &[TextEdit]) -> String {
    let mut edits: Vec<_> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.range.start());
    let mut text = text.to_owned();
    for edit in edits.into_iter().rev() {
        text.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.insert);
    }
    text
}

/// The file after the fixes of these titles, one after the other; what was offered where one is missing.
fn fixed(case: &Case) -> Value {
    let mut text = case.text().to_owned();
    for title in &case.fixes {
        let findings = findings(case, &text);
        let offered: Vec<_> = findings.iter().flat_map(|finding| &finding.fixes).collect();
        match offered.iter().find(|fix| fix.title == *title) {
            Some(fix) => text = apply(&text, &fix.edits),
            None => {
                let titles: Vec<_> = offered.iter().map(|fix| &fix.title).collect();
                return json!({ "missing": title, "offered": titles });
            }
        }
    }
    json!(text)
}

/// The fixed file beside the one written down, and that it is in order for us as for Vercel.
pub fn comparisons(case: &Case) -> Vec<Comparison> {
    let left = findings(case, &case.fixed);
    let errors = refusals(&left);
    vec![
        Comparison { field: "fixed", expected: json!(case.fixed), got: fixed(case) },
        Comparison { field: "acceptedByVercel", expected: json!(true), got: case.expect["accepted"].clone() },
        Comparison { field: "errorsLeft", expected: json!([]), got: json!(errors) },
    ]
}
