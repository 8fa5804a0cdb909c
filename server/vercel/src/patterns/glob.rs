//! Globs as `minimatch` 3 reads them with its default options, which is how Vercel matches the keys of `functions`.
//!
//! `*` and `**` do not match names that start with a dot, `**` counts only as a whole segment, `[id]` is a class of
//! characters, braces and the extended groups (`+(js|ts)`, `!(*_test)`) are known.

use std::collections::HashMap;
use std::sync::Arc;

use super::js_regex::JsRegex;

/// The longest glob, in bytes: Vercel takes none of more than 256 characters.
const MAX_BYTES: usize = 4_096;
/// What braces may expand to.
const MAX_EXPANSIONS: usize = 1_000;
/// What braces may expand to, in bytes.
const MAX_EXPANDED_BYTES: usize = 64 * 1024;
/// How deep braces, and classes that are none, may be nested.
const MAX_DEPTH: usize = 16;
/// How long the expression of one segment may become, in bytes: each `!(…)` repeats all that follows it.
const MAX_EXPRESSION_BYTES: usize = 64 * 1024;
/// Steps that the globs of one question may take together. A harmless one takes a few for each name of a path.
const MAX_STEPS: usize = 8_000_000;
/// What an alternative costs to read, for each of its bytes.
const STEPS_TO_READ: usize = 8;
/// What a segment costs that is read as an expression, for each of its bytes.
const STEPS_TO_COMPILE: usize = 64;
/// What it costs to try an expression, whatever it does then.
const STEPS_TO_TRY: usize = 32;

/// What globs may cost that are asked about together. Once it is spent, none of them says anything more.
#[derive(Debug, Clone)]
pub struct Steps(usize);

impl Default for Steps {
    fn default() -> Steps {
        Steps(MAX_STEPS)
    }
}

impl Steps {
    /// Whether there are none left.
    #[must_use]
    pub fn are_spent(&self) -> bool {
        self.0 == 0
    }

    /// Takes some; whether there were enough.
    fn spend(&mut self, steps: usize) -> bool {
        self.0 = self.0.saturating_sub(steps);
        self.0 > 0
    }
}

/// A glob.
#[derive(Debug, Clone)]
pub struct Glob {
    source: String,
    /// The alternatives that braces give, each by its segments; `None` if it explodes.
    alternatives: Option<Vec<Vec<Arc<Segment>>>>,
    /// It starts with an odd number of `!`.
    negated: bool,
}

#[derive(Debug, Clone)]
enum Segment {
    /// `**`
    Globstar,
    Literal(String),
    Expression(JsRegex),
}

impl Glob {
    /// Reads a glob; every text is one.
    #[must_use]
    pub fn new(source: &str, steps: &mut Steps) -> Glob {
        let pattern = source.trim();
        let marks = pattern.len() - pattern.trim_start_matches('!').len();
        let negated = marks % 2 == 1;
        let alternatives = if source.starts_with('#') {
            Some(Vec::new())
        } else if source.len() > MAX_BYTES {
            None
        } else {
            alternatives(pattern.get(marks..).unwrap_or_default(), steps)
        };
        Glob { source: source.to_owned(), alternatives, negated: negated && !source.starts_with('#') }
    }

    /// The glob as it is written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it matches a path; `None` where that takes too many steps.
    #[must_use]
    pub fn matches(&self, path: &str, steps: &mut Steps) -> Option<bool> {
        let path = split(path);
        let mut matches = false;
        for segments in self.alternatives.as_ref()? {
            if !steps.spend(1) {
                return None;
            }
            let starts_otherwise = match segments.first().map(|first| &**first) {
                Some(Segment::Literal(text)) => path.first() != Some(&text.as_str()),
                _ => false,
            };
            if !starts_otherwise && match_segments(&path, segments, &mut steps.0) {
                matches = true;
                break;
            }
        }
        if steps.are_spent() { None } else { Some(matches != self.negated) }
    }

