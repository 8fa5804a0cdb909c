//! The expressions in the templates of Vue, Svelte and Astro files.

use std::ops::Range;

use memchr::memmem::{self, find};
use memchr::{memchr, memchr2};

use crate::language::Language;
use crate::markup::{closing, end_of_element, fenced};

/// What every read of the environment has.
const READ: &[u8] = b"env";
/// The largest expression in braces, in bytes.
const MAX_EXPRESSION: usize = 100_000;
/// How many expressions are skipped that nothing closes.
const MAX_UNCLOSED: usize = 100;

/// The expressions in the templates of a file that may read the environment, without those in its scripts.
///
/// There is no tree: a tag or an expression that is half typed ends with its line.
pub fn expressions(text: &str, language: Language, scripts: &[Range<usize>]) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let is_in_template = |at: usize| !scripts.iter().any(|script| script.contains(&at));
    if !memmem::find_iter(bytes, READ).any(is_in_template) {
        return Vec::new();
    }
    let start = fenced(text).filter(|_| language == Language::Astro).map_or(0, |fenced| fenced.end);
    let mut template = Template { bytes, at: start, language, found: Vec::new(), unclosed: 0 };
    while template.unclosed < MAX_UNCLOSED
        && let Some(next) = memchr2(b'<', b'{', template.rest())
    {
        template.at += next;
        match template.rest() {
            [b'<', b'!', b'-', b'-', ..] => match find(template.rest(), b"-->") {
                Some(end) => template.at += end,
                None => break,
            },
            [b'<', first, ..] if first.is_ascii_alphabetic() => template.tag(),
            [b'{', ..] => template.braces(bytes.len()),
            _ => template.at += 1,
        }
    }
    template.found
}

/// What an element has in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Tags and expressions.
    Markup,
    /// Tags without expressions, as in the element's own tag.
    Literal,
    /// Text up to the next closing tag of its name.
    Text,
    /// The same in another language.
    Other,
}

struct Template<'a> {
    bytes: &'a [u8],
    /// Where it is, in bytes.
    at: usize,
    language: Language,
    found: Vec<Range<usize>>,
    /// How many expressions had no end.
    unclosed: usize,
}

impl<'a> Template<'a> {
    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn skip_while(&mut self, is_such: impl Fn(u8) -> bool) {
        self.at += self.rest().iter().take_while(|byte| is_such(**byte)).count();
    }

    fn add(&mut self, range: Range<usize>) {
        if self.bytes.get(range.clone()).is_some_and(|code| find(code, READ).is_some()) {
            self.found.push(range);
        }
    }

    /// How far it is to the end of the line.
    fn line(&self) -> usize {
        memchr2(b'\n', b'\r', self.rest()).unwrap_or(self.rest().len())
    }

    /// Goes past the opening brace that is here, and in Vue's templates past two of them, to where they are closed before an end.
    fn braces(&mut self, end: usize) {
        let rest = self.bytes.get(self.at..end.min(self.at + MAX_EXPRESSION)).unwrap_or_default();
        let (opening, length) = match self.language {
            Language::Vue if rest.starts_with(b"{{") => (2, closed_twice(rest)),
            Language::Vue => (1, Some(1)),
            _ => (1, matching(rest)),
        };
        let length = length.unwrap_or_else(|| {
            self.unclosed += 1;
            self.line().clamp(opening, end.saturating_sub(self.at).max(opening))
        });
        if opening == 2 || self.language != Language::Vue {
            self.add(self.at + opening..self.at + length);
        }
        self.at += length;
    }

