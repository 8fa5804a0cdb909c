//! JavaScript and TypeScript, with JSX.
//!
//! Comments, strings, templates, regular expressions and the text between JSX tags are told apart without a grammar, so that what is
//! around a read may be half typed. Whether `/` starts a regular expression and `<` a tag follows from the token before. A tag that
//! is open at the end isn't a tag, or is half typed: what follows it is read again, as if its `<` were an operator.

use std::ops::Range;

use memchr::memmem;

use crate::scan::{Kind, Scanner, Tokens, is_word};

/// What the position is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// Braces of a block or an object.
    Braces { is_object: bool },
    /// Parentheses, and whether they belong to `if`, `while`, `for` or `with`.
    Parentheses { is_control: bool },
    /// Square brackets.
    Brackets,
    /// The text of a template, from its backtick. It ends with its line if nothing closes it.
    Template { start: usize, ends_with_line: bool },
    /// `${…}` in a template.
    TemplateCode,
    /// A tag, from its `<`.
    Tag { start: usize, is_closing: bool },
    /// What is between an opening tag, by where that starts, and its closing tag.
    Children { start: usize },
    /// `{…}` in a tag or between tags.
    TagCode,
}

impl Frame {
    /// Whether a closing brace ends it.
    fn ends_with_brace(self) -> bool {
        matches!(self, Frame::Braces { .. } | Frame::TemplateCode | Frame::TagCode)
    }

    /// Where the tag starts that it is of.
    fn tag(self) -> Option<usize> {
        match self {
            Frame::Tag { start, .. } | Frame::Children { start } => Some(start),
            _ => None,
        }
    }
}

const OPERATORS: [&str; 15] =
    ["...", "=>", "===", "!==", "==", "!=", "<=", ">=", "?.", "??=", "||=", "&&=", "++", "--", "<<"];
/// How far the end of a tag is looked for that may be the parameters of a type.
const NEAR: usize = 4_000;
/// How many brackets and tags around a closing tag are looked at for its element.
const MAX_DEPTH: usize = 100;
/// How often what follows an open tag is read again. Then nothing is a tag anymore.
const MAX_AGAIN: usize = 8;
/// How long the type arguments of a component are at most.
const MAX_TYPE_ARGUMENTS: usize = 200;
/// How many bytes of a text may be looked at in vain for the ends of regular expressions.
const MAX_IN_VAIN: usize = 4 * crate::MAX_FILE_BYTES;
/// Words after which an expression starts.
const BEFORE_EXPRESSION: [&str; 16] = [
    "return",
    "typeof",
    "instanceof",
    "in",
    "of",
    "new",
    "delete",
    "void",
    "throw",
    "case",
    "do",
    "else",
    "await",
    "yield",
    "default",
    "extends",
];

/// The tokens of a part of a text.
pub fn tokens(text: &str, range: Range<usize>, has_tags: bool) -> Tokens<'_> {
    lex(text, range, has_tags, Lexer::goes_back)
}

/// The same, with elements that are still open at the end taken as elements: their closing tags may not have been typed yet.
pub fn tokens_of_open_elements(text: &str, range: Range<usize>, has_tags: bool) -> Tokens<'_> {
    lex(text, range, has_tags, |_| false)
}

fn lex<'a>(
    text: &'a str,
    range: Range<usize>,
    has_tags: bool,
    goes_back: fn(&mut Lexer<'a>) -> bool,
) -> Tokens<'a> {
    let scanner = Scanner::new(text, range.start, range.end);
    let mut lexer =
        Lexer { scanner, frames: Vec::new(), has_tags, after: After::Nothing, again: 0, in_vain: 0 };
    if lexer.scanner.is_at("#!") {
        lexer.scanner.skip_any_line();
    }
    loop {
        while let Some(byte) = lexer.scanner.peek() {
            match lexer.frames.last() {
                Some(Frame::Template { ends_with_line, .. }) => lexer.template(byte, *ends_with_line),
                Some(Frame::Tag { start, is_closing }) => lexer.tag(byte, *start, *is_closing),
                Some(Frame::Children { .. }) => lexer.children(byte),
                _ => lexer.code(byte),
            }
        }
        if !goes_back(&mut lexer) {
            return lexer.scanner.finish();
        }
    }
}

