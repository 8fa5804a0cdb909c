//! Which paths an entry takes, as its compiled expression tells.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use svc_syntax::TextRange;
use svc_syntax::value::Node;
use svc_vercel::patterns::js_regex::{JsRegex, covers, samples};

/// The longest source of which more is said than that it is too long, in bytes: as many as the characters that Vercel accepts can have.
pub(super) const MAX_SOURCE_BYTES: usize = 4 * 4096;
/// What one proof may cost, in states of automata. A pair of expressions for which that is not enough is not reported.
const MAX_PROOF: usize = 100_000;
/// How many proofs are remembered with one expression.
const MAX_PROOFS: usize = 64;
/// In a skeleton, a segment of any text.
const ANY: char = '\0';

/// Which paths an entry takes.
#[derive(Debug)]
pub struct SourcePattern {
    /// The expression that the router matches.
    pub expression: String,
    /// Whether upper and lower case count as the same.
    pub ignores_case: bool,
    /// What every path starts with that it takes.
    pub prefix: String,
    /// Whether it takes that one path alone.
    pub is_literal: bool,
    /// As it is written.
    pub written: String,
    /// Where it stands, in the entry's own offsets.
    pub range: TextRange,
    regex: OnceLock<Option<JsRegex>>,
    witness: OnceLock<Option<String>>,
    /// Of other expressions, whether they take every path that this one takes, and what the proof has cost.
    proofs: Mutex<HashMap<(String, bool), (bool, usize)>>,
}

impl SourcePattern {
    /// The paths of the source at `node`, whose expression is anchored; `None` if it is too long.
    pub(super) fn new(node: &Node, expression: String, ignores_case: bool) -> Option<SourcePattern> {
        let written = node.as_str().filter(|it| it.len() <= MAX_SOURCE_BYTES)?.to_owned();
        let skeleton = Skeleton::read(&expression);
        let prefix = skeleton.text.split(ANY).next().unwrap_or_default().to_owned();
        Some(SourcePattern {
            is_literal: skeleton.is_whole() && prefix.len() == skeleton.text.len(),
            prefix,
            written,
            range: node.range,
            expression,
            ignores_case,
            regex: OnceLock::new(),
            witness: OnceLock::new(),
            proofs: Mutex::default(),
        })
    }

    /// If it ends with `:x*` or `:x+`, the same with any text there, also with empty segments.
    #[must_use]
    pub(super) fn with_any_end(&self) -> Option<SourcePattern> {
        const SEGMENTS: [&str; 2] = [r"((?:[^/]+?)(?:/(?:[^/]+?))*)", r"((?:[^/#?]+?)(?:/(?:[^/#?]+?))*)"];
        let (start, end) = SEGMENTS.iter().find_map(|segments| self.expression.rsplit_once(segments))?;
        matches!(end, ")$" | ")?$").then(|| SourcePattern {
            expression: format!("{start}(.*){end}"),
            ignores_case: self.ignores_case,
            prefix: self.prefix.clone(),
            is_literal: false,
            written: self.written.clone(),
            range: self.range,
            regex: OnceLock::new(),
            witness: OnceLock::new(),
            proofs: Mutex::default(),
        })
    }

    /// The compiled expression.
    #[must_use]
    pub fn regex(&self) -> Option<&JsRegex> {
        let compile = if self.ignores_case { JsRegex::ignoring_case } else { JsRegex::new };
        self.regex.get_or_init(|| compile(&self.expression).ok()).as_ref()
    }

    /// A path that it takes; `None` where none is found.
    #[must_use]
    pub fn witness(&self) -> Option<&str> {
        if self.is_literal {
            return Some(&self.prefix);
        }
        self.witness.get_or_init(|| self.find_witness()).as_deref()
    }

    fn find_witness(&self) -> Option<String> {
        let skeleton = Skeleton::read(&self.expression);
        // An unlikely segment: a pattern that matches it matches almost anything.
        let start = skeleton.text.replace(ANY, "~");
        if let Some(path) = skeleton.end().map(|end| format!("{start}{end}")).filter(|it| it.starts_with('/'))
        {
            return Some(path);
        }
        let regex = self.regex()?;
        let ends = ["", "/~", "~", "/1", "1"];
        let mut simple = ends.iter().map(|end| format!("{start}{end}"));
        let takes = |path: &String| path.starts_with('/') && matches!(regex.exec(path), Ok(Some(_)));
        simple.find(takes).or_else(|| samples(regex, &self.prefix).into_iter().find(takes))
    }

    /// What every path that it takes begins with.
    #[must_use]
    pub fn start(&self) -> Start {
        let skeleton = Skeleton::read(&self.expression);
        let ends_segment = skeleton.ends_segment();
        let mut text = skeleton.text;
        text.make_ascii_lowercase();
        Start { text, ends_segment }
    }

