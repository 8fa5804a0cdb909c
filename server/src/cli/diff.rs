//! `svc-lsp diff`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use schemars::JsonSchema;
use serde::Serialize;
use svc_analysis::diff::{Cause, Change, Diff, Difference, Group, Reply, Side, Variable, diff};
use svc_analysis::request::RuleRef;
use svc_analysis::{Settings, Snapshot};
use svc_ide::markdown;

use super::format::print_json;
use super::source::Version;
use super::style::Style;
use super::table::{Cell, print_table};
use super::{Failure, Outcome, route, source};

/// Rows of a table for people, and of a comment; how many of these are shown at once.
const ROWS: usize = 100;
const OPEN_ROWS: usize = 10;
/// The longest piece of text from a file, in characters.
const TEXT: usize = 100;
/// Notes, and the longest one, in characters.
const NOTES: usize = 5;
const NOTE: usize = 500;
/// The longest comment without notes, in bytes: GitHub takes 65,536 characters.
const COMMENT: usize = 50_000;

/// The arguments of `diff`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 if nothing differs, 1 if something does, 2 if the command failed.")]
pub struct Arguments {
    /// The old vercel.json, or its folder.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The new vercel.json, or its folder.
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// Text, for reading.
    #[default]
    Human,
    /// JSON, for scripts.
    Json,
    /// Markdown, for a comment on a pull request.
    Markdown,
}

/// Prints what two versions of a file answer differently.
///
/// # Errors
///
/// A file that can't be read, rules that Vercel rejects, or an output that can't be written.
pub fn run(arguments: &Arguments, output: &mut impl Write) -> Result<Outcome, Failure> {
    let [old, new] = [&arguments.old, &arguments.new].map(|path| Version { path, text: None });
    let (found, [old, new]) = compare(old, new)?;
    let is_rejected = |side| found.rejections.iter().any(|(of, _)| *of == Some(side));
    let is_same = found.requests.is_empty()
        && found.variables.is_empty()
        && is_rejected(Side::Old) == is_rejected(Side::New);
    let shown = Shown { diff: &found, old: &old, new: &new };
    match arguments.format {
        Format::Human => shown.print(Style::of_stdout(), output)?,
        Format::Json => print_json(&report(found), output)?,
        Format::Markdown => write!(output, "{}", shown.markdown())?,
    }
    Ok(if is_same { Outcome::Clean } else { Outcome::Found })
}

/// What `--format json` prints about two versions.
///
/// # Errors
///
/// A file that can't be read, or rules that Vercel rejects.
pub fn answer(old: Version<'_>, new: Version<'_>) -> Result<Report, Failure> {
    compare(old, new).map(|(found, _)| report(found))
}

fn compare(old: Version<'_>, new: Version<'_>) -> Result<(Diff, [Snapshot; 2]), Failure> {
    let paths = [old.path, new.path];
    let [old, new] = source::versions(old, new, &Arc::new(Settings::default()))?;
    let found = diff(&old, &new).map_err(|(side, reason)| {
        let [old, new] = paths;
        let path = if side == Side::Old { old } else { new };
        Failure::Message(format!("{}: {reason}", path.display()))
    })?;
    Ok((found, [old, new]))
}

/// A diff and the versions that it is of.
struct Shown<'a> {
    diff: &'a Diff,
    old: &'a Snapshot,
    new: &'a Snapshot,
}

/// A piece of what is shown: words of ours, or text from a file.
enum Piece {
    Words(String),
    Code(String),
}

/// Pieces, with a space between them.
type Pieces = Vec<Piece>;

fn words(text: impl Into<String>) -> Piece {
    Piece::Words(text.into())
}

/// Text from a file, shortened.
fn code(text: &str) -> Piece {
    Piece::Code(shortened(text, TEXT))
}

