//! `svc-lsp inspect`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anstyle::AnsiColor;
use clap::Args;
use serde_json::Value;
use svc_analysis::Settings;
use svc_analysis::inspect::{self, Inspection, inspect};
use svc_analysis::reads::ReadEntry;
use svc_analysis::services::routing::{Matches, Row};
use svc_vercel::frameworks;

use super::format::{Format, print_json};
use super::style::Style;
use super::table::{Cell, print_table};
use super::{Failure, Outcome, source};

/// The arguments of `inspect`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A vercel.json, or its folder. `-` is standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// Read standard input as if it were this file.
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,
    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The host to use in generated URLs.
    #[arg(long, value_name = "HOST")]
    deployment_host: Option<String>,
}

/// Prints what Vercel will make of a project.
///
/// # Errors
///
/// A file that can't be read, or an output that can't be written.
pub fn run(arguments: &Arguments, output: &mut impl Write) -> Result<Outcome, Failure> {
    let settings = settings(arguments.deployment_host.clone());
    let (file, snapshot) = source::one(&arguments.path, arguments.stdin_filename.as_deref(), &settings)?;
    let inspection = inspect(&source::with_reads(&file, snapshot));
    match arguments.format {
        Format::Human => print(&inspection, Style::of_stdout(), output)?,
        Format::Json => print_json(&inspection, output)?,
    }
    let sound = inspection.config_error.is_none() && inspection.errors.is_empty();
    Ok(if sound { Outcome::Clean } else { Outcome::Found })
}

/// What `--format json` prints about the `vercel.json` that a path means, or about a text in its place.
///
/// # Errors
///
/// A file that can't be read.
pub fn answer(
    path: &Path,
    text: Option<String>,
    deployment_host: Option<String>,
) -> Result<Inspection, Failure> {
    let (file, snapshot) = source::path_or_text(path, text, &settings(deployment_host))?;
    Ok(inspect(&source::with_reads(&file, snapshot)))
}

fn settings(deployment_host: Option<String>) -> Arc<Settings> {
    Arc::new(Settings { deployment_host, ..Settings::default() })
}

fn print(inspection: &Inspection, style: Style, output: &mut impl Write) -> std::io::Result<()> {
    let mut sections: Vec<(String, Vec<Vec<Cell>>)> = Vec::new();
    let problems = problems(inspection);
    if !problems.is_empty() {
        sections.push((style.color(AnsiColor::Red, "Vercel rejects"), problems));
    }
    if !inspection.services.is_empty() {
        let rows: Vec<Vec<Cell>> = inspection.services.iter().map(service).collect();
        let heads = ["name", "type", "answers", "framework, runtime", "builder", "source"].iter().enumerate();
        let is_used =
            |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()));
        let heads = heads.map(|(column, head)| Cell::dim(if is_used(column) { *head } else { "" })).collect();
        sections.push((style.bold("Services"), std::iter::once(heads).chain(rows).collect()));
    }
    let bindings: Vec<Vec<Cell>> = inspection.services.iter().flat_map(bindings).collect();
    if !bindings.is_empty() {
        sections.push((style.bold("Bindings"), bindings));
    }
    if !inspection.routing.is_empty() {
        let title = format!("{} {}", style.bold("Routing"), style.dim("(the first match wins)"));
        sections.push((title, inspection.routing.iter().map(route).collect()));
    }
    if !inspection.env.is_empty() {
        let row =
            |(name, value): (&String, &Value)| vec![Cell::strong(name.as_str()), Cell::plain(text(value))];
        sections.push((style.bold("Environment"), inspection.env.iter().map(row).collect()));
    }
    let reads = reads(inspection);
    if !reads.is_empty() {
        sections.push((style.bold("Read by code"), reads));
    }
    for (index, (title, rows)) in sections.iter().enumerate() {
        if index > 0 {
            writeln!(output)?;
        }
        writeln!(output, "{title}")?;
        print_table(rows, style, output)?;
    }
    let source = style.dim(&format!("As Vercel CLI {} reads the project.", inspection.vercel_cli));
    writeln!(output, "{}{source}", if sections.is_empty() { "" } else { "\n" })
}