    /// Whether it is proved that this one takes every path that `later` takes. The cost of the proof is taken from `budget` even if
    /// the answer is cached, so that findings don't depend on earlier queries.
    #[must_use]
    pub fn covers(&self, later: &SourcePattern, budget: &mut usize) -> bool {
        if self.expression == later.expression {
            return true;
        }
        if later.is_literal && (self.ignores_case || !later.ignores_case) {
            let takes = |regex: &JsRegex| matches!(regex.exec_within(&later.prefix, budget), Ok(Some(_)));
            return self.regex().is_some_and(takes);
        }
        let mut proofs = later.proofs.lock().unwrap_or_else(PoisonError::into_inner);
        let (is_proved, cost) = match proofs.get(&(self.expression.clone(), self.ignores_case)) {
            Some(known) => *known,
            None => {
                let (Some(earlier), Some(later)) = (self.regex(), later.regex()) else { return false };
                let mut left = MAX_PROOF;
                let is_proved = covers(earlier, later, &mut left);
                let found = (is_proved, MAX_PROOF - left);
                // Each letter typed into an earlier source makes another expression.
                if proofs.len() >= MAX_PROOFS {
                    proofs.clear();
                }
                proofs.insert((self.expression.clone(), self.ignores_case), found);
                found
            }
        };
        let left = budget.checked_sub(cost);
        *budget = left.unwrap_or_default();
        is_proved && left.is_some()
    }
}

/// What a path begins with, in lower case.
#[derive(Debug)]
pub struct Start {
    /// As in a skeleton.
    text: String,
    /// Whether the last segment is finished.
    ends_segment: bool,
}

impl Start {
    /// Its first segments; `None` where a segment may be any text.
    pub fn segments(&self) -> impl Iterator<Item = Option<&str>> {
        let finished =
            if self.ends_segment { Some(&*self.text) } else { self.text.rsplit_once('/').map(|it| it.0) };
        let segments = finished.into_iter().flat_map(|text| text.split('/').skip(1));
        segments.map(|segment| (!segment.contains(ANY)).then_some(segment))
    }

    /// What the segment after these begins with.
    pub fn unfinished(&self) -> &str {
        let last = if self.ends_segment { None } else { self.text.rsplit_once('/') };
        last.map(|it| it.1).filter(|segment| !segment.contains(ANY)).unwrap_or_default()
    }
}

/// What the paths that an expression takes consist of, up to where the expression becomes too free to tell.
#[derive(Debug, Default)]
struct Skeleton<'a> {
    /// Literal text, and [`ANY`] where a segment may be any text.
    text: String,
    /// The rest of the expression; `None` where that does not begin where the text ends.
    rest: Option<&'a str>,
}

impl Skeleton<'_> {
    fn read(expression: &str) -> Skeleton<'_> {
        const SEGMENTS: [&str; 2] = ["(?:/([^/]+?))", "(?:/([^/#?]+?))"];
        let mut skeleton = Skeleton::default();
        // An alternative outside a group begins anew.
        let Some(mut rest) = expression.strip_prefix('^').filter(|rest| next_at_top_level(rest).is_none())
        else {
            return skeleton;
        };
        loop {
            let (plain, behind) = plain(rest);
            skeleton.text.push_str(plain);
            rest = behind;
            let any =
                rest.starts_with('(').then(|| SEGMENTS.iter().find_map(|segment| rest.strip_prefix(segment)));
            let any = any.flatten();
            let Some((char, behind)) = any.map(|behind| (None, behind)).or_else(|| literal(rest)) else {
                break;
            };
            if behind.starts_with(['*', '?', '{']) {
                break;
            }
            match char {
                Some(char) => skeleton.text.push(char),
                None => skeleton.text.extend(['/', ANY]),
            }
            if behind.starts_with('+') {
                return skeleton;
            }
            rest = behind;
        }
        skeleton.rest = Some(rest);
        skeleton
    }

    /// Whether the text is the whole path.
    fn is_whole(&self) -> bool {
        self.rest == Some("$")
    }

    /// Whether the last segment is finished: nothing or a `/` follows.
    fn ends_segment(&self) -> bool {
        self.is_whole() || self.rest.is_some_and(begins_segment)
    }

    /// What may follow the text so that the expression takes the whole, where that is plain to see.
    fn end(&self) -> Option<&'static str> {
        match self.rest? {
            "$" | "(.*)$" => Some(""),
            "(?:/(.*))$" => Some("/~"),
            rest => {
                let group = rest.strip_prefix('(').and_then(next_at_top_level);
                matches!(group, Some((')', "?$"))).then_some("")
            }
        }
    }
}

/// Whether what an expression matches begins with `/`, or is nothing at the end of the path.
fn begins_segment(expression: &str) -> bool {
    match expression.strip_prefix("(?:/").and_then(next_at_top_level) {
        Some((')', "?$")) => true,
        Some((')', behind)) => !behind.starts_with(['*', '?', '{']),
        _ => false,
    }
}

