//! `check --format github`: workflow commands that GitHub Actions shows as annotations.

use std::io::{self, Write};

use svc_analysis::Finding;
use svc_config::Severity;
use svc_syntax::Encoding;

use super::check::Checked;
use crate::display::{github_data, github_property};

/// Prints the findings, one line each.
///
/// # Errors
///
/// If the output can't be written.
pub fn print(files: &[Checked], output: &mut impl Write) -> io::Result<()> {
    for file in files {
        for finding in &file.findings {
            writeln!(output, "{}", command(file, finding))?;
        }
    }
    Ok(())
}

fn command(file: &Checked, finding: &Finding) -> String {
    let text = &file.snapshot.text;
    let (start, end) = (
        text.line_column(finding.range.start(), Encoding::Utf16),
        text.line_column(finding.range.end(), Encoding::Utf16),
    );
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "notice",
    };
    let (line, end_line) = (start.line + 1, end.line + 1);
    // Columns are understood within one line only.
    let columns = if line == end_line {
        format!(",col={},endColumn={}", start.column + 1, end.column + 1)
    } else {
        String::new()
    };
    format!(
        "::{level} file={},line={line},endLine={end_line}{columns},title={}::{}",
        github_property(&file.place),
        github_property(finding.rule.code),
        github_data(&finding.message),
    )
}