    /// The folders that everything it matches lies in; `""` where it may match anywhere.
    #[must_use]
    pub fn base(&self) -> String {
        let mut common: Option<Vec<&str>> = None;
        for segments in self.alternatives.iter().flatten() {
            let mut literal = literal_start(segments);
            if literal.len() == segments.len() {
                literal.pop();
            }
            common = Some(match common {
                None => literal,
                Some(known) => {
                    known.into_iter().zip(literal).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
                }
            });
        }
        if self.negated { String::new() } else { common.unwrap_or_default().join("/") }
    }

    /// The path of each alternative up to its first pattern, or all of it.
    pub fn starts(&self) -> impl Iterator<Item = String> {
        self.alternatives.iter().flatten().map(|segments| literal_start(segments).join("/"))
    }
}

/// The segments before the first pattern.
fn literal_start(segments: &[Arc<Segment>]) -> Vec<&str> {
    let literal = segments.iter().map_while(|segment| match &**segment {
        Segment::Literal(text) => Some(text.as_str()),
        _ => None,
    });
    literal.collect()
}

/// The parts between slashes; several slashes are one.
fn split(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = Vec::new();
    let count = path.split('/').count();
    for (index, part) in path.split('/').enumerate() {
        let last = index + 1 == count;
        if !part.is_empty() || index == 0 || last {
            parts.push(part);
        }
    }
    parts
}

/// The alternatives that braces give; `None` where one explodes, or all together.
fn alternatives(pattern: &str, steps: &mut Steps) -> Option<Vec<Vec<Arc<Segment>>>> {
    let expanded = expand_braces(pattern);
    let bytes: usize = expanded.iter().map(String::len).sum();
    if !steps.spend(bytes.saturating_mul(STEPS_TO_READ)) {
        return None;
    }
    // The alternatives of `*.{a,b}/**/[x]` differ in one segment: the others are read once.
    let mut known = HashMap::new();
    expanded.iter().map(|alternative| segments(alternative, &mut known, steps)).collect()
}

/// The segments of an alternative; `None` where an expression explodes.
fn segments<'p>(
    pattern: &'p str,
    known: &mut HashMap<&'p str, Option<Arc<Segment>>>,
    steps: &mut Steps,
) -> Option<Vec<Arc<Segment>>> {
    let mut read = |part: &str| {
        if part == "**" {
            return Some(Segment::Globstar);
        }
        let converted = Converter::convert(part, 0)?;
        if !converted.magic {
            return Some(Segment::Literal(unescape(part)));
        }
        if !steps.spend(converted.re.len().saturating_mul(STEPS_TO_COMPILE)) {
            return None;
        }
        // What is no expression matches nothing.
        let regex = JsRegex::new(&format!("^{}$", converted.re)).or_else(|_| JsRegex::new("$."));
        Some(regex.map_or_else(|_| Segment::Literal(String::new()), Segment::Expression))
    };
    let parts = split(pattern).into_iter();
    parts.map(|part| known.entry(part).or_insert_with(|| read(part).map(Arc::new)).clone()).collect()
}

/// Whether the names of a path match the segments of an alternative: for each rest of the path, from the shortest on, which rests of
/// the pattern match it.
fn match_segments(path: &[&str], pattern: &[Arc<Segment>], steps: &mut usize) -> bool {
    let end = pattern.len();
    *steps = steps.saturating_sub(path.len() * (end + 1));
    if *steps == 0 {
        return false;
    }
    let mut shorter: Vec<bool> = (0..=end).map(|from| from == end).collect();
    let mut dotless = true;
    for (left, name) in path.iter().rev().enumerate() {
        let is_dotted = name.starts_with('.');
        dotless &= !is_dotted;
        let mut here = vec![false; end + 1];
        for from in (0..=end).rev() {
            let after = |rests: &[bool], from: usize| rests.get(from).copied().unwrap_or(false);
            let matches = match pattern.get(from).map(|segment| &**segment) {
                // `a/*` matches `a/b/`.
                None => left == 0 && name.is_empty(),
                Some(Segment::Globstar) if from + 1 == end => dotless,
                Some(Segment::Globstar) => {
                    after(&here, from + 1) || !is_dotted && left > 0 && after(&shorter, from)
                }
                Some(Segment::Literal(text)) => name == text && after(&shorter, from + 1),
                Some(Segment::Expression(regex)) if after(&shorter, from + 1) => {
                    *steps = steps.saturating_sub(STEPS_TO_TRY);
                    matches!(regex.exec_within(name, steps), Ok(Some(_)))
                }
                Some(Segment::Expression(_)) => false,
            };
            if let Some(slot) = here.get_mut(from) {
                *slot = matches;
            }
        }
        shorter = here;
    }
    shorter.first().copied().unwrap_or(false)
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        out.push(if char == '\\' { chars.next().unwrap_or(char) } else { char });
    }
    out
}

