//! Ruby: `ENV["X"]`, `ENV.fetch("X")` and `ENV.key?("X")`.

use memchr::memmem;

use crate::collector::{Collector, Context};
use crate::read::ReadKind;
use crate::scan::{Kind, Scanner, Tokens, is_word};

/// What the position is in.
#[derive(Debug, Clone)]
enum Frame {
    /// Braces of code.
    Braces,
    /// The text of a string.
    Text(Text),
    /// The text of a here-document.
    Document(Document),
    /// `#{…}` in a text.
    Code,
}

/// A string with code in it.
#[derive(Debug, Clone, Copy)]
struct Text {
    /// Where it starts.
    start: usize,
    /// What opens another of the brackets that it is in.
    open: Option<u8>,
    /// What closes it.
    close: u8,
    /// How many brackets are open in it.
    depth: usize,
    /// Whether it ends with its line, because nothing closes it.
    ends_with_line: bool,
}

/// A here-document whose text starts with the next line.
#[derive(Debug, Clone)]
struct Document {
    tag: Vec<u8>,
    has_code: bool,
}

const OPERATORS: [&str; 11] = ["==", "!=", "=~", "=>", "<=", ">=", "||=", "&&=", "&.", "::", ".."];
/// How many names a call may have.
const MAX_ARGUMENTS: usize = 100;
/// Words after which an operand starts.
const BEFORE_OPERAND: [&str; 17] = [
    "if", "elsif", "unless", "while", "until", "when", "and", "or", "not", "return", "then", "do", "else",
    "in", "puts", "raise", "yield",
];

/// The tokens of a text.
pub fn tokens(text: &str) -> Tokens<'_> {
    // What follows is data.
    let end = memmem::find(text.as_bytes(), b"\n__END__\n").unwrap_or(text.len());
    let mut lexer = Lexer { scanner: Scanner::new(text, 0, end), frames: Vec::new(), waiting: Vec::new() };
    lexer.skip_comment();
    loop {
        while let Some(byte) = lexer.scanner.peek() {
            match lexer.frames.last().cloned() {
                Some(Frame::Text(text)) => lexer.text(byte, text),
                Some(Frame::Document(document)) => lexer.document(byte, &document),
                _ => lexer.code(byte),
            }
        }
        if !lexer.goes_back() {
            return lexer.scanner.finish();
        }
    }
}

impl Text {
    /// Whether it is in quotes, and not in brackets or slashes.
    fn is_quoted(&self) -> bool {
        self.open.is_none() && matches!(self.close, b'"' | b'`')
    }
}

struct Lexer<'a> {
    scanner: Scanner<'a>,
    frames: Vec<Frame>,
    /// Documents that start with the next line.
    waiting: Vec<Document>,
}