/// What the brackets that were closed last say about a `/` or `<` after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Nothing,
    /// They belong to a statement: what follows is another.
    Statement,
    /// They are an operand.
    Operand,
}

struct Lexer<'a> {
    scanner: Scanner<'a>,
    frames: Vec<Frame>,
    has_tags: bool,
    after: After,
    /// How often it went back.
    again: usize,
    /// Bytes that were looked at in vain for the end of a regular expression.
    in_vain: usize,
}

impl Lexer<'_> {
    /// Goes back to the innermost template that is still open at the end. Otherwise goes back to just after the `<` of an unfinished
    /// tag, or of the outermost open element. False if there is none of them.
    fn goes_back(&mut self) -> bool {
        let is_open = |frame: &Frame| matches!(frame, Frame::Template { ends_with_line: false, .. });
        if let Some(template) = self.frames.iter().rposition(is_open)
            && self.ends_with_line(template, false)
        {
            return true;
        }
        self.again += 1;
        self.has_tags &= self.again < MAX_AGAIN;
        let index = match self.frames.last() {
            Some(Frame::Tag { .. }) if self.has_tags => self.frames.len() - 1,
            _ => self.frames.iter().take_while(|frame| frame.tag().is_none()).count(),
        };
        let Some(start) = self.frames.get(index).and_then(|frame| frame.tag()) else { return false };
        self.frames.truncate(index);
        self.scanner.go_back(start);
        self.scanner.take(Kind::Punctuation, 1);
        true
    }

    fn code(&mut self, byte: u8) {
        let next = self.scanner.peek_at(1);
        match byte {
            _ if byte.is_ascii_whitespace() => self.scanner.at += 1,
            b'/' if next == Some(b'/') => self.scanner.skip_any_line(),
            b'/' if next == Some(b'*') => {
                self.scanner.at += 2;
                self.scanner.skip_past("*/");
            }
            b'/' if self.is_before_expression() && self.regular_expression() => {}
            b'\'' | b'"' => self.scanner.take_string(1, true, true),
            b'`' => {
                self.frames.push(Frame::Template { start: self.scanner.at, ends_with_line: false });
                self.plain_template();
            }
            b'0'..=b'9' => self.scanner.take_number(),
            b'#' | b'@' if next.is_some_and(is_word) => self.scanner.at += 1,
            _ if is_word(byte) => self.scanner.take_word(),
            b'<' if self.has_tags && self.is_before_expression() && self.starts_tag() => {
                self.open_tag();
            }
            // A closing tag whose element isn't known.
            b'<' if self.has_tags && next == Some(b'/') => self.scanner.take(Kind::Punctuation, 2),
            b'{' => {
                self.frames.push(Frame::Braces { is_object: self.starts_object() });
                self.scanner.take(Kind::Punctuation, 1);
            }
            b'(' => {
                let (before, _) = self.scanner.before();
                let is_control = matches!(before, "if" | "while" | "for" | "with");
                self.frames.push(Frame::Parentheses { is_control });
                self.scanner.take(Kind::Punctuation, 1);
            }
            b'[' => {
                self.frames.push(Frame::Brackets);
                self.scanner.take(Kind::Punctuation, 1);
            }
            b'}' => self.close_brace(),
            b')' | b']' => self.close(byte == b')'),
            // `a ? .5 : b`
            b'?' if next == Some(b'.') && self.scanner.peek_at(2).is_some_and(|it| it.is_ascii_digit()) => {
                self.scanner.take(Kind::Punctuation, 1);
            }
            _ => self.scanner.take_operator(&OPERATORS),
        }
    }

    /// A template without `${` is a string.
    fn plain_template(&mut self) {
        let start = self.scanner.at;
        self.scanner.at += 1;
        let mut ends = self.scanner.rest().iter().zip(self.scanner.rest().iter().skip(1).chain([&0]));
        let length =
            ends.position(|(byte, next)| matches!(byte, b'`' | b'\\') || (*byte, *next) == (b'$', b'{'));
        if let Some(length) = length
            && self.scanner.peek_at(length) == Some(b'`')
        {
            self.scanner.push(Kind::String, start + 1, self.scanner.at + length);
            self.scanner.at += length + 1;
            self.end_template(self.frames.len() - 1);
        }
    }

    /// Ends the template of a frame, whose closing backtick is before here, or reads it again as one that ends with its line.
    fn end_template(&mut self, index: usize) {
        if !self.ends_with_line(index, true) {
            self.frames.pop();
        }
    }

    /// Reads the template of a frame again as one that ends with its line, if it has several lines only because it has no end.
    fn ends_with_line(&mut self, index: usize, has_end: bool) -> bool {
        match self.frames.get(index) {
            Some(Frame::Template { start, ends_with_line: false }) => {
                let start = *start;
                if !self.scanner.is_without_end(start, has_end) {
                    return false;
                }
                self.frames.truncate(index);
                self.scanner.go_back(start);
                self.scanner.take(Kind::Other, 1);
                self.frames.push(Frame::Template { start, ends_with_line: true });
                true
            }
            _ => false,
        }
    }

    fn template(&mut self, byte: u8, ends_with_line: bool) {
        match byte {
            b'`' => {
                self.scanner.take(Kind::Other, 1);
                self.end_template(self.frames.len() - 1);
            }
            b'\n' | b'\r' if ends_with_line => {
                self.frames.pop();
            }
            b'$' if self.scanner.peek_at(1) == Some(b'{') => {
                self.frames.push(Frame::TemplateCode);
                self.scanner.take(Kind::Punctuation, 2);
            }
            b'\\' => self.scanner.at += 2,
            _ if ends_with_line => {
                self.scanner.skip_while(|byte| !matches!(byte, b'`' | b'$' | b'\\' | b'\n' | b'\r'));
            }
            _ => self.scanner.skip_while(|byte| !matches!(byte, b'`' | b'$' | b'\\')),
        }
        if byte == b'$' && !matches!(self.frames.last(), Some(Frame::TemplateCode)) {
            self.scanner.at += 1;
        }
    }

    /// Goes past the `<` that is here, and into its tag.
    fn open_tag(&mut self) {
        self.frames.push(Frame::Tag { start: self.scanner.at, is_closing: false });
        self.scanner.take(Kind::Punctuation, 1);
    }

    fn tag(&mut self, byte: u8, start: usize, is_closing: bool) {
        let next = self.scanner.peek_at(1);
        match byte {
            _ if is_closing && self.is_after_name(byte) => self.end_tag(start, is_closing),
            b'>' => {
                self.end_tag(start, is_closing);
                self.scanner.take(Kind::Other, 1);
            }
            b'{' => {
                self.frames.push(Frame::TagCode);
                self.scanner.take(Kind::Punctuation, 1);
            }
            b'"' | b'\'' => {
                let is_closed = self.scanner.rest().iter().skip(1).any(|it| *it == byte);
                self.scanner.take_string(1, false, !is_closed);
            }
            b'/' if next == Some(b'/') => self.scanner.skip_any_line(),
            b'/' if next == Some(b'*') => {
                self.scanner.at += 2;
                self.scanner.skip_past("*/");
            }
            // Another tag, before the end of this one.
            b'<' if next == Some(b'/') => self.end_tag(start, is_closing),
            // The type arguments of a component.
            b'<' if matches!(self.scanner.last(), Some(last) if last.kind == Kind::Word && last.end == self.scanner.at) =>
            {
                self.type_arguments();
            }
            // An element may be the value of an attribute.
            b'<' if self.scanner.before().0 == "=" && self.starts_tag() => self.open_tag(),
            b'<' if self.starts_tag() => self.end_tag(start, is_closing),
            _ if is_word(byte) => {
                let before = self.scanner.at.checked_sub(1).and_then(|at| self.scanner.byte(at));
                let is_part = matches!(before, Some(b'<' | b'/' | b'.' | b':' | b'-'));
                self.scanner.take_name(if is_part { Kind::Word } else { Kind::Attribute });
            }
            _ if byte.is_ascii_whitespace() => self.scanner.at += 1,
            _ => self.scanner.take(Kind::Punctuation, 1),
        }
    }

    /// Whether a byte can't be in a closing tag that is here.
    fn is_after_name(&self, byte: u8) -> bool {
        match byte {
            b'>' | b'.' | b':' | b'-' => false,
            b'/' => !matches!(self.scanner.peek_at(1), Some(b'/' | b'*')),
            _ if is_word(byte) => {
                self.scanner.last().is_some_and(|last| matches!(last.kind, Kind::Word | Kind::Attribute))
            }
            _ => !byte.is_ascii_whitespace(),
        }
    }

    /// Ends the tag that is open. A closing tag ends the innermost element of its name, and what wasn't closed in that.
    fn end_tag(&mut self, start: usize, is_closing: bool) {
        self.frames.pop();
        if is_closing {
            let closed = self.scanner.from(start + 2).trim_ascii_start();
            let closed = closed.get(..name_length(closed)).unwrap_or_default();
            let is_it = |frame: &Frame| match frame {
                Frame::Children { start } => self
                    .scanner
                    .from(start + 1)
                    .strip_prefix(closed)
                    .is_some_and(|after| name_length(after) == 0),
                _ => false,
            };
            let around = self.frames.iter().enumerate().rev().take(MAX_DEPTH);
            if let Some((at, _)) = around.into_iter().find(|(_, frame)| is_it(frame)) {
                self.frames.truncate(at);
            }
        } else if self.scanner.before().0 != "/" {
            self.frames.push(Frame::Children { start });
        }
    }

    /// Goes past `<…>`, if it ends on its line.
    fn type_arguments(&mut self) {
        let mut depth = 0_usize;
        let near = self.scanner.rest().iter().take(MAX_TYPE_ARGUMENTS);
        let line = near.take_while(|byte| **byte != b'\n').enumerate();
        for (at, byte) in line {
            match byte {
                b'<' => depth += 1,
                b'>' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.scanner.at += at + 1;
                return;
            }
        }
        self.scanner.at += 1;
    }

    fn children(&mut self, byte: u8) {
        let next = self.scanner.peek_at(1);
        match byte {
            b'{' => {
                self.frames.push(Frame::TagCode);
                self.scanner.take(Kind::Punctuation, 1);
            }
            b'<' if next == Some(b'/') => {
                self.frames.push(Frame::Tag { start: self.scanner.at, is_closing: true });
                self.scanner.take(Kind::Punctuation, 2);
            }
            b'<' if next.is_some_and(|it| it == b'>' || is_word(it)) => self.open_tag(),
            b'<' => self.scanner.at += 1,
            _ => self.scanner.skip_while(|byte| !matches!(byte, b'{' | b'<')),
        }
    }

    /// A closing brace ends the innermost braces, and what wasn't closed in them.
    fn close_brace(&mut self) {
        self.after = After::Statement;
        if let Some(at) = self.frames.iter().rposition(|frame| frame.ends_with_brace()) {
            match self.frames.get(at) {
                Some(Frame::Braces { is_object: true }) => self.after = After::Operand,
                Some(Frame::TagCode | Frame::TemplateCode) => self.after = After::Nothing,
                _ => {}
            }
            self.frames.truncate(at);
        }
        self.scanner.take(Kind::Punctuation, 1);
    }

    fn close(&mut self, is_parenthesis: bool) {
        let is_it = |frame: &Frame| match frame {
            Frame::Parentheses { .. } => is_parenthesis,
            Frame::Brackets => !is_parenthesis,
            _ => false,
        };
        let inside = self
            .frames
            .iter()
            .rposition(|frame| !matches!(frame, Frame::Parentheses { .. } | Frame::Brackets));
        let at = self.frames.iter().rposition(is_it).filter(|at| inside.is_none_or(|inside| *at > inside));
        self.after = After::Operand;
        if let Some(at) = at {
            if self.frames.get(at) == Some(&(Frame::Parentheses { is_control: true })) {
                self.after = After::Statement;
            }
            self.frames.truncate(at);
        }
        self.scanner.take(Kind::Punctuation, 1);
    }

    /// Whether what is here is the start of an operand.
    fn is_before_expression(&self) -> bool {
        let Some(last) = self.scanner.last() else { return true };
        let (before, one_more) = self.scanner.before();
        match last.kind {
            Kind::Word => BEFORE_EXPRESSION.contains(&before) && !matches!(one_more, "." | "?."),
            Kind::Attribute | Kind::String | Kind::Other => false,
            Kind::Punctuation => match before {
                ")" | "}" => self.after != After::Operand,
                "]" | "++" | "--" => false,
                _ => true,
            },
        }
    }

    /// Whether the brace that is here starts an object, or a pattern.
    fn starts_object(&self) -> bool {
        let (before, _) = self.scanner.before();
        matches!(
            before,
            "(" | "," | "=" | "[" | "?" | ":" | "return" | "default" | "const" | "let" | "var" | "??"
        )
    }

    /// Whether the `<` that is here starts a tag, and not the parameters of a generic function.
    fn starts_tag(&self) -> bool {
        let rest = self.scanner.rest().get(1..).unwrap_or_default();
        let (name, after) = rest.split_at_checked(name_length(rest)).unwrap_or_default();
        if name.first().is_some_and(u8::is_ascii_digit) {
            return false;
        }
        if name.is_empty() {
            return after.first() == Some(&b'>');
        }
        let spaces = after.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let after = after.get(spaces..).unwrap_or_default();
        let is_generic = matches!(after.first(), Some(b',' | b'=')) || after.starts_with(b"extends ");
        if name == b"const" || is_generic {
            return false;
        }
        // `<T>(x: T) => T` as a type.
        let near = after.get(..NEAR).unwrap_or(after);
        !after.starts_with(b">(") || memmem::find(near, &[b"</", name].concat()).is_some()
    }

    /// Goes past the regular expression that is here; whether it is one.
    fn regular_expression(&mut self) -> bool {
        if self.in_vain > MAX_IN_VAIN {
            return false;
        }
        let before = self.in_vain;
        let mut is_in_class = false;
        let mut bytes = self.scanner.rest().iter().enumerate().skip(1);
        while let Some((at, byte)) = bytes.next() {
            self.in_vain += 1;
            match byte {
                b'\n' | b'\r' => return false,
                b'\\' => _ = bytes.next(),
                b'[' => is_in_class = true,
                b']' => is_in_class = false,
                b'/' if !is_in_class => {
                    self.in_vain = before;
                    let flags =
                        self.scanner.rest().iter().skip(at + 1).take_while(|it| is_word(**it)).count();
                    self.scanner.take(Kind::Other, at + 1 + flags);
                    return true;
                }
                _ => {}
            }
        }
        false
    }
}

/// How long the name of an element is at the start of a text.
fn name_length(text: &[u8]) -> usize {
    let is_part = |byte: &&u8| is_word(**byte) || matches!(byte, b'.' | b':' | b'-');
    text.iter().take_while(is_part).count()
}
