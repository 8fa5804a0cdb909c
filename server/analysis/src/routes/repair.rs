//! Finds the pattern that an invalid `source` was meant to be.

use svc_vercel::patterns::js_regex::JsRegex;
use svc_vercel::patterns::path_to_regexp::{self, PatternErrorKind};

/// A pattern that Vercel accepts, made from one that it does not, or from one that can't match what was meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repair {
    /// The pattern.
    pub pattern: String,
    /// Whether it is certain that this was meant.
    pub certain: bool,
    /// The query that stood in it, which belongs into `has`.
    pub query: Option<String>,
    /// The host that stood in it, which belongs into `has`.
    pub host: Option<String>,
    /// Whether a group captures now that did not before: `$1` and the like may have moved.
    pub captures_more: bool,
}

/// Repairs a source; `None` where there is nothing to repair, or nothing that is likely enough.
#[must_use]
pub fn repair(source: &str) -> Option<Repair> {
    let mut repair = Repair { pattern: source.to_owned(), certain: true, ..Repair::default() };
    repair.strip_origin();
    repair.strip_anchors();
    repair.take_framework_syntax();
    // Each step removes one mistake; a pattern that needs more of them than this is something else altogether.
    for _ in 0..32 {
        match path_to_regexp::compile_source(&repair.pattern) {
            Ok(_) => {
                let done = repair.pattern != source && JsRegex::check(&repair.pattern).is_ok();
                return done.then_some(repair);
            }
            Err(error) => repair.step(error.range.start, &error.kind)?,
        }
    }
    None
}

impl Repair {
    fn from(&self, offset: usize) -> &str {
        self.pattern.get(offset..).unwrap_or_default()
    }

    /// `https://host/path` becomes `/path`, with a condition on the host.
    fn strip_origin(&mut self) {
        let Some(rest) =
            ["https://", "http://"].into_iter().find_map(|scheme| self.pattern.strip_prefix(scheme))
        else {
            return;
        };
        let (host, path) = rest.split_at_checked(rest.find('/').unwrap_or(rest.len())).unwrap_or((rest, ""));
        if host.is_empty()
            || !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        {
            return;
        }
        let path = if path.is_empty() { "/".to_owned() } else { path.to_owned() };
        self.host = Some(host.to_owned());
        self.pattern = path;
    }

    /// `^/a$` becomes `/a`: a source is matched as a whole anyway.
    fn strip_anchors(&mut self) {
        if let Some(rest) = self.pattern.strip_prefix('^') {
            self.pattern = rest.to_owned();
        }
        if let Some(rest) = self.pattern.strip_suffix('$')
            && !is_escaped(rest)
        {
            self.pattern = rest.to_owned();
        }
    }

    /// `[id]`, `[...slug]`, `[[...slug]]`, `{id}` and `{*path}` as whole segments become parameters.
    fn take_framework_syntax(&mut self) {
        let segments: Vec<String> = self
            .pattern
            .split('/')
            .map(|segment| framework_segment(segment).unwrap_or_else(|| segment.to_owned()))
            .collect();
        self.pattern = segments.join("/");
    }

    /// Takes one mistake out.
    fn step(&mut self, at: usize, kind: &PatternErrorKind) -> Option<()> {
        match kind {
            PatternErrorKind::NestedCapture => self.pattern.insert_str(at + 1, "?:"),
            PatternErrorKind::GroupStartsWithQuestion => return self.bare_question(at),
            PatternErrorKind::DanglingModifier(modifier) => return self.dangling(at, *modifier),
            PatternErrorKind::MissingName
            | PatternErrorKind::UnmatchedBrace
            | PatternErrorKind::UnclosedBrace => {
                self.pattern.insert(at, '\\');
                self.certain = false;
            }
            _ => return None,
        }
        Some(())
    }

