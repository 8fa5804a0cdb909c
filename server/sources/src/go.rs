//! Go: `os.Getenv("X")`, `os.LookupEnv("X")`, `os.Setenv("X", …)` and `t.Setenv("X", …)`.

use std::cell::OnceCell;
use std::collections::HashSet;

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
        let is_read = tokens.is(at + 2, "Getenv") || tokens.is(at + 2, "LookupEnv");
        let own = || own.get_or_init(|| shadowed(tokens, &packages));
        if !is_read || own().contain(at) {
            continue;
        }
        if !tokens.is_whole_argument(at + 4) {
            found.use_others(tokens.get(at));
            continue;
        }
        found.add(tokens.get(at + 4), tokens.text(at + 4), ReadKind::String, Context::default());
    }
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
