//! What the blocks of a script say of the code in them.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::iter;
use std::ops::Range;

use crate::brackets::{Brackets, Ranges};
use crate::javascript_modules::{Name, Taken, is_process, required, source};
use crate::scan::{Kind, Tokens};

/// Words before a parenthesis that isn't around parameters.
const STATEMENTS: [&str; 6] = ["if", "while", "for", "switch", "with", "return"];

/// Calls that may end what runs, by the last name of what is called. So may those whose names start with `assert`.
const ENDING: [&str; 7] =
    ["exit", "forbidden", "invariant", "notFound", "permanentRedirect", "redirect", "unauthorized"];
/// What is before a brace that is neither that of a function nor that of an object.
const BEFORE_BLOCK: [&str; 9] = [";", "{", "}", ":", "catch", "do", "else", "finally", "try"];
/// What is before the parentheses before such a brace.
const HEADS: [&str; 7] = ["await", "catch", "for", "if", "switch", "while", "with"];
/// How many tokens of a statement are looked at.
const MAX_STATEMENT: usize = 300;
/// How many tokens of the body of a function are looked at for its end.
const MAX_BODY: usize = 1_000;

/// What may not run, or fail without harm: what follows an exit in the same function, and where `fetch` is the script's own. In a
/// script that catches errors, that is all of it, because any function may be called where they are caught.
pub fn uncertain(tokens: &Tokens<'_>, brackets: &Brackets) -> Ranges {
    if (0..tokens.len()).any(|at| tokens.is(at, "catch")) {
        return Ranges::new(iter::once(0..tokens.len()).collect());
    }
    let from = |at: usize| match tokens.word(at) {
        "fetch" if tokens.is(at + 1, "=") => Some(0..tokens.len()),
        "fetch" => scope(tokens, brackets, at),
        _ if is_exit(tokens, at) => {
            Some(end_of_statement(tokens, brackets, at)..end_of_function(tokens, brackets, at))
        }
        _ => None,
    };
    Ranges::new((0..tokens.len()).filter_map(from).collect())
}

fn is_exit(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.word(at);
    let is_call = || tokens.is(at + 1, "(") && !tokens.follows(at, &["function"]);
    match word {
        "" => false,
        "return" | "throw" | "break" | "continue" => {
            !tokens.follows(at, &[".", "?."]) && !tokens.is(at + 1, ":")
        }
        _ => (ENDING.contains(&word) || word.starts_with("assert")) && is_call(),
    }
}

/// The index after the statement that an index is in.
fn end_of_statement(tokens: &Tokens<'_>, brackets: &Brackets, at: usize) -> usize {
    let mut next = at + 1;
    for _ in 0..MAX_STATEMENT {
        let is_mark = next > at + 1 && tokens.kind(next - 1) == Some(Kind::Punctuation);
        let is_operator = is_mark && ![")", "]", "}"].iter().any(|mark| tokens.is(next - 1, mark));
        let is_next = tokens.indent(next).is_some() && tokens.is_word(next) && !is_operator;
        let is_end = tokens.get(next).is_none() || tokens.is(next, ";") || tokens.is(next, "}");
        if is_end || is_next {
            return next;
        }
        next = brackets.closing(next).unwrap_or(next) + 1;
    }
    next
}

/// The end of the function that an index is in, or of the script.
fn end_of_function(tokens: &Tokens<'_>, brackets: &Brackets, at: usize) -> usize {
    let is_body = |opening: &usize| tokens.is(*opening, "{") && !is_block(tokens, brackets, *opening);
    let body = brackets.all_around(at).find(is_body);
    body.and_then(|opening| brackets.closing(opening)).unwrap_or(tokens.len())
}

/// Whether a brace is that of statements in a function or a script.
fn is_block(tokens: &Tokens<'_>, brackets: &Brackets, opening: usize) -> bool {
    let head = opening.checked_sub(1).and_then(|before| brackets.opening(before));
    match head.filter(|head| tokens.is(*head, "(")) {
        Some(head) => tokens.follows(head, &HEADS),
        None => opening == 0 || tokens.follows(opening, &BEFORE_BLOCK),
    }
}

