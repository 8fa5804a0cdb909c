//! `check --statistics`: how often each rule reports something.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};
use svc_analysis::rules::Rule;
use svc_config::Severity;

use super::check::{Checked, Summary};
use super::style::Style;
use super::table::{Cell, print_table};
use super::{fixes, format, human};

/// What a rule found.
struct Count {
    rule: &'static Rule,
    /// The most severe of it.
    severity: Severity,
    findings: usize,
    /// How many of the findings `--fix` may fix.
    fixable: usize,
}

/// The rules that found something, the one that found most first.
fn counts(files: &[Checked]) -> Vec<Count> {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for finding in files.iter().flat_map(|file| &file.findings) {
        let (rule, severity) = (finding.rule, finding.severity);
        let count = counts.entry(rule.code).or_insert(Count { rule, severity, findings: 0, fixable: 0 });
        count.severity = count.severity.min(severity);
        count.findings += 1;
        count.fixable += usize::from(finding.fixes.iter().any(|fix| fix.preferred));
    }
    let mut counts: Vec<Count> = counts.into_values().collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.findings));
    counts
}

/// Prints the counts and a summary.
///
/// # Errors
///
/// If the output can't be written.
pub fn print(files: &[Checked], summary: &Summary, style: Style, output: &mut impl Write) -> io::Result<()> {
    let counts = counts(files);
    let width = counts.first().map_or(0, |count| count.findings.to_string().len());
    let rows = counts.iter().map(|count| {
        let fixable = if count.fixable == 0 { String::new() } else { format!("{} fixable", count.fixable) };
        vec![
            Cell::strong(format!("{:width$}", count.findings)),
            Cell::plain(count.rule.code),
            Cell::plain(count.severity.name()),
            Cell::dim(fixable),
        ]
    });
    let rows: Vec<_> = rows.collect();
    print_table(&rows, style, output)?;
    if !rows.is_empty() {
        writeln!(output)?;
    }
    fixes::print_applied(files, style, output)?;
    writeln!(output, "{}", human::summary_line(summary, style))
}

/// Prints the counts as JSON.
///
/// # Errors
///
/// If the output can't be written.
pub fn print_json(files: &[Checked], summary: &Summary, output: &mut impl Write) -> io::Result<()> {
    let counts = counts(files);
    let counts = counts.iter().map(|count| {
        json!({
            "code": count.rule.code,
            "severity": count.severity,
            "count": count.findings,
            "fixable": count.fixable,
        })
    });
    let report = json!({ "version": 1, "statistics": counts.collect::<Value>(), "summary": summary });
    format::print_json(&report, output)
}
