//! `check --format gitlab`: a Code Quality report, which GitLab shows in merge requests.

use std::io::{self, Write};

use serde_json::{Value, json};
use svc_config::Severity;
use svc_syntax::Encoding;

use super::check::Checked;
use super::fingerprint::Fingerprints;
use super::format::print_json;
use crate::display::without_links;

/// Prints the findings.
///
/// # Errors
///
/// If the output can't be written.
pub fn print(files: &[Checked], output: &mut impl Write) -> io::Result<()> {
    let report: Vec<Value> = files.iter().flat_map(issues).collect();
    print_json(&report, output)
}

fn issues(file: &Checked) -> Vec<Value> {
    let mut fingerprints = Fingerprints::default();
    let issues = file.findings.iter().map(|finding| {
        let text = &file.snapshot.text;
        let line = |offset| text.line_column(offset, Encoding::Utf16).line + 1;
        let (hash, count) = fingerprints.next(file, finding, &file.place);
        json!({
            "description": without_links(&finding.message),
            "check_name": finding.rule.code,
            "fingerprint": format!("{hash:016x}-{count}"),
            "severity": severity(finding.severity),
            "location": {
                "path": file.place,
                "lines": { "begin": line(finding.range.start()), "end": line(finding.range.end()) },
            },
        })
    });
    issues.collect()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Information => "minor",
        Severity::Hint => "info",
    }
}
