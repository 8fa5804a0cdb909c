//! Reads in JavaScript and TypeScript.

use std::collections::HashMap;

use crate::read::{Collector, ReadKind};
use crate::scan::{Kind, Tokens};

/// What Vite itself puts into `import.meta.env`.
const OF_VITE: [&str; 5] = ["MODE", "BASE_URL", "PROD", "DEV", "SSR"];

/// Finds `process.env.X`, `process.env["X"]`, `const { X } = process.env`, the same of `import.meta.env` and `Bun.env`, and
/// `Deno.env.get("X")`.
pub fn find(tokens: &Tokens<'_>, found: &mut Collector) {
    let mut openings_of = None;
    for at in 0..tokens.len() {
        let is_of_vite = tokens.is(at, "import");
        let after = if is_object(tokens, at, "process") || is_object(tokens, at, "Bun") {
            member(tokens, at + 1, "env")
        } else if is_of_vite {
            member(tokens, at + 1, "meta").and_then(|after| member(tokens, after, "env"))
        } else {
            if is_object(tokens, at, "Deno") {
                deno(tokens, at, found);
            }
            None
        };
        let Some(after) = after else { continue };
        let mut add = |index: usize, kind| {
            let name = tokens.text(index);
            if !(is_of_vite && OF_VITE.contains(&name)) {
                found.add(tokens.get(index), name, kind);
            }
        };
        match property(tokens, after) {
            Some((index, end, kind)) if !is_written(tokens, at, end) => add(index, kind),
            Some(_) => {}
            None if tokens.follows(at, &["="]) => {
                let openings = openings_of.get_or_insert_with(|| openings(tokens));
                if let Some(pattern) = pattern_before(tokens, at - 1, openings) {
                    names_in(tokens, pattern, &mut add);
                }
            }
            None => {}
        }
    }
}

/// Whether the token is this global object, and not a property of another.
pub fn is_object(tokens: &Tokens<'_>, at: usize, name: &str) -> bool {
    let is_global = |at: usize| matches!(tokens.text(at), "globalThis" | "global" | "window");
    tokens.is(at, name) && (!tokens.follows(at, &[".", "?."]) || at >= 2 && is_global(at - 2))
}

/// The index after `.name`, if that is here.
fn member(tokens: &Tokens<'_>, at: usize, name: &str) -> Option<usize> {
    // `process!.env`
    let at = if tokens.is(at, "!") { at + 1 } else { at };
    let is_member = (tokens.is(at, ".") || tokens.is(at, "?.")) && tokens.is(at + 1, name);
    is_member.then_some(at + 2)
}

/// The property that is taken here: where its name is, where it ends, and how it is named.
fn property(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize, ReadKind)> {
    let at = if tokens.is(at, "!") { at + 1 } else { at };
    let has_dot = tokens.is(at, ".") || tokens.is(at, "?.");
    if has_dot && tokens.kind(at + 1) == Some(Kind::Word) {
        return Some((at + 1, at + 2, ReadKind::Member));
    }
    let at = if tokens.is(at, "?.") { at + 1 } else { at };
    let is_string = tokens.is(at, "[") && tokens.kind(at + 1) == Some(Kind::String) && tokens.is(at + 2, "]");
    is_string.then_some((at + 1, at + 3, ReadKind::String))
}

/// Whether the property is assigned or deleted.
fn is_written(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    tokens.is(end, "=") || tokens.follows(start, &["delete"])
}

/// The pattern that is assigned to, by the index of its opening brace and that of its closing brace.
fn pattern_before(
    tokens: &Tokens<'_>,
    equals: usize,
    openings: &HashMap<usize, usize>,
) -> Option<(usize, usize)> {
    let end = equals.checked_sub(1)?;
    let start = *openings.get(&end)?;
    tokens.follows(start, &["const", "let", "var", ",", "("]).then_some((start, end))
}

/// The opening brace of each closing brace before `=`.
fn openings(tokens: &Tokens<'_>) -> HashMap<usize, usize> {
    let mut open = Vec::new();
    let mut found = HashMap::new();
    for at in 0..tokens.len() {
        if tokens.is(at, "{") || tokens.is(at, "${") {
            open.push(at);
        } else if tokens.is(at, "}")
            && let Some(start) = open.pop()
            && tokens.is(at + 1, "=")
        {
            found.insert(at, start);
        }
    }
    found
}

/// The names of the properties that a pattern takes.
fn names_in(tokens: &Tokens<'_>, (start, end): (usize, usize), add: &mut impl FnMut(usize, ReadKind)) {
    let mut depth = 0_usize;
    for at in start + 1..end {
        if depth == 0 && tokens.follows(at, &["{", ","]) {
            let is_renamed = tokens.is(at + 1, ":");
            let is_short = at + 1 == end || tokens.is(at + 1, ",") || tokens.is(at + 1, "=");
            match tokens.kind(at) {
                Some(Kind::Word) if is_renamed => add(at, ReadKind::Member),
                Some(Kind::Word) if is_short => add(at, ReadKind::Shorthand),
                Some(Kind::String) if is_renamed => add(at, ReadKind::String),
                _ => {}
            }
        }
        if ["{", "[", "(", "${"].iter().any(|opening| tokens.is(at, opening)) {
            depth += 1;
        } else if ["}", "]", ")"].iter().any(|closing| tokens.is(at, closing)) {
            depth = depth.saturating_sub(1);
        }
    }
}

/// `Deno.env.get("X")`.
fn deno(tokens: &Tokens<'_>, at: usize, found: &mut Collector) {
    let called = member(tokens, at + 1, "env").and_then(|after| member(tokens, after, "get"));
    if let Some(after) = called.filter(|after| tokens.is(*after, "("))
        && tokens.is_whole_argument(after + 1)
    {
        found.add(tokens.get(after + 1), tokens.text(after + 1), ReadKind::String);
    }
}
