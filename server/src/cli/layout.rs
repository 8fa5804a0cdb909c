//! `svc-lsp format`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use svc_syntax::layout::formatting::{self, Options};
use svc_syntax::{Encoding, Source, edit};

use super::check::{in_parallel, shown};
use super::{Failure, Outcome, human, print_error, source};
use crate::display;
use crate::project::ProjectFile;

/// The arguments of `format`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// vercel.json files, or folders to search for them. `-` formats standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Only name the files that aren't formatted, and exit with status 1 if there are any.
    #[arg(long)]
    check: bool,
}

/// A text before and after.
struct Formatted {
    before: String,
    after: String,
}

impl Formatted {
    fn is_changed(&self) -> bool {
        self.before != self.after
    }
}

/// Formats the files.
///
/// # Errors
///
/// A path that means no file, or an output that can't be written. A single file that can't be read, formatted or written is
/// print_errored about; the others are still formatted.
pub fn run(arguments: &Arguments, output: &mut impl Write) -> Result<Outcome, Failure> {
    if source::is_stdin(&arguments.paths)? {
        let name = Path::new("standard input");
        let formatted = formatted(name, source::read_stdin_text(name)?)?;
        if arguments.check {
            return Ok(if formatted.is_changed() { Outcome::Found } else { Outcome::Clean });
        }
        output.write_all(formatted.after.as_bytes())?;
        return Ok(Outcome::Clean);
    }
    let found = source::find(&arguments.paths)?;
    found.problems.iter().for_each(print_error);
    let results = in_parallel(&found.files, |file| format(file, arguments.check));
    let (mut changed, mut is_complete) = (0, true);
    for (file, result) in found.files.iter().zip(results) {
        match result {
            Ok(true) => {
                changed += 1;
                let done = if arguments.check { "not formatted" } else { "formatted" };
                writeln!(output, "{}: {done}.", display::line(&shown(&file.path)))?;
            }
            Ok(false) => {}
            Err(failure) => {
                print_error(failure);
                is_complete = false;
            }
        }
    }
    let all = human::files(found.files.len());
    match changed {
        0 if is_complete => writeln!(output, "Already formatted: {all}.")?,
        0 => {}
        _ if arguments.check => writeln!(output, "Not formatted: {changed} of {all}. Run `svc-lsp format`.")?,
        _ => writeln!(output, "Formatted: {changed} of {all}.")?,
    }
    Ok(match changed {
        _ if !is_complete => Outcome::Failed,
        1.. if arguments.check => Outcome::Found,
        _ => Outcome::Clean,
    })
}

/// Whether a file isn't formatted; it is then, unless it is only looked at.
fn format(file: &ProjectFile, only_look: bool) -> Result<bool, Failure> {
    let formatted = formatted(&file.path, source::read_text(file)?)?;
    if formatted.is_changed() && !only_look {
        source::replace_if_unchanged(file, &formatted.before, &formatted.after)?;
    }
    Ok(formatted.is_changed())
}

/// Formats a text as the editor does, with the text's own indentation.
fn formatted(path: &Path, before: String) -> Result<Formatted, Failure> {
    let source = Source::new(&before);
    if let Some(range) = formatting::unclear_at(&source) {
        let at = source.text.line_column(range.start(), Encoding::Utf32);
        return Err(Failure::Message(format!(
            "{} can't be formatted: line {}, column {} isn't valid JSON.",
            path.display(),
            at.line + 1,
            at.column + 1
        )));
    }
    let unit = edit::indent_unit(&source.text);
    let options = if unit.starts_with('\t') {
        Options { indent: "\t".to_owned(), ..Options::default() }
    } else {
        let width = unit.len().clamp(1, 8);
        Options { indent: " ".repeat(width), tab_width: width, ..Options::default() }
    };
    let mut after = String::with_capacity(before.len());
    let mut rest = 0;
    for edit in formatting::format(&source, &options) {
        after.push_str(before.get(rest..usize::from(edit.range.start())).unwrap_or_default());
        after.push_str(&edit.insert);
        rest = usize::from(edit.range.end());
    }
    after.push_str(before.get(rest..).unwrap_or_default());
    Ok(Formatted { before, after })
}
