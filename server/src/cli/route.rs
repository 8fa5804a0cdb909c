//! `svc-lsp route`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anstyle::AnsiColor;
use clap::Args;
use serde_json::json;
use svc_analysis::inspect;
use svc_analysis::request::{Answer, Described, Effect, Report, RuleRef, Step};
use svc_analysis::{Settings, Snapshot};
use svc_syntax::Encoding;

use super::format::{self, Format, Range, print_json};
use super::style::Style;
use super::table::{Cell, print_table};
use super::{Failure, Outcome as Status, print_error, source};
use crate::display;

/// The arguments of `route`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The request path and query, such as /api/users?page=2, or a full URL.
    #[arg(value_name = "URL_PATH")]
    url: String,
    /// The folder of the vercel.json, or the file itself.
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The host of the request.
    #[arg(long, value_name = "HOST")]
    host: Option<String>,
    /// The method of the request.
    #[arg(long, value_name = "METHOD", default_value = "GET")]
    method: String,
    /// A header of the request. Can be repeated.
    #[arg(long, value_name = "NAME: VALUE", value_parser = header)]
    header: Vec<(String, String)>,
    /// A cookie of the request. Can be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = cookie)]
    cookie: Vec<(String, String)>,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("expected a header as `Name: value`")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

fn cookie(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected a cookie as `name=value`")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// Prints who answers a request.
///
/// # Errors
///
/// A file that can't be read, a URL that is none, or an output that can't be written.
pub fn run(arguments: &Arguments, output: &mut impl Write) -> Result<Status, Failure> {
    let described = Described {
        url: arguments.url.clone(),
        method: Some(arguments.method.clone()),
        host: arguments.host.clone(),
        ..Described::default()
    };
    let mut request = described.read().map_err(Failure::Message)?;
    arguments.header.iter().for_each(|(name, value)| request.set_header(name, value));
    arguments.cookie.iter().for_each(|(name, value)| request.set_cookie(name, value));
    let file = source::in_folder(&arguments.dir)?;
    let snapshot = source::read(&file, &Arc::new(Settings::default()))?;
    let answer = inspect::answer(&snapshot, &request);
    match (arguments.format, &answer) {
        (Format::Json, answer) => {
            let json = answer.as_ref().map_or_else(
                |reason| json!({ "version": 1, "error": reason }),
                |answer| json!(answer.report(&|range| format::range(&snapshot, range))),
            );
            print_json(&json, output)?;
        }
        (Format::Human, Ok(answer)) => print(&snapshot, answer, output)?,
        (Format::Human, Err(reason)) => print_error(format!("{}: {reason}", file.path.display())),
    }
    let sound = answer.is_ok_and(|answer| answer.error().is_none());
    Ok(if sound { Status::Clean } else { Status::Found })
}

/// What `--format json` prints about a request to the `vercel.json` that a path means, or to a text in its place.
///
/// # Errors
///
/// A file that can't be read, rules that Vercel rejects, or a URL that is none.
pub fn answer(path: &Path, text: Option<String>, request: &Described) -> Result<Report<Range>, Failure> {
    let request = request.read().map_err(Failure::Message)?;
    let (file, snapshot) = source::path_or_text(path, text, &Arc::new(Settings::default()))?;
    let answer = inspect::answer(&snapshot, &request);
    let answer = answer.map_err(|reason| Failure::Message(format!("{}: {reason}", file.path.display())))?;
    Ok(answer.report(&|range| format::range(&snapshot, range)))
}

fn print(snapshot: &Snapshot, answer: &Answer, output: &mut impl Write) -> std::io::Result<()> {
    let style = Style::of_stdout();
    let query = answer.request.query.to_string();
    let query = if query.is_empty() { query } else { format!("?{query}") };
    let host = answer.request.host.as_deref().unwrap_or_default();
    let start = display::line(&format!("{} {host}", answer.request.method)).into_owned();
    let query = display::line(&query);
    writeln!(output, "{start}{}{query}", style.bold(&answer.request.path))?;
    let rows: Vec<Vec<Cell>> = answer.steps.iter().flat_map(|step| rows(snapshot, step)).collect();
    print_table(&rows, style, output)?;
    match answer.error() {
        Some(error) => writeln!(output, "{}", style.color(AnsiColor::Red, &error))?,
        None => writeln!(output, "{}", style.bold(&answer.summary()))?,
    }
    for (name, value) in &answer.headers {
        writeln!(output, "  {} {}", style.dim(&format!("{name}:")), display::line(value))?;
    }
    if !answer.shadowed.is_empty() {
        writeln!(output, "\nWould match, but not reached:")?;
        let rows = answer
            .shadowed
            .iter()
            .map(|it| vec![Cell::plain(it.rule.title()), Cell::dim(line(snapshot, &it.rule))]);
        print_table(&rows.collect::<Vec<_>>(), style, output)?;
    }
    for note in &answer.notes {
        writeln!(output, "\n{}", style.dim(note))?;
    }
    Ok(())
}

/// A rule that acted, and the variables that it bound.
fn rows(snapshot: &Snapshot, step: &Step) -> Vec<Vec<Cell>> {
    let did = match step.effect {
        Effect::Continued if step.headers.is_empty() && step.from == step.to => "continues".to_owned(),
        Effect::Continued if step.from == step.to => {
            let names: Vec<&str> = step.headers.iter().map(|(name, _)| name.as_str()).collect();
            format!("sets {}", names.join(", "))
        }
        Effect::Continued | Effect::Rewritten => format!("→ {}", step.to),
        Effect::Passed => format!("→ {}, continues", step.to),
        Effect::EndedPhase => "ends the phase".to_owned(),
        Effect::Redirected | Effect::Proxied => format!("⇒ {}", step.to),
        Effect::HandedOver => "→ the service".to_owned(),
        Effect::Answered => "answers".to_owned(),
    };
    let mut rows = vec![vec![
        Cell::strong(step.rule.title()),
        Cell::plain(did),
        Cell::dim(step.rule.expression.as_str()),
        Cell::dim(line(snapshot, &step.rule)),
    ]];
    let variables = step.variables.iter().filter(|(_, value)| !value.is_empty());
    let variables: Vec<String> = variables.map(|(name, value)| format!("{name} = {value}")).collect();
    if !variables.is_empty() {
        rows.push(vec![Cell::plain(""), Cell::dim(variables.join(", "))]);
    }
    rows
}

/// Where a rule is written.
pub(super) fn line(snapshot: &Snapshot, rule: &RuleRef) -> String {
    rule.place.as_ref().map_or_else(
        || "generated".to_owned(),
        |place| format!("line {}", snapshot.text.line_column(place.range.start(), Encoding::Utf16).line + 1),
    )
}
