//! Texts for tests, with a cursor and marked ranges in them.
//!
//! ```text
//! { "services": { "api": { "root": "$0" } } }
//!                 ^^^^^ the name
//! ```
//!
//! - `$0` marks the cursor, two of them a selection.
//! - A line of carets marks ranges of the line above it (columns are characters, counted without `$0`); what follows the
//!   carets is the range's label. Such a line is not part of the text.

use rowan::{TextRange, TextSize};

use crate::edit::TextEdit;
use crate::source::Source;

/// A text and what was marked in it.
#[derive(Debug)]
pub struct Marked {
    /// The text with its tree.
    pub source: Source,
    /// The text, markers taken out.
    pub text: String,
    /// Where `$0` stood, in order.
    pub cursors: Vec<TextSize>,
    /// The ranges marked by carets, with their labels, in order.
    pub ranges: Vec<(TextRange, String)>,
}

impl Marked {
    /// Takes the markers out of a text.
    #[must_use]
    pub fn new(marked: &str) -> Marked {
        let (text, cursors) = take_cursors(marked);
        let (text, cursors, ranges) = take_ranges(&text, cursors);
        Marked { source: Source::new(&text), text, cursors, ranges }
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

/// The text with `edits` applied; they must not overlap.
#[must_use]
pub fn apply(text: &str, edits: &[TextEdit]) -> String {
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