    /// `(?…)` at `open`.
    fn bare_question(&mut self, open: usize) -> Option<()> {
        let close = open + closing_parenthesis(self.from(open))?;
        let inner = self.pattern.get(open + 1..close)?.to_owned();
        let after = self.from(close + 1).to_owned();
        let before = self.pattern.get(..open)?.to_owned();
        if let Some(plain) = inner.strip_prefix("?:") {
            self.pattern = format!("{before}({plain}){after}");
            self.captures_more = true;
            return Some(());
        }
        // `:name(?<other>…)` would become two parameters.
        let is_word = |char: char| char.is_ascii_alphanumeric() || char == '_';
        if before.ends_with(is_word) && before.trim_end_matches(is_word).ends_with(':') {
            return None;
        }
        let look = ["?=", "?!", "?<=", "?<!"].into_iter().any(|start| inner.starts_with(start));
        if !look {
            let (name, expression) = inner.strip_prefix("?<")?.split_once('>')?;
            let word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            self.pattern =
                (word && !expression.is_empty()).then(|| format!("{before}:{name}({expression}){after}"))?;
            return Some(());
        }
        // A lookaround moves into the group that follows it.
        self.pattern = if let Some(group) = after.strip_prefix('(') {
            format!("{before}(({inner}){group}")
        } else if let Some((wildcard, rest)) =
            after.starts_with(".*").then(|| after.split_at_checked(2)).flatten()
        {
            format!("{before}(({inner}){wildcard}){rest}")
        } else if let Some(param) = after.strip_prefix(':') {
            let len =
                param.find(|char: char| !char.is_ascii_alphanumeric() && char != '_').unwrap_or(param.len());
            let (name, rest) = param.split_at_checked(len)?;
            match (rest.strip_prefix('('), rest.strip_prefix('*')) {
                (Some(group), _) => format!("{before}:{name}(({inner}){group}"),
                (_, Some(rest)) => format!("{before}:{name}(({inner}).*){rest}"),
                _ => format!("{before}:{name}(({inner})[^/]+){rest}"),
            }
        } else {
            self.certain = after.is_empty();
            format!("{before}(({inner}).*){after}")
        };
        Some(())
    }

    /// `*`, `+` or `?` at `at`, with nothing before it that it could modify.
    fn dangling(&mut self, at: usize, modifier: char) -> Option<()> {
        let (before, after) = (self.pattern.get(..at)?.to_owned(), self.from(at + 1).to_owned());
        if modifier == '?' && looks_like_query(&after) {
            self.query = Some(after);
            self.pattern = if before.is_empty() { "/".to_owned() } else { before };
            return Some(());
        }
        let atom = last_atom(&before);
        let (kept, atom) = before.split_at_checked(before.len() - atom)?;
        let expression = atom == "." || atom.starts_with('[') || atom.starts_with('\\');
        self.pattern = match modifier {
            '*' | '+' if expression => format!("{kept}({atom}{modifier}){after}"),
            '*' => {
                let slash = if before.is_empty() { "/" } else { "" };
                format!("{before}{slash}(.*){}", after.trim_start_matches('*'))
            }
            '?' if expression => format!("{kept}({atom})?{after}"),
            '?' if !atom.is_empty() => format!("{kept}{{{atom}}}?{after}"),
            _ => {
                self.certain = false;
                format!("{before}\\{modifier}{after}")
            }
        };
        Some(())
    }
}

/// The parameter that a segment in another framework's syntax stands for.
#[must_use]
pub fn framework_segment(segment: &str) -> Option<String> {
    let between = |start: &str, end: &str| segment.strip_prefix(start)?.strip_suffix(end);
    let (name, modifier) = if let Some(name) = between("[[...", "]]") {
        (name, "*")
    } else if let Some(name) = between("[...", "]") {
        (name, "+")
    } else if let Some(name) =
        between("[", "]").or_else(|| between("{", "}").filter(|name| !name.starts_with('*')))
    {
        (name, "")
    } else {
        (between("{", "}")?.trim_start_matches('*'), "*")
    };
    let is_name = name.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_')
        && name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-'));
    // `[a-z]` and `[a-zA-Z]` are classes of characters.
    let is_class = segment.starts_with('[')
        && name.len().is_multiple_of(3)
        && name.as_bytes().chunks(3).all(|range| range.get(1) == Some(&b'-'));
    (is_name && !is_class).then(|| format!(":{}{modifier}", name.replace('-', "_")))
}

