//! `check --fix` and `check --diff`: preferred fixes, written or shown.

use std::io::{self, Write};

use anstyle::AnsiColor;
use schemars::JsonSchema;
use serde::Serialize;
use similar::ChangeTag;
use svc_analysis::fix::{self, Applied};
use svc_syntax::edit;

use super::check::Checked;
use super::style::Style;
use super::table::{Cell, print_table};
use super::{Failure, source};
use crate::display;
use crate::project::ProjectFile;

/// The maximum number of a file's fixes that are listed. If there are more, their number is printed.
const MAX_NAMED: usize = 20;

/// What fixing a file did.
#[derive(Debug)]
pub struct Fixes {
    /// The text before.
    pub before: String,
    /// The fixes, in the order in which they were applied.
    pub applied: Vec<Applied>,
}

/// The file with its preferred fixes applied. Nothing is written.
pub fn fixed(file: Checked) -> Checked {
    let before = file.snapshot.text.to_string();
    let fixed = fix::fix(file.snapshot, file.findings);
    let fixes = Fixes { before, applied: fixed.applied };
    Checked { snapshot: fixed.snapshot, findings: fixed.findings, fixes: Some(fixes), ..file }
}

/// Writes a fixed file, if there is something to write.
///
/// # Errors
///
/// It can't be written as it is, or it isn't what was read anymore.
pub fn write(place: &ProjectFile, file: &Checked) -> Result<(), Failure> {
    match &file.fixes {
        Some(fixes) if !fixes.applied.is_empty() => {
            source::replace_if_unchanged(place, &fixes.before, &file.snapshot.text.to_string())
        }
        _ => Ok(()),
    }
}

/// Prints a unified diff of what the fixes change.
///
/// # Errors
///
/// If the output can't be written.
pub fn print_diff(files: &[Checked], style: Style, output: &mut impl Write) -> io::Result<()> {
    for file in files {
        if let Some(fixes) = file.fixes.as_ref().filter(|fixes| !fixes.applied.is_empty()) {
            diff(&file.path, &fixes.before, &file.snapshot.text.to_string(), style, output)?;
        }
    }
    Ok(())
}

/// Prints a unified diff of a file.
///
/// # Errors
///
/// If the output can't be written.
pub fn diff(path: &str, before: &str, after: &str, style: Style, output: &mut impl Write) -> io::Result<()> {
    let (old, new) = (edit::lines(before), edit::lines(after));
    // What applies the diff takes a name with a space up to a tab.
    let end = if path.contains(' ') { "\t" } else { "" };
    writeln!(output, "{}{end}", style.bold(&format!("--- {path}")))?;
    writeln!(output, "{}{end}", style.bold(&format!("+++ {path}")))?;
    for group in similar::group_diff_ops(edit::line_diff(&old, &new), 3) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let removed = place(first.old_range().start, last.old_range().end);
        let added = place(first.new_range().start, last.new_range().end);
        writeln!(output, "{}", style.color(AnsiColor::Cyan, &format!("@@ -{removed} +{added} @@")))?;
        for (tag, lines) in group.iter().flat_map(|operation| operation.iter_slices(&old[..], &new[..])) {
            let (mark, color) = match tag {
                ChangeTag::Equal => (' ', None),
                ChangeTag::Delete => ('-', Some(AnsiColor::Red)),
                ChangeTag::Insert => ('+', Some(AnsiColor::Green)),
            };
            for line in lines {
                let shown = format!("{mark}{}", display::lines(line.trim_end_matches(['\r', '\n'])));
                let shown = color.map_or_else(|| shown.clone(), |color| style.color(color, &shown));
                // What applies the diff compares it, and at the end of a line it does nothing in a terminal.
                let end = if line.ends_with("\r\n") { "\r" } else { "" };
                writeln!(output, "{shown}{end}")?;
                if !line.ends_with('\n') {
                    writeln!(output, "\\ No newline at end of file")?;
                }
            }
        }
    }
    Ok(())
}

/// Lines as a unified diff counts them: the first, and how many.
fn place(start: usize, end: usize) -> String {
    match end - start {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        count => format!("{},{count}", start + 1),
    }
}

/// Prints what was fixed, file by file.
///
/// # Errors
///
/// If the output can't be written.
pub fn print_applied(files: &[Checked], style: Style, output: &mut impl Write) -> io::Result<()> {
    for file in files {
        let Some(fixes) = file.fixes.as_ref().filter(|fixes| !fixes.applied.is_empty()) else { continue };
        writeln!(
            output,
            "{}",
            style.bold(&format!("{}: fixed {}.", file.path, problems(fixes.applied.len())))
        )?;
        let grouped = grouped(&fixes.applied);
        let rows = grouped.iter().take(MAX_NAMED).map(|(fix, count)| {
            let times = if *count == 1 { String::new() } else { format!("{count} times") };
            vec![Cell::strong(fix.rule.code), Cell::plain(fix.title.as_str()), Cell::dim(times)]
        });
        print_table(&rows.collect::<Vec<_>>(), style, output)?;
        if grouped.len() > MAX_NAMED {
            writeln!(output, "  and {} more", grouped.len() - MAX_NAMED)?;
        }
        writeln!(output)?;
    }
    Ok(())
}

/// Each fix once, with how often it was applied.
fn grouped(applied: &[Applied]) -> Vec<(&Applied, usize)> {
    let mut grouped: Vec<(&Applied, usize)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for fix in applied {
        let place = *places.entry((fix.rule.code, fix.title.as_str())).or_insert(grouped.len());
        match grouped.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => grouped.push((fix, 1)),
        }
    }
    grouped
}

/// A number of problems, in words.
pub fn problems(count: usize) -> String {
    format!("{count} {}", if count == 1 { "problem" } else { "problems" })
}

/// How many fixes were applied, and in how many files.
pub fn count(files: &[Checked]) -> (usize, usize) {
    let applied = files.iter().filter_map(|file| Some(file.fixes.as_ref()?.applied.len()));
    applied.filter(|count| *count > 0).fold((0, 0), |(fixes, files), count| (fixes + count, files + 1))
}

/// A fix that was applied, as JSON.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Named {
    /// The rule whose finding it fixed.
    code: &'static str,
    /// What it did.
    title: String,
}

/// The fixes as JSON.
pub fn named(fixes: &Fixes) -> Vec<Named> {
    fixes.applied.iter().map(|fix| Named { code: fix.rule.code, title: fix.title.clone() }).collect()
}