fn shortened(text: &str, most: usize) -> String {
    let mut shown: String = text.chars().take(most).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn plain(pieces: &[Piece]) -> String {
    let texts = pieces.iter().map(|(Piece::Words(text) | Piece::Code(text))| text.as_str());
    texts.collect::<Vec<_>>().join(" ")
}

fn marked(pieces: &[Piece]) -> String {
    let texts = pieces.iter().map(|piece| match piece {
        Piece::Words(text) => markdown::text(text),
        Piece::Code(text) => markdown::code(text),
    });
    texts.collect::<Vec<_>>().join(" ")
}

/// What is shown of a group: the rule, a request, what is answered before and after, and how many requests it stands for.
struct Row {
    rule: Pieces,
    line: String,
    request: Pieces,
    old: Pieces,
    new: Pieces,
    samples: usize,
}

impl Shown<'_> {
    fn rows(&self) -> Vec<Row> {
        let row = |group: Group<'_>| {
            let example = *group.differences.first()?;
            let Difference { request, old, new, cause, .. } = example;
            Some(Row {
                rule: rule(cause),
                line: self.line(cause),
                request: vec![code(&request.to_string())],
                old: reply(old, new, cause),
                new: reply(new, old, cause),
                samples: group.samples,
            })
        };
        self.diff.groups().into_iter().filter_map(row).collect()
    }

    /// Where the rule is written.
    fn line(&self, cause: &Cause) -> String {
        let subject = cause.subject.as_ref().map(|(side, rule)| (*side, rule));
        let in_new = || cause.new.as_ref().map(|rule| (Side::New, rule));
        let in_old = || cause.old.as_ref().map(|rule| (Side::Old, rule));
        let Some((side, rule)) = subject.or_else(in_new).or_else(in_old) else { return String::new() };
        match side {
            Side::New => route::line(self.new, rule),
            Side::Old if rule.place.is_none() => route::line(self.old, rule),
            Side::Old => format!("old {}", route::line(self.old, rule)),
        }
    }

    fn print(&self, style: Style, output: &mut impl Write) -> io::Result<()> {
        let rows = self.rows();
        if !rows.is_empty() {
            writeln!(output, "{}", style.bold("Requests"))?;
            let cells = rows.iter().take(ROWS).map(|row| {
                vec![
                    Cell::strong(plain(&row.rule)),
                    Cell::dim(row.line.as_str()),
                    Cell::plain(plain(&row.request)),
                    Cell::plain(plain(&row.old)),
                    Cell::dim("→"),
                    Cell::plain(plain(&row.new)),
                    Cell::dim(counted(row.samples, "sample")),
                ]
            });
            print_table(&cells.collect::<Vec<_>>(), style, output)?;
        }
        if !self.diff.variables.is_empty() {
            let separator = if rows.is_empty() { "" } else { "\n" };
            writeln!(output, "{separator}{}", style.bold("Variables"))?;
            let cells = self.diff.variables.iter().take(ROWS).map(|variable| {
                let [name, old, new] = variable_cells(variable);
                vec![
                    Cell::strong(plain(&name)),
                    Cell::plain(plain(&old)),
                    Cell::dim("→"),
                    Cell::plain(plain(&new)),
                ]
            });
            print_table(&cells.collect::<Vec<_>>(), style, output)?;
        }
        let separator = if rows.is_empty() && self.diff.variables.is_empty() { "" } else { "\n" };
        writeln!(output, "{separator}{}", style.bold(&self.summary(rows.len())))?;
        for note in self.notes(rows.len()) {
            writeln!(output, "{}", style.dim(&note))?;
        }
        Ok(())
    }

    fn summary(&self, rows: usize) -> String {
        let is_rejected = |side| self.diff.rejections.iter().any(|(of, _)| of.is_none_or(|of| of == side));
        let rejected = match (is_rejected(Side::Old), is_rejected(Side::New)) {
            (true, true) => "Vercel rejects both versions. ",
            (true, false) => "Vercel rejects the old version, but not the new one. ",
            (false, true) => "Vercel rejects the new version. ",
            (false, false) => "",
        };
        let compared = counted(self.diff.compared, "request");
        if rows == 0 && self.diff.variables.is_empty() {
            return format!("{rejected}No differences in {compared}.");
        }
        format!(
            "{rejected}{} of requests and {} differ, found with {compared}.",
            counted(rows, "group"),
            counted(self.diff.variables.len(), "variable")
        )
    }

    fn notes(&self, rows: usize) -> Vec<String> {
        let of_side = |(side, note): &(Option<Side>, String)| match side {
            Some(Side::Old) => format!("Old version: {note}"),
            Some(Side::New) => format!("New version: {note}"),
            None => note.clone(),
        };
        let mut notes: Vec<String> = all_notes(self.diff).take(NOTES).map(of_side).collect();
        let hidden = rows.saturating_sub(ROWS) + self.diff.variables.len().saturating_sub(ROWS);
        if hidden > 0 {
            notes.push(format!("{hidden} more are not shown here; --format json lists them."));
        }
        if !self.diff.is_complete {
            notes.push(
                "There are too many rules, conditions or files to try everything: other requests may differ, too."
                    .to_owned(),
            );
        }
        notes
    }

    /// A comment on a pull request. It always has the same heading.
    fn markdown(&self) -> String {
        let rows = self.rows();
        let mut text = format!("## Routing changes\n\n{}\n", markdown::text(&self.summary(rows.len())));
        let mut left = COMMENT;
        let table_row = |row: &Row| {
            let rule = marked(&row.rule);
            let line = markdown::text(&row.line);
            let rule = if line.is_empty() { rule } else { format!("{rule} ({line})") };
            let samples = row.samples.to_string();
            markdown::row([&rule, &marked(&row.request), &marked(&row.old), &marked(&row.new), &samples])
        };
        let table = |rows: &[Row], left: &mut usize| {
            let mut table =
                "| Rule | Example | Before | After | Samples |\n| --- | --- | --- | --- | ---: |\n"
                    .to_owned();
            for row in rows.iter().map(table_row) {
                let Some(rest) = left.checked_sub(row.len()) else { break };
                *left = rest;
                table.push_str(&row);
                table.push('\n');
            }
            table
        };
        let (open, folded) = rows.split_at(rows.len().min(OPEN_ROWS));
        if !open.is_empty() {
            text.push_str(&format!("\n{}", table(open, &mut left)));
        }
        if !folded.is_empty() {
            let folded = folded.get(..ROWS - OPEN_ROWS).unwrap_or(folded);
            text.push_str(&format!(
                "\n<details>\n<summary>{} more</summary>\n\n{}\n</details>\n",
                folded.len(),
                table(folded, &mut left)
            ));
        }
        if !self.diff.variables.is_empty() {
            text.push_str("\n| Variable | Before | After |\n| --- | --- | --- |\n");
            for variable in self.diff.variables.iter().take(ROWS) {
                let [name, old, new] = variable_cells(variable);
                let row = markdown::row([&marked(&name), &marked(&old), &marked(&new)]);
                let Some(rest) = left.checked_sub(row.len()) else { break };
                left = rest;
                text.push_str(&format!("{row}\n"));
            }
        }
        for note in self.notes(rows.len()) {
            text.push_str(&format!("\n{}\n", markdown::sentence(&shortened(&note, NOTE))));
        }
        text
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// What is to know: that a version is rejected first.
fn all_notes(diff: &Diff) -> impl Iterator<Item = &(Option<Side>, String)> {
    diff.rejections.iter().chain(&diff.notes)
}

/// The rule or file that causes a difference, and what became of it.
fn rule(cause: &Cause) -> Pieces {
    if cause.file.is_some() {
        return vec![words(if cause.change == Change::Added { "files added" } else { "files removed" })];
    }
    if let Some((_, rule)) = &cause.subject {
        let change = match cause.change {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Changed | Change::Other => "changed",
        };
        return with(named(rule), [words(change)]);
    }
    match (&cause.old, &cause.new) {
        (Some(old), Some(new)) if is_same(old, new) => named(new),
        (Some(old), Some(new)) => with(with(named(new), [words("instead of")]), named(old)),
        (None, Some(new)) => with(named(new), [words("applies")]),
        (Some(old), None) => with(named(old), [words("no longer applies")]),
        (None, None) => vec![words("files and build settings")],
    }
}

fn with(mut pieces: Pieces, more: impl IntoIterator<Item = Piece>) -> Pieces {
    pieces.extend(more);
    pieces
}

fn is_same(old: &RuleRef, new: &RuleRef) -> bool {
    (old.kind, &old.service, &old.expression) == (new.kind, &new.service, &new.expression)
}

fn named(rule: &RuleRef) -> Pieces {
    let mut pieces = vec![words(rule.kind.noun())];
    pieces.extend(rule.place.as_ref().and_then(|place| place.source.as_deref()).map(code));
    if let Some(service) = &rule.service {
        pieces.extend([words("of"), code(service)]);
    }
    pieces
}

/// What a version answers, as far as the other one answers something else.
fn reply(reply: &Reply, other: &Reply, cause: &Cause) -> Pieces {
    if let Some(name) = &cause.header {
        return match reply.headers.get(name) {
            Some(value) => vec![code(&format!("{name}: {value}"))],
            None => vec![words("no"), code(name)],
        };
    }
    let mut pieces = Vec::new();
    match reply {
        Reply { service: Some(service), .. } => pieces.extend([words("service"), code(service)]),
        Reply { redirect: Some(location), status, .. } => {
            let status = status.map(|status| status.to_string()).unwrap_or_default();
            pieces.extend([words(format!("{status} to").trim_start()), code(location)]);
        }
        Reply { proxy: Some(address), .. } => pieces.push(code(address)),
        Reply { mitigate: Some(action), .. } => pieces.extend([words("firewall:"), code(action)]),
        Reply { file: Some(file), status, .. } => {
            pieces.extend([words("file"), code(file)]);
            pieces.extend(status.filter(|status| *status != 200).map(|status| words(format!("({status})"))));
        }
        Reply { path: Some(path), status, .. } => {
            pieces.extend([words("build output"), code(path)]);
            pieces.extend(status.map(|status| words(format!("or {status}"))));
        }
        Reply { status: Some(status), .. } => pieces.push(words(status.to_string())),
        _ => pieces.push(words("nothing")),
    }
    let is_same = (&reply.service, &reply.file) == (&other.service, &other.file);
    let received = reply.received.as_ref().filter(|_| is_same && reply.received != other.received);
    pieces.extend(received.into_iter().flat_map(|received| [words("at"), code(received)]));
    for path in reply.unless.iter().filter(|path| !other.unless.contains(path)) {
        pieces.extend([words("unless the build outputs"), code(path)]);
    }
    for (name, value) in &reply.request_headers {
        if other.request_headers.get(name) != Some(value) {
            pieces.extend([words("with"), code(&format!("{name}: {value}"))]);
        }
    }
    pieces
}

/// A variable's name, and its old and new value.
fn variable_cells(variable: &Variable) -> [Pieces; 3] {
    let mut name = vec![code(&variable.name)];
    if let Some(service) = &variable.service {
        name.extend([words("of"), code(service)]);
    }
    let value = |value: &Option<String>| match value {
        Some(value) => vec![code(value)],
        None => vec![words("none")],
    };
    [name, value(&variable.old), value(&variable.new)]
}

/// What `--format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// The version of this shape.
    version: u8,
    /// Requests that are answered differently: one for each pair of rules that decide.
    requests: Vec<Changed>,
    /// Generated variables that differ.
    variables: Vec<Variable>,
    /// Why Vercel rejects a version, and what limits the answers.
    notes: Vec<Note>,
    /// How much was compared and found.
    summary: Summary,
}

