//! What the tests of both models ask.

use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use crate::testing::Fixture;

/// Of each finding the service and Vercel's code.
pub fn services_and_codes(errors: &[Finding]) -> String {
    let line = |it: &Finding| {
        format!("{}: {}", it.service.as_deref().unwrap_or("-"), it.vercel_code.unwrap_or(it.rule.code))
    };
    errors.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What a pass tells of a fixture, in the order of the text: the code, the bytes.
pub fn told_by(pass: fn(&Snapshot, &mut Vec<Finding>), source: &str) -> String {
    let fixture = Fixture::new(source);
    let mut findings = Vec::new();
    pass(&fixture.snapshot, &mut findings);
    findings.sort_by_key(|it| (it.range.start(), it.rule.code));
    let line = |it: &Finding| format!("{} at {}", it.rule.code, &fixture.text[it.range]);
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}
