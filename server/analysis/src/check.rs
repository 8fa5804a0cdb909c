//! Everything that is to be said about a file: the one entry for the editor and the command line.

use crate::config;
use crate::finding::{Finding, Severity};
use crate::routes;
use crate::rules::{self, Check};
use crate::services;
use crate::settings::{RuleLevel, Settings};
use crate::snapshot::Snapshot;

/// The passes, each of which finds several rules' findings at once.
const PASSES: &[fn(&Snapshot, &mut Vec<Finding>)] = &[
    rules::invalid_json::pass,
    services::v1::pass,
    services::v2::pass,
    config::structure::pass,
    routes::pass,
];

/// All findings of a file, with the settings' levels applied, sorted by range, then code.
#[must_use]
pub fn check(snapshot: &Snapshot) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pass in PASSES {
        pass(snapshot, &mut findings);
    }
    for rule in rules::ALL {
        if let Check::File(check) = rule.check
            && snapshot.settings.rules.get(rule.code) != Some(&RuleLevel::Off)
        {
            check(snapshot, &mut findings);
        }
    }
    findings.retain_mut(|finding| match level(&snapshot.settings, finding) {
        Some(severity) => {
            finding.severity = severity;
            true
        }
        None => false,
    });
    findings.sort_by_key(|finding| (finding.range.start(), finding.range.end(), finding.rule.code));
    findings
}

fn level(settings: &Settings, finding: &Finding) -> Option<Severity> {
    settings.rules.get(finding.rule.code).map_or(Some(finding.severity), |level| level.severity())
}