impl Lexer<'_> {
    /// Skips a comment of several lines, if one starts with this line.
    fn skip_comment(&mut self) {
        if self.scanner.is_at("=begin") {
            self.scanner.skip_past("\n=end");
        }
    }

    fn code(&mut self, byte: u8) {
        let next = self.scanner.peek_at(1);
        match byte {
            b'\n' => {
                self.scanner.at += 1;
                self.frames.extend(self.waiting.drain(..).rev().map(Frame::Document));
                self.skip_comment();
            }
            _ if byte.is_ascii_whitespace() => self.scanner.at += 1,
            b'#' => self.scanner.skip_line(),
            b'\'' => self.scanner.take_lines(true),
            b'"' | b'`' => self.quoted(byte),
            b'/' if self.is_before_operand() => self.open(None, b'/', 1),
            b'%' if self.is_before_operand() => self.percent(),
            b'<' if next == Some(b'<') && self.here_document() => {}
            // `?"` is a character.
            b'?' if self.is_before_operand() && self.scanner.peek_at(2).is_none_or(|it| !is_word(it)) => {
                self.scanner.take(Kind::Other, 2);
            }
            b'0'..=b'9' => self.scanner.take_number(),
            _ if is_word(byte) && byte != b'$' => {
                self.scanner.take_word();
                // `empty?`
                if matches!(self.scanner.peek(), Some(b'?' | b'!')) && self.scanner.peek_at(1) != Some(b'=') {
                    self.scanner.at += 1;
                }
            }
            b'$' => {
                self.scanner.at += 1;
                if self.scanner.peek().is_some_and(|it| !it.is_ascii_whitespace()) {
                    self.scanner.at += 1;
                }
                self.scanner.push(Kind::Other, self.scanner.at, self.scanner.at);
            }
            b'{' => {
                self.frames.push(Frame::Braces);
                self.scanner.take(Kind::Punctuation, 1);
            }
            b'}' => {
                if matches!(self.frames.last(), Some(Frame::Braces | Frame::Code)) {
                    self.frames.pop();
                }
                self.scanner.take(Kind::Punctuation, 1);
            }
            _ => self.scanner.take_operator(&OPERATORS),
        }
    }

    /// A string with code in it, or a plain one.
    fn quoted(&mut self, quote: u8) {
        let rest = self.scanner.rest().iter().skip(1);
        let length =
            rest.take_while(|byte| **byte != quote && !matches!(**byte, b'#' | b'\\' | b'\n')).count();
        if self.scanner.peek_at(length + 1) == Some(quote) {
            self.scanner.take_string(1, true, true);
        } else {
            self.open(None, quote, 1);
        }
    }

    fn open(&mut self, open: Option<u8>, close: u8, length: usize) {
        let start = self.scanner.at;
        self.scanner.take(Kind::Other, length);
        self.frames.push(Frame::Text(Text { start, open, close, depth: 0, ends_with_line: false }));
    }

    /// Goes back to the innermost string in quotes that is open at the end: nothing closes it.
    fn goes_back(&mut self) -> bool {
        let is_open =
            |frame: &Frame| matches!(frame, Frame::Text(text) if text.is_quoted() && !text.ends_with_line);
        let Some(index) = self.frames.iter().rposition(is_open) else { return false };
        self.ends_with_line(index, false)
    }

    /// Reads the string of a frame again as one that ends with its line, if it has several lines only because it has no end.
    fn ends_with_line(&mut self, index: usize, has_end: bool) -> bool {
        let Some(Frame::Text(text)) = self.frames.get(index).cloned() else { return false };
        if !text.is_quoted() || text.ends_with_line || !self.scanner.is_without_end(text.start, has_end) {
            return false;
        }
        self.frames.truncate(index);
        self.scanner.go_back(text.start);
        self.scanner.take(Kind::Other, 1);
        self.frames.push(Frame::Text(Text { depth: 0, ends_with_line: true, ..text }));
        true
    }

    /// `%w[…]`, `%q(…)` and the like.
    fn percent(&mut self) {
        let letter = usize::from(self.scanner.peek_at(1).is_some_and(|it| b"wWiIqQrsx".contains(&it)));
        let (open, close) = match self.scanner.peek_at(1 + letter) {
            Some(b'(') => (Some(b'('), b')'),
            Some(b'[') => (Some(b'['), b']'),
            Some(b'{') => (Some(b'{'), b'}'),
            Some(b'<') => (Some(b'<'), b'>'),
            Some(other) if other.is_ascii_punctuation() && other != b'=' => (None, other),
            _ => return self.scanner.take(Kind::Punctuation, 1),
        };
        self.open(open, close, 2 + letter);
    }

    /// Takes `<<~TEXT`; whether it is here.
    fn here_document(&mut self) -> bool {
        let rest = self.scanner.rest().get(2..).unwrap_or_default();
        let mark = usize::from(matches!(rest.first(), Some(b'~' | b'-')));
        let rest = rest.get(mark..).unwrap_or_default();
        let quote = rest.first().copied().filter(|byte| matches!(byte, b'"' | b'\''));
        let rest = rest.get(usize::from(quote.is_some())..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| is_word(**byte)).count();
        let tag = rest.get(..length).unwrap_or_default();
        // `a <<X` is a call or a shift; only capitals are taken for a document, as they are written, and only where an operand starts.
        let is_tag = |first: u8| match mark {
            0 => first.is_ascii_uppercase() || first == b'_',
            _ => first.is_ascii_alphabetic() || first == b'_',
        };
        if !tag.first().copied().is_some_and(is_tag)
            || mark == 0 && quote.is_none() && !self.is_before_document()
        {
            return false;
        }
        let quotes = if quote.is_some() { 2 } else { 0 };
        self.waiting.push(Document { tag: tag.to_owned(), has_code: quote != Some(b'\'') });
        self.scanner.take(Kind::Other, 2 + mark + quotes + length);
        true
    }

    /// Whether an operand starts here, or the argument of a method that prints or raises.
    fn is_before_document(&self) -> bool {
        let Some(last) = self.scanner.last() else { return true };
        let (before, _) = self.scanner.before();
        match last.kind {
            Kind::Word => BEFORE_OPERAND.contains(&before) && last.end < self.scanner.at,
            Kind::Punctuation => !matches!(before, ")" | "]" | "}"),
            Kind::Attribute | Kind::String | Kind::Other => false,
        }
    }

    fn text(&mut self, byte: u8, text: Text) {
        match byte {
            b'\\' => self.scanner.at += 2,
            b'#' if self.scanner.peek_at(1) == Some(b'{') => self.interpolation(),
            b'\n' if text.ends_with_line => {
                self.frames.pop();
            }
            _ if byte == text.close && text.depth == 0 => {
                self.scanner.take(Kind::Other, 1);
                if !self.ends_with_line(self.frames.len() - 1, true) {
                    self.frames.pop();
                }
            }
            _ => {
                if let Some(Frame::Text(text)) = self.frames.last_mut() {
                    if byte == text.close {
                        text.depth -= 1;
                    } else if Some(byte) == text.open {
                        text.depth += 1;
                    }
                }
                self.scanner.at += 1;
            }
        }
    }

    fn interpolation(&mut self) {
        self.scanner.take(Kind::Punctuation, 2);
        self.frames.push(Frame::Code);
    }

    /// A part of a line of a here-document.
    fn document(&mut self, byte: u8, document: &Document) {
        let before = self.scanner.at.checked_sub(1);
        if before.is_none_or(|before| self.scanner.byte(before) == Some(b'\n')) {
            let line = self.scanner.rest().split(|byte| *byte == b'\n').next().unwrap_or_default();
            if line.trim_ascii() == document.tag {
                self.frames.pop();
                // Its line break may start another.
                self.scanner.at += line.len();
                return;
            }
        }
        match byte {
            b'#' if document.has_code && self.scanner.peek_at(1) == Some(b'{') => self.interpolation(),
            b'\\' if document.has_code => self.scanner.at += 2,
            b'\n' | b'#' | b'\\' => self.scanner.at += 1,
            _ => self.scanner.skip_while(|byte| !matches!(byte, b'\n' | b'#' | b'\\')),
        }
    }

    /// Whether an operand starts here, and not an operator.
    fn is_before_operand(&self) -> bool {
        let Some(last) = self.scanner.last() else { return true };
        let (before, _) = self.scanner.before();
        match last.kind {
            Kind::Word => {
                // `puts /x/` against `a / b`.
                let has_space_before = last.end < self.scanner.at;
                let has_space_after = self.scanner.peek_at(1).is_some_and(|it| it.is_ascii_whitespace());
                BEFORE_OPERAND.contains(&before)
                    || self.is_first_on_line()
                    || has_space_before && !has_space_after && self.scanner.peek() != Some(b'?')
            }
            Kind::Attribute | Kind::String | Kind::Other => self.is_first_on_line(),
            Kind::Punctuation => !matches!(before, ")" | "]" | "}") || self.is_first_on_line(),
        }
    }

    fn is_first_on_line(&self) -> bool {
        let before = (0..self.scanner.at).rev().map_while(|at| self.scanner.byte(at));
        before.take_while(|byte| *byte != b'\n').all(|byte| byte.is_ascii_whitespace())
    }
}

