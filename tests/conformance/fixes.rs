//! Every fix that we offer on all projects that we have: it leaves JSON, and its finding goes.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use svc_analysis::check::check;
use svc_analysis::rules::finding::Finding;
use svc_analysis::snapshot::Snapshot;
use svc_syntax::Parse;
use svc_vercel::project::MemoryFs;

use crate::conformance::{case, fixed, folder};

/// Findings of which another one of the same code and service can come to light by the fix: a schedule's second pair of keys
/// that exclude each other, a second mistake of one pattern.
const MORE_BEHIND: &[&str] =
    &["conflicting-keys", "invalid-redirect", "invalid-rewrite", "missing-key", "unknown-key", "wrong-type"];

/// Longer files are left out: they repeat what shorter ones show.
const LONGEST: usize = 20_000;

fn count(findings: &[Finding], like: &Finding) -> usize {
    findings.iter().filter(|it| it.rule == like.rule && it.service == like.service).count()
}

/// What is wrong with the fixes of a project's findings, each title of a rule once.
fn faults(name: &str, text: &str, project: &Arc<MemoryFs>) -> Vec<String> {
    let before = check(&Snapshot::of(text, project.clone()));
    let mut seen = HashSet::new();
    let mut faults = Vec::new();
    for (finding, fix) in before.iter().flat_map(|it| it.fixes.iter().map(move |fix| (it, fix))) {
        if !seen.insert((finding.rule.code, &fix.title)) {
            continue;
        }
        let mut fault = |what: &str, fixed: &str| {
            faults.push(format!("{name}: {} ({}) {what}\n{text}\n{fixed}", finding.rule.code, fix.title));
        };
        let mut ranges: Vec<_> = fix.edits.iter().map(|edit| edit.range).collect();
        ranges.sort_by_key(|range| range.start());
        if ranges.windows(2).any(|pair| pair[0].end() > pair[1].start()) {
            fault("has edits that overlap", "");
            continue;
        }
        let fixed = fixed::apply(text, &fix.edits);
        let after = check(&Snapshot::of(&fixed, project.clone()));
        if Parse::new(&fixed).errors().len() > Parse::new(text).errors().len() {
            fault("breaks the syntax", &fixed);
        } else if count(&after, finding) >= count(&before, finding)
            && !MORE_BEHIND.contains(&finding.rule.code)
        {
            fault("leaves its finding", &fixed);
        }
    }
    faults
}

#[test]
fn every_offered_fix_works() {
    let mut all = Vec::new();
    for set in ["v1", "v2", "file", "mixed", "codes", "structure", "vectors", "example", "mistakes"] {
        for case in case::read(&folder().join(format!("goldens/{set}.ndjson"))) {
            all.extend(faults(&case.name, case.text(), &Arc::new(MemoryFs::new(case.paths()))));
        }
    }
    for kind in ["plain", "services"] {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus").join(kind);
        for entry in std::fs::read_dir(corpus).expect("the corpus") {
            let path = entry.expect("an entry").path();
            let text = std::fs::read_to_string(&path).expect("a text");
            // A file that is no JSON has several mistakes, which hide each other.
            if text.len() <= LONGEST && Parse::new(&text).errors().is_empty() {
                all.extend(faults(&path.display().to_string(), &text, &Arc::default()));
            }
        }
    }
    assert!(all.is_empty(), "{} fixes\n{}", all.len(), all.join("\n\n"));
}
