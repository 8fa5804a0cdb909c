//! A read of an environment variable.

use std::ops::Range;

use crate::scan::Token;

/// A place where code reads an environment variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The variable.
    pub name: Box<str>,
    /// Where the code names it, in bytes, without quotes.
    pub range: Range<u32>,
    /// Where that starts.
    pub start: Position,
    /// How the code names it.
    pub kind: ReadKind,
}

impl Read {
    /// Whether the code has the name letter by letter, so that another can take its place.
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        self.kind != ReadKind::Field
    }
}

/// A position in a text. Lines and columns count from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column in bytes.
    pub bytes: u32,
    /// The column in units of UTF-16.
    pub utf16: u32,
    /// The column in characters.
    pub characters: u32,
}

impl Position {
    /// The position after a text that is here.
    pub fn after(self, text: &str) -> Position {
        let lines = text.bytes().filter(|byte| *byte == b'\n').count();
        let (line, tail) = match text.rsplit_once('\n') {
            Some((_, tail)) => (Position { line: self.line + small(lines), ..Position::default() }, tail),
            None => (self, text),
        };
        Position {
            line: line.line,
            bytes: line.bytes + small(tail.len()),
            utf16: line.utf16 + small(tail.encode_utf16().count()),
            characters: line.characters + small(tail.chars().count()),
        }
    }
}

/// How code names a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadKind {
    /// As a member: `process.env.NAME`.
    Member,
    /// As a string: `os.environ["NAME"]`.
    String,
    /// In a pattern, where it also names a local variable: `const { NAME } = process.env`.
    Shorthand,
    /// As a field of settings, in another spelling: `backend_url: str`.
    Field,
}

/// Whether a text is the name of a variable.
pub fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text.len() <= 256
}

/// The reads of a file so far.
#[derive(Debug, Default)]
pub struct Collector(Vec<(Token, Box<str>, ReadKind)>);

impl Collector {
    /// Adds a read by the token that names the variable, unless that isn't the name of one.
    pub fn add(&mut self, token: Option<Token>, name: &str, kind: ReadKind) {
        if let Some(token) = token
            && is_name(name)
            && self.0.len() < crate::MAX_READS
        {
            self.0.push((token, name.into(), kind));
        }
    }

    /// The reads in the order of the text, whose first line starts at a byte.
    pub fn finish(self, text: &str, start_of_text: usize) -> Vec<Read> {
        let mut found = self.0;
        found.sort_by_key(|(token, ..)| token.start);
        found.dedup_by_key(|(token, ..)| token.start);
        let (mut start, mut at) = (Position::default(), start_of_text);
        let read = |(token, name, kind): (Token, Box<str>, ReadKind)| {
            start = start.after(text.get(at..token.start).unwrap_or_default());
            at = token.start;
            Read { name, range: small(token.start)..small(token.end), start, kind }
        };
        found.into_iter().map(read).collect()
    }
}

/// Texts have at most [`crate::MAX_FILE_BYTES`].
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
