//! The pattern language of `source` and `destination`: path-to-regexp 6.1.0, which `@vercel/routing-utils` uses.
//!
//! A pattern is text with parameters in it: `:name`, `:name(regex)`, `(regex)`, `{prefix:name suffix}`, each with an
//! optional modifier `?`, `*` or `+`; a backslash makes the next character plain. Offsets are bytes of the pattern.

use std::fmt;
use std::ops::Range;

use super::js_regex::{self, JsRegex, RegexError};

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// Text that stands for itself, escapes resolved.
    Text(String),
    /// A parameter or a group.
    Param(Param),
}

/// A parameter, or a group in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// What it is called.
    pub name: Name,
    /// Text before the value that belongs to it (and is absent with it).
    pub prefix: String,
    /// Text after the value that belongs to it.
    pub suffix: String,
    /// The expression that the value matches; empty for braces without a parameter.
    pub pattern: String,
    /// `?`, `*` or `+`.
    pub modifier: Option<char>,
    /// Its bytes in the pattern: from its `:`, `(` or `{` to the end of its modifier. The prefix of a parameter without
    /// braces stands before that.
    pub range: Range<usize>,
}

/// A parameter's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// `:name`
    Named(String),
    /// A bare `(…)`; they are counted from 0.
    Unnamed(usize),
    /// Braces without a parameter.
    None,
}

impl Name {
    /// The property under which a value is looked up; `None` for braces without a parameter.
    #[must_use]
    pub fn key(&self) -> Option<std::borrow::Cow<'_, str>> {
        match self {
            Name::Named(name) => Some(name.into()),
            Name::Unnamed(index) => Some(index.to_string().into()),
            Name::None => None,
        }
    }
}

impl Param {
    /// Whether it may be absent.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        matches!(self.modifier, Some('?' | '*'))
    }

    /// Whether it may stand several times.
    #[must_use]
    pub fn is_repeated(&self) -> bool {
        matches!(self.modifier, Some('*' | '+'))
    }
}

/// Why a pattern can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// The bytes of the pattern that show it.
    pub range: Range<usize>,
    /// What is wrong.
    pub kind: PatternErrorKind,
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternErrorKind {
    /// `:` without a name after it.
    MissingName,
    /// A group that starts with `?`: `(?!api)`, `(?:a|b)`.
    GroupStartsWithQuestion,
    /// A group that captures inside a group: `(.*\.(js|css))`.
    NestedCapture,
    /// `(` without `)`.
    UnbalancedGroup,
    /// `()`.
    EmptyGroup,
    /// `*`, `+` or `?` after nothing that it could modify.
    DanglingModifier(char),
    /// `}` without `{`.
    UnmatchedBrace,
    /// `{` without `}`.
    UnclosedBrace,
    /// Something that may not stand inside braces.
    UnexpectedInBraces,
    /// The expression that results is not a regular expression.
    Regex(js_regex::RegexErrorKind),
}

impl fmt::Display for PatternErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PatternErrorKind::MissingName => f.write_str("a parameter name must follow this `:`"),
            PatternErrorKind::GroupStartsWithQuestion => f.write_str("a group can't start with `?`"),
            PatternErrorKind::NestedCapture => f.write_str("a capturing group can't be inside another group"),
            PatternErrorKind::UnbalancedGroup => f.write_str("this group is missing its `)`"),
            PatternErrorKind::EmptyGroup => f.write_str("this group is empty"),
            PatternErrorKind::DanglingModifier(char) => {
                write!(f, "`{char}` must follow a parameter or a group")
            }
            PatternErrorKind::UnmatchedBrace => f.write_str("this `}` has no matching `{`"),
            PatternErrorKind::UnclosedBrace => f.write_str("this `{` is missing its `}`"),
            PatternErrorKind::UnexpectedInBraces => {
                f.write_str("braces can contain only text and at most one parameter")
            }
            PatternErrorKind::Regex(kind) => kind.fmt(f),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LexKind {
    /// Characters in a row that mean nothing else; path-to-regexp's lexer has one for each.
    Text,
    Escaped,
    Name,
    Pattern,
    Modifier,
    Open,
    Close,
    End,
}

#[derive(Debug, Clone, Copy)]
struct Lexeme<'p> {
    kind: LexKind,
    start: usize,
    end: usize,
    /// The characters, name or expression; `None` for a backslash at the end, which escapes nothing.
    value: Option<&'p str>,
}

