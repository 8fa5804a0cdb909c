//! Which paths an entry takes, as its compiled expression tells.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use svc_syntax::TextRange;
use svc_syntax::value::Node;
use svc_vercel::patterns::js_regex::{JsRegex, covers, samples};

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
    /// The paths of the source at `node`, whose expression is anchored.
    pub(super) fn new(node: &Node, expression: String, ignores_case: bool) -> Option<SourcePattern> {
        let (prefix, is_literal) = literal_prefix(&expression);
        Some(SourcePattern {
            prefix,
            is_literal,
            written: node.as_str()?.to_owned(),
            range: node.range,
            expression,
            ignores_case,
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
        let regex = self.regex()?;
        // Hardly anybody writes such a segment: what takes it takes most.
        let start = self.skeleton().replace(ANY, "~");
        let ends = ["", "/~", "~", "/1", "1"];
        let mut simple = ends.iter().map(|end| format!("{start}{end}"));
        let takes = |path: &String| path.starts_with('/') && matches!(regex.exec(path), Ok(Some(_)));
        simple.find(takes).or_else(|| samples(regex, &self.prefix).into_iter().find(takes))
    }

    /// What every path that it takes consists of up to where its expression becomes too free to tell: literal text and
    /// segments of any text.
    fn skeleton(&self) -> String {
        read_skeleton(&self.expression).0
    }

    /// The first segments of every path that it takes, in lower case; `None` where a segment may be any text.
    #[must_use]
    pub fn segments(&self) -> Vec<Option<String>> {
        let (skeleton, is_whole) = read_skeleton(&self.expression);
        let mut segments: Vec<&str> = skeleton.split('/').skip(1).collect();
        if !is_whole {
            // More may follow in it.
            segments.pop();
        }
        let literal = |segment: &str| (!segment.contains(ANY)).then(|| segment.to_ascii_lowercase());
        segments.into_iter().map(literal).collect()
    }

    /// Whether it is proved that this one takes every path that `later` takes. What the proof costs is taken from `budget`, also
    /// where the answer is remembered: what is said about a file does not depend on what was asked before.
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

/// See [`SourcePattern::skeleton`]; also whether that is the whole path.
fn read_skeleton(expression: &str) -> (String, bool) {
    const SEGMENTS: [&str; 2] = ["(?:/([^/]+?))", "(?:/([^/#?]+?))"];
    let Some(mut rest) = expression.strip_prefix('^').filter(|rest| !has_top_level_alternative(rest)) else {
        return (String::new(), false);
    };
    let mut skeleton = String::new();
    loop {
        if rest == "$" {
            return (skeleton, true);
        }
        let (read, char) = match SEGMENTS.iter().find_map(|segment| rest.strip_prefix(segment)) {
            Some(behind) => (behind, None),
            None => match literal(rest) {
                Some((char, behind)) => (behind, Some(char)),
                None => return (skeleton, false),
            },
        };
        if read.starts_with(['*', '?', '{', '+']) {
            return (skeleton, false);
        }
        match char {
            Some(char) => skeleton.push(char),
            None => skeleton.extend(['/', ANY]),
        }
        rest = read;
    }
}

/// The character that an expression begins with, if it stands for itself alone, and what is behind it.
fn literal(expression: &str) -> Option<(char, &str)> {
    let mut chars = expression.chars();
    let char = match chars.next()? {
        '\\' => chars.next().filter(|escaped| !escaped.is_ascii_alphanumeric())?,
        '.' | '[' | '(' | ')' | '|' | '^' | '*' | '+' | '?' | '{' | '$' => return None,
        char => char,
    };
    Some((char, chars.as_str()))
}

/// What every text starts with that an anchored expression matches, and whether that is all that it matches.
#[must_use]
pub fn literal_prefix(expression: &str) -> (String, bool) {
    let Some(rest) = expression.strip_prefix('^') else { return (String::new(), false) };
    let mut prefix = String::new();
    let mut chars = rest.chars().peekable();
    let mut is_literal = false;
    while let Some(char) = chars.next() {
        let literal = match char {
            '\\' => match chars.next() {
                Some(escaped) if !escaped.is_ascii_alphanumeric() => escaped,
                _ => break,
            },
            '$' => {
                is_literal = chars.peek().is_none();
                break;
            }
            '.' | '[' | '(' | ')' | '|' | '^' | '*' | '+' | '?' | '{' => break,
            char => char,
        };
        if matches!(chars.peek(), Some('*' | '?' | '{')) {
            break;
        }
        prefix.push(literal);
        if chars.peek() == Some(&'+') {
            break;
        }
    }
    // An alternative outside a group begins anew.
    if has_top_level_alternative(rest) {
        return (String::new(), false);
    }
    (prefix, is_literal)
}

fn has_top_level_alternative(expression: &str) -> bool {
    let (mut depth, mut in_class) = (0, false);
    let mut chars = expression.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => {
                chars.next();
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => depth -= 1,
            '|' if !in_class && depth == 0 => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        let cases = [
            ("^/a/b$", "/a/b", true),
            ("^/a\\.b$", "/a.b", true),
            ("^/a(?:/(.*))$", "/a", false),
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
            assert_eq!(literal_prefix(expression), (prefix.to_owned(), is_literal), "{expression}");
        }
    }

    fn pattern(expression: &str) -> SourcePattern {
        SourcePattern::new(&Node::of(&"".into()), expression.to_owned(), true).unwrap()
    }

    #[test]
    fn segments() {
        let some = |text: &str| Some(text.to_owned());
        for (expression, expected) in [
            ("^/Old/path-1(?:/([^/]+?))$", vec![some("old"), some("path-1"), None]),
            ("^(?:/([^/]+?))/p-1(?:/([^/]+?))$", vec![None, some("p-1"), None]),
            ("^/a(?:/((?:[^/]+?)(?:/(?:[^/]+?))*))?$", vec![]),
            ("^/a/b(.*)$", vec![some("a")]),
            ("^/a(?:/([^/]+?))?$", vec![]),
            ("^/a(?:/([^/]+?))-b/c$", vec![some("a"), None, some("c")]),
            ("^/a|/b$", vec![]),
        ] {
            assert_eq!(pattern(expression).segments(), expected, "{expression}");
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
        ] {
            let pattern = pattern(expression);
            let witness = pattern.witness().unwrap_or_else(|| panic!("{expression}"));
            assert!(pattern.regex().unwrap().exec(witness).unwrap().is_some(), "{expression}: {witness}");
        }
        assert_eq!(pattern("^/a(?!.)b$").witness(), None);
    }
}
