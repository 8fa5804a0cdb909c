//! Go: `os.Getenv("X")` and `os.LookupEnv("X")`.

use crate::read::{Collector, ReadKind};
use crate::scan::{Kind, Scanner, Tokens, is_word};

/// The tokens of a text.
pub fn tokens(text: &str) -> Tokens<'_> {
    let mut scanner = Scanner::new(text, 0, text.len());
    while let Some(byte) = scanner.peek() {
        match byte {
            _ if byte.is_ascii_whitespace() => scanner.at += 1,
            b'/' if scanner.peek_at(1) == Some(b'/') => scanner.skip_line(),
            b'/' if scanner.peek_at(1) == Some(b'*') => scanner.skip_past("*/"),
            b'"' | b'\'' => scanner.take_string(1, true, true),
            b'`' => scanner.take_string(1, false, false),
            b'0'..=b'9' => scanner.take_number(),
            _ if is_word(byte) => scanner.take_word(),
            _ => scanner.take(Kind::Punctuation, 1),
        }
    }
    scanner.finish()
}

/// Finds the reads.
pub fn find(tokens: &Tokens<'_>, found: &mut Collector) {
    for at in 0..tokens.len() {
        let is_call = tokens.is(at, "os")
            && !tokens.follows(at, &["."])
            && (tokens.are(at + 1, &[".", "Getenv", "("]) || tokens.are(at + 1, &[".", "LookupEnv", "("]));
        if is_call && tokens.is_whole_argument(at + 4) {
            found.add(tokens.get(at + 4), tokens.text(at + 4), ReadKind::String);
        }
    }
}
