//! Fixtures for tests: a `vercel.json` with a cursor and marked ranges, and the project around it, in one string.
//!
//! ```text
//! //- /vercel.json
//! { "services": { "api": { "root": "$0" } } }
//!                 ^^^^^ the name
//! //- /api/package.json
//! {}
//! //- /web/
//! ```
//!
//! - A line `//- /path` starts a file; a path that ends with `/` is an empty folder. Without such a line the whole string is
//!   the `vercel.json`.
//! - `$0` marks the cursor, two of them a selection.
//! - A line of carets marks ranges of the line above it (columns are characters, counted without `$0`); what follows the
//!   carets is the range's label. Such a line is not part of the text.

use std::sync::Arc;

use crate::project::MemoryFs;
use crate::snapshot::Snapshot;
use svc_syntax::{TextRange, TextSize};

/// What a fixture holds.
#[derive(Debug)]
pub struct Fixture {
    /// The `vercel.json` in its project.
    pub snapshot: Snapshot,
    /// Its text, markers taken out.
    pub text: String,
    /// Where `$0` stood, in order.
    pub cursors: Vec<TextSize>,
    /// The ranges marked by carets, with their labels, in order.
    pub ranges: Vec<(TextRange, String)>,
}

impl Fixture {
    /// Reads a fixture.
    #[must_use]
    pub fn new(source: &str) -> Fixture {
        let mut files: Vec<(String, String)> = Vec::new();
        let trimmed = source.trim_start_matches('\n');
        let source = if trimmed.starts_with("//- /") { trimmed } else { source };
        for line in source.split_inclusive('\n') {
            match line.strip_prefix("//- /") {
                Some(path) => files.push((path.trim_end().to_owned(), String::new())),
                None => match files.last_mut() {
                    Some((_, text)) => text.push_str(line),
                    None => files.push(("vercel.json".to_owned(), line.to_owned())),
                },
            }
        }
        let marked = match files.iter_mut().find(|(path, _)| path == "vercel.json") {
            Some((_, text)) => std::mem::take(text),
            None => String::new(),
        };
        let (text, cursors) = take_cursors(&marked);
        let (text, cursors, ranges) = take_ranges(&text, cursors);
        if let Some((_, file)) = files.iter_mut().find(|(path, _)| path == "vercel.json") {
            file.clone_from(&text);
        }
        let snapshot = Snapshot::of(&text, Arc::new(MemoryFs::new(files)));
        Fixture { snapshot, text, cursors, ranges }
    }

    /// Where the one cursor stands; the text's end if there is none.
    #[must_use]
    pub fn offset(&self) -> TextSize {
        self.cursors.first().copied().unwrap_or_else(|| TextSize::of(self.text.as_str()))
    }

    /// From the first cursor to the last.
    #[must_use]
    pub fn selection(&self) -> TextRange {
        let end = self.cursors.last().copied().unwrap_or_else(|| self.offset());
        TextRange::new(self.offset(), end)
    }
}

/// The snapshot of a fixture.
#[must_use]
pub fn snapshot(source: &str) -> Snapshot {
    Fixture::new(source).snapshot
}

/// The text with `edits` applied; they must not overlap.
#[must_use]
pub fn apply(text: &str, edits: &[crate::finding::TextEdit]) -> String {
    let mut edits: Vec<_> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
    let mut result = text.to_owned();
    for edit in edits.into_iter().rev() {
        result.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.insert);
    }
    result
}

fn take_cursors(marked: &str) -> (String, Vec<TextSize>) {
    let mut text = String::with_capacity(marked.len());
    let mut cursors = Vec::new();
    for (index, part) in marked.split("$0").enumerate() {
        if index > 0 {
            cursors.push(TextSize::of(text.as_str()));
        }
        text.push_str(part);
    }
    (text, cursors)
}

/// Takes the caret lines out; cursors behind one move with the text.
fn take_ranges(marked: &str, cursors: Vec<TextSize>) -> (String, Vec<TextSize>, Vec<(TextRange, String)>) {
    let mut text = String::with_capacity(marked.len());
    let mut ranges = Vec::new();
    let mut line_above = 0;
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut read = 0;
    for line in marked.split_inclusive('\n') {
        if line.trim_start().starts_with('^') {
            let above = text.get(line_above..).unwrap_or_default();
            ranges.extend(carets(line).into_iter().map(|(from, to, label)| {
                let byte =
                    |column: usize| above.char_indices().nth(column).map_or(above.len(), |(byte, _)| byte);
                let start = TextSize::try_from(line_above + byte(from)).unwrap_or_default();
                let end = TextSize::try_from(line_above + byte(to)).unwrap_or_default();
                (TextRange::new(start, end), label)
            }));
            taken.push((read, line.len()));
        } else {
            line_above = text.len();
            text.push_str(line);
        }
        read += line.len();
    }
    let cursors = cursors
        .into_iter()
        .map(|cursor| {
            let before: usize = taken
                .iter()
                .filter(|(start, _)| *start < usize::from(cursor))
                .map(|(_, length)| length)
                .sum();
            TextSize::try_from(usize::from(cursor).saturating_sub(before)).unwrap_or_default()
        })
        .collect();
    (text, cursors, ranges)
}

/// The runs of carets in a line: first column, end column, label.
fn carets(line: &str) -> Vec<(usize, usize, String)> {
    let mut runs: Vec<(usize, usize, String)> = Vec::new();
    let mut inside = false;
    for (column, char) in line.trim_end().chars().enumerate() {
        match (char, inside) {
            ('^', true) => {
                if let Some(run) = runs.last_mut() {
                    run.1 = column + 1;
                }
            }
            ('^', false) => runs.push((column, column + 1, String::new())),
            (_, _) => {
                if let Some(run) = runs.last_mut() {
                    run.2.push(char);
                }
            }
        }
        inside = char == '^';
    }
    for run in &mut runs {
        run.2 = run.2.trim().to_owned();
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixture_has_files_a_cursor_and_ranges() {
        let fixture = Fixture::new(
            "//- /vercel.json\n{ \"ä\": $01,\n  ^^^  ^ value\n  \"b\": 2$0 }\n//- /api/main.py\nx = 1\n//- /web/\n",
        );
        assert_eq!(fixture.text, "{ \"ä\": 1,\n  \"b\": 2 }\n");
        let marked: Vec<(&str, &str)> =
            fixture.ranges.iter().map(|(range, label)| (&fixture.text[*range], label.as_str())).collect();
        assert_eq!(marked, [("\"ä\"", ""), ("1", "value")]);
        assert_eq!(&fixture.text[fixture.selection()], "1,\n  \"b\": 2");
        assert!(fixture.snapshot.project.is_file("api/main.py"));
        assert!(fixture.snapshot.project.exists("web"));
    }

    #[test]
    fn without_a_header_the_whole_is_the_file() {
        let fixture = Fixture::new("{$0}");
        assert_eq!((fixture.text.as_str(), fixture.offset()), ("{}", 1.into()));
    }
}