fn lex(pattern: &str) -> Result<Vec<Lexeme<'_>>, PatternError> {
    let mut lexemes = Vec::new();
    let mut at = 0;
    while let Some(char) = pattern.get(at..).and_then(|rest| rest.chars().next()) {
        let start = at;
        at += char.len_utf8();
        let rest = pattern.get(at..).unwrap_or_default();
        let (kind, value) = match char {
            '*' | '+' | '?' => (LexKind::Modifier, pattern.get(start..at)),
            '{' => (LexKind::Open, pattern.get(start..at)),
            '}' => (LexKind::Close, pattern.get(start..at)),
            '\\' => {
                let escaped = rest.chars().next().and_then(|char| rest.get(..char.len_utf8()));
                at += escaped.map_or(0, str::len);
                (LexKind::Escaped, escaped)
            }
            ':' => {
                let len = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                if len == 0 {
                    return Err(PatternError { range: start..at, kind: PatternErrorKind::MissingName });
                }
                at += len;
                (LexKind::Name, rest.get(..len))
            }
            '(' => {
                let len = group_len(rest, start)?;
                at += len + 1;
                (LexKind::Pattern, rest.get(..len))
            }
            _ => {
                at += rest.find(['*', '+', '?', '{', '}', '\\', ':', '(']).unwrap_or(rest.len());
                (LexKind::Text, pattern.get(start..at))
            }
        };
        lexemes.push(Lexeme { kind, start, end: at, value });
    }
    lexemes.push(Lexeme { kind: LexKind::End, start: at, end: at, value: Some("") });
    Ok(lexemes)
}

/// The length of the expression after the `(` at `open`, without its `)`.
fn group_len(rest: &str, open: usize) -> Result<usize, PatternError> {
    let inside = open + 1;
    if rest.starts_with('?') {
        return Err(PatternError {
            range: open..inside + 1,
            kind: PatternErrorKind::GroupStartsWithQuestion,
        });
    }
    let mut depth = 1;
    let mut chars = rest.char_indices();
    while let Some((offset, char)) = chars.next() {
        match char {
            '\\' => {
                chars.next();
            }
            ')' => {
                depth -= 1;
                if depth == 0 {
                    if offset == 0 {
                        return Err(PatternError {
                            range: open..inside + 1,
                            kind: PatternErrorKind::EmptyGroup,
                        });
                    }
                    return Ok(offset);
                }
            }
            '(' => {
                depth += 1;
                if !rest.get(offset + 1..).is_some_and(|rest| rest.starts_with('?')) {
                    let start = inside + offset;
                    return Err(PatternError {
                        range: start..start + 1,
                        kind: PatternErrorKind::NestedCapture,
                    });
                }
            }
            _ => {}
        }
    }
    Err(PatternError { range: open..inside, kind: PatternErrorKind::UnbalancedGroup })
}

/// How a pattern's characters are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// A parameter without an expression ends before `/`: a `source`.
    Slash,
    /// A parameter without an expression ends before `/`, `#` or `?`: path-to-regexp's default, used for destinations.
    UrlParts,
}

impl Delimiter {
    fn default_pattern(self) -> &'static str {
        match self {
            Delimiter::Slash => r"[^\/]+?",
            Delimiter::UrlParts => r"[^\/#\?]+?",
        }
    }
}

struct Reader<'p> {
    lexemes: Vec<Lexeme<'p>>,
    at: usize,
    /// Where the last lexeme that was taken ended.
    end: usize,
}

impl<'p> Reader<'p> {
    fn peek(&self) -> Option<Lexeme<'p>> {
        self.lexemes.get(self.at).copied()
    }

    fn take(&mut self, kind: LexKind) -> Option<Lexeme<'p>> {
        let lexeme = self.peek().filter(|lexeme| lexeme.kind == kind)?;
        self.at += 1;
        self.end = lexeme.end;
        Some(lexeme)
    }

    fn text(&mut self) -> String {
        let mut text = String::new();
        while let Some(value) =
            self.take(LexKind::Text).or_else(|| self.take(LexKind::Escaped)).and_then(|lexeme| lexeme.value)
        {
            text += value;
        }
        text
    }

    fn modifier(&mut self) -> Option<char> {
        self.take(LexKind::Modifier)?.value?.chars().next()
    }
}

