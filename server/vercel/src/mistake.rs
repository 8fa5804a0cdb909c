//! Why a file isn't in its language.

use std::fmt;

/// Why a file can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// It starts with a byte order mark.
    ByteOrderMark,
    /// Something in this line, counted from 1: what its parser says.
    Line(usize, String),
    /// A value that its reader doesn't have.
    Value(String),
}

impl Mistake {
    /// The first in a text that must be JSON.
    #[must_use]
    pub fn of_json(text: &str) -> Option<Mistake> {
        if text.starts_with('\u{feff}') {
            return Some(Mistake::ByteOrderMark);
        }
        let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
        Some(Mistake::Line(error.line(), error.to_string()))
    }

    /// Sentences that say what is wrong with a file of a language, what follows ("the build fails"), and what to do.
    #[must_use]
    pub fn sentences(&self, file: &str, language: &str, effect: &str) -> String {
        match self {
            Mistake::ByteOrderMark => {
                format!("`{file}` starts with a byte order mark, so {effect}. Save the file without it.")
            }
            Mistake::Line(line, _) => {
                format!("`{file}` isn't valid {language} (line {line}), so {effect}. Correct it.")
            }
            Mistake::Value(_) => format!("`{file}` isn't valid {language}, so {effect}. Correct it."),
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Mistake::ByteOrderMark => "it starts with a byte order mark",
            Mistake::Line(_, message) | Mistake::Value(message) => message,
        })
    }
}