fn problems(inspection: &Inspection) -> Vec<Vec<Cell>> {
    let of_config = inspection.config_error.iter().map(|error| {
        let service = error.service.as_deref().unwrap_or_default();
        vec![Cell::strong(error.code), Cell::plain(service), Cell::plain(error.message.as_str())]
    });
    let of_services = inspection.errors.iter().map(|error| {
        let service = error.service.as_deref().unwrap_or_default();
        vec![Cell::strong(error.code.as_str()), Cell::plain(service), Cell::plain(error.message.as_str())]
    });
    of_config.chain(of_services).collect()
}

fn service(service: &Value) -> Vec<Cell> {
    let at = |path: &str| service.pointer(path).map(text).unwrap_or_default();
    let framework = at("/framework");
    let framework = frameworks::find(&framework).map_or(framework.clone(), |known| known.name.clone());
    let mut made_of = vec![framework, at("/runtime")];
    made_of.retain(|part| !part.is_empty());
    made_of.dedup_by(|runtime, framework| runtime.eq_ignore_ascii_case(framework));
    let subdomain = match at("/subdomain").as_str() {
        "" => String::new(),
        subdomain => format!(" ({subdomain}.*)"),
    };
    let answers = first_of(&[at("/routePrefix"), at("/schedule"), at("/topics")]);
    vec![
        Cell::strong(at("/name")),
        Cell::plain(first_of(&[at("/trigger"), at("/type")])),
        Cell::plain(format!("{answers}{subdomain}")),
        Cell::plain(made_of.join(", ")),
        Cell::dim(at("/builder/use")),
        Cell::plain(inspect::source(service).unwrap_or_default()),
    ]
}

/// A row for each variable by which a service knows another.
fn bindings(service: &Value) -> Vec<Vec<Cell>> {
    let bindings = service.get("bindings").and_then(Value::as_array).into_iter().flatten();
    let row = |binding: &Value| {
        let at = |name: &str| binding.get(name).map(text).unwrap_or_default();
        vec![
            Cell::strong(service.get("name").map(text).unwrap_or_default()),
            Cell::plain(at("env")),
            Cell::dim("→"),
            Cell::strong(at("service")),
            Cell::dim(at("format")),
        ]
    };
    bindings.map(row).collect()
}

/// A row for each variable with the URL of a service that code reads, and each service that reads it.
fn reads(inspection: &Inspection) -> Vec<Vec<Cell>> {
    let mut rows: BTreeMap<(&str, String), (&str, &ReadEntry, usize)> = BTreeMap::new();
    for read in &inspection.reads {
        let Some(target) = read.target.as_deref() else { continue };
        let (_, _, count) = rows.entry((&read.name, read.services.join(", "))).or_insert((target, read, 0));
        *count += 1;
    }
    let row = |((name, services), (target, first, count)): ((&str, String), (&str, &ReadEntry, usize))| {
        let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
        let place = format!("{}:{}{more}", first.file, first.range.start.line + 1);
        vec![
            Cell::strong(services),
            Cell::plain(name),
            Cell::dim("→"),
            Cell::strong(target),
            Cell::dim(place),
        ]
    };
    rows.into_iter().map(row).collect()
}

fn route(row: &Row) -> Vec<Cell> {
    let matched = match &row.matches {
        Matches::Prefix(prefix) if prefix.ends_with('/') => format!("{prefix}*"),
        Matches::Prefix(prefix) => format!("{prefix}, {prefix}/*"),
        Matches::Source(source) => source.clone(),
    };
    vec![Cell::plain(matched), Cell::dim("→"), Cell::strong(row.service.as_str())]
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(elements) => elements.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn first_of(choices: &[String]) -> String {
    choices.iter().find(|choice| !choice.is_empty()).cloned().unwrap_or_default()
}
