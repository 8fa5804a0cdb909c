//! `svc-lsp migrate`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anstyle::AnsiColor;
use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;
use svc_analysis::migrate::{Blocked, Note, Plan, apply};
use svc_analysis::{Settings, Snapshot};
use svc_syntax::Encoding;

use super::check::shown;
use super::format::{Format, print_json};
use super::style::Style;
use super::{Failure, Outcome, fixes, source};
use crate::display;

/// The arguments of `migrate`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A vercel.json, or its folder. `-` is standard input; with --write, the result goes to standard output.
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// Read standard input as if it were this file.
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,
    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the changes to the file instead of only showing them.
    #[arg(long)]
    write: bool,
}

/// What `--format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answer {
    #[serde(flatten)]
    plan: Plan,
    /// The whole file after the migration; null if it is blocked.
    text: Option<String>,
}

impl Answer {
    fn of(snapshot: &Snapshot) -> Answer {
        match apply(snapshot) {
            Ok((text, plan)) => Answer { plan, text: Some(text) },
            Err(Blocked(plan)) => Answer { plan: *plan, text: None },
        }
    }
}

/// What `--format json` prints about the `vercel.json` that a path means, or about a text in its place.
///
/// # Errors
///
/// A file that can't be read.
pub fn answer(path: &Path, text: Option<String>) -> Result<Answer, Failure> {
    let (file, snapshot) = source::path_or_text(path, text, &Arc::new(Settings::default()))?;
    Ok(Answer::of(&source::with_reads(&file, snapshot)))
}

/// Turns `experimentalServices` into `services`.
///
/// # Errors
///
/// A file that can't be read or written.
pub fn run(arguments: &Arguments, output: &mut impl Write) -> Result<Outcome, Failure> {
    let stdin_filename = arguments.stdin_filename.as_deref();
    let is_stdin = source::stdin_name(std::slice::from_ref(&arguments.path), stdin_filename)?.is_some();
    let (file, snapshot) = source::one(&arguments.path, stdin_filename, &Arc::new(Settings::default()))?;
    let snapshot = source::with_reads(&file, snapshot);
    let answer = Answer::of(&snapshot);
    let outcome = if answer.plan.errors.is_empty() { Outcome::Clean } else { Outcome::Found };
    if is_stdin && arguments.write {
        let text = answer.text.clone().unwrap_or_else(|| snapshot.text.to_string());
        output.write_all(text.as_bytes())?;
        output.flush()?;
        print_notes(&file.path, &snapshot, &answer, Style::of_stderr(), &mut io::stderr().lock())?;
        return Ok(outcome);
    }
    if let Some(text) = answer.text.as_ref().filter(|_| arguments.write) {
        source::replace(&file, text)?;
    }
    match arguments.format {
        Format::Json => print_json(&answer, output)?,
        Format::Human => {
            let style = Style::of_stdout();
            if let Some(text) = &answer.text {
                fixes::diff(&shown(&file.path), &snapshot.text.to_string(), text, style, output)?;
            }
            print_notes(&file.path, &snapshot, &answer, style, output)?;
            if answer.text.is_some() {
                let done =
                    if arguments.write { "changed" } else { "not changed; use --write to apply the changes" };
                writeln!(output, "\n{}: {done}.", display::line(&file.path.display().to_string()))?;
            }
        }
    }
    Ok(outcome)
}

/// Prints what the user should know: why the migration is blocked, or what is left to do.
fn print_notes(
    path: &Path,
    snapshot: &Snapshot,
    answer: &Answer,
    style: Style,
    output: &mut impl Write,
) -> io::Result<()> {
    let Answer { plan, text } = answer;
    if text.is_none() {
        let blocked = "The migration is blocked; nothing was changed.";
        writeln!(output, "{}", style.color(AnsiColor::Red, blocked))?;
        return notes(path, snapshot, &plan.errors, style, output);
    }
    let left = [&plan.unmigrated[..], &plan.warnings[..]].concat();
    if !left.is_empty() {
        writeln!(output, "\n{}", style.bold(display::NEXT_STEPS))?;
        notes(path, snapshot, &left, style, output)?;
    }
    Ok(())
}

fn notes(
    path: &Path,
    snapshot: &Snapshot,
    notes: &[Note],
    style: Style,
    output: &mut impl Write,
) -> io::Result<()> {
    for note in notes {
        let place = note.range.map(|range| {
            let at = snapshot.text.line_column(range.start(), Encoding::Utf32);
            format!(" ({}:{}:{})", path.display(), at.line + 1, at.column + 1)
        });
        writeln!(output, "- {}{}", display::line(&note.message), style.dim(&place.unwrap_or_default()))?;
    }
    Ok(())
}