/// A segment on its way to an expression.
#[derive(Default)]
struct Converter {
    re: String,
    magic: bool,
    /// `*`, `?`, `+`, `@` or `!`, as long as it is not known whether a group follows.
    pending: Option<char>,
    groups: Vec<Group>,
    /// Closed `!(…)` groups: where each starts and ends in `re`.
    negations: Vec<(usize, usize)>,
}

/// An extended group that is open.
struct Group {
    kind: char,
    start: usize,
    open: usize,
}

const NAME: &str = "[^/]*?";
/// What `!(` ends with: after the lookahead, any name.
const NEGATION_END: &str = "))[^/]*?)";

impl Converter {
    /// Converts a segment (depth 0) or a part of one; `None` where that explodes.
    fn convert(pattern: &str, depth: usize) -> Option<Converter> {
        let mut converter = Converter::default();
        converter.read(pattern, depth)?;
        converter.close_open_groups();
        converter.flush();
        converter.finish(pattern, depth > 0)?;
        Some(converter)
    }

    /// Converts what was taken for a class and is none.
    fn convert_part(pattern: &str, depth: usize) -> Option<Converter> {
        if depth < MAX_DEPTH { Converter::convert(pattern, depth + 1) } else { None }
    }

    /// Puts down a `*` or the like that no group followed.
    fn flush(&mut self) {
        match self.pending.take() {
            Some('*') => {
                self.re += NAME;
                self.magic = true;
            }
            Some('?') => {
                self.re += "[^/]";
                self.magic = true;
            }
            Some(char) => {
                self.re.push('\\');
                self.re.push(char);
            }
            None => {}
        }
    }

