//! How the commands that give one answer print it.

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

/// How an answer is printed.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// As the JSON that the documentation describes.
    Json,
}

/// Prints an answer as JSON.
///
/// # Errors
///
/// If the output can't be written.
pub fn print_json(answer: &impl Serialize, output: &mut impl Write) -> io::Result<()> {
    writeln!(output, "{}", serde_json::to_string_pretty(answer)?)
}