/// Takes a pattern apart.
///
/// # Errors
/// Where path-to-regexp throws.
pub fn parse(pattern: &str, delimiter: Delimiter) -> Result<Vec<Token>, PatternError> {
    let mut reader = Reader { lexemes: lex(pattern)?, at: 0, end: 0 };
    let mut tokens = Vec::new();
    let mut text = String::new();
    let mut unnamed = 0;
    let mut next_unnamed = || {
        unnamed += 1;
        Name::Unnamed(unnamed - 1)
    };
    while reader.peek().is_some() {
        let plain = reader.take(LexKind::Text).and_then(|lexeme| lexeme.value);
        let name = reader.take(LexKind::Name);
        let group = reader.take(LexKind::Pattern);
        if let Some(start) = name.as_ref().or(group.as_ref()).map(|lexeme| lexeme.start) {
            let plain = plain.unwrap_or_default();
            let before = plain.strip_suffix(['.', '/']).unwrap_or(plain);
            let prefix = plain.get(before.len()..).unwrap_or_default();
            text += before;
            flush(&mut text, &mut tokens);
            let modifier = reader.modifier();
            tokens.push(Token::Param(Param {
                name: name
                    .and_then(|lexeme| lexeme.value)
                    .map_or_else(&mut next_unnamed, |name| Name::Named(name.to_owned())),
                prefix: prefix.to_owned(),
                suffix: String::new(),
                pattern: group
                    .and_then(|lexeme| lexeme.value)
                    .unwrap_or_else(|| delimiter.default_pattern())
                    .to_owned(),
                modifier,
                range: start..reader.end,
            }));
            continue;
        }
        if let Some(value) = plain.or_else(|| reader.take(LexKind::Escaped).and_then(|lexeme| lexeme.value)) {
            text += value;
            continue;
        }
        flush(&mut text, &mut tokens);
        if let Some(open) = reader.take(LexKind::Open) {
            tokens.push(Token::Param(braces(&mut reader, &open, delimiter, &mut next_unnamed)?));
            continue;
        }
        if reader.take(LexKind::End).is_none()
            && let Some(found) = reader.peek()
        {
            let kind = match found.kind {
                LexKind::Modifier => PatternErrorKind::DanglingModifier(
                    found.value.and_then(|it| it.chars().next()).unwrap_or('*'),
                ),
                _ => PatternErrorKind::UnmatchedBrace,
            };
            return Err(PatternError { range: found.start..found.end, kind });
        }
    }
    Ok(tokens)
}

/// After `{`.
fn braces(
    reader: &mut Reader<'_>,
    open: &Lexeme<'_>,
    delimiter: Delimiter,
    next_unnamed: &mut impl FnMut() -> Name,
) -> Result<Param, PatternError> {
    let prefix = reader.text();
    let name = reader.take(LexKind::Name).and_then(|lexeme| lexeme.value);
    let group = reader.take(LexKind::Pattern).and_then(|lexeme| lexeme.value);
    let suffix = reader.text();
    if reader.take(LexKind::Close).is_none() {
        return Err(match reader.peek() {
            Some(found) if found.kind != LexKind::End => {
                PatternError { range: found.start..found.end, kind: PatternErrorKind::UnexpectedInBraces }
            }
            _ => PatternError { range: open.start..open.end, kind: PatternErrorKind::UnclosedBrace },
        });
    }
    let pattern = match (&name, group) {
        (_, Some(group)) => group.to_owned(),
        (Some(_), None) => delimiter.default_pattern().to_owned(),
        (None, None) => String::new(),
    };
    let name = match name {
        Some(name) => Name::Named(name.to_owned()),
        None if pattern.is_empty() => Name::None,
        None => next_unnamed(),
    };
    let modifier = reader.modifier();
    Ok(Param { name, prefix, suffix, pattern, modifier, range: open.start..reader.end })
}

fn flush(text: &mut String, tokens: &mut Vec<Token>) {
    if !text.is_empty() {
        tokens.push(Token::Text(std::mem::take(text)));
    }
}

/// A compiled `source`.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    /// Its parts.
    pub tokens: Vec<Token>,
    /// The expression as `RegExp.prototype.source` gives it.
    pub source: String,
}

impl Compiled {
    /// The parameters that capture, in order: the n-th is `$n` (from 1), unless an expression holds a named group.
    pub fn params(&self) -> impl Iterator<Item = &Param> {
        params(&self.tokens)
    }

    /// The expression, to match paths with.
    ///
    /// # Errors
    /// Never: it was read before.
    pub fn regex(&self) -> Result<JsRegex, RegexError> {
        JsRegex::new(&self.source)
    }
}

