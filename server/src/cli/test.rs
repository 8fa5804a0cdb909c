//! `svc-lsp test`.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use anstyle::AnsiColor;
use clap::{Args, ValueEnum};
use serde_json::json;
use svc_analysis::options::{self, Expectation, Options};
use svc_analysis::request::{Answer, Router};
use svc_analysis::test_requests::{self, Tested};
use svc_analysis::{Settings, Snapshot};
use svc_vercel::project::MAX_FILE_BYTES;

use super::format::print_json;
use super::style::Style;
use super::table::{Cell, print_table};
use super::{Failure, Outcome, junit, route, source};
use crate::display;
use crate::project::ProjectFile;

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
    let tests = test_requests::read(&text);
    if let Some(mistake) = tests.iter().find_map(|test| test.mistake.as_deref()) {
        return Err(Failure::Message(format!("{shown} can't be used: {mistake}")));
    }
    let router = Router::new(&snapshot)
        .map_err(|problem| Failure::Message(format!("{}: {problem}", file.path.display())))?;
    let results: Vec<Tested> = tests.iter().map(|test| test_requests::run(&router, test)).collect();
    if arguments.record {
        return record(&place, &text, &results, output);
    }
    let failed = results.iter().filter(|result| !result.differences.is_empty()).count();
    match arguments.format {
        Format::Human => print(&snapshot, &results, output)?,
        Format::Json => print_json(&report(&results, failed), output)?,
        Format::Junit => {
            let cases =
                results.iter().map(|result| (result.test.expectation.request.as_str(), &*result.differences));
            junit::print_requests(&place.path.display().to_string(), cases, output)?;
        }
    }
    Ok(if failed == 0 { Outcome::Clean } else { Outcome::Found })
}

/// The options in force for a file and their text.
fn options_of(file: &ProjectFile) -> Result<(ProjectFile, String), Failure> {
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

fn record(
    place: &ProjectFile,
    text: &str,
    results: &[Tested<'_>],
    output: &mut impl Write,
) -> Result<Outcome, Failure> {
    let mut recorded = Vec::new();
    for result in results {
        recorded.push(match &result.answer {
            Ok(answer) => result.test.expectation.recorded(answer),
            Err(problem) => return Err(Failure::Message(problem.clone())),
        });
    }
    let changed = results
        .iter()
        .zip(&recorded)
        .filter(|(result, recorded)| result.test.expectation != **recorded)
        .count();
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

fn print(snapshot: &Snapshot, results: &[Tested<'_>], output: &mut impl Write) -> std::io::Result<()> {
    let style = Style::of_stdout();
    let mut rows = Vec::new();
    for result in results {
        let has_passed = result.differences.is_empty();
        let (answered, by) = match &result.answer {
            Ok(answer) => (answer.summary(), decided_by(snapshot, answer)),
            Err(problem) => (problem.clone(), String::new()),
        };
        rows.push(vec![
            if has_passed { Cell::dim("passed") } else { Cell::strong("FAILED") },
            Cell::plain(result.test.expectation.request.as_str()),
            Cell::plain(answered),
            Cell::dim(by),
        ]);
        if result.answer.is_ok() {
            let differences = result.differences.iter();
            rows.extend(
                differences
                    .map(|difference| vec![Cell::plain(""), Cell::plain(""), Cell::strong(difference)]),
            );
        }
    }
    print_table(&rows, style, output)?;
    let failed = results.iter().filter(|result| !result.differences.is_empty()).count();
    let counts = format!("{} passed, {failed} failed", results.len() - failed);
    let counts = if failed == 0 { style.bold(&counts) } else { style.color(AnsiColor::Red, &counts) };
    writeln!(output, "\n{counts}")
}

/// The rule that decided what becomes of a request, and its line; empty if no rule did.
fn decided_by(snapshot: &Snapshot, answer: &Answer) -> String {
    let rule = answer.deciding_rule();
    rule.map_or_else(String::new, |rule| format!("{}, {}", rule.title(), route::line(snapshot, rule)))
}

fn report(results: &[Tested<'_>], failed: usize) -> serde_json::Value {
    let requests = results.iter().map(|result| {
        let actual = result.answer.as_ref().ok().map(|answer| {
            let plain =
                Expectation { request: result.test.expectation.request.clone(), ..Expectation::default() };
            plain.recorded(answer)
        });
        json!({
            "expected": result.test.expectation,
            "actual": actual,
            "passed": result.differences.is_empty(),
            "differences": result.differences,
        })
    });
    json!({
        "version": 1,
        "requests": requests.collect::<Vec<_>>(),
        "summary": { "passed": results.len() - failed, "failed": failed },
    })
}