/// The first `|` or `)` that is outside of what an expression nests, and what is behind it.
fn next_at_top_level(expression: &str) -> Option<(char, &str)> {
    let (mut depth, mut in_class) = (0, false);
    let mut bytes = expression.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'[' => in_class = true,
            b']' => in_class = false,
            _ if in_class => {}
            b'|' | b')' if depth == 0 => return Some((char::from(byte), expression.get(at + 1..)?)),
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether a character doesn't stand for itself in an expression.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'\\' | b'.' | b'[' | b'(' | b')' | b'|' | b'^' | b'*' | b'+' | b'?' | b'{' | b'$')
}

/// The characters that an expression begins with as far as each stands for itself once, and what is behind them.
fn plain(expression: &str) -> (&str, &str) {
    let length = expression.bytes().position(is_special).unwrap_or(expression.len());
    let (plain, behind) = expression.split_at(length);
    // What repeats is the last character alone.
    let repeated = plain.chars().next_back().filter(|_| behind.starts_with(['*', '+', '?', '{']));
    expression.split_at(length - repeated.map_or(0, char::len_utf8))
}

/// The character that an expression begins with, if it stands for itself alone, and what is behind it.
fn literal(expression: &str) -> Option<(Option<char>, &str)> {
    let mut chars = expression.chars();
    let char = match chars.next()? {
        '\\' => chars.next().filter(|escaped| !escaped.is_ascii_alphanumeric())?,
        char if u8::try_from(char).is_ok_and(is_special) => return None,
        char => char,
    };
    Some((Some(char), chars.as_str()))
}

/// What every path starts with that an anchored expression matches, as far as that is ASCII: there, upper and lower case are plain.
#[must_use]
pub fn ascii_start(expression: &str) -> String {
    let skeleton = Skeleton::read(expression);
    skeleton.text.chars().take_while(|char| char.is_ascii() && *char != ANY).collect()
}

/// A text in lower case, as far as paths are compared.
#[must_use]
pub fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        text.to_ascii_lowercase().into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(expression: &str) -> SourcePattern {
        SourcePattern::new(&Node::of(&"".into()), expression.to_owned(), true).unwrap()
    }

    #[test]
    fn prefixes() {
        let cases = [
            ("^/a/b$", "/a/b", true),
            ("^/a\\.b$", "/a.b", true),
            ("^/a(?:/(.*))$", "/a", false),
            ("^/a(?:/([^/]+?))$", "/a/", false),
            ("^/ab?$", "/a", false),
            ("^/ab*c$", "/a", false),
            ("^/ab+c$", "/ab", false),
            ("^/\\d$", "/", false),
            ("^/a|b$", "", false),
            ("^/(a|b)$", "/", false),
            ("^/[|]$", "/", false),
            ("/a$", "", false),
        ];
        for (expression, prefix, is_literal) in cases {
            let pattern = pattern(expression);
            assert_eq!((&*pattern.prefix, pattern.is_literal), (prefix, is_literal), "{expression}");
        }
    }

    #[test]
    fn starts() {
        for (expression, segments, unfinished) in [
            ("^/Old/path-1(?:/([^/]+?))$", vec![Some("old"), Some("path-1"), None], ""),
            ("^(?:/([^/]+?))/p-1(?:/([^/]+?))$", vec![None, Some("p-1"), None], ""),
            ("^/a(?:/((?:[^/]+?)(?:/(?:[^/]+?))*))?$", vec![Some("a")], ""),
            ("^/a(?:/(.*))$", vec![Some("a")], ""),
            ("^/a(?:/(.*))?b$", vec![], "a"),
            ("^/a(?:/x|y)$", vec![], "a"),
            ("^/a/b(.*)$", vec![Some("a")], "b"),
            ("^/a/bc+(.*)$", vec![Some("a")], "bc"),
            ("^/a(?:/([^/]+?))?$", vec![Some("a")], ""),
            ("^/a(?:/([^/]+?))-b/c$", vec![Some("a"), None, Some("c")], ""),
            ("^/a(?:/([^/]+?))-b(.*)$", vec![Some("a")], ""),
            ("^/a|/b$", vec![], ""),
        ] {
            let start = pattern(expression).start();
            assert_eq!(start.segments().collect::<Vec<_>>(), segments, "{expression}");
            assert_eq!(start.unfinished(), unfinished, "{expression}");
        }
    }

    #[test]
    fn a_witness_is_taken() {
        for expression in [
            "^/a/b$",
            "^/old(?:/([^/]+?))$",
            "^/a(?:/((?:[^/]+?)(?:/(?:[^/]+?))*))?$",
            "^(?:/(en|de))(?:/(.*))$",
            "^/post/(\\d{3})$",
            "^/a(?:/(.*))$",
            "^/a(.*)$",
            "^/a(/x)?$",
            "^(/a)?$",
            "^/a(?=b)?b$",
            "^/a(b|c)?$",
            "^/a(b)|(c)?$",
        ] {
            let pattern = pattern(expression);
            let witness = pattern.witness().unwrap_or_else(|| panic!("{expression}"));
            assert!(pattern.regex().unwrap().exec(witness).unwrap().is_some(), "{expression}: {witness}");
        }
        assert_eq!(pattern("^/a(?!.)b$").witness(), None);
    }
}
