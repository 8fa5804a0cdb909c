//! How the commands that give one answer print it.

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Value, json};
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

/// A range as the JSON of LSP: lines and characters from 0, characters in UTF-16 units.
pub fn range(snapshot: &Snapshot, range: TextRange) -> Value {
    let position = |offset| {
        let at = snapshot.text.line_column(offset, Encoding::Utf16);
        json!({ "line": at.line, "character": at.column })
    };
    json!({ "start": position(range.start()), "end": position(range.end()) })
}