/// The parameters that capture.
pub fn params(tokens: &[Token]) -> impl Iterator<Item = &Param> {
    tokens.iter().filter_map(|token| match token {
        Token::Param(param) if !param.pattern.is_empty() => Some(param),
        _ => None,
    })
}

/// Compiles a `source` as routing-utils does: strict, case-sensitive, with the delimiter `/`.
///
/// # Errors
/// Where path-to-regexp throws, or `new RegExp` does.
pub fn compile_source(pattern: &str) -> Result<Compiled, PatternError> {
    let tokens = parse(pattern, Delimiter::Slash)?;
    let expression = expression(&tokens);
    if may_be_invalid(pattern, &tokens) {
        JsRegex::check(&expression).map_err(|error| locate(pattern, &tokens, &error))?;
    }
    Ok(Compiled { tokens, source: js_regex::source(&expression) })
}

/// The parameters that [`compile_source`] finds, without the expression.
///
/// # Errors
/// Where path-to-regexp throws, or `new RegExp` does.
pub fn source_params(pattern: &str) -> Result<Vec<Param>, PatternError> {
    let tokens = parse(pattern, Delimiter::Slash)?;
    if may_be_invalid(pattern, &tokens) {
        JsRegex::check(&expression(&tokens)).map_err(|error| locate(pattern, &tokens, &error))?;
    }
    Ok(params(&tokens).cloned().collect())
}

/// Whether the expression of a pattern may be rejected: it holds one that was written, or is so long that it may have too many groups.
fn may_be_invalid(pattern: &str, tokens: &[Token]) -> bool {
    pattern.len() > SHORT || !params(tokens).all(is_surely_valid)
}

/// Whether the expression of a parameter is one that needn't be read.
fn is_surely_valid(param: &Param) -> bool {
    let is_default = |delimiter: Delimiter| param.pattern == delimiter.default_pattern();
    matches!(&*param.pattern, ".*" | ".+") || is_default(Delimiter::Slash) || is_default(Delimiter::UrlParts)
}

/// How many bytes of a pattern without groups are certainly accepted as an expression.
const SHORT: usize = 1_000;

/// The keys that `pathToRegexp(pattern, keys)` collects with its default options, and whether it got to its end: where only the
/// resulting expression is invalid, the keys are collected before it throws.
#[must_use]
pub fn keys(pattern: &str) -> (Vec<String>, bool) {
    let Ok(tokens) = parse(pattern, Delimiter::UrlParts) else { return (Vec::new(), false) };
    let mut expression = expression(&tokens);
    expression.insert_str(expression.len() - 1, r"[\/#\?]?");
    let names = params(&tokens).filter_map(|param| match &param.name {
        Name::Named(name) => Some(name.clone()),
        Name::Unnamed(_) | Name::None => None,
    });
    (names.collect(), JsRegex::ignoring_case(&expression).is_ok())
}

/// The expression as it is given to `new RegExp`.
fn expression(tokens: &[Token]) -> String {
    let mut out = String::from("^");
    for token in tokens {
        match token {
            Token::Text(text) => escape(text, &mut out),
            Token::Param(param) => {
                let (mut prefix, mut suffix) = (String::new(), String::new());
                escape(&param.prefix, &mut prefix);
                escape(&param.suffix, &mut suffix);
                let pattern = &param.pattern;
                let modifier = param.modifier.map(String::from).unwrap_or_default();
                out += &if pattern.is_empty() {
                    format!("(?:{prefix}{suffix}){modifier}")
                } else if prefix.is_empty() && suffix.is_empty() {
                    format!("({pattern}){modifier}")
                } else if param.is_repeated() {
                    let optional = if param.modifier == Some('*') { "?" } else { "" };
                    format!("(?:{prefix}((?:{pattern})(?:{suffix}{prefix}(?:{pattern}))*){suffix}){optional}")
                } else {
                    format!("(?:{prefix}({pattern}){suffix}){modifier}")
                };
            }
        }
    }
    out.push('$');
    out
}

fn escape(text: &str, out: &mut String) {
    for char in text.chars() {
        if ".+*?=^!:${}()[]|/\\".contains(char) {
            out.push('\\');
        }
        out.push(char);
    }
}

