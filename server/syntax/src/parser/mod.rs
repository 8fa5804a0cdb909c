//! Tokens to a tree and its errors. Never fails.
//!
//! What keeps one mistake at one error:
//! - Something missing is reported only if nothing was reported since the last token (`recovering`), so that an object
//!   that ends in the middle of a member is one error and not three.
//! - Recovery goes on at `,`, `}` or `]`, and in an object at what looks like the next key.
//! - A bracket without its other half is not reported where a mistake explains it (`bracket_reported`).
//!
//! The parser reads from left to right and never looks past a container's closing bracket to decide what is in it. That
//! is what makes a container reparse on its own (see [`crate::parser::reparse`]). It may look further only where brackets do not
//! balance (`balanced`), and at the root's.

mod grammar;
pub mod reparse;

use std::fmt;
use std::sync::Arc;

use rowan::{GreenNode, GreenNodeBuilder, GreenNodeData, NodeOrToken, TextRange, TextSize};

use crate::token::error::{SyntaxError, SyntaxErrorKind};
use crate::token::kind::SyntaxKind::{self, *};
use crate::token::kind::SyntaxNode;
use crate::token::lexer::{self, Token};
use crate::tree::Document;
use crate::tree::green::{Child, Green};

/// How deep objects and arrays may be nested. Vercel takes 999 levels, and its validator fails before 2,000.
pub const MAX_DEPTH: usize = 1000;

/// The stack of a thread that reads a document nested as deep as [`MAX_DEPTH`], without optimization: more than twice what is needed.
pub const STACK_BYTES: usize = 8 * 1024 * 1024;

/// How many elements of an array make a run, a node of the tree that an edit outside of it leaves alone.
pub const RUN_LENGTH: usize = 64;

/// The tree of a text, and what keeps the text from being JSON. A clone is cheap. Two are equal whatever the lengths of
/// their runs are.
#[derive(Clone)]
pub struct Parse {
    pub(crate) green: GreenNode,
    /// Sorted by where they start.
    pub(crate) errors: Arc<[SyntaxError]>,
    /// Whether each bracket has its other half. Where not, what is reported depends on the whole text.
    pub(crate) balanced: bool,
    /// How many elements of an array make a run.
    pub(crate) run_length: usize,
}

impl Parse {
    /// Parses a whole text. Never fails and never panics; the tree's text is `text`.
    ///
    /// A text above [`MAX_TEXT_BYTES`](crate::MAX_TEXT_BYTES) should be rejected before it comes here.
    pub fn new(text: &str) -> Parse {
        Parse::with_run_length(text, RUN_LENGTH)
    }

    /// Parses a whole text into a tree whose runs have `run_length` elements instead of [`RUN_LENGTH`], and keep that length
    /// when the text is edited. Nothing but the shape of the tree depends on it: tests use short runs, so that short arrays have some.
    pub fn with_run_length(text: &str, run_length: usize) -> Parse {
        let mut parser = Parser::new(text, lexer::tokens(text, true), Vec::new(), run_length);
        parser.document();
        let (balanced, run_length) = (parser.balanced, parser.run_length);
        let (green, errors) = parser.finish();
        Parse { green, errors: errors.into(), balanced, run_length }
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

    /// The root value.
    pub fn value(&self) -> Option<Green<'_>> {
        Green { node: &self.green, start: TextSize::new(0) }.child(SyntaxKind::is_value)
    }

    /// What keeps the text from being JSON, sorted by where it starts. Empty exactly where `JSON.parse` accepts the
    /// text and nothing is nested deeper than [`MAX_DEPTH`].
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }
}

impl PartialEq for Parse {
    fn eq(&self, other: &Parse) -> bool {
        self.errors == other.errors
            && self.balanced == other.balanced
            && are_equal_but_for_runs(&self.green, &other.green)
    }
}

impl Eq for Parse {}

fn are_equal_but_for_runs(one: &GreenNodeData, other: &GreenNodeData) -> bool {
    let are_equal = |(one, other): (Child<'_>, Child<'_>)| match (one, other) {
        (NodeOrToken::Node(one), NodeOrToken::Node(other)) => are_equal_but_for_runs(one, other),
        (NodeOrToken::Token(one), NodeOrToken::Token(other)) => one == other,
        _ => false,
    };
    let count = |node| children_without_runs(node).count();
    std::ptr::eq(one, other)
        || one.kind() == other.kind()
            && count(one) == count(other)
            && children_without_runs(one).zip(children_without_runs(other)).all(are_equal)
}

/// The children of a node, with what is in a run in the run's place.
pub(crate) fn children_without_runs(node: &GreenNodeData) -> impl Iterator<Item = Child<'_>> {
    without_runs(node.children())
}

/// Some children of a node, with what is in a run in the run's place.
pub(crate) fn without_runs<'a>(children: impl Iterator<Item = Child<'a>>) -> impl Iterator<Item = Child<'a>> {
    children.flat_map(|child| {
        let run = child.into_node().filter(|node| SyntaxKind::of(node.kind()) == Run);
        let alone = if run.is_none() { Some(child) } else { None };
        run.into_iter().flat_map(GreenNodeData::children).chain(alone)
    })
}

impl fmt::Debug for Parse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#?}", self.syntax())?;
        self.errors.iter().try_for_each(|error| writeln!(f, "{:?} at {:?}", error.kind, error.range))
    }
}

