//! Go: `os.Getenv("X")`, `os.LookupEnv("X")`, `os.ExpandEnv("$X")`, `os.Setenv("X", …)` and `t.Setenv("X", …)`.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use crate::brackets::{Brackets, Ranges};
use crate::collector::{Collector, Context};
use crate::read::ReadKind;
use crate::scan::{Kind, Scanner, Tokens, is_word};

/// How many tokens the results of a function have at most.
const MAX_RESULT: usize = 40;

/// The tokens of a text.
pub fn tokens(text: &str) -> Tokens<'_> {
    let mut scanner = Scanner::new(text, 0, text.len());
    while let Some(byte) = scanner.peek() {
        match byte {
            _ if byte.is_ascii_whitespace() => scanner.at += 1,
            b'/' if scanner.peek_at(1) == Some(b'/') => scanner.skip_line(),
            b'/' if scanner.peek_at(1) == Some(b'*') => scanner.skip_past("*/"),
            b'"' | b'\'' => scanner.take_string(1, true, true),
            b'`' => scanner.take_lines(false),
            b'0'..=b'9' => scanner.take_number(),
            _ if is_word(byte) => scanner.take_word(),
            _ => scanner.take(Kind::Punctuation, 1),
        }
    }
    scanner.finish()
}

/// Finds the reads and assignments.
pub fn find(tokens: &Tokens<'_>, found: &mut Collector) {
    let packages = packages(tokens);
    let own = OnceCell::new();
    for at in 0..tokens.len() {
        let is_set = tokens.are(at, &[".", "Setenv", "("]) || tokens.are(at, &[".", "Unsetenv", "("]);
        if is_set && tokens.is_whole_argument(at + 3) {
            found.set(tokens, at + 3, ReadKind::String);
        }
        let is_package = packages.contains(tokens.word(at));
        if !is_package || tokens.follows(at, &["."]) || !tokens.are(at + 1, &["."]) || !tokens.is(at + 3, "(")
        {
            continue;
        }
        let is_template = tokens.is(at + 2, "ExpandEnv");
        let is_read = is_template || tokens.is(at + 2, "Getenv") || tokens.is(at + 2, "LookupEnv");
        let own = || own.get_or_init(|| shadowed(tokens, &packages));
        if !is_read || own().contain(at) {
            continue;
        }
        if !tokens.is_whole_argument(at + 4) {
            found.use_others(tokens.get(at));
            continue;
        }
        let (token, text) = (tokens.get(at + 4), tokens.text(at + 4));
        if !is_template {
            found.add(token, text, ReadKind::String, Context::default());
            continue;
        }
        for name in names_in(text) {
            let written = text.get(name.clone()).unwrap_or_default();
            found.add(token.map(|it| it.part(name)), written, ReadKind::String, Context::default());
        }
    }
}

/// The names of the variables in the text that `os.ExpandEnv` gets: `$X`, `${X}`.
fn names_in(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(dollar) = text.get(rest..).and_then(|text| text.find('$')) {
        let after = rest + dollar + 1;
        let has_braces = text.get(after..).is_some_and(|text| text.starts_with('{'));
        let start = if has_braces { after + 1 } else { after };
        let name = text.get(start..).unwrap_or_default();
        let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let end = start + length;
        if !has_braces || text.get(end..).is_some_and(|text| text.starts_with('}')) {
            found.push(start..end);
        }
        // `$$` is the variable `$`.
        rest = if text.get(after..).is_some_and(|text| text.starts_with('$')) { after + 1 } else { end };
    }
    found
}

/// What the file calls the package `os`: its alias, if it has one. Without an import of another `os`, that is taken to be meant.
fn packages<'a>(tokens: &Tokens<'a>) -> HashSet<&'a str> {
    let mut names = HashSet::from(["os"]);
    let is_declaration = |at: &usize| ["func", "var", "const", "type"].iter().any(|it| tokens.is(*at, it));
    let imports = (0..tokens.len()).take_while(|at| !is_declaration(at));
    for at in imports.filter(|at| tokens.kind(*at) == Some(Kind::String)) {
        let path = tokens.text(at);
        let alias =
            at.checked_sub(1).filter(|before| tokens.is_word(*before) && !tokens.is(*before, "import"));
        let local = alias.map_or_else(|| path.rsplit('/').next().unwrap_or(path), |alias| tokens.text(alias));
        if path != "os" && local == "os" {
            names.remove("os");
        } else if path == "os" {
            names.insert(local);
        }
    }
    names
}

/// Where these names mean what the file declares: variables and parameters.
fn shadowed(tokens: &Tokens<'_>, names: &HashSet<&str>) -> Ranges {
    let brackets = Brackets::of(tokens);
    let all = (0..tokens.len()).filter(|at| names.contains(tokens.word(*at)));
    let scope = |at: usize| {
        let is_variable = tokens.are(at + 1, &[":", "="]) || tokens.follows(at, &["var", "const"]);
        if is_variable {
            return Some(brackets.block(tokens, at));
        }
        // `(os string)` or `(os, arch string)`, and then the body.
        let opening = brackets.around(at).filter(|it| tokens.is(*it, "("))?;
        let is_name = tokens.follows(at, &["(", ","])
            && (tokens.is_word(at + 1) || ["*", "[", ","].iter().any(|mark| tokens.is(at + 1, mark)));
        let close = brackets.closing(opening).filter(|_| is_name)?;
        let is_function = tokens.is_word(opening.checked_sub(1)?)
            && opening.checked_sub(2).is_some_and(|it| tokens.is(it, "func") || tokens.is(it, ")"))
            || tokens.follows(opening, &["func"]);
        let body =
            (close + 1..close + 1 + MAX_RESULT).find(|at| tokens.is(*at, "{")).filter(|_| is_function)?;
        Some(opening..brackets.closing(body).unwrap_or(tokens.len()))
    };
    Ranges::new(all.filter_map(scope).collect())
}
