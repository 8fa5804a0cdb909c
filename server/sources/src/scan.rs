//! What the lexers share: a position in a text, and the tokens so far.

use std::ops::Range;

use memchr::memmem;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name or a keyword.
    Word,
    /// The name of an attribute in a tag.
    Attribute,
    /// A bracket or an operator.
    Punctuation,
    /// A string without interpolation. Its range is the content, without the quotes.
    String,
    /// A number, a regular expression, or a part of a string with interpolation.
    Other,
}

/// A token by its place. Comments are not tokens.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it starts, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

impl Token {
    /// A part of it, by the distances from its start.
    pub fn part(self, range: Range<usize>) -> Token {
        Token { start: self.start + range.start, end: self.start + range.end, ..self }
    }
}

/// The tokens of a text.
#[derive(Debug)]
pub struct Tokens<'a> {
    text: &'a str,
    list: Vec<Token>,
}

impl<'a> Tokens<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The token at an index, which may be anything.
    pub fn get(&self, index: usize) -> Option<Token> {
        self.list.get(index).copied()
    }

    /// The text of the token at an index; of a string, its content.
    pub fn text(&self, index: usize) -> &'a str {
        self.get(index).and_then(|it| self.text.get(it.start..it.end)).unwrap_or_default()
    }

    /// Whether the token at an index is this word or punctuation.
    #[inline]
    pub fn is(&self, index: usize, text: &str) -> bool {
        let Some(token) = self.list.get(index) else { return false };
        // Most tokens are of another length.
        token.end - token.start == text.len()
            && matches!(token.kind, Kind::Word | Kind::Punctuation)
            && self.text.as_bytes().get(token.start..token.end) == Some(text.as_bytes())
    }

    /// The name or the keyword at an index; empty if another token is there.
    #[inline]
    pub fn word(&self, index: usize) -> &'a str {
        if self.is_word(index) { self.text(index) } else { "" }
    }

    /// The punctuation at an index; empty if another token is there.
    #[inline]
    pub fn mark(&self, index: usize) -> &'a str {
        if self.kind(index) == Some(Kind::Punctuation) { self.text(index) } else { "" }
    }

    /// Whether the token at an index is a name or a keyword.
    pub fn is_word(&self, index: usize) -> bool {
        self.kind(index) == Some(Kind::Word)
    }

    /// The index of the token that starts at a byte.
    pub fn starting_at(&self, start: usize) -> Option<usize> {
        self.list.binary_search_by_key(&start, |token| token.start).ok()
    }

    /// Whether any of them has a text.
    pub fn mention(&self, text: &str) -> bool {
        (0..self.len()).any(|index| self.text(index) == text)
    }

    /// Whether the tokens from an index are these.
    pub fn are(&self, index: usize, texts: &[&str]) -> bool {
        texts.iter().enumerate().all(|(offset, text)| self.is(index + offset, text))
    }

    /// Whether the token before an index is one of these.
    pub fn follows(&self, index: usize, texts: &[&str]) -> bool {
        index.checked_sub(1).is_some_and(|before| texts.iter().any(|text| self.is(before, text)))
    }

    /// The kind of the token at an index.
    pub fn kind(&self, index: usize) -> Option<Kind> {
        self.get(index).map(|it| it.kind)
    }

    /// Whether the token at an index is a string and all of an argument in parentheses. The rest may be yet to be typed.
    pub fn is_whole_argument(&self, index: usize) -> bool {
        self.kind(index) == Some(Kind::String)
            && (self.is(index + 1, ",") || self.is(index + 1, ")") || self.get(index + 1).is_none())
    }

    /// The byte before the token at an index.
    pub fn byte_before(&self, index: usize) -> Option<u8> {
        self.text.as_bytes().get(self.get(index)?.start.checked_sub(1)?).copied()
    }

    /// The byte after the token at an index.
    pub fn byte_after(&self, index: usize) -> Option<u8> {
        self.text.as_bytes().get(self.get(index)?.end).copied()
    }

    /// The whitespace before the token at an index if it is the first of its line.
    pub fn indent(&self, index: usize) -> Option<usize> {
        let before = self.text.as_bytes().get(..self.get(index)?.start)?;
        let is_space = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\x0C');
        let spaces = before.iter().rev().take_while(is_space).count();
        let is_first = matches!(before.iter().rev().nth(spaces), None | Some(b'\n' | b'\r'));
        is_first.then_some(spaces)
    }
}

