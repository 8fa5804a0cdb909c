//! The command of a service: one string, or its words.

use schemars::JsonSchema;

/// A command line, or its words.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Command {
    /// A command line.
    Line(String),
    /// The words of a command.
    Words(Vec<String>),
}

/// A command line of 1 to 2,048 characters, or its words, at least one.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum BoundedCommand {
    /// A command line of 1 to 2,048 characters.
    Line(#[schemars(length(min = 1, max = 2048))] String),
    /// The words of a command, at least one, each of 1 to 2,048 characters.
    Words(#[schemars(length(min = 1), inner(length(min = 1, max = 2048)))] Vec<String>),
}