/// Where a name means what the script declares, and not the global object. Some declarations may be of that.
pub fn shadowed(
    tokens: &Tokens<'_>,
    brackets: &Brackets,
    name: &str,
    is_global: impl Fn(usize) -> bool,
) -> Ranges {
    let is_own = |at: &usize| tokens.is(*at, name) && !tokens.is(*at + 1, ".") && !is_global(*at);
    let declared = (0..tokens.len()).filter(is_own);
    Ranges::new(declared.filter_map(|at| scope(tokens, brackets, at)).collect())
}

/// Where a script has a name, and what that is there: what one of these declarations of the name takes, unless another is nearer.
pub fn uses(tokens: &Tokens<'_>, brackets: &Brackets, name: &str, taken: &[&Name]) -> Vec<(usize, Taken)> {
    let declared: HashSet<usize> = taken.iter().map(|it| it.at).collect();
    let is_use = |at: &usize| tokens.is(*at, name) && !declared.contains(at);
    let places: Vec<usize> = (0..tokens.len()).filter(is_use).collect();
    let own =
        places.iter().filter(|at| !tokens.is(**at + 1, ".")).filter_map(|at| scope(tokens, brackets, *at));
    let mut scopes: Vec<_> = taken.iter().map(|it| (it.scope.clone(), Some(it.taken))).collect();
    scopes.extend(own.map(|range| (range, None)));
    // The inner ones after the outer ones.
    scopes.sort_by_key(|(range, taken)| (range.start, Reverse(range.end), taken.is_none()));
    let mut scopes = scopes.into_iter().peekable();
    let mut open = Vec::new();
    let mut found = Vec::new();
    for at in places {
        open.extend(iter::from_fn(|| scopes.next_if(|(range, _)| range.start <= at)));
        while open.pop_if(|(range, _)| range.end <= at).is_some() {}
        if let Some((_, Some(taken))) = open.last() {
            found.push((at, *taken));
        }
    }
    found
}

/// Whether a pattern takes a name from the global object as it is: `const { process } = globalThis`.
fn is_taken_from_global(tokens: &Tokens<'_>, name: usize, value: usize) -> bool {
    tokens.follows(name, &["{", ","])
        && tokens.is(value, "globalThis")
        && ![".", "?.", "["].iter().any(|member| tokens.is(value + 1, member))
}

/// The scope of the name at an index, if that declares it.
fn scope(tokens: &Tokens<'_>, brackets: &Brackets, at: usize) -> Option<Range<usize>> {
    let is_ambient = at >= 2 && tokens.is(at - 2, "declare");
    if tokens.follows(at, &["const", "let", "var", "class", "function", "enum"]) {
        let is_global = tokens.is(at + 1, "=") && required(tokens, at + 2).is_some()
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
        let from = source(tokens, at)?;
        return (tokens.follows(from, &["from"]) && !is_process(tokens, from)).then(|| 0..tokens.len());
    }
    let is_name = tokens.follows(at, &["(", ",", "{", "[", "...", ":"])
        && [",", ")", "}", "]", "=", ":", "?"].iter().any(|mark| tokens.is(at + 1, mark));
    // `{ name: other }`
    let is_key = tokens.is(at + 1, ":") && brackets.around(at).is_some_and(|around| tokens.is(around, "{"));
    if !is_name || is_key {
        return None;
    }
    // Out of the patterns that it is in.
    for opening in brackets.all_around(at) {
        if tokens.is(opening, "(") {
            return of_parameters(tokens, brackets, opening);
        }
        let value = brackets.closing(opening).filter(|end| tokens.is(end + 1, "=")).map(|end| end + 2);
        if let Some(value) = value.filter(|_| tokens.follows(opening, &["const", "let", "var"])) {
            let is_global = required(tokens, value).is_some() || is_taken_from_global(tokens, at, value);
            return (!is_global).then(|| brackets.block(tokens, opening));
        }
    }
    None
}

/// The scope of the parameters of a function, by their parenthesis.
fn of_parameters(tokens: &Tokens<'_>, brackets: &Brackets, opening: usize) -> Option<Range<usize>> {
    // A value in a call isn't a parameter, nor is the name of a property.
    let is_call = STATEMENTS.iter().any(|word| tokens.follows(opening, &[word]));
    let close = brackets.closing(opening).filter(|_| !is_call)?;
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
        None => {
            let mut rest = brackets.beside(start).take(MAX_BODY).take_while(|at| *at < tokens.len());
            rest.find(|at| tokens.is(*at, ";")).unwrap_or(tokens.len())
        }
    }
}
