//! What a document, object and array is made of, and what is done where it is not.

use rowan::{TextRange, TextSize};

use super::{Brackets, MAX_DEPTH, Opening, Parser, lacking_quote};
use crate::token::error::SyntaxErrorKind;
use crate::token::kind::SyntaxKind::{self, *};
use crate::token::lexer::Token;

/// What a key in an array means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyInArray {
    /// It is the first of an object that lacks its `{`.
    InObject,
    /// The array lacks its `]`, and the key is one of the object around.
    BehindArray,
    /// It isn't clear.
    Unclear,
}

impl Parser<'_> {
    pub(super) fn document(&mut self) {
        self.builder.start_node(Document.into());
        if self.tokens.iter().all(|token| token.kind.is_trivia()) {
            if !self.recovering {
                self.report(SyntaxErrorKind::EmptyDocument, TextRange::default());
            }
        } else {
            if self.kind().is_some_and(SyntaxKind::is_closing) {
                self.stray();
            } else if !self.at_value() || self.at(Word) {
                self.garbage(SyntaxErrorKind::UnexpectedToken);
            }
            if self.at_value() {
                self.value();
            }
            if let Some(extra) = self.token() {
                if extra.kind.is_closing() {
                    self.unbalance();
                }
                self.balanced = false;
                self.report_here(SyntaxErrorKind::ExtraContent, extra.range);
                self.start(Error);
                self.flat_until(|_| false);
                self.end();
            }
        }
        self.trivia();
        self.end();
    }

    /// A value; a word that is none becomes an error node.
    fn value(&mut self) {
        match self.kind() {
            Some(LeftBrace | LeftBracket) => {
                self.container(false);
            }
            Some(DoubleQuoted | SingleQuoted) => self.literal(String),
            Some(Digits) => self.literal(Number),
            Some(True | False) => self.literal(Bool),
            Some(NullWord) => self.literal(Null),
            _ => self.garbage(SyntaxErrorKind::UnquotedValue),
        }
    }

    fn literal(&mut self, node: SyntaxKind) {
        self.start(node);
        self.word();
        self.end();
    }

    /// One string, number or word, with what is wrong in it.
    fn word(&mut self) {
        let Some(token) = self.token() else { return };
        let reported = self.recovering;
        self.bump();
        if token.closed {
            self.report_lexical(token);
        } else {
            let text = token.text(self.text);
            let range = TextRange::at(token.range.start(), TextSize::of(text.trim_end()));
            self.recovering = reported;
            self.report_here(lacking_quote(text), range);
        }
    }

    /// An object or array. True if it has its own closing bracket.
    pub(super) fn container(&mut self, keyless: bool) -> bool {
        let Some(token) = self.token() else { return false };
        let opening = Opening { token, index: self.next, keyless };
        if self.open.len() >= MAX_DEPTH {
            self.report(SyntaxErrorKind::TooDeep, token.range);
            self.start(Error);
            let mut depth = 0_usize;
            self.flat_until(|kind| {
                if kind.is_opening() {
                    depth += 1;
                } else if kind.is_closing() {
                    depth = depth.saturating_sub(1);
                }
                depth == 0
            });
            self.end();
            return false;
        }
        let node = if token.kind == LeftBrace { Object } else { Array };
        self.start(node);
        self.bump();
        // `{{{` doesn't have its keys once.
        self.recovering |= keyless && self.kind().is_some_and(SyntaxKind::is_opening);
        let complete = self.entries(node, opening);
        self.end();
        complete
    }

    /// What is in a container, and its closing bracket. True if it has one.
    fn entries(&mut self, node: SyntaxKind, opening: Opening) -> bool {
        self.open.push(node);
        self.open_objects += usize::from(node == Object);
        let complete = if node == Object { self.members(opening) } else { self.elements(opening) };
        self.open_objects -= usize::from(node == Object);
        self.open.pop();
        complete
    }

    /// An object without its `{`, at its first key.
    fn unopened(&mut self) {
        let Some(key) = self.token() else { return };
        self.report_here(SyntaxErrorKind::UnopenedObject, key.range);
        self.start(Object);
        // That its `}` is missing, too, is the same mistake.
        let token = Token { kind: LeftBrace, ..key };
        self.entries(Object, Opening { token, index: self.next, keyless: true });
        self.end();
    }

    /// What is in an object, and its `}`.
    fn members(&mut self, opening: Opening) -> bool {
        // Whether a member is before, with no comma since.
        let mut after_member = false;
        let mut after_comma = false;
        loop {
            match self.kind() {
                Some(RightBrace) if self.closes_root_too_early() => self.stray(),
                Some(RightBrace) => {
                    self.bump();
                    return true;
                }
                None => return self.unclosed(opening),
                Some(RightBracket) if self.is_inside(Array) => return self.unclosed(opening),
                Some(RightBracket) => self.stray(),
                Some(Comma) => {
                    self.comma(RightBrace, &mut after_member);
                    after_comma = true;
                }
                // `[{"a": 1, {"b": 2}]`
                Some(LeftBrace) if !after_member && after_comma && self.parent() == Some(Array) => {
                    return self.unclosed(opening);
                }
                Some(Unknown) => self.garbage(SyntaxErrorKind::UnexpectedToken),
                Some(_) if after_member && !self.begins_member() => {
                    self.garbage(SyntaxErrorKind::UnexpectedToken);
                }
                Some(_) => {
                    if after_member {
                        self.report_missing_comma();
                    }
                    self.member();
                    after_member = true;
                    after_comma = false;
                }
            }
        }
    }

    /// What is in an array, and its `]`.
    fn elements(&mut self, opening: Opening) -> bool {
        // Whether an element is before, with no comma since.
        let mut after_element = false;
        let mut count = 0;
        let mut run = self.builder.checkpoint();
        loop {
            let key = if self.at_key() { self.key_in_array(opening) } else { KeyInArray::Unclear };
            match self.kind() {
                Some(RightBracket) => {
                    self.bump();
                    return true;
                }
                None => return self.unclosed(opening),
                Some(RightBrace) if self.is_inside(Object) => return self.unclosed(opening),
                Some(RightBrace) => self.stray(),
                Some(Comma) => self.comma(RightBracket, &mut after_element),
                // A member of the object around.
                Some(_) if key == KeyInArray::BehindArray => return self.unclosed(opening),
                Some(_) if self.at_value() => {
                    if after_element {
                        self.report_missing_comma();
                    }
                    if count % self.run_length == 0 {
                        self.trivia();
                        run = self.builder.checkpoint();
                    }
                    if key == KeyInArray::InObject {
                        self.unopened();
                    } else {
                        self.value();
                    }
                    after_element = true;
                    count += 1;
                    if count % self.run_length == 0 {
                        self.builder.start_node_at(run, Run.into());
                        self.end();
                    }
                }
                Some(_) => self.garbage(SyntaxErrorKind::UnexpectedToken),
            }
        }
    }

    /// What a key in an array means. The brackets of the whole text tell which one is missing.
    fn key_in_array(&mut self, opening: Opening) -> KeyInArray {
        self.balanced = false;
        let is_inside = self.is_inside(Object);
        let Brackets { closing, has_more_closing } = self.brackets();
        let has_more_closing = *has_more_closing;
        match closing.get(opening.index).copied().flatten() {
            _ if opening.keyless && is_inside => KeyInArray::BehindArray,
            _ if opening.keyless || self.open.len() >= MAX_DEPTH => KeyInArray::Unclear,
            Some(RightBracket) => KeyInArray::InObject,
            Some(_) if has_more_closing => KeyInArray::InObject,
            closing if is_inside && (closing.is_some() || self.new_line) => KeyInArray::BehindArray,
            _ => KeyInArray::Unclear,
        }
    }

    fn unclosed(&mut self, Opening { token: mut opening, keyless, .. }: Opening) -> bool {
        self.recovering |= keyless;
        if self.kind().is_none() {
            self.unbalance();
            if !self.recovering {
                opening = self.misaligned().unwrap_or(opening);
            }
        }
        let kind = match opening.kind {
            LeftBrace => SyntaxErrorKind::UnclosedObject,
            _ => SyntaxErrorKind::UnclosedArray,
        };
        self.report_here(kind, opening.range);
        false
    }

    fn comma(&mut self, closing: SyntaxKind, after_entry: &mut bool) {
        let Some(comma) = self.token() else { return };
        if std::mem::take(after_entry) {
            self.bump();
            if self.at(closing) {
                self.report_here(SyntaxErrorKind::TrailingComma, comma.range);
            }
        } else {
            self.report_here(SyntaxErrorKind::ExtraComma, comma.range);
            self.bump();
            self.recovering = true;
        }
    }

    /// Whether what follows a member without a comma is another member, and not garbage.
    fn begins_member(&self) -> bool {
        self.kind().is_some_and(|kind| kind.is_quoted() || kind.is_opening())
            || self.at_key()
            || self.at_key_on_new_line()
    }

    /// `"key": value`, of which all but one part may be missing.
    fn member(&mut self) {
        let after_error = self.recovering;
        self.start(Member);
        match self.token() {
            Some(token) if token.kind == Colon => {
                self.report_here(SyntaxErrorKind::MissingKey, token.range);
                self.colon_and_value(false);
            }
            Some(token) if token.kind.is_opening() => {
                self.report_here(SyntaxErrorKind::MissingKey, token.range);
                self.bracket_reported = true;
                self.container(true);
            }
            _ => {
                let complete = self.token().is_some_and(|key| key.closed);
                let key = self.key(after_error);
                if self.at(Colon) {
                    self.colon_and_value(complete);
                } else {
                    // A half-typed key behind a missing comma is one mistake to the person who types.
                    self.recovering |= after_error;
                    self.value_without_colon(key);
                }
            }
        }
        self.end();
    }

    /// A string, or a word that lacks its quotes.
    fn key(&mut self, after_error: bool) -> TextRange {
        let Some(token) = self.token() else { return self.last };
        self.start(Key);
        if token.kind.is_quoted() {
            self.word();
        } else {
            let has_colon = self.peek(0) == Some(Colon);
            self.bump();
            if has_colon || !after_error {
                self.report(SyntaxErrorKind::UnquotedKey, token.range);
            }
            self.recovering = true;
        }
        self.end();
        token.range
    }

    fn colon_and_value(&mut self, complete_key: bool) {
        self.bump();
        self.recovering |= !complete_key;
        let colon = self.last;
        if let Some(comma) = self.token().filter(|_| self.at_comma_before_value()) {
            self.skip(SyntaxErrorKind::ExtraComma, comma.range);
        }
        self.skip_instead_of_value();
        // `"a": "b": 1`, but not `"a": "b":,`
        let is_next_key =
            self.at_key() && (self.new_line || self.peek(1).is_some_and(SyntaxKind::begins_value));
        if self.at_value() && !is_next_key {
            self.value();
        } else {
            self.report_here(SyntaxErrorKind::MissingValue, colon);
            self.bracket_reported |= is_next_key && self.new_line;
        }
    }

    fn value_without_colon(&mut self, key: TextRange) {
        // `"a"b: 1`, `"a",: 1`
        let splits = self.kind().is_some_and(|kind| kind.is_word() || kind == Comma);
        if splits && !self.new_line && self.peek(0) == Some(Colon) {
            if let Some(token) = self.token() {
                self.skip(SyntaxErrorKind::UnexpectedToken, token.range);
            }
            return self.colon_and_value(true);
        }
        self.report_here(SyntaxErrorKind::MissingColon, key);
        self.skip_instead_of_value();
        if self.at_value() && !self.at_key() && !self.at_key_on_new_line() {
            self.value();
        }
    }

    /// `"a":: 1` and `"a" = 1` still have their value.
    fn skip_instead_of_value(&mut self) {
        if let Some(token) = self.token().filter(|token| matches!(token.kind, Colon | Unknown)) {
            self.skip(SyntaxErrorKind::UnexpectedToken, token.range);
        }
    }

    /// At the comma of `"a":, 1`, but not of `"a":, "b": 1`.
    fn at_comma_before_value(&self) -> bool {
        let ends = self.peek(1).is_some_and(|kind| kind == Comma || kind.is_closing());
        self.at(Comma)
            && !self.new_line
            && self.peek(0).is_some_and(|kind| kind.is_opening() || kind.begins_value() && ends)
    }
}