    /// Skips the tag at the current position, and its content where that isn't markup.
    fn tag(&mut self) {
        let start = self.at + 1;
        self.at = start;
        self.skip_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':' | b'_'));
        let name = self.bytes.get(start..self.at).unwrap_or_default();
        let (before, mut content) = (self.found.len(), Content::Markup);
        while self.unclosed < MAX_UNCLOSED {
            self.skip_while(|byte| byte.is_ascii_whitespace() || byte == b'/');
            match self.rest().first() {
                // A tag that is half typed.
                None | Some(b'<') => return,
                Some(b'>') => break,
                Some(b'{') if self.language != Language::Vue => self.braces(self.bytes.len()),
                Some(_) => match self.attribute() {
                    (b"v-pre", _) if self.language == Language::Vue => content = Content::Literal,
                    (b"is:raw", _) if self.language == Language::Astro => content = Content::Text,
                    (b"lang", language) if name == b"template" && language != b"html" => {
                        content = Content::Other;
                    }
                    _ => {}
                },
            }
        }
        if [b"script".as_slice(), b"style"].iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            content = Content::Other;
        }
        if content == Content::Literal {
            self.found.truncate(before);
        }
        if content == Content::Markup || self.bytes.get(..self.at).is_some_and(|tag| tag.ends_with(b"/")) {
            return;
        }
        let end = match content {
            Content::Literal => end_of_element(self.rest(), name),
            _ => closing(self.rest(), &[b"</", name].concat()),
        };
        match end {
            Some(end) => self.at += end,
            None if content == Content::Other => self.at = self.bytes.len(),
            // The closing tag may not have been typed yet.
            None => self.unclosed += 1,
        }
    }

    /// Skips the attribute at the current position: its name, and what is in its quotes.
    fn attribute(&mut self) -> (&'a [u8], &'a [u8]) {
        let start = self.at;
        self.skip_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'>' | b'<'));
        let name = self.bytes.get(start..self.at).unwrap_or_default();
        let is_directive = name.starts_with(b":")
            || name.starts_with(b"@")
            || name.starts_with(b"#")
            || name.starts_with(b"v-");
        let before = self.at;
        self.skip_while(|byte| byte.is_ascii_whitespace());
        if self.rest().first() != Some(&b'=') {
            self.at = before;
            return (name, b"");
        }
        self.at += 1;
        self.skip_while(|byte| byte.is_ascii_whitespace());
        match self.rest().first().copied() {
            Some(quote @ (b'"' | b'\'' | b'`')) => {
                let rest = self.rest().get(1..).unwrap_or_default();
                let content = self.at + 1;
                let length = memchr(quote, rest).unwrap_or_else(|| {
                    self.unclosed += 1;
                    self.line().saturating_sub(1)
                });
                let end = content + length;
                match self.language {
                    Language::Vue if is_directive => self.add(content..end),
                    Language::Astro if quote == b'`' => self.add(content - 1..end + 1),
                    Language::Svelte => self.interpolated(content, end),
                    _ => {}
                }
                self.at = (end + 1).min(self.bytes.len());
                return (name, self.bytes.get(content..end).unwrap_or_default());
            }
            Some(b'{') if self.language != Language::Vue => self.braces(self.bytes.len()),
            Some(_) => {
                let start = self.at;
                self.skip_while(|byte| !byte.is_ascii_whitespace() && byte != b'>');
                if self.language == Language::Vue && is_directive {
                    self.add(start..self.at);
                }
                return (name, self.bytes.get(start..self.at).unwrap_or_default());
            }
            None => {}
        }
        (name, b"")
    }

    /// Looks for the expressions in the value of an attribute of Svelte.
    fn interpolated(&mut self, start: usize, end: usize) {
        self.at = start;
        while self.unclosed < MAX_UNCLOSED
            && let Some(next) = self.bytes.get(self.at..end).and_then(|rest| memchr(b'{', rest))
        {
            self.at += next;
            self.braces(end);
        }
    }
}

/// Where the two braces are closed that a text starts with. Two others before that are the next expression.
fn closed_twice(text: &[u8]) -> Option<usize> {
    let end = find(text, b"}}")?;
    text.get(2..end).filter(|code| find(code, b"{{").is_none()).map(|_| end)
}

/// Where the brace is closed that a text starts with. Braces in strings count, too: in most, they are in pairs.
fn matching(text: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        at += memchr2(b'{', b'}', text.get(at..)?)?;
        if text.get(at) == Some(&b'{') {
            depth += 1;
        } else {
            depth -= 1;
        }
        if depth == 0 {
            return Some(at);
        }
        at += 1;
    }
}