    fn read(&mut self, pattern: &str, depth: usize) -> Option<()> {
        let mut escaping = false;
        // Where an open class starts in the pattern (behind its bracket) and in `re`.
        let mut class: Option<(usize, usize)> = None;
        for (offset, char) in pattern.char_indices() {
            let special = "().*{}+?[]^$\\!".contains(char);
            if escaping && special {
                self.re.push('\\');
                self.re.push(char);
                escaping = false;
                continue;
            }
            match (char, class) {
                ('\\', _) => {
                    self.flush();
                    escaping = true;
                }
                ('?' | '*' | '+' | '@' | '!', Some((start, _))) => {
                    self.re.push(if char == '!' && offset == start { '^' } else { char });
                }
                ('?' | '*' | '+' | '@' | '!', None) => {
                    self.flush();
                    self.pending = Some(char);
                }
                ('(', Some(_)) => self.re.push('('),
                ('(', None) => match self.pending.take() {
                    None => self.re += "\\(",
                    Some(kind) => {
                        let open = if kind == '!' { "(?:(?!(?:" } else { "(?:" };
                        self.groups.push(Group { kind, start: self.re.len(), open: open.len() });
                        self.re += open;
                    }
                },
                (')', None) if !self.groups.is_empty() => {
                    self.flush();
                    self.magic = true;
                    if let Some(group) = self.groups.pop() {
                        match group.kind {
                            '!' => {
                                self.re += NEGATION_END;
                                self.negations.push((group.start, self.re.len()));
                            }
                            '@' => self.re.push(')'),
                            kind => {
                                self.re.push(')');
                                self.re.push(kind);
                            }
                        }
                    }
                }
                (')', _) => self.re += "\\)",
                ('|', None) if !self.groups.is_empty() && !escaping => {
                    self.flush();
                    self.re.push('|');
                }
                ('|', _) => {
                    self.re += "\\|";
                    escaping = false;
                }
                ('[', Some(_)) => {
                    self.flush();
                    self.re += "\\[";
                }
                ('[', None) => {
                    self.flush();
                    class = Some((offset + 1, self.re.len()));
                    self.re.push('[');
                }
                (']', Some((start, re_start))) if offset != start => {
                    let inside = pattern.get(start..offset).unwrap_or_default();
                    if JsRegex::new(&format!("[{inside}]")).is_ok() {
                        self.magic = true;
                        self.re.push(']');
                    } else {
                        let part = Converter::convert_part(inside, depth)?;
                        self.re.truncate(re_start);
                        self.re += &format!("\\[{}\\]", part.re);
                        self.magic |= part.magic;
                    }
                    class = None;
                }
                (']', _) => {
                    self.re += "\\]";
                    escaping = false;
                }
                (char, class) => {
                    self.flush();
                    if !escaping && special && !(char == '^' && class.is_some()) {
                        self.re.push('\\');
                    }
                    escaping = false;
                    self.re.push(char);
                }
            }
        }
        if let Some((start, re_start)) = class {
            let part = Converter::convert_part(pattern.get(start..).unwrap_or_default(), depth)?;
            self.re.truncate(re_start);
            self.re += &format!("\\[{}", part.re);
            self.magic |= part.magic;
        }
        if escaping {
            self.flush();
            self.re += "\\\\";
        }
        Some(())
    }

    /// A group without its `)` is text.
    fn close_open_groups(&mut self) {
        while let Some(group) = self.groups.pop() {
            let tail = self.re.get(group.start + group.open..).unwrap_or_default();
            let mut escaped = String::with_capacity(tail.len());
            let mut backslashes = 0;
            for char in tail.chars() {
                if char == '|' && backslashes % 2 == 0 {
                    escaped.extend(std::iter::repeat_n('\\', backslashes + 1));
                }
                backslashes = if char == '\\' { backslashes + 1 } else { 0 };
                escaped.push(char);
            }
            let mark = match group.kind {
                '*' => NAME.to_owned(),
                '?' => "[^/]".to_owned(),
                kind => format!("\\{kind}"),
            };
            self.re.truncate(group.start);
            self.re += &format!("{mark}\\({escaped}");
            self.magic = true;
        }
    }

    fn finish(&mut self, pattern: &str, is_part: bool) -> Option<()> {
        let may_match_dot = self.re.starts_with(['[', '.', '(']);
        // A negation looks ahead to the end of the segment: what follows it is repeated in it.
        for (start, end) in std::mem::take(&mut self.negations).into_iter().rev() {
            if self.re.len() > MAX_EXPRESSION_BYTES {
                return None;
            }
            let cut = end.saturating_sub(NEGATION_END.len() - 1);
            let part = |range: std::ops::Range<usize>| self.re.get(range).unwrap_or_default().to_owned();
            let (before, first, last, after) =
                (part(0..start), part(start..cut), part(cut..end), part(end..self.re.len()));
            let mut ahead = after.clone();
            for _ in before.matches('(') {
                if let Some(at) = ahead.find(')') {
                    let modifier = ahead.get(at + 1..).is_some_and(|rest| rest.starts_with(['+', '*', '?']));
                    ahead.replace_range(at..at + 1 + usize::from(modifier), "");
                }
            }
            let end = if ahead.is_empty() && !is_part { "$" } else { "" };
            self.re = format!("{before}{first}{ahead}{end}{last}{after}");
        }
        if self.magic && !self.re.is_empty() {
            self.re.insert_str(0, "(?=.)");
        }
        if may_match_dot && !pattern.starts_with('.') {
            self.re.insert_str(0, "(?!\\.)");
        }
        Some(())
    }
}

