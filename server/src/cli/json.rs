//! `check --format json`: the stable shape that scripts rely on.

use std::io::{self, Write};

use serde_json::{Value, json};
use svc_analysis::{Finding, Snapshot};

use super::check::{Checked, Summary};
use super::fixes;
use super::format::{self, print_json};
use crate::rule_page;

/// Prints the findings.
///
/// # Errors
///
/// If the output can't be written.
pub fn print(files: &[Checked], summary: &Summary, output: &mut impl Write) -> io::Result<()> {
    let files: Vec<Value> = files.iter().map(file).collect();
    let report = json!({ "version": 1, "files": files, "summary": summary });
    print_json(&report, output)
}

fn file(file: &Checked) -> Value {
    let diagnostics: Vec<Value> =
        file.findings.iter().map(|finding| diagnostic(&file.snapshot, finding)).collect();
    let mut report = json!({ "path": file.path, "diagnostics": diagnostics });
    if let (Some(fixes), Some(report)) = (&file.fixes, report.as_object_mut()) {
        report.insert("fixed".to_owned(), fixes::json(fixes));
    }
    report
}

fn diagnostic(snapshot: &Snapshot, finding: &Finding) -> Value {
    let fixes: Vec<Value> = finding.fixes.iter().map(|fix| json!({ "title": fix.title })).collect();
    let related = finding.related.iter().map(|related| {
        json!({
            "message": related.message,
            "path": snapshot.config().path_around(related.range).to_string(),
            "range": format::range(snapshot, related.range),
        })
    });
    json!({
        "code": finding.rule.code,
        "vercelCode": finding.vercel_code,
        "severity": finding.severity,
        "message": finding.message,
        "service": finding.service,
        "path": snapshot.config().path_around(finding.range).to_string(),
        "range": format::range(snapshot, finding.range),
        "related": related.collect::<Value>(),
        "fixes": fixes,
        "url": rule_page::url(finding.rule.code),
    })
}
