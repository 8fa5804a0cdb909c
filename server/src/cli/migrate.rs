//! `svc-lsp migrate`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anstyle::AnsiColor;
use clap::Args;
use similar::ChangeTag;
use svc_analysis::migrate::{Blocked, Note, Plan, apply};
use svc_analysis::{Settings, Snapshot};
use svc_syntax::Encoding;
use svc_syntax::edit;

use super::format::{Format, print_json};
use super::style::Style;
use super::{Failure, Outcome, source};
use crate::display;

/// The arguments of `migrate`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A vercel.json, or its folder.
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the changes to the file instead of only showing them.
    #[arg(long)]
    write: bool,
}

/// Turns `experimentalServices` into `services`.
///
/// # Errors
///
/// A file that can't be read or written.
pub fn run(arguments: &Arguments, output: &mut impl Write) -> Result<Outcome, Failure> {
    let file = source::in_folder(&arguments.path)?;
    let snapshot = source::read(&file, &Arc::new(Settings::default()))?;
    let (text, plan) = match apply(&snapshot) {
        Ok((text, plan)) => (Some(text), plan),
        Err(Blocked(plan)) => (None, *plan),
    };
    if let Some(text) = text.as_ref().filter(|_| arguments.write) {
        source::replace(&file, text)?;
    }
    match arguments.format {
        Format::Json => print_json(&plan, output)?,
        Format::Human => print(&file.path, &snapshot, text.as_deref(), &plan, arguments.write, output)?,
    }
    Ok(if plan.errors.is_empty() { Outcome::Clean } else { Outcome::Found })
}

fn print(
    path: &Path,
    snapshot: &Snapshot,
    text: Option<&str>,
    plan: &Plan,
    written: bool,
    output: &mut impl Write,
) -> std::io::Result<()> {
    let style = Style::of_stdout();
    let Some(text) = text else {
        writeln!(
            output,
            "{}",
            style.color(AnsiColor::Red, "The migration is blocked; nothing was changed.")
        )?;
        return notes(path, snapshot, &plan.errors, style, output);
    };
    changes(&snapshot.text.to_string(), text, style, output)?;
    let left = [&plan.unmigrated[..], &plan.warnings[..]].concat();
    if !left.is_empty() {
        writeln!(output, "\n{}", style.bold(display::NEXT_STEPS))?;
        notes(path, snapshot, &left, style, output)?;
    }
    let done = if written { "changed" } else { "not changed; use --write to apply the changes" };
    writeln!(output, "\n{}: {done}.", display::line(&path.display().to_string()))
}

/// Prints which lines differ, each change with three lines around it.
fn changes(before: &str, after: &str, style: Style, output: &mut impl Write) -> std::io::Result<()> {
    let (old, new) = (edit::lines(before), edit::lines(after));
    for (index, group) in similar::group_diff_ops(edit::line_diff(&old, &new), 3).iter().enumerate() {
        if index > 0 {
            writeln!(output, "{}", style.dim("…"))?;
        }
        for (tag, lines) in group.iter().flat_map(|operation| operation.iter_slices(&old[..], &new[..])) {
            let (mark, color) = match tag {
                ChangeTag::Equal => (' ', None),
                ChangeTag::Delete => ('-', Some(AnsiColor::Red)),
                ChangeTag::Insert => ('+', Some(AnsiColor::Green)),
            };
            for line in lines {
                let line = display::lines(line.trim_end_matches(['\r', '\n']));
                let line = format!("{mark} {line}");
                let line = color.map_or_else(|| line.clone(), |color| style.color(color, &line));
                writeln!(output, "{line}")?;
            }
        }
    }
    Ok(())
}

fn notes(
    path: &Path,
    snapshot: &Snapshot,
    notes: &[Note],
    style: Style,
    output: &mut impl Write,
) -> std::io::Result<()> {
    for note in notes {
        let place = note.range.map(|range| {
            let at = snapshot.text.line_column(range.start(), Encoding::Utf32);
            format!(" ({}:{}:{})", path.display(), at.line + 1, at.column + 1)
        });
        writeln!(output, "- {}{}", display::line(&note.message), style.dim(&place.unwrap_or_default()))?;
    }
    Ok(())
}
