//! `check --format junit`: a test suite for each file, a test case for each finding.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use svc_analysis::Finding;
use svc_config::Severity;
use svc_syntax::Encoding;

use super::check::Checked;
use crate::{display, rule_page};

/// Prints the findings. Those that make `check` fail are failures; the others pass and have output.
///
/// # Errors
///
/// If the output can't be written.
pub fn print(files: &[Checked], least: Severity, output: &mut impl Write) -> io::Result<()> {
    let mut report = Report::new("svc-lsp");
    report.add_test_suites(files.iter().map(|file| suite(file, least)));
    report.serialize(output).map_err(io::Error::other)
}

fn suite(file: &Checked, least: Severity) -> TestSuite {
    let place = shown(&file.place);
    let mut suite = TestSuite::new(place.as_str());
    if file.findings.is_empty() {
        let mut case = TestCase::new("check", TestCaseStatus::success());
        case.set_classname(place.as_str());
        suite.add_test_case(case);
    }
    for finding in &file.findings {
        suite.add_test_case(case(file, finding, &place, least));
    }
    suite
}

fn case(file: &Checked, finding: &Finding, place: &str, least: Severity) -> TestCase {
    let at = file.snapshot.text.line_column(finding.range.start(), Encoding::Utf32);
    let (line, column) = (at.line + 1, at.column + 1);
    let message = shown(&finding.message);
    let page = rule_page::url(finding.rule).map(|url| format!("\n{url}")).unwrap_or_default();
    let details = format!("{place}:{line}:{column}: {message}{page}");
    let fails = finding.severity <= least;
    let mut status =
        if fails { TestCaseStatus::non_success(NonSuccessKind::Failure) } else { TestCaseStatus::success() };
    if fails {
        status.set_message(message).set_type(finding.severity.name()).set_description(details.as_str());
    }
    let mut case = TestCase::new(format!("{} at {line}:{column}", finding.rule.code), status);
    case.set_classname(place);
    if !fails {
        case.set_system_out(format!("{}: {details}", finding.severity.name()));
    }
    case
}

/// Prints requests that were tested, each with what differs from what is expected.
///
/// # Errors
///
/// If the output can't be written.
pub fn print_requests<'a>(
    file: &str,
    requests: impl Iterator<Item = (&'a str, &'a [String])>,
    output: &mut impl Write,
) -> io::Result<()> {
    let mut report = Report::new("svc-lsp");
    let mut suite = TestSuite::new(shown(file));
    for (request, differences) in requests {
        let mut status = TestCaseStatus::success();
        if !differences.is_empty() {
            let message = shown(&differences.join(" "));
            status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(message.as_str()).set_type("request").set_description(message.as_str());
        }
        let mut case = TestCase::new(shown(request), status);
        case.set_classname(shown(file));
        suite.add_test_case(case);
    }
    report.add_test_suite(suite);
    report.serialize(output).map_err(io::Error::other)
}

/// A piece of text for XML that a job may print.
fn shown(text: &str) -> String {
    display::line(text).into_owned()
}