/// `a{b,c}d` → `abd`, `acd`; `{1..3}` → `1`, `2`, `3`.
fn expand_braces(pattern: &str) -> Vec<String> {
    if !pattern.contains('{') {
        return vec![pattern.to_owned()];
    }
    let mut out = Vec::new();
    expand(pattern, 0, &mut out);
    // Braces that expand to nothing at all give no alternative.
    out.retain(|alternative| !alternative.is_empty());
    out
}

fn expand(pattern: &str, depth: usize, out: &mut Vec<String>) {
    let braces = if depth < MAX_DEPTH { balanced_braces(pattern) } else { None };
    let Some((open, close)) = braces else {
        out.push(pattern.to_owned());
        return;
    };
    let (before, inside, after) = (
        pattern.get(..open).unwrap_or_default(),
        pattern.get(open + 1..close).unwrap_or_default(),
        pattern.get(close + 1..).unwrap_or_default(),
    );
    if before.ends_with('$') {
        out.push(pattern.to_owned());
        return;
    }
    let items = match sequence(inside) {
        Some(items) => items,
        None => {
            let parts = split_commas(inside);
            if parts.len() < 2 {
                // No alternatives: the braces are text, and what follows is read on its own.
                let mut rest = Vec::new();
                expand(after, depth + 1, &mut rest);
                out.extend(rest.into_iter().map(|rest| format!("{before}{{{inside}}}{rest}")));
                return;
            }
            let mut items = Vec::new();
            for part in parts {
                expand(part, depth + 1, &mut items);
            }
            items
        }
    };
    let mut rest = Vec::new();
    expand(after, depth + 1, &mut rest);
    let mut bytes = 0;
    for item in &items {
        for rest in &rest {
            bytes += before.len() + item.len() + rest.len();
            if out.len() >= MAX_EXPANSIONS || bytes > MAX_EXPANDED_BYTES {
                return;
            }
            out.push(format!("{before}{item}{rest}"));
        }
    }
}

/// The first pair of braces that belong together.
fn balanced_braces(pattern: &str) -> Option<(usize, usize)> {
    let mut open: Vec<usize> = Vec::new();
    let mut inner: Option<(usize, usize)> = None;
    let mut escaped = false;
    for (offset, char) in pattern.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match char {
            '\\' => escaped = true,
            '{' => open.push(offset),
            '}' => {
                let Some(start) = open.pop() else { continue };
                if open.is_empty() {
                    return Some((start, offset));
                }
                if inner.is_none_or(|(known, _)| start < known) {
                    inner = Some((start, offset));
                }
            }
            _ => {}
        }
    }
    inner
}

