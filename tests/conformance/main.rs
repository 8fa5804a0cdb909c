//! Vercel's own packages judge us: their answers, committed in `goldens/` and in `../corpus/verdicts.json`, beside ours.
//!
//! `CONFORMANCE_CASES=cases.ndjson cargo test --test conformance given_cases -- --nocapture` compares other cases;
//! `CONFORMANCE_ONLY=v1-1-42` keeps those whose name contains that text; `CONFORMANCE_DISK=1` puts the projects on disk.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, missing_docs)]

mod case;
mod corpus;
mod report;

use std::path::{Path, PathBuf};

use case::Case;
use report::Report;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/conformance")
}

fn compare(path: &Path) -> Report {
    let only = std::env::var("CONFORMANCE_ONLY").unwrap_or_default();
    let on_disk = std::env::var_os("CONFORMANCE_DISK").is_some();
    let mut report = Report::default();
    for case in case::read(path).iter().filter(|case| case.name.contains(&only)) {
        let answer = if on_disk { case.answer_on_disk() } else { case.answer() };
        report.add(case, &answer);
    }
    report
}

fn goldens(set: &str) {
    let report = compare(&folder().join(format!("goldens/{set}.ndjson")));
    println!("{set}: {}", report.table());
    assert!(report.agrees(), "{report}");
}

#[test]
fn v1_projects() {
    goldens("v1");
}

#[test]
fn v2_projects() {
    goldens("v2");
}

#[test]
fn whole_files() {
    goldens("file");
}

#[test]
fn mixed_projects() {
    goldens("mixed");
}

#[test]
fn every_code() {
    goldens("codes");
}

#[test]
fn on_disk_as_in_memory() {
    for set in ["v1", "v2"] {
        for case in case::read(&folder().join(format!("goldens/{set}.ndjson"))).iter().step_by(5) {
            let (memory, disk) = (case.answer(), case.answer_on_disk());
            assert_eq!(memory.inspection, disk.inspection, "{}", case.name);
            assert_eq!(memory.error_codes, disk.error_codes, "{}", case.name);
        }
    }
}

/// The cases of a file that the environment names: what the live run hands over.
#[test]
fn given_cases() {
    let Some(path) = std::env::var_os("CONFORMANCE_CASES") else { return };
    let report = compare(Path::new(&path));
    println!("{}", report.table());
    assert!(report.agrees(), "{report}");
}