/// A request that is answered differently.
#[derive(Debug, Serialize, JsonSchema)]
struct Changed {
    /// The path and query.
    request: String,
    /// What the old version answers.
    old: Reply,
    /// What the new version answers.
    new: Reply,
    /// What decides.
    rule: Deciding,
    /// How many of the compared requests differ in the same way.
    samples: usize,
    /// The host of the request, if it matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    /// The method of the request, if it isn't GET.
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// The headers of the request.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
    /// The response header that differs, if nothing else does.
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<String>,
}

/// The rules that decide, and what became of them.
#[derive(Debug, Serialize, JsonSchema)]
struct Deciding {
    /// What became of the rule that causes the difference.
    change: Change,
    /// The rule in the old version; null if a file, the build or nothing answers.
    old: Option<Rule>,
    /// The rule in the new version.
    new: Option<Rule>,
    /// The file that was added or removed, if that causes the difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
}

/// A rule.
#[derive(Debug, Serialize, JsonSchema)]
struct Rule {
    /// Where it comes from, such as `redirects` or `rewrites`.
    kind: &'static str,
    /// The service whose rule it is.
    service: Option<String>,
    /// Its source, as in the file.
    source: Option<String>,
    /// Its JSON Pointer; null if Vercel generates it.
    path: Option<String>,
    /// The regular expression that paths are compared with.
    expression: String,
}