/// The parts between commas that stand outside inner braces.
fn split_commas(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut escaped) = (0usize, 0, false);
    let mut parts = Vec::new();
    for (offset, char) in text.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match char {
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(text.get(start..offset).unwrap_or_default());
                start = offset + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

/// `1..3`, `a..e..2`
fn sequence(text: &str) -> Option<Vec<String>> {
    let mut parts = text.split("..");
    let (first, last, step, None) = (parts.next()?, parts.next()?, parts.next(), parts.next()) else {
        return None;
    };
    let step: i64 = step.map_or(Ok(1), str::parse).ok()?;
    let step = usize::try_from(step.unsigned_abs().max(1)).ok()?;
    let letter = |text: &str| -> Option<i64> {
        let mut chars = text.chars();
        let char = chars.next().filter(char::is_ascii_alphabetic)?;
        chars.next().is_none().then_some(i64::from(u32::from(char)))
    };
    let is_number = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let letters = letter(first).zip(letter(last));
    let (from, to) = match letters {
        Some(ends) => ends,
        None if is_number(first) && is_number(last) => (first.parse().ok()?, last.parse().ok()?),
        None => return None,
    };
    let padded = |text: &str| {
        text.strip_prefix('-').unwrap_or(text).starts_with('0') && text.trim_start_matches('-').len() > 1
    };
    let width =
        if letters.is_none() && (padded(first) || padded(last)) { first.len().max(last.len()) } else { 0 };
    let value = |value: i64| match letters {
        Some(_) => u32::try_from(value).ok().and_then(char::from_u32).map(String::from).unwrap_or_default(),
        None => format!("{value:0width$}"),
    };
    Some(if from <= to {
        (from..=to).step_by(step).take(MAX_EXPANSIONS).map(value).collect()
    } else {
        (to..=from).rev().step_by(step).take(MAX_EXPANSIONS).map(value).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn matches(pattern: &str, paths: &[&str]) {
        let mut steps = Steps::default();
        let glob = Glob::new(pattern, &mut steps);
        for path in paths {
            let (path, expected) = path.strip_prefix('!').map_or((*path, true), |path| (path, false));
            assert_eq!(glob.matches(path, &mut steps), Some(expected), "{pattern} {path}");
        }
    }

    #[test]
    fn as_minimatch() {
        matches("api/**", &["api/a.ts", "api/b/c.ts", "!api/.env", "!api", "!x/api/a"]);
        matches("api/**/*.ts", &["api/a.ts", "api/b/c/d.ts", "!api/a.js", "!api/.b/c.ts"]);
        matches("api/*.{js,ts}", &["api/a.js", "api/a.ts", "!api/b/a.ts", "!api/a.tsx"]);
        matches("api/[id].ts", &["api/i.ts", "api/d.ts", "!api/[id].ts"]);
        matches("api/\\[id\\].ts", &["api/[id].ts"]);
        matches("api/**/*.+(js|mjs|ts|tsx)", &["api/a.mjs", "!api/a.jsx"]);
        matches("api/**/!(*_test).go", &["api/a.go", "!api/a_test.go"]);
        matches("src/{1..3}.ts", &["src/2.ts", "!src/4.ts"]);
        matches("!api/**", &["src/a.ts", "!api/a.ts"]);
        matches("a/{b,c/{d,e}}/f", &["a/b/f", "a/c/e/f", "!a/c/f"]);
        matches("#x", &["!#x"]);
        matches("a?c", &["abc", "!ac"]);
        matches("[z-a]", &["[z-a]"]);
        matches("**", &["a/b", "!.a/b"]);
        matches("+(a", &["+(a"]);
    }

    #[test]
    fn what_explodes_is_bounded() {
        let long = format!("{{{0},{0}}}", "a".repeat(1_000)).repeat(30);
        let bytes: usize = expand_braces(&long).iter().map(String::len).sum();
        assert!(bytes <= 16 * MAX_EXPANDED_BYTES, "{bytes}");
        let mut steps = Steps::default();
        let glob = Glob::new("+(+(a|aa)|+(aa|a))b", &mut steps);
        let path = "a".repeat(100);
        assert!((0..100).filter_map(|_| glob.matches(&path, &mut steps)).all(|matches| !matches));
        assert!(steps.are_spent());
        assert_eq!(glob.matches("ab", &mut steps), None, "it gave up");
        assert_eq!(Glob::new("ab", &mut steps).matches("ab", &mut steps), None, "they share their steps");
        for explodes in ["!(a)".repeat(200), "[".repeat(4_000), "+(".repeat(100_000)] {
            let mut steps = Steps::default();
            assert_eq!(Glob::new(&explodes, &mut steps).matches("ab", &mut steps), None);
        }
    }

    #[test]
    fn bases() {
        for (pattern, base) in [
            ("api/**/*.ts", "api"),
            ("api/a.ts", "api"),
            ("*.ts", ""),
            ("src/{a,b}/c", "src"),
            ("!a/b", ""),
            ("a/b/*", "a/b"),
        ] {
            assert_eq!(Glob::new(pattern, &mut Steps::default()).base(), base, "{pattern}");
        }
    }
}
