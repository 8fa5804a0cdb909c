//! `check --format sarif`: SARIF 2.1.0, for code scanning.

use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use svc_analysis::rules::{self, Rule};
use svc_analysis::{Finding, Fix};
use svc_config::Severity;
use svc_syntax::TextRange;
use svc_syntax::{Encoding, Text};

use super::check::Checked;
use crate::display::{self, without_links};
use crate::rule_page;

/// Prints the findings.
///
/// # Errors
///
/// If the output can't be written.
pub fn print(files: &[Checked], output: &mut impl Write) -> io::Result<()> {
    let results: Vec<Value> = files
        .iter()
        .flat_map(|file| file.findings.iter().map(move |finding| result(file, finding)))
        .collect();
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
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    writeln!(output, "{}", display::json(&format!("{log:#}")))
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.title() },
        "fullDescription": { "text": rule.page(), "markdown": rule.page() },
        "helpUri": rule_page::url(rule.code),
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result(file: &Checked, finding: &Finding) -> Value {
    let text = &file.snapshot.text;
    let related = finding.related.iter().map(|related| {
        json!({ "physicalLocation": location(file, related.range), "message": { "text": without_links(&related.message) } })
    });
    let fixes = finding.fixes.iter().map(|fix| fix_object(&file.path, text, fix));
    json!({
        "ruleId": finding.rule.code,
        "ruleIndex": rules::ALL.iter().position(|rule| *rule == finding.rule),
        "level": level(finding.severity),
        "message": { "text": without_links(&finding.message) },
        "locations": [{ "physicalLocation": location(file, finding.range) }],
        "relatedLocations": related.collect::<Value>(),
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
        "artifactChanges": [{ "artifactLocation": { "uri": uri(path) }, "replacements": replacements }],
    })
}

fn location(file: &Checked, range: TextRange) -> Value {
    json!({ "artifactLocation": { "uri": uri(&file.path) }, "region": region(&file.snapshot.text, range) })
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

/// A path as a URI reference: relative to where the command ran, or absolute.
fn uri(path: &str) -> String {
    const ESCAPED: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    format!("{scheme}{}", utf8_percent_encode(path, ESCAPED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uri_references() {
        assert_eq!(uri("apps/my shop/vercel.json"), "apps/my%20shop/vercel.json");
        assert_eq!(uri("/srv/é/vercel.json"), "file:///srv/%C3%A9/vercel.json");
    }
}
