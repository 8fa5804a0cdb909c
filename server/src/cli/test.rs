//! `svc-lsp test`.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use anstyle::AnsiColor;
use clap::{Args, ValueEnum};
use serde_json::json;
use svc_analysis::options::{self, Expectation, Options};
use svc_analysis::request::{Answer, Router};
use svc_analysis::{Settings, Snapshot};
use svc_vercel::project::MAX_FILE_BYTES;

use super::format::print_json;
use super::style::Style;
use super::table::{Cell, print_table};
use super::{Failure, Outcome, junit, route, source};
use crate::display;
use crate::project::ConfigFile;

/// The arguments of `test`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder of the vercel.json, or the file itself.
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write today's answers to svc-lsp.jsonc as what is expected.
    #[arg(long, conflicts_with = "format")]
    record: bool,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A table, for reading.
    #[default]
    Human,
    /// Stable JSON, for scripts.
    Json,
    /// JUnit XML.
    Junit,
}

/// A request of the options, and what doesn't hold.
struct Tested<'a> {
    expectation: &'a Expectation,
    /// Who answered; a sentence if the request can't be asked.
    answer: Result<Answer, String>,
    differences: Vec<String>,
}

/// Asks the requests of the options and compares the answers.
///
/// # Errors
///
/// A file that can't be read, no options with requests, or an output that can't be written.
pub fn run(arguments: &Arguments, output: &mut impl Write) -> Result<Outcome, Failure> {
    let file = source::in_folder(&arguments.path)?;
    let snapshot = source::read(&file, &Arc::new(Settings::default()))?;
    let (place, text) = options_of(&file)?;
    let shown = display::line(&place.path.display().to_string()).into_owned();
    let options = Options::read(&text)
        .map_err(|problem| Failure::Message(format!("{shown} can't be read: {problem}.")))?;
    if options.requests.is_empty() {
        return Err(Failure::Message(format!(
            "{shown} has no `requests`. Add one, such as `{{ \"request\": \"/\" }}`, and run `svc-lsp test --record`."
        )));
    }
    if let Some(mistake) = mistake(&place, &text) {
        return Err(Failure::Message(format!("{shown} can't be used: {mistake}")));
    }
    let router = Router::new(&snapshot)
        .map_err(|problem| Failure::Message(format!("{}: {problem}", file.path.display())))?;
    let tested: Vec<Tested> =
        options.requests.iter().map(|expectation| tested(&router, expectation)).collect();
    if arguments.record {
        return record(&place, &text, &tested, output);
    }
    let failed = tested.iter().filter(|test| !test.differences.is_empty()).count();
    match arguments.format {
        Format::Human => print(&snapshot, &tested, output)?,
        Format::Json => print_json(&report(&tested, failed), output)?,
        Format::Junit => {
            let cases = tested.iter().map(|test| (test.expectation.request.as_str(), &*test.differences));
            junit::print_requests(&place.path.display().to_string(), cases, output)?;
        }
    }
    Ok(if failed == 0 { Outcome::Clean } else { Outcome::Found })
}

/// The first mistake in the requests of some options, which would make a request pass that was never compared.
fn mistake(place: &ConfigFile, text: &str) -> Option<String> {
    let snapshot = source::options_snapshot(place, text, &Arc::new(Settings::default()));
    let findings = svc_analysis::check::check_options(&snapshot, |_| None);
    let is_of_requests = |finding: &&svc_analysis::Finding| {
        let path = snapshot.config().path_around(finding.range);
        finding.rule.code == "invalid-options" && path.to_string().starts_with("/requests")
    };
    findings.iter().find(is_of_requests).map(|finding| finding.message.clone())
}

/// The options in force for a file and their text.
fn options_of(file: &ConfigFile) -> Result<(ConfigFile, String), Failure> {
    let Some(options) = source::options_of(file) else {
        return Err(Failure::Message(format!(
            "No {} found beside {} or above it.",
            options::FILE,
            file.path.display()
        )));
    };
    let contents = options.root.read(&options.path, MAX_FILE_BYTES);
    let contents = contents.map_err(|refusal| {
        Failure::Message(format!("{} can't be read: {refusal}.", options.path.display()))
    })?;
    Ok((options, String::from_utf8_lossy(&contents.bytes).into_owned()))
}

fn tested<'a>(router: &Router<'_>, expectation: &'a Expectation) -> Tested<'a> {
    let answer = expectation.request().map(|request| router.answer(&request));
    let differences = match &answer {
        Ok(answer) => expectation.differences(answer),
        Err(problem) => vec![problem.clone()],
    };
    Tested { expectation, answer, differences }
}

fn record(
    place: &ConfigFile,
    text: &str,
    tested: &[Tested<'_>],
    output: &mut impl Write,
) -> Result<Outcome, Failure> {
    let mut recorded = Vec::new();
    for test in tested {
        recorded.push(match &test.answer {
            Ok(answer) => test.expectation.recorded(answer),
            Err(problem) => return Err(Failure::Message(problem.clone())),
        });
    }
    let changed =
        tested.iter().zip(&recorded).filter(|(test, recorded)| test.expectation != *recorded).count();
    let edited = options::record(text, &recorded).map_err(|problem| {
        Failure::Message(format!("{} can't be edited: {problem}", place.path.display()))
    })?;
    if edited != text {
        source::replace(place, &edited)?;
    }
    let requests = if changed == 1 { "request" } else { "requests" };
    writeln!(
        output,
        "Recorded {changed} {requests} in {}.",
        display::line(&place.path.display().to_string())
    )?;
    Ok(Outcome::Clean)
}

fn print(snapshot: &Snapshot, tested: &[Tested<'_>], output: &mut impl Write) -> std::io::Result<()> {
    let style = Style::of_stdout();
    let mut rows = Vec::new();
    for test in tested {
        let has_passed = test.differences.is_empty();
        let (answered, by) = match &test.answer {
            Ok(answer) => (route::summary(answer), route::decisive_rule(snapshot, answer)),
            Err(problem) => (problem.clone(), String::new()),
        };
        rows.push(vec![
            if has_passed { Cell::dim("passed") } else { Cell::strong("FAILED") },
            Cell::plain(test.expectation.request.as_str()),
            Cell::plain(answered),
            Cell::dim(by),
        ]);
        if test.answer.is_ok() {
            let differences = test.differences.iter();
            rows.extend(
                differences
                    .map(|difference| vec![Cell::plain(""), Cell::plain(""), Cell::strong(difference)]),
            );
        }
    }
    print_table(&rows, style, output)?;
    let failed = tested.iter().filter(|test| !test.differences.is_empty()).count();
    let counts = format!("{} passed, {failed} failed", tested.len() - failed);
    let counts = if failed == 0 { style.bold(&counts) } else { style.color(AnsiColor::Red, &counts) };
    writeln!(output, "\n{counts}")
}

fn report(tested: &[Tested<'_>], failed: usize) -> serde_json::Value {
    let requests = tested.iter().map(|test| {
        let actual = test.answer.as_ref().ok().map(|answer| {
            let plain = Expectation { request: test.expectation.request.clone(), ..Expectation::default() };
            plain.recorded(answer)
        });
        json!({
            "expected": test.expectation,
            "actual": actual,
            "passed": test.differences.is_empty(),
            "differences": test.differences,
        })
    });
    json!({
        "version": 1,
        "requests": requests.collect::<Vec<_>>(),
        "summary": { "passed": tested.len() - failed, "failed": failed },
    })
}
