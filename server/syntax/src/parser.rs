//! Tokens to a tree and its errors. Never fails.
//!
//! Two rules keep one mistake at one error:
//! - Something missing is reported only if nothing was reported since the last token (`recovering`), so that an object
//!   that ends in the middle of a member is one error and not three.
//! - Recovery goes on at `,`, `}` or `]`, and in an object at what looks like the next key.
//!
//! The parser reads from left to right and never looks past a container's closing bracket to decide what is in it (but
//! for the root's). That is what makes a container reparse on its own (see [`crate::reparse`]).

use std::fmt;
use std::sync::Arc;

use rowan::{GreenNode, GreenNodeBuilder, TextRange, TextSize};

use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::kind::SyntaxKind::{self, *};
use crate::kind::SyntaxNode;
use crate::lexer::{self, Token};
use crate::tree::Document;

/// How deep objects and arrays may be nested.
pub const MAX_DEPTH: usize = 128;

/// The tree of a text, and what keeps the text from being JSON. A clone is cheap.
#[derive(Clone, PartialEq, Eq)]
pub struct Parse {
    pub(crate) green: GreenNode,
    /// Sorted by where they start.
    pub(crate) errors: Arc<[SyntaxError]>,
}

impl Parse {
    /// Parses a whole text. Never fails and never panics; the tree's text is `text`.
    ///
    /// A text above [`MAX_TEXT_BYTES`](crate::MAX_TEXT_BYTES) should be refused before it comes here.
    pub fn new(text: &str) -> Parse {
        let mut parser = Parser::new(text, lexer::tokens(text, true), Vec::new());
        parser.document();
        let (green, errors) = parser.finish();
        Parse { green, errors: errors.into() }
    }

    /// The root of the tree, typed.
    pub fn document(&self) -> Document {
        Document::new(self.syntax())
    }

    /// The root of the tree.
    pub fn syntax(&self) -> SyntaxNode {
        SyntaxNode::new_root(self.green.clone())
    }

    /// The nodes that trees share across edits.
    pub fn green(&self) -> &GreenNode {
        &self.green
    }

    /// What keeps the text from being JSON, sorted by where it starts. Empty exactly where `JSON.parse` accepts the
    /// text and nothing is nested deeper than [`MAX_DEPTH`].
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }
}

impl fmt::Debug for Parse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#?}", self.syntax())?;
        self.errors.iter().try_for_each(|error| writeln!(f, "{:?} at {:?}", error.kind, error.range))
    }
}