/// Whether a backslash before the end of `before` escapes what follows it.
fn is_escaped(before: &str) -> bool {
    before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// The offset of the parenthesis that closes the one at the start.
#[must_use]
pub fn closing_parenthesis(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut chars = text.char_indices();
    while let Some((offset, char)) = chars.next() {
        match char {
            '\\' => {
                chars.next();
            }
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(offset);
                }
            }
            _ => {}
        }
    }
    None
}

/// `key=…` or `key`.
fn looks_like_query(text: &str) -> bool {
    let name = text.split(['=', '&']).next().unwrap_or_default();
    let is_name = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.');
    !name.is_empty()
        && name.chars().all(is_name)
        && (text.contains('=') || name.len() == text.len() && text.len() > 1)
}

/// The length in bytes of the last atom of an expression: a class, an escape or a character.
fn last_atom(text: &str) -> usize {
    let Some(last) = text.chars().next_back() else { return 0 };
    let before = text.get(..text.len() - last.len_utf8()).unwrap_or_default();
    if is_escaped(before) {
        return last.len_utf8() + 1;
    }
    if last == ']'
        && let Some(open) = before.rfind('[')
    {
        return text.len() - open;
    }
    last.len_utf8()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn repairs(source: &str, expected: &str) {
        let repaired = repair(source).map(|repair| repair.pattern);
        assert_eq!(repaired.as_deref(), Some(expected));
    }

    #[test]
    fn what_people_write() {
        repairs(r"/(.*\.(js|css))", r"/(.*\.(?:js|css))");
        repairs("/((a|b)|(c|d))/(e(f))", "/((?:a|b)|(?:c|d))/(e(?:f))");
        repairs("^/api(?:/.*)?$", "/api(/.*)?");
        repairs("/(?!api)(.*)", "/((?!api).*)");
        repairs("/(?!api/|_next).*", "/((?!api/|_next).*)");
        repairs("/(?!api):path*", "/:path((?!api).*)");
        repairs("/(?!api)", "/((?!api).*)");
        repairs("/api/*", "/api/(.*)");
        repairs("/api/.*", "/api/(.*)");
        repairs("*", "/(.*)");
        repairs("/**", "/(.*)");
        repairs("/**/*.js", "/(.*)/(.*).js");
        repairs("/[^/]+/x", "/([^/]+)/x");
        repairs(r"/\d+", r"/(\d+)");
        repairs("/colou?r", "/colo{u}?r");
        repairs("/a/?", "/a{/}?");
        repairs("/x?y=1", "/x");
        repairs("/[id]", "/:id");
        repairs("/docs/[[...slug]]", "/docs/:slug*");
        repairs("/docs/[...slug]", "/docs/:slug+");
        repairs("/[post-id]", "/:post_id");
        repairs("/users/{id}", "/users/:id");
        repairs("/{*path}", "/:path*");
        repairs("https://example.com/:p", "/:p");
        repairs("(?<lang>en|de)/x", ":lang(en|de)/x");
        repairs("/a:/b", r"/a\:/b");
    }

    #[test]
    fn what_cannot_be_known() {
        assert_eq!(repair("/("), None);
        assert_eq!(repair("/()"), None);
        assert_eq!(repair("/(a**)"), None);
        assert_eq!(repair("/fine"), None);
        assert_eq!((repair("/[a-z]"), repair("/[a-zA-Z]"), repair("/a/:p(?<n>b)")), (None, None, None));
        assert!(!repair("/a:/b").unwrap().certain);
        assert_eq!(repair("/x?y=1").unwrap().query.as_deref(), Some("y=1"));
        assert_eq!(repair("https://example.com").unwrap().host.as_deref(), Some("example.com"));
    }
}
