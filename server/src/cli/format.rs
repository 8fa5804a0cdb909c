//! How the commands that give one answer print it.

use std::io::{self, Write};

use clap::ValueEnum;
use schemars::JsonSchema;
use serde::Serialize;
use svc_analysis::Snapshot;
use svc_syntax::Encoding;
use svc_syntax::TextRange;

use crate::display;

/// How an answer is printed.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Format {
    /// Text, for reading.
    #[default]
    Human,
    /// JSON, for scripts.
    Json,
}

/// Prints an answer as JSON.
///
/// # Errors
///
/// If the output can't be written.
pub fn print_json(answer: &impl Serialize, output: &mut impl Write) -> io::Result<()> {
    writeln!(output, "{}", display::json(&serde_json::to_string_pretty(answer)?))
}

/// A place in a text, as in LSP.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Range {
    /// Where it starts.
    pub start: Position,
    /// Where it ends; the character there is no part of it.
    pub end: Position,
}

/// A position in a text. Lines and characters count from 0, characters in UTF-16 units.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The character in the line.
    pub character: u32,
}

/// A range as JSON.
pub fn range(snapshot: &Snapshot, range: TextRange) -> Range {
    let position = |offset| {
        let at = snapshot.text.line_column(offset, Encoding::Utf16);
        Position { line: at.line, character: at.column }
    };
    Range { start: position(range.start()), end: position(range.end()) }
}
