//! Vercel's own packages judge us: their answers, committed in `goldens/` and in `../corpus/verdicts.json`, beside ours.
//!
//! `CONFORMANCE_CASES=cases.ndjson cargo test --test product given_cases -- --nocapture` compares other cases;
//! `CONFORMANCE_ONLY=v1-1-42` keeps those whose name contains that text; `CONFORMANCE_DISK=1` puts the projects on disk;
//! `CONFORMANCE_PENDING=accepted,routing` counts these fields only; `CONFORMANCE_MADE=made.ndjson` leaves the files that we
//! generate and migrate, for Vercel to judge.

pub mod case;
mod corpus;
mod damaged;
mod detection;
mod fixed;
mod fixes;
mod made;
mod migration;
mod pattern;
mod project;
mod report;
mod route;

use std::path::{Path, PathBuf};

use case::Place;
use report::Report;
use svc_analysis::rules::finding::Finding;
use svc_config::Severity;

/// The rules of the errors that Vercel's validator or resolver has too.
fn refusals(findings: &[Finding]) -> Vec<&'static str> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    // A rule of both kinds says of each finding who refuses.
    let is_at_once =
        |finding: &&Finding| finding.vercel_code != Some("BUILD_FAILED") && !finding.is_rejected_later();
    errors.filter(is_at_once).map(|finding| finding.rule.code).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/conformance")
}

fn compare(path: &Path, pending: &[&str]) -> Report {
    let only = std::env::var("CONFORMANCE_ONLY").unwrap_or_default();
    let place = if std::env::var_os("CONFORMANCE_DISK").is_some() { Place::Disk } else { Place::Memory };
    let mut report = Report::default();
    for case in case::read(path).iter().filter(|case| case.name.contains(&only)) {
        report.add(case, place, pending);
    }
    report
}

/// Compares a set of goldens.
fn goldens(set: &str) {
    let report = compare(&folder().join(format!("goldens/{set}.ndjson")), &[]);
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
fn every_place_of_the_schema() {
    goldens("structure");
}

#[test]
fn corners() {
    goldens("vectors");
}

#[test]
fn example_projects() {
    goldens("example");
}

#[test]
fn usual_mistakes() {
    goldens("mistakes");
}

#[test]
fn migrations() {
    goldens("migrate");
}

#[test]
fn detections() {
    goldens("detect");
}

#[test]
fn patterns() {
    goldens("pattern");
}

#[test]
fn regular_expressions() {
    goldens("regex");
}

#[test]
fn requests() {
    goldens("route");
}

#[test]
fn on_disk_as_in_memory() {
    for set in ["v1", "v2"] {
        for case in case::read(&folder().join(format!("goldens/{set}.ndjson"))).iter().step_by(5) {
            let (memory, disk) = (project::answer(case, Place::Memory), project::answer(case, Place::Disk));
            assert_eq!(memory, disk, "{}", case.name);
        }
    }
}

/// The cases of a file that the environment names: what the live run hands over.
#[test]
fn given_cases() {
    let Some(path) = std::env::var_os("CONFORMANCE_CASES") else { return };
    let pending = std::env::var("CONFORMANCE_PENDING").unwrap_or_default();
    let report = compare(Path::new(&path), &pending.split(',').collect::<Vec<_>>());
    println!("{}", report.table());
    if let Some(made) = std::env::var_os("CONFORMANCE_MADE") {
        made::write(Path::new(&path), Path::new(&made));
    }
    assert!(report.agrees(), "{report}");
}
