//! Lists in sentences, and characters that a sentence does not show.

use std::borrow::Cow;

/// "a, b or c".
#[must_use]
pub fn joined(parts: &[String], conjunction: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {conjunction} {last}", first.join(", ")),
    }
}

/// What is shown instead of a character that is not to be shown: one that a terminal acts on, or that changes the order in which
/// others are read.
#[must_use]
pub fn mark(char: char) -> Option<char> {
    match char {
        '\t' => None,
        '\u{0}'..='\u{1F}' => char::from_u32(0x2400 + u32::from(char)),
        '\u{7F}' => Some('\u{2421}'),
        '\u{80}'..='\u{9F}'
        | '\u{61C}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{E0000}'..='\u{E007F}' => Some(char::REPLACEMENT_CHARACTER),
        _ => None,
    }
}

/// Text with a [`mark`] for each character that is not to be shown: one line.
#[must_use]
pub fn marked(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: &u8| (b' '..=b'~').contains(byte);
    // Nearly all text is.
    if !text.as_bytes().iter().all(is_plain) && text.contains(|char| mark(char).is_some()) {
        Cow::Owned(text.chars().map(|char| mark(char).unwrap_or(char)).collect())
    } else {
        Cow::Borrowed(text)
    }
}
