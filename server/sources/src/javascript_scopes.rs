//! What the blocks of a script say of the code in them.

use std::ops::Range;

use crate::brackets::{Brackets, Ranges};
use crate::scan::{Kind, Tokens};

/// What a name may be declared as that still means the global object.
const MODULES: [&str; 2] = ["process", "node:process"];
/// Words before a parenthesis that isn't around parameters.
const STATEMENTS: [&str; 6] = ["if", "while", "for", "switch", "with", "return"];

/// Where a name means what the script declares, and not the global object.
pub fn shadowed(tokens: &Tokens<'_>, brackets: &Brackets, name: &str) -> Ranges {
    let declared = (0..tokens.len()).filter(|at| tokens.is(*at, name) && !tokens.is(*at + 1, "."));
    Ranges::new(declared.filter_map(|at| scope(tokens, brackets, at)).collect())
}

/// The scope of the name at an index, if that declares it.
fn scope(tokens: &Tokens<'_>, brackets: &Brackets, at: usize) -> Option<Range<usize>> {
    let is_ambient = at >= 2 && tokens.is(at - 2, "declare");
    if tokens.follows(at, &["const", "let", "var", "class", "function", "enum"]) {
        let is_module = |at: usize| MODULES.contains(&tokens.text(at));
        let is_global = tokens.are(at + 1, &["=", "require", "("]) && is_module(at + 4)
            || tokens.are(at + 1, &["=", "globalThis"])
            || is_ambient;
        return (!is_global).then(|| brackets.block(tokens, at));
    }
    if tokens.is(at + 1, "=>") {
        return Some(at..end_of_body(tokens, brackets, at + 2));
    }
    // A default import, or all of a module.
    let is_import =
        tokens.follows(at, &["import"]) || tokens.follows(at, &["as"]) && at >= 2 && tokens.is(at - 2, "*");
    if is_import || imported(tokens, brackets, at) {
        let from = (at + 1..tokens.len()).find(|at| tokens.kind(*at) == Some(Kind::String))?;
        let is_module = MODULES.contains(&tokens.text(from));
        return (tokens.follows(from, &["from"]) && !is_module).then(|| 0..tokens.len());
    }
    let is_name = tokens.follows(at, &["(", ",", "{", "[", "...", ":"])
        && [",", ")", "}", "]", "=", ":", "?"].iter().any(|mark| tokens.is(at + 1, mark));
    if !is_name {
        return None;
    }
    // Out of the patterns that it is in.
    let mut opening = brackets.around(at)?;
    while tokens.is(opening, "{") || tokens.is(opening, "[") {
        let is_pattern = brackets.closing(opening).is_some_and(|end| tokens.is(end + 1, "="));
        if tokens.follows(opening, &["const", "let", "var"]) && is_pattern {
            return Some(brackets.block(tokens, opening));
        }
        opening = brackets.around(opening)?;
    }
    // A value in a call isn't a parameter, nor is the name of a property.
    let is_call = STATEMENTS.iter().any(|word| tokens.follows(opening, &[word]));
    let close = brackets.closing(opening).filter(|_| tokens.is(opening, "(") && !is_call)?;
    let body = match () {
        () if tokens.is(close + 1, "=>") => close + 2,
        () if tokens.is(close + 1, "{") => close + 1,
        () if tokens.is(close + 1, ":") => body_after_type(tokens, close + 2)?,
        () => return None,
    };
    Some(opening..end_of_body(tokens, brackets, body))
}

/// Whether a name is one of those that an import takes from a module: `import { x as name } from`.
fn imported(tokens: &Tokens<'_>, brackets: &Brackets, at: usize) -> bool {
    let opening = brackets.around(at).filter(|opening| tokens.is(*opening, "{"));
    let close = opening.and_then(|opening| brackets.closing(opening));
    close.is_some_and(|close| tokens.is(close + 1, "from"))
        && (tokens.is(at + 1, ",") || tokens.is(at + 1, "}"))
}

/// Where the body of a function starts whose type starts at an index.
fn body_after_type(tokens: &Tokens<'_>, start: usize) -> Option<usize> {
    const MAX_TYPE: usize = 30;
    let ends =
        (start..start + MAX_TYPE).find(|at| ["{", "=>", ";"].iter().any(|mark| tokens.is(*at, mark)))?;
    match tokens.text(ends) {
        "{" if ends > start => Some(ends),
        "=>" => Some(ends + 1),
        _ => None,
    }
}

/// Where the body ends that starts at an index: a block, or an expression.
fn end_of_body(tokens: &Tokens<'_>, brackets: &Brackets, start: usize) -> usize {
    if tokens.is(start, "{") {
        return brackets.closing(start).unwrap_or(tokens.len());
    }
    let outside = brackets.around(start);
    match outside {
        Some(opening) => brackets.closing(opening).unwrap_or(tokens.len()),
        // To the end of the statement, as far as it has one.
        None => (start..tokens.len()).find(|at| tokens.is(*at, ";")).unwrap_or(tokens.len()),
    }
}
