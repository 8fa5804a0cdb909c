//! `check --format sarif`: SARIF 2.1.0, for code scanning.

use std::io::{self, Write};

use serde_json::{Value, json};
use svc_analysis::rules::{self, Rule};
use svc_analysis::{Finding, Fix};
use svc_config::Severity;
use svc_syntax::TextRange;
use svc_syntax::{Encoding, Text};

use super::check::Checked;
use super::fingerprint::Fingerprints;
use super::place;
use crate::display::{self, without_links};
use crate::rule_page;

/// How many results of a run GitHub takes; it rejects a report with more.
const MAX_RESULTS: usize = 25_000;

/// What stands for the root of the repository.
const ROOT: &str = "%SRCROOT%";

/// Prints the findings.
///
/// # Errors
///
/// If the output can't be written.
pub fn print(files: &[Checked], output: &mut impl Write) -> io::Result<()> {
    let mut results: Vec<(Severity, Value)> = files.iter().flat_map(results).collect();
    let count = results.len();
    if count > MAX_RESULTS {
        results.sort_by_key(|(severity, _)| *severity);
        results.truncate(MAX_RESULTS);
    }
    let results: Vec<Value> = results.into_iter().map(|(_, result)| result).collect();
    let left_out = (count > MAX_RESULTS).then(|| {
        let text = format!(
            "Only the {MAX_RESULTS} most severe of {count} problems are listed, as many as GitHub accepts."
        );
        json!({ "level": "warning", "message": { "text": text } })
    });
    let rules: Vec<Value> = rules::ALL.iter().map(|rule| descriptor(rule)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "svc-lsp",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            } },
            "automationDetails": { "id": "svc-lsp/" },
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": { ROOT: { "description": { "text": "The root of the repository." } } },
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": left_out.into_iter().collect::<Value>(),
            }],
            "results": results,
        }],
    });
    writeln!(output, "{}", display::json(&format!("{log:#}")))
}

fn descriptor(rule: &Rule) -> Value {
    let page = rule.page();
    let mut descriptor = json!({
        "id": rule.code,
        "name": name(rule.code),
        "shortDescription": { "text": format!("{}.", rule.title()) },
        "fullDescription": { "text": rule.summary() },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(rule.severity) },
    });
    let url = rule_page::url(rule).map(|url| ("helpUri".to_owned(), url.into()));
    if let Some(members) = descriptor.as_object_mut() {
        members.extend(url);
    }
    descriptor
}

/// The code as SARIF likes names: `duplicate-key` is `DuplicateKey`.
fn name(code: &str) -> String {
    let capitalised = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        first.to_uppercase() + rest
    };
    code.split('-').map(capitalised).collect()
}

fn results(file: &Checked) -> Vec<(Severity, Value)> {
    let mut fingerprints = Fingerprints::default();
    let results = file.findings.iter().map(|finding| {
        // GitHub knows a file's findings from one run to the next by this one.
        let (hash, count) = fingerprints.next(file, finding, "");
        let fingerprints = json!({ "primaryLocationLineHash": format!("{hash:016x}:{count}") });
        (finding.severity, result(file, finding, &fingerprints))
    });
    results.collect()
}

fn result(file: &Checked, finding: &Finding, fingerprints: &Value) -> Value {
    let text = &file.snapshot.text;
    let related = finding.related.iter().map(|related| {
        json!({ "physicalLocation": location(file, related.range), "message": { "text": without_links(&related.message) } })
    });
    let fixes = finding.fixes.iter().map(|fix| fix_object(&file.place, text, fix));
    json!({
        "ruleId": finding.rule.code,
        "ruleIndex": rules::ALL.iter().position(|rule| *rule == finding.rule),
        "level": level(finding.severity),
        "message": { "text": without_links(&finding.message) },
        "locations": [{ "physicalLocation": location(file, finding.range) }],
        "relatedLocations": related.collect::<Value>(),
        "partialFingerprints": fingerprints,
        "fixes": fixes.collect::<Value>(),
    })
}

fn fix_object(path: &str, text: &Text, fix: &Fix) -> Value {
    let replacements: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| json!({ "deletedRegion": region(text, edit.range), "insertedContent": { "text": edit.insert } }))
        .collect();
    json!({
        "description": { "text": without_links(&fix.title) },
        "artifactChanges": [{ "artifactLocation": artifact(path), "replacements": replacements }],
    })
}

fn location(file: &Checked, range: TextRange) -> Value {
    json!({ "artifactLocation": artifact(&file.place), "region": region(&file.snapshot.text, range) })
}

/// Where a file is: from the repository's root, or absolute.
fn artifact(path: &str) -> Value {
    let uri = place::uri(path);
    if place::is_absolute(path) { json!({ "uri": uri }) } else { json!({ "uri": uri, "uriBaseId": ROOT }) }
}

fn region(text: &Text, range: TextRange) -> Value {
    let (start, end) =
        (text.line_column(range.start(), Encoding::Utf16), text.line_column(range.end(), Encoding::Utf16));
    json!({
        "startLine": start.line + 1,
        "startColumn": start.column + 1,
        "endLine": end.line + 1,
        "endColumn": end.column + 1,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    }
}