/// Parses a text that should be exactly one container inside the containers `open`, outermost first.
/// Nothing if it is not: if it ends early, late or without its own closing bracket.
pub(crate) fn container(text: &str, open: Vec<SyntaxKind>) -> Option<(GreenNode, Vec<SyntaxError>)> {
    let mut parser = Parser::new(text, lexer::tokens(text, false), open);
    let complete = parser.container();
    (complete && parser.emitted == parser.tokens.len()).then(|| parser.finish())
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    /// How many tokens are in the tree.
    emitted: usize,
    /// The index of the next token that is not trivia.
    next: usize,
    /// Whether a line break lies between the last token and the next.
    new_line: bool,
    /// Whether an error was reported since the last token.
    recovering: bool,
    /// Where the last token stands.
    last: TextRange,
    /// The closing brackets that the last token, an unclosed string, swallowed.
    swallowed: Vec<SyntaxKind>,
    /// The kinds of the containers that we are in, outermost first.
    open: Vec<SyntaxKind>,
    builder: GreenNodeBuilder<'static>,
    errors: Vec<SyntaxError>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, tokens: Vec<Token>, open: Vec<SyntaxKind>) -> Parser<'t> {
        let mut parser = Parser {
            text,
            tokens,
            emitted: 0,
            next: 0,
            new_line: false,
            recovering: false,
            last: TextRange::default(),
            swallowed: Vec::new(),
            open,
            builder: GreenNodeBuilder::new(),
            errors: Vec::new(),
        };
        parser.skip_trivia();
        parser
    }

    fn finish(self) -> (GreenNode, Vec<SyntaxError>) {
        let mut errors = self.errors;
        errors.sort_by_key(|error| (error.range.start(), error.range.end(), error.kind));
        (self.builder.finish(), errors)
    }

    // What comes next.

    fn token(&self) -> Option<Token> {
        self.tokens.get(self.next).copied()
    }

    fn kind(&self) -> Option<SyntaxKind> {
        self.token().map(|token| token.kind)
    }

    fn at(&self, kind: SyntaxKind) -> bool {
        self.kind() == Some(kind)
    }

    /// The kind of the token that stands `skip` tokens after the next.
    fn peek(&self, skip: usize) -> Option<SyntaxKind> {
        let rest = self.tokens.get(self.next + 1..).unwrap_or_default();
        rest.iter().map(|token| token.kind).filter(|kind| !kind.is_trivia()).nth(skip)
    }

    fn at_value(&self) -> bool {
        self.kind().is_some_and(|kind| {
            kind.is_opening() || kind.is_quoted() || matches!(kind, Digits | True | False | NullWord | Word)
        })
    }

    /// At what may be a key: a string, or a word that lacks its quotes.
    fn at_key_word(&self) -> bool {
        self.kind().is_some_and(|kind| kind.is_quoted() || kind == Word)
    }

    /// At a key with its colon.
    fn at_key(&self) -> bool {
        self.at_key_word() && self.peek(0) == Some(Colon)
    }

    /// At a string or word that begins a line: where a value is not certain, that is the next key.
    fn at_key_on_new_line(&self) -> bool {
        self.new_line && self.at_key_word()
    }

    /// The kind of the container around the one that we are in.
    fn parent(&self) -> Option<SyntaxKind> {
        self.open.iter().rev().nth(1).copied()
    }

    /// Whether a container of this kind is open around the one that we are in.
    fn is_inside(&self, kind: SyntaxKind) -> bool {
        self.open.iter().rev().skip(1).any(|open| *open == kind)
    }

    /// Whether the root object goes on after this `}`, which then is one too many.
    fn closes_root_too_early(&self) -> bool {
        self.open.len() == 1
            && match (self.peek(0), self.peek(1)) {
                (Some(Comma), Some(key)) => key.is_quoted(),
                (Some(key), Some(Colon)) => key.is_quoted(),
                _ => false,
            }
    }

    /// Where garbage ends.
    fn at_recovery(&self) -> bool {
        match self.kind() {
            None | Some(Comma) => true,
            Some(kind) if kind.is_opening() || kind.is_closing() => true,
            Some(_) if self.open.last() == Some(&Object) => {
                self.at_key() || self.new_line && self.kind().is_some_and(SyntaxKind::is_quoted)
            }
            Some(_) => self.new_line && self.at_value(),
        }
    }

    // Moving on.

    fn start(&mut self, kind: SyntaxKind) {
        self.trivia();
        self.builder.start_node(kind.into());
    }

    fn end(&mut self) {
        self.builder.finish_node();
    }

    /// Puts the trivia before the next token into the tree.
    fn trivia(&mut self) {
        while self.emitted < self.next {
            let Some(token) = self.tokens.get(self.emitted).copied() else { break };
            self.emit(token);
            if token.closed {
                self.report_lexical(token);
            } else {
                let opening = TextRange::at(token.range.start(), TextSize::new(2));
                self.report(SyntaxErrorKind::UnclosedComment, opening);
            }
        }
    }

    fn emit(&mut self, token: Token) {
        self.builder.token(token.kind.into(), token.text(self.text));
        self.emitted += 1;
    }

    /// Puts the next token into the tree, and what stands before it.
    fn bump(&mut self) {
        self.trivia();
        let Some(token) = self.token() else { return };
        self.emit(token);
        self.next = self.emitted;
        self.last = token.range;
        self.recovering = false;
        self.swallowed = if token.closed { Vec::new() } else { swallowed(token.text(self.text)) };
        self.skip_trivia();
    }

    fn skip_trivia(&mut self) {
        self.new_line = false;
        while let Some(token) = self.token().filter(|token| token.kind.is_trivia()) {
            self.new_line |= matches!(token.kind, Whitespace | BlockComment)
                && token.text(self.text).contains(['\n', '\r']);
            // It runs to the end of the text: all that is missing is in it.
            self.recovering |= !token.closed;
            self.next += 1;
        }
    }

    fn report(&mut self, kind: SyntaxErrorKind, range: TextRange) {
        self.errors.push(SyntaxError { kind, range });
    }

    /// Reports what is wrong in a token, whatever stands around it.
    fn report_lexical(&mut self, token: Token) {
        lexer::errors(token.kind, token.text(self.text), token.range.start(), &mut self.errors);
    }

    /// Reports something missing or out of place between the last token and the next, once.
    fn report_here(&mut self, kind: SyntaxErrorKind, range: TextRange) {
        if !self.recovering {
            self.report(kind, range);
        }
        self.recovering = true;
    }

    /// A comma goes between the last character before the gap and the gap.
    fn report_missing_comma(&mut self) {
        let token = Token { kind: Comma, range: self.last, closed: true };
        let last_char = token.text(self.text).chars().next_back().map_or(TextSize::new(0), TextSize::of);
        let range = TextRange::new(self.last.end() - last_char, self.last.end());
        self.report_here(SyntaxErrorKind::MissingComma, range);
    }

    // Recovery.

    /// Puts the next token aside.
    fn skip(&mut self, kind: SyntaxErrorKind, range: TextRange) {
        self.report_here(kind, range);
        self.start(Error);
        self.bump();
        self.end();
        self.recovering = true;
    }

    /// Puts a closing bracket aside that closes nothing.
    fn stray(&mut self) {
        if let Some(token) = self.token() {
            self.skip(SyntaxErrorKind::UnmatchedBracket, token.range);
        }
    }

    /// Puts aside what comes next, up to where the structure is clear again.
    fn garbage(&mut self, kind: SyntaxErrorKind) {
        let Some(first) = self.token() else { return };
        let reported = self.recovering;
        let mut unclosed = false;
        self.start(Error);
        loop {
            unclosed |= self.token().is_some_and(|token| !token.closed);
            self.bump();
            if self.at_recovery() {
                break;
            }
        }
        self.end();
        self.recovering = reported;
        // A quote is missing on this line, perhaps before the garbage.
        let kind = if unclosed { SyntaxErrorKind::UnclosedString } else { kind };
        self.report_here(kind, TextRange::new(first.range.start(), self.last.end()));
    }

    /// Takes tokens as they are, without a look at what is wrong in them, up to and with the one that `is_last`.
    fn flat_until(&mut self, mut is_last: impl FnMut(SyntaxKind) -> bool) {
        let reported = self.errors.len();
        while let Some(kind) = self.kind() {
            self.bump();
            if is_last(kind) {
                break;
            }
        }
        self.errors.truncate(reported);
        self.recovering |= self.kind().is_none();
    }

    /// Whether the unclosed string just before took the closing bracket of this container with it. The root keeps its
    /// bracket, so that what follows stays a part of it.
    fn closed_by_swallowed(&mut self, closing: SyntaxKind) -> bool {
        let closed = self.open.len() > 1 && self.swallowed.last() == Some(&closing);
        if closed {
            self.swallowed.pop();
        }
        closed
    }

    // The grammar.

    fn document(&mut self) {
        self.builder.start_node(Document.into());
        if self.tokens.iter().all(|token| token.kind.is_trivia()) {
            if !self.recovering {
                self.report(SyntaxErrorKind::EmptyDocument, TextRange::default());
            }
        } else {
            if !self.at_value() || self.at(Word) {
                self.garbage(SyntaxErrorKind::UnexpectedToken);
            }
            if self.at_value() {
                self.value();
            }
            if let Some(extra) = self.token() {
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
                self.container();
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
            let end = token.range.start() + TextSize::of(token.text(self.text).trim_end());
            self.recovering = reported;
            self.report_here(SyntaxErrorKind::UnclosedString, TextRange::new(token.range.start(), end));
        }
    }

    /// An object or array. True if it has its own closing bracket.
    fn container(&mut self) -> bool {
        let Some(opening) = self.token() else { return false };
        if self.open.len() >= MAX_DEPTH {
            self.report(SyntaxErrorKind::TooDeep, opening.range);
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
        let node = if opening.kind == LeftBrace { Object } else { Array };
        self.start(node);
        self.bump();
        self.open.push(node);
        let complete = if node == Object { self.members(opening) } else { self.elements(opening) };
        self.open.pop();
        self.end();
        complete
    }

    /// What is in an object, and its `}`.
    fn members(&mut self, opening: Token) -> bool {
        // Whether a member stands before, with no comma since.
        let mut after_member = false;
        let mut after_comma = false;
        loop {
            if self.closed_by_swallowed(RightBrace) {
                return false;
            }
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
    fn elements(&mut self, opening: Token) -> bool {
        // Whether an element stands before, with no comma since.
        let mut after_element = false;
        loop {
            if self.closed_by_swallowed(RightBracket) {
                return false;
            }
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
                Some(_) if self.new_line && self.at_key() && self.is_inside(Object) => {
                    return self.unclosed(opening);
                }
                Some(_) if self.at_value() => {
                    if after_element {
                        self.report_missing_comma();
                    }
                    self.value();
                    after_element = true;
                }
                Some(_) => self.garbage(SyntaxErrorKind::UnexpectedToken),
            }
        }
    }

    fn unclosed(&mut self, opening: Token) -> bool {
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
                self.value();
            }
            _ => {
                let key = self.key(after_error);
                if self.at(Colon) {
                    self.colon_and_value(true);
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

    fn colon_and_value(&mut self, has_key: bool) {
        self.bump();
        self.recovering |= !has_key;
        let colon = self.last;
        self.skip_instead_of_value();
        if self.at_value() && !self.at_key() {
            self.value();
        } else {
            self.report_here(SyntaxErrorKind::MissingValue, colon);
        }
    }

    fn value_without_colon(&mut self, key: TextRange) {
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
}

/// The closing brackets at the end of an unclosed string that nothing in it opens, the last one first. The quote should
/// stand before them.
fn swallowed(string: &str) -> Vec<SyntaxKind> {
    let end = string.trim_end_matches(['}', ']', ',', ' ', '\t']).len();
    let mut open = Vec::new();
    let mut closing = Vec::new();
    for (index, char) in string.char_indices() {
        let (opening, kind) = match char {
            '{' | '[' => {
                open.push(char);
                continue;
            }
            '}' => ('{', RightBrace),
            ']' => ('[', RightBracket),
            _ => continue,
        };
        if open.last() == Some(&opening) {
            open.pop();
        } else if index >= end {
            closing.push(kind);
        }
    }
    closing.reverse();
    closing
}