/// Finds the reads and assignments.
pub fn find(tokens: &Tokens<'_>, found: &mut Collector) {
    // The file assigns `ENV` itself, so any `ENV` in it may be that one and not the environment.
    if (0..tokens.len()).any(|at| tokens.are(at, &["ENV", "="]) && !tokens.follows(at, &["."])) {
        return;
    }
    for at in 0..tokens.len() {
        // `puts ::ENV["X"]` has the global one.
        let is_of_module = at >= 2
            && tokens.follows(at, &["::"])
            && tokens.is_word(at - 2)
            && !tokens.byte_before(at - 1).is_some_and(|byte| byte.is_ascii_whitespace());
        if !tokens.is(at, "ENV") || tokens.follows(at, &["."]) || is_of_module {
            continue;
        }
        if tokens.is(at + 1, "[") && tokens.kind(at + 2) == Some(Kind::String) && tokens.is(at + 3, "]") {
            match tokens.is(at + 4, "=") {
                true => found.set(tokens, at + 2, ReadKind::String),
                false => {
                    let sets_default = tokens.is(at + 4, "||=");
                    let context = Context { sets_default, ..Context::default() };
                    found.add(tokens.get(at + 2), tokens.text(at + 2), ReadKind::String, context);
                }
            }
            continue;
        }
        let method = if tokens.is(at + 1, ".") { tokens.word(at + 2) } else { "" };
        let has_parentheses = tokens.is(at + 3, "(");
        let first = if has_parentheses { at + 4 } else { at + 3 };
        // Without parentheses, anything may follow but what makes another string of it.
        let is_joined = |at: usize| {
            ["+", ".", "%", "*", "?"].iter().any(|operator| tokens.is(at + 1, operator))
                || tokens.kind(at + 1) == Some(Kind::String)
        };
        let is_argument = |at: usize| match has_parentheses {
            true => tokens.is_whole_argument(at),
            false => tokens.kind(at) == Some(Kind::String) && !is_joined(at),
        };
        match method {
            "store" if is_argument(first) => found.set(tokens, first, ReadKind::String),
            "values_at" | "slice" if is_argument(first) => {
                let all = (first..).step_by(2).take(MAX_ARGUMENTS);
                let is_next = |at: &usize| *at == first || is_argument(*at) && tokens.follows(*at, &[","]);
                all.take_while(is_next).for_each(|at| add(tokens, at, found));
            }
            "fetch" | "delete" | "key" | "has_key" | "include" | "member" if is_argument(first) => {
                add(tokens, first, found);
            }
            _ => found.use_others(tokens.get(at)),
        }
    }
}

fn add(tokens: &Tokens<'_>, at: usize, found: &mut Collector) {
    found.add(tokens.get(at), tokens.text(at), ReadKind::String, Context::default());
}