/// Where in the pattern an error of the compiled expression comes from: the group that isn't an expression by itself.
fn locate(pattern: &str, tokens: &[Token], error: &RegexError) -> PatternError {
    for param in params(tokens) {
        if let Err(inner) = JsRegex::new(&param.pattern) {
            let start =
                pattern.get(param.range.clone()).and_then(|text| text.find(&format!("({})", param.pattern)));
            let range = start.map_or_else(
                || param.range.clone(),
                |start| {
                    let base = param.range.start + start + 1;
                    base + inner.range.start..base + inner.range.end
                },
            );
            return PatternError { range, kind: PatternErrorKind::Regex(inner.kind) };
        }
    }
    PatternError { range: 0..pattern.len(), kind: PatternErrorKind::Regex(error.kind) }
}

/// Fills a destination's parameters: `compile(pattern, { validate: false })(values)`.
///
/// An unnamed group looks for a value by its number. `None` where it throws: an unreadable pattern, or a parameter without a
/// value.
#[must_use]
pub fn fill(pattern: &str, value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let tokens = parse(pattern, Delimiter::UrlParts).ok()?;
    for param in params(&tokens).filter(|param| !is_surely_valid(param)) {
        JsRegex::check(&format!("^(?:{})$", param.pattern)).ok()?;
    }
    let mut out = String::new();
    for token in &tokens {
        match token {
            Token::Text(text) => out += text,
            Token::Param(param) => match param.name.key().and_then(|key| value(&key)) {
                Some(value) => {
                    out += &param.prefix;
                    out += &value;
                    out += &param.suffix;
                }
                None if param.is_optional() => {}
                None => return None,
            },
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn compiles(pattern: &str, source: &str, keys: &[&str]) {
        let compiled = compile_source(pattern).unwrap();
        assert_eq!(compiled.source, source);
        let names: Vec<_> = compiled.params().map(|param| param.name.key().unwrap().into_owned()).collect();
        assert_eq!(names, keys);
    }

    #[test]
    fn compiles_to_the_expression_of_path_to_regexp() {
        compiles("/a/:path*", r"^\/a(?:\/((?:[^\/]+?)(?:\/(?:[^\/]+?))*))?$", &["path"]);
        compiles("/:lang(en|de)/(.*)", r"^(?:\/(en|de))(?:\/(.*))$", &["lang", "0"]);
        compiles("/a.b", r"^\/a\.b$", &[]);
        compiles("/a{-:b}?", r"^\/a(?:-([^\/]+?))?$", &["b"]);
        compiles("/((?!api/).*)", r"^(?:\/((?!api\/).*))$", &["0"]);
        compiles(r"/a\:b", r"^\/a\:b$", &[]);
        compiles("/[id]", r"^\/\[id\]$", &[]);
        compiles("", "^$", &[]);
        compiles("/:path(.*)", r"^(?:\/(.*))$", &["path"]);
    }

    #[track_caller]
    fn fails(marked: &str, kind: PatternErrorKind) {
        let mut parts = marked.split('~');
        let (before, shown, after) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let error = compile_source(&format!("{before}{shown}{after}")).unwrap_err();
        assert_eq!(error, PatternError { range: before.len()..before.len() + shown.len(), kind });
    }

    #[test]
    fn errors_point_at_the_place() {
        use PatternErrorKind::*;
        fails(r"/(.*\.~(~js|css))", NestedCapture);
        fails("/~(?~!api)(.*)", GroupStartsWithQuestion);
        fails("/api/~*~", DanglingModifier('*'));
        fails("/é/~?~y=1", DanglingModifier('?'));
        fails("/~()~", EmptyGroup);
        fails("/~(~a", UnbalancedGroup);
        fails("/a~:~/b", MissingName);
        fails("/~{~a", UnclosedBrace);
        fails("/a~}~", UnmatchedBrace);
        fails("/{a~*~}", UnexpectedInBraces);
        fails("/(a*~*~)", Regex(js_regex::RegexErrorKind::NothingToRepeat));
        fails("/:x([~b-a~])", Regex(js_regex::RegexErrorKind::ClassOutOfOrder));
    }

    #[test]
    fn fills_values() {
        let value = |name: &str| (name == "a").then(|| "$1".to_owned());
        assert_eq!(fill("/x/:a/y", value).as_deref(), Some("/x/$1/y"));
        assert_eq!(fill("/x/:a*", value).as_deref(), Some("/x/$1"));
        assert_eq!(fill("/x/:b?", value).as_deref(), Some("/x"));
        assert_eq!(fill("/x/:b", value), None, "no value");
        assert_eq!(fill("https://x/:a", value), None, "`:` without a name");
    }
}
