//! `check --format json`: the stable shape that scripts rely on.

use schemars::JsonSchema;
use serde::Serialize;
use svc_analysis::{Finding, Snapshot};
use svc_config::Severity;

use super::check::{Checked, Summary};
use super::fixes;
use super::format::{self, Range};
use crate::rule_page;

/// What `check` found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// The version of this shape.
    version: u8,
    /// The files that were checked.
    files: Vec<File>,
    /// How many problems there are.
    summary: Summary,
    /// What could not be read, as sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failures: Vec<String>,
}

/// A file and what was found in it.
#[derive(Debug, Serialize, JsonSchema)]
struct File {
    /// Its path.
    path: String,
    /// The problems, by position.
    diagnostics: Vec<Diagnostic>,
    /// What `--fix` fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<Vec<fixes::Named>>,
}

/// A problem.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Diagnostic {
    /// The rule.
    code: &'static str,
    /// Vercel's own error code, if it has one.
    vercel_code: Option<&'static str>,
    /// An error means that Vercel rejects the deployment. A warning means that something doesn't work as written.
    severity: Severity,
    /// What is wrong and what to do.
    message: String,
    /// The service that it is about.
    service: Option<String>,
    /// The JSON Pointer of the value that it is about.
    path: String,
    /// Where it is in the text.
    range: Range,
    /// Other places that matter.
    related: Vec<Related>,
    /// What would fix it.
    fixes: Vec<Fix>,
    /// A page about the problem on the web.
    url: Option<String>,
}

/// Another place that matters for a problem.
#[derive(Debug, Serialize, JsonSchema)]
struct Related {
    /// Why it matters.
    message: String,
    /// The JSON Pointer of the value there.
    path: String,
    /// Where it is in the text.
    range: Range,
}

/// A fix that editors offer.
#[derive(Debug, Serialize, JsonSchema)]
struct Fix {
    /// What it does.
    title: String,
}

/// The findings, and sentences about what could not be read.
pub fn report(files: &[Checked], summary: Summary, failures: Vec<String>) -> Report {
    Report { version: 1, files: files.iter().map(file).collect(), summary, failures }
}

fn file(file: &Checked) -> File {
    let diagnostics = file.findings.iter().map(|finding| diagnostic(&file.snapshot, finding));
    File {
        path: file.path.clone(),
        diagnostics: diagnostics.collect(),
        fixed: file.fixes.as_ref().map(fixes::named),
    }
}

fn diagnostic(snapshot: &Snapshot, finding: &Finding) -> Diagnostic {
    let related = finding.related.iter().map(|related| Related {
        message: related.message.clone(),
        path: snapshot.config().path_around(related.range).to_string(),
        range: format::range(snapshot, related.range),
    });
    Diagnostic {
        code: finding.rule.code,
        vercel_code: finding.vercel_code,
        severity: finding.severity,
        message: finding.message.clone(),
        service: finding.service.clone(),
        path: snapshot.config().path_around(finding.range).to_string(),
        range: format::range(snapshot, finding.range),
        related: related.collect(),
        fixes: finding.fixes.iter().map(|fix| Fix { title: fix.title.clone() }).collect(),
        url: rule_page::url(finding.rule),
    }
}