/// A position in a text, and the tokens before it.
#[derive(Debug)]
pub struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// Where it is, in bytes.
    pub at: usize,
    tokens: Vec<Token>,
    /// How many bytes were read again.
    again: usize,
}

impl<'a> Scanner<'a> {
    /// A scanner of the part of a text from `start` to `end`.
    pub fn new(text: &'a str, start: usize, end: usize) -> Scanner<'a> {
        let bytes = text.as_bytes();
        Scanner { text, bytes: bytes.get(..end).unwrap_or(bytes), at: start, tokens: Vec::new(), again: 0 }
    }

    /// The tokens.
    pub fn finish(self) -> Tokens<'a> {
        Tokens { text: self.text, list: self.tokens }
    }

    /// The byte here; `None` at the end.
    pub fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    /// The byte at a distance from here.
    pub fn peek_at(&self, distance: usize) -> Option<u8> {
        self.bytes.get(self.at + distance).copied()
    }

    /// The byte at a place, wherever this is.
    pub fn byte(&self, place: usize) -> Option<u8> {
        self.bytes.get(place).copied()
    }

    /// The bytes from here.
    pub fn rest(&self) -> &'a [u8] {
        self.from(self.at)
    }

    /// The bytes from a place.
    pub fn from(&self, place: usize) -> &'a [u8] {
        self.bytes.get(place..).unwrap_or_default()
    }

    /// Goes back to a place between tokens, and drops those after it.
    pub fn go_back(&mut self, place: usize) {
        self.tokens.truncate(self.tokens.partition_point(|token| token.start < place));
        self.at = place;
    }

    /// Whether this text is here.
    pub fn is_at(&self, text: &str) -> bool {
        self.rest().starts_with(text.as_bytes())
    }

    /// The token before, if any.
    pub fn last(&self) -> Option<Token> {
        self.tokens.last().copied()
    }

    /// The text of a token.
    pub fn text_of(&self, token: Token) -> &'a str {
        self.text.get(token.start..token.end).unwrap_or_default()
    }

    /// The texts of the last two words or punctuation marks, the later one first; empty for other tokens.
    pub fn before(&self) -> (&'a str, &'a str) {
        let code = |index: usize| {
            let token = self.tokens.len().checked_sub(index).and_then(|at| self.tokens.get(at)).copied();
            let token = token.filter(|it| matches!(it.kind, Kind::Word | Kind::Punctuation));
            token.map_or("", |it| self.text_of(it))
        };
        (code(1), code(2))
    }

    /// Adds a token.
    pub fn push(&mut self, kind: Kind, start: usize, end: usize) {
        self.tokens.push(Token { kind, start, end });
    }

    /// Adds the token of so many bytes that is here, and goes past it.
    pub fn take(&mut self, kind: Kind, length: usize) {
        let end = (self.at + length).min(self.bytes.len());
        self.push(kind, self.at, end);
        self.at = end;
    }

    /// Goes on as long as the bytes are such.
    pub fn skip_while(&mut self, is_such: impl Fn(u8) -> bool) {
        self.at += self.rest().iter().take_while(|byte| is_such(**byte)).count();
    }

    /// Goes to the end of the line, before its line break.
    pub fn skip_line(&mut self) {
        self.skip_while(|byte| byte != b'\n');
    }

    /// The same in a language where a line also ends at a `\r` alone.
    pub fn skip_any_line(&mut self) {
        self.skip_while(|byte| byte != b'\n' && byte != b'\r');
    }

    /// Goes past the next occurrence of a text, or to the end.
    pub fn skip_past(&mut self, text: &str) {
        self.at = match memmem::find(self.rest(), text.as_bytes()) {
            Some(at) => self.at + at + text.len(),
            None => self.bytes.len(),
        };
    }

    /// Adds the word that is here.
    pub fn take_word(&mut self) {
        self.take_name(Kind::Word);
    }

    /// The same as a token of a kind.
    pub fn take_name(&mut self, kind: Kind) {
        let length = self.rest().iter().take_while(|byte| is_word(**byte)).count();
        self.take(kind, length.max(1));
    }

    /// Adds the number that is here.
    pub fn take_number(&mut self) {
        let length = self.rest().iter().take_while(|byte| is_word(**byte) || **byte == b'.').count();
        self.take(Kind::Other, length.max(1));
    }

    /// Adds the longest of these operators that is here, or a single byte.
    pub fn take_operator(&mut self, operators: &[&str]) {
        let first = self.peek();
        let mut candidates = operators.iter().filter(|operator| operator.bytes().next() == first);
        let operator = candidates.find(|operator| self.is_at(operator));
        self.take(Kind::Punctuation, operator.map_or(1, |operator| operator.len()));
    }

    /// Adds the string whose opening quote, of so many bytes, is here. It ends at the same quote, and if it is on a single line, at
    /// the end of the line.
    pub fn take_string(&mut self, opening: usize, has_escapes: bool, is_on_one_line: bool) {
        let quote = self.rest().get(..opening).unwrap_or_default();
        self.at = (self.at + opening).min(self.bytes.len());
        let start = self.at;
        while let Some(byte) = self.peek() {
            if self.rest().starts_with(quote) {
                self.push(Kind::String, start, self.at);
                self.at += opening;
                return;
            }
            match byte {
                b'\\' if has_escapes => self.at += if self.is_at("\\\r\n") { 3 } else { 2 },
                b'\n' | b'\r' if is_on_one_line => break,
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.bytes.len());
        // The string has no end yet.
        self.push(Kind::Other, start, self.at);
    }

    /// Adds the string whose opening quote is here, and which may have several lines. If it has no end, it ends with its line.
    pub fn take_lines(&mut self, has_escapes: bool) {
        let start = self.at;
        self.take_string(1, has_escapes, false);
        let has_end = self.last().is_some_and(|last| last.kind == Kind::String);
        if self.is_without_end(start, has_end) {
            self.go_back(start);
            self.take_string(1, has_escapes, true);
        }
    }

    /// Whether a string from a place to here has several lines only because its closing quote hasn't been typed yet. Then the quote that
    /// seems to close it, before here, opens another string: something follows that never does after a string. The string is then read
    /// again, to the end of its line. A text of which too much was read again already has no such strings.
    pub fn is_without_end(&mut self, start: usize, has_end: bool) -> bool {
        let is_start = |byte: u8| is_word(byte) || matches!(byte, b'/' | b'<' | b'#' | b'{' | b'@' | b'\\');
        let is_operator = OPERATORS.iter().any(|operator| self.is_at(operator));
        if has_end && (is_operator || !self.peek().is_some_and(is_start)) {
            return false;
        }
        let text = self.bytes.get(start..self.at.min(self.bytes.len())).unwrap_or_default();
        if memchr::memchr2(b'\n', b'\r', text).is_none() {
            return false;
        }
        self.again += text.len();
        self.again <= MAX_AGAIN
    }
}

/// How many bytes of a text may be read again because a string that seemed to go on for several lines has no end.
const MAX_AGAIN: usize = 4 * crate::MAX_FILE_BYTES;

/// The words that may follow a string at once.
const OPERATORS: [&str; 5] = ["as ", "in ", "of ", "instanceof ", "satisfies "];

/// Whether a byte may be in a name.
pub fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}
