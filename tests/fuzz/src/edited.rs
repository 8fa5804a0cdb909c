//! A text with edits, read from bytes so that a mutated input is still one.

use svc_syntax::{TextRange, TextSize};

use crate::generate::FRAGMENTS;

/// Bytes of one edit.
const EDIT: usize = 4;

/// One edit: where, counted in the text before it, and what takes its place.
pub struct Edit {
    start: usize,
    len: usize,
    insert: u8,
}

impl Edit {
    /// The range and its replacement in this text.
    pub fn of(&self, text: &str) -> (TextRange, String) {
        let start = floor(text, self.start % (text.len() + 1));
        let end = floor(text, start + self.len);
        let insert = match usize::from(self.insert) {
            0 => String::new(),
            // A copy of what stands at the start of the text: whole members, half strings.
            copied @ 192.. => text[..floor(text, (copied - 191) * 4)].to_owned(),
            fragment => FRAGMENTS[fragment % FRAGMENTS.len()].to_owned(),
        };
        (TextRange::new(size(start), size(end)), insert)
    }
}

/// The last bound of a character at or before an offset.
pub fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

fn size(offset: usize) -> TextSize {
    TextSize::try_from(offset).expect("inputs are small")
}

/// The text and its edits: the last byte tells how many, the bytes before it are the edits, the rest is the text.
pub fn read(data: &[u8]) -> (String, Vec<Edit>) {
    let Some((count, rest)) = data.split_last() else { return (String::new(), Vec::new()) };
    let count = (usize::from(count % 16) + 1).min(rest.len() / EDIT);
    let (text, edits) = rest.split_at(rest.len() - count * EDIT);
    let edits = edits.chunks_exact(EDIT).map(|edit| Edit {
        start: usize::from(edit[0]) << 8 | usize::from(edit[1]),
        len: usize::from(edit[2]).saturating_sub(127),
        insert: edit[3],
    });
    (String::from_utf8_lossy(text).into_owned(), edits.collect())
}
