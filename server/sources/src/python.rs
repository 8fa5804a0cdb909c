//! Python's tokens, with the code in f-strings.

use crate::scan::{Kind, Scanner, Tokens, is_word};

/// What the position is in.
#[derive(Debug, Clone, Copy)]
enum Frame {
    /// The text of an f-string.
    Text { quote: u8, is_triple: bool },
    /// `{…}` in an f-string, and how many brackets are open in it.
    Code { depth: usize },
}

const OPERATORS: [&str; 8] = ["==", "!=", "<=", ">=", ":=", "->", "**", "..."];

/// The tokens of a text.
pub fn tokens(text: &str) -> Tokens<'_> {
    let mut lexer = Lexer { scanner: Scanner::new(text, 0, text.len()), frames: Vec::new() };
    while let Some(byte) = lexer.scanner.peek() {
        match lexer.frames.last() {
            Some(Frame::Text { quote, is_triple }) => lexer.text(byte, *quote, *is_triple),
            _ => lexer.code(byte),
        }
    }
    lexer.scanner.finish()
}

struct Lexer<'a> {
    scanner: Scanner<'a>,
    frames: Vec<Frame>,
}

impl Lexer<'_> {
    fn code(&mut self, byte: u8) {
        match byte {
            b'\n' | b'\r' => {
                self.scanner.at += 1;
                // Half typed: an f-string of one line ends with it.
                if let [.., Frame::Text { is_triple: false, .. }, Frame::Code { .. }] = &*self.frames {
                    let outer = self
                        .frames
                        .iter()
                        .rposition(|frame| matches!(frame, Frame::Text { is_triple: true, .. }));
                    self.frames.truncate(outer.map_or(0, |outer| outer + 1));
                }
            }
            // A line that ends with a backslash goes on.
            _ if byte.is_ascii_whitespace() || byte == b'\\' => self.scanner.at += 1,
            b'#' => self.scanner.skip_any_line(),
            b'\'' | b'"' => self.string(0, false),
            b'0'..=b'9' => self.scanner.take_number(),
            _ if is_word(byte) => self.word(),
            _ => {
                if let Some(Frame::Code { depth }) = self.frames.last_mut() {
                    match byte {
                        b'{' | b'[' | b'(' => *depth += 1,
                        b'}' if *depth == 0 => _ = self.frames.pop(),
                        b'}' | b']' | b')' => *depth = depth.saturating_sub(1),
                        // How the value is formatted.
                        b':' if *depth == 0 => _ = self.frames.pop(),
                        _ => {}
                    }
                }
                self.scanner.take_operator(&OPERATORS);
            }
        }
    }

    /// A word, or a string with a prefix.
    fn word(&mut self) {
        let prefix = self.scanner.rest().iter().take(3).take_while(|byte| is_word(**byte)).count();
        let is_quoted = matches!(self.scanner.peek_at(prefix), Some(b'\'' | b'"'));
        let letters = self.scanner.rest().get(..prefix).unwrap_or_default();
        let has = |letter: u8| letters.iter().any(|it| it.eq_ignore_ascii_case(&letter));
        if is_quoted && letters.iter().all(|it| b"rbfutRBFUT".contains(it)) {
            self.string(prefix, has(b'f') || has(b't'));
        } else {
            self.scanner.take_word();
        }
    }

    fn string(&mut self, prefix: usize, has_code: bool) {
        self.scanner.at += prefix;
        let Some(quote) = self.scanner.peek() else { return };
        let is_triple = self.scanner.peek_at(1) == Some(quote) && self.scanner.peek_at(2) == Some(quote);
        if has_code {
            self.scanner.take(Kind::Other, if is_triple { 3 } else { 1 });
            self.frames.push(Frame::Text { quote, is_triple });
        } else {
            // In a raw string, too, a quote after a backslash doesn't end it.
            self.scanner.take_string(if is_triple { 3 } else { 1 }, true, !is_triple);
        }
    }

    fn text(&mut self, byte: u8, quote: u8, is_triple: bool) {
        let next = self.scanner.peek_at(1);
        let ends =
            byte == quote && (!is_triple || next == Some(quote) && self.scanner.peek_at(2) == Some(quote));
        match byte {
            _ if ends => {
                self.frames.pop();
                self.scanner.take(Kind::Other, if is_triple { 3 } else { 1 });
            }
            b'\n' | b'\r' if !is_triple => _ = self.frames.pop(),
            b'\\' => self.scanner.at += 2,
            b'{' if next == Some(b'{') => self.scanner.at += 2,
            b'{' => {
                self.scanner.take(Kind::Punctuation, 1);
                self.frames.push(Frame::Code { depth: 0 });
            }
            _ => self.scanner.at += 1,
        }
    }
}