/// What limits the answers.
#[derive(Debug, Serialize, JsonSchema)]
struct Note {
    /// The version that it is about; null for both.
    version: Option<Side>,
    /// A sentence.
    message: String,
}

/// How much was compared and found.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    /// Requests listed.
    requests: usize,
    /// Variables listed.
    variables: usize,
    /// Requests compared.
    compared: usize,
    /// Whether everything was tried.
    complete: bool,
}

fn report(diff: Diff) -> Report {
    let note =
        |(version, message): &(Option<Side>, String)| Note { version: *version, message: message.clone() };
    let notes = all_notes(&diff).map(note).collect();
    let requests: Vec<Changed> = diff.requests.into_iter().map(changed).collect();
    Report {
        version: 1,
        summary: Summary {
            requests: requests.len(),
            variables: diff.variables.len(),
            compared: diff.compared,
            complete: diff.is_complete,
        },
        requests,
        variables: diff.variables,
        notes,
    }
}

fn changed(difference: Difference) -> Changed {
    let Difference { request, old, new, cause, samples } = difference;
    let query = request.query.to_string();
    let separator = if query.is_empty() { "" } else { "?" };
    let mut headers: BTreeMap<String, String> = request.headers.into_iter().collect();
    if !request.cookies.is_empty() {
        let cookies = request.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        headers.insert("cookie".to_owned(), cookies.collect::<Vec<_>>().join("; "));
    }
    Changed {
        request: format!("{}{separator}{query}", request.path),
        old,
        new,
        rule: Deciding {
            change: cause.change,
            old: cause.old.map(deciding),
            new: cause.new.map(deciding),
            file: cause.file,
        },
        samples: samples.len(),
        host: request.host,
        method: Some(request.method).filter(|method| method != "GET"),
        headers,
        header: cause.header,
    }
}

fn deciding(rule: RuleRef) -> Rule {
    let (source, path) = rule.place.map(|place| (place.source, place.pointer)).unzip();
    Rule {
        kind: rule.kind.name(),
        service: rule.service,
        source: source.flatten(),
        path,
        expression: rule.expression,
    }
}