/// Parses a text that should be exactly one container inside the containers `open`, outermost first; `keyless` where it
/// is in an object without a key.
///
/// Nothing if it is not: if it ends early, late or without its own closing bracket, or if its end is not sure because a
/// string on its last line doesn't have a quote.
pub(crate) fn container(
    text: &str,
    open: Vec<SyntaxKind>,
    keyless: bool,
    run_length: usize,
) -> Option<(GreenNode, Vec<SyntaxError>)> {
    let tokens = lexer::tokens(text, false);
    let last_line = TextSize::of(text.trim_end_matches(|char| !matches!(char, '\n' | '\r')));
    if tokens.iter().rev().take_while(|token| token.range.end() > last_line).any(|token| !token.closed) {
        return None;
    }
    let mut parser = Parser::new(text, tokens, open, run_length);
    let complete = parser.container(keyless);
    (complete && parser.balanced && parser.emitted == parser.tokens.len()).then(|| parser.finish())
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
    /// Whether no bracket was found yet that lacks its other half.
    balanced: bool,
    /// Whether a mistake was reported that is the one half of what later looks like a bracket too many or too few.
    bracket_reported: bool,
    /// Where the last token stands.
    last: TextRange,
    /// The kinds of the containers that we are in, outermost first.
    open: Vec<SyntaxKind>,
    /// How many of them are objects.
    open_objects: usize,
    /// Which brackets belong together, once that was asked.
    brackets: Option<Brackets>,
    /// How many elements of an array make a run; at least one.
    run_length: usize,
    builder: GreenNodeBuilder<'static>,
    errors: Vec<SyntaxError>,
}

/// The bracket that opens a container.
#[derive(Clone, Copy)]
struct Opening {
    token: Token,
    /// Its index among the tokens.
    index: usize,
    /// Whether it was reported because no key stands before it.
    keyless: bool,
}

/// Which brackets of a text belong together, whatever their kinds.
struct Brackets {
    /// For the index of the token of an opening bracket, the kind of the closing one.
    closing: Vec<Option<SyntaxKind>>,
    /// Whether there are more closing than opening ones.
    has_more_closing: bool,
}

impl Brackets {
    fn of(tokens: &[Token]) -> Brackets {
        let mut closing = vec![None; tokens.len()];
        let mut open = Vec::new();
        let mut balance = 0_isize;
        for (index, token) in tokens.iter().enumerate() {
            if token.kind.is_opening() {
                balance += 1;
                open.push(index);
            } else if token.kind.is_closing() {
                balance -= 1;
                if let Some(closing) = open.pop().and_then(|opening| closing.get_mut(opening)) {
                    *closing = Some(token.kind);
                }
            }
        }
        Brackets { closing, has_more_closing: balance < 0 }
    }
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, tokens: Vec<Token>, open: Vec<SyntaxKind>, run_length: usize) -> Parser<'t> {
        let mut parser = Parser {
            text,
            tokens,
            emitted: 0,
            next: 0,
            new_line: false,
            recovering: false,
            balanced: true,
            bracket_reported: false,
            last: TextRange::default(),
            open_objects: open.iter().filter(|kind| **kind == Object).count(),
            open,
            brackets: None,
            run_length: run_length.max(1),
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
        self.kind().is_some_and(SyntaxKind::begins_value)
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
        let count = if kind == Object { self.open_objects } else { self.open.len() - self.open_objects };
        count > usize::from(self.open.last() == Some(&kind))
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

    /// Which brackets of the text belong together.
    fn brackets(&mut self) -> &Brackets {
        self.brackets.get_or_insert_with(|| Brackets::of(&self.tokens))
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
        self.bracket_reported |= token.text(self.text).ends_with(['}', ']']);
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
        self.unbalance();
        if let Some(token) = self.token() {
            self.skip(SyntaxErrorKind::UnmatchedBracket, token.range);
        }
    }

    /// Notes a bracket that lacks its other half, which may be reported already.
    fn unbalance(&mut self) {
        self.balanced = false;
        self.recovering |= std::mem::take(&mut self.bracket_reported);
    }

    /// The first bracket that is closed by one that begins a line further to the left. Where a bracket is missing, it is
    /// this bracket's, and each around it took the next one's in its place.
    fn misaligned(&self) -> Option<Token> {
        let mut open = Vec::new();
        let mut indentation = "";
        let mut begins_line = true;
        for token in &self.tokens {
            let text = token.text(self.text);
            if token.kind == Whitespace && text.contains(['\n', '\r']) {
                indentation = text.rsplit(['\n', '\r']).next().unwrap_or_default();
                begins_line = true;
                continue;
            }
            if token.kind.is_opening() {
                open.push((*token, indentation));
            } else if token.kind.is_closing()
                && let Some((opening, opening_indentation)) = open.pop()
                && begins_line
                && opening_indentation.len() > indentation.len()
                && opening_indentation.starts_with(indentation)
            {
                return Some(opening);
            }
            begins_line = false;
        }
        None
    }

    /// Puts aside what comes next, up to where the structure is clear again.
    fn garbage(&mut self, mut kind: SyntaxErrorKind) {
        let Some(first) = self.token() else { return };
        let reported = self.recovering;
        self.start(Error);
        loop {
            if let Some(string) = self.token().filter(|token| !token.closed) {
                // A quote is missing on this line, perhaps before the garbage.
                kind = lacking_quote(string.text(self.text));
            }
            self.bump();
            if self.at_recovery() {
                break;
            }
        }
        self.end();
        self.recovering = reported;
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
}

/// Which quote a string doesn't have.
fn lacking_quote(string: &str) -> SyntaxErrorKind {
    if string.starts_with(['"', '\'']) {
        SyntaxErrorKind::UnclosedString
    } else {
        SyntaxErrorKind::UnopenedString
    }
}
