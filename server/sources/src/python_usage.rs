//! What Python does with values that may be missing.

use crate::brackets::Brackets;
use crate::scan::{Kind, Tokens};
use crate::usage::{Use, assigned_name, is_asked, is_local_url, is_log};

/// What chooses in a statement, or makes it run later.
const CHOOSING: [&str; 17] = [
    "and", "assert", "case", "elif", "else", "except", "for", "if", "in", "is", "lambda", "match", "not",
    "or", "try", "while", "with",
];
/// How many brackets around a value are looked at.
const MAX_BRACKETS: usize = 20;
/// How many tokens of a statement are looked at before a value, and after it.
const MAX_STATEMENT: usize = 200;
/// How many tokens are looked at before a statement.
const MAX_BLOCKS: usize = 2000;
/// What starts a block that only runs under a condition, or whose failure is handled. The list of a loop may be empty.
const CONDITIONS: [&str; 9] = ["if", "elif", "else", "try", "except", "for", "while", "match", "case"];

/// What is done with the value of the expression from the index `start` to before `end`; `is_local` says that it has a URL of the
/// developer's machine where it is missing.
pub fn usage(tokens: &Tokens<'_>, brackets: &Brackets, start: usize, end: usize, is_local: bool) -> Use {
    let (mut start, mut end, mut is_local) = (start, end, is_local);
    let mut has_other = false;
    loop {
        if tokens.is(end, "or") && is_local_url(tokens, end + 1) && !has_other {
            (end, is_local, has_other) = (end + 2, true, true);
        } else if tokens.is(end, ")") && start.checked_sub(1).is_some_and(|open| is_group(tokens, open)) {
            (start, end) = (start - 1, end + 1);
        } else {
            break;
        }
    }
    let around = std::iter::successors(brackets.around(start), |opening| brackets.around(*opening));
    let is_shown = around.take(MAX_BRACKETS).any(|opening| is_log(tokens, opening));
    if is_shown || is_conditional(tokens, brackets, start, end) {
        return Use::Other;
    }
    let name = assigned_name(tokens, start).filter(|at| tokens.indent(*at).is_some());
    let ends = tokens.get(end).is_none() || tokens.is(end, ";") || tokens.indent(end).is_some();
    if let Some(at) = name.filter(|_| ends) {
        return Use::Named { at, is_local };
    }
    let is_base_in_text = tokens.follows(start, &["{"])
        && tokens.is(end, "}")
        && matches!(tokens.byte_before(start - 1), Some(b'"' | b'\''))
        && tokens.byte_after(end) == Some(b'/');
    let is_base = tokens.is(end, "+")
        && tokens.kind(end + 1) == Some(Kind::String)
        && tokens.text(end + 1).starts_with('/');
    let text = match is_base_in_text {
        true => start.checked_sub(2).and_then(|quote| Some(quote..end_of_text(tokens, quote)?)),
        false => is_base.then_some(start..end),
    };
    let is_started = text.is_some_and(|text| {
        let is_known = !is_in_unknown_call(tokens, brackets, text.start);
        is_known && !is_asked(tokens, brackets, text, |open| is_group(tokens, open))
    });
    let is_dereferenced = !is_local && tokens.is(end, ".") && !tokens.follows(start, &["."]);
    let fails = is_started || is_dereferenced || is_requested(tokens, start, end);
    if fails { Use::Fails } else { Use::Other }
}

/// Whether a parenthesis is at an index that only groups.
fn is_group(tokens: &Tokens<'_>, open: usize) -> bool {
    tokens.is(open, "(") && !open.checked_sub(1).is_some_and(|before| is_callee(tokens, before))
}

fn is_callee(tokens: &Tokens<'_>, at: usize) -> bool {
    (tokens.is_word(at) && !tokens.is(at, "return")) || tokens.is(at, ")") || tokens.is(at, "]")
}

/// The index after the text whose opening quote is at an index.
fn end_of_text(tokens: &Tokens<'_>, quote: usize) -> Option<usize> {
    let mut rest = (quote + 1..tokens.len()).take(MAX_STATEMENT);
    let is_end = |at: &usize| tokens.kind(*at) == Some(Kind::Other) && tokens.text(*at) == tokens.text(quote);
    rest.find(is_end).map(|end| end + 1)
}

/// Whether the innermost call around an index may do anything with its arguments.
fn is_in_unknown_call(tokens: &Tokens<'_>, brackets: &Brackets, at: usize) -> bool {
    let around = std::iter::successors(brackets.around(at), |opening| brackets.around(*opening));
    let mut calls = around.take(MAX_BRACKETS).filter(|at| tokens.is(*at, "(") && !is_group(tokens, *at));
    calls.next().and_then(|opening| opening.checked_sub(1)).is_some_and(|callee| !is_request(tokens, callee))
}

/// Whether the expression from `start` to before `end` is a URL that is requested.
fn is_requested(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    let is_first = tokens.follows(start, &["("]) && [",", ")", "+"].iter().any(|mark| tokens.is(end, mark));
    start.checked_sub(2).filter(|_| is_first).is_some_and(|callee| is_request(tokens, callee))
}

/// Whether the call of what is at an index requests a URL.
fn is_request(tokens: &Tokens<'_>, callee: usize) -> bool {
    let is_verb = ["get", "head", "post", "put", "patch", "delete"].contains(&tokens.text(callee));
    let is_of_client = callee >= 2
        && tokens.follows(callee, &["."])
        && ["requests", "httpx"].contains(&tokens.text(callee - 2));
    is_verb && is_of_client || tokens.is(callee, "urlopen")
}

/// Whether the code from `start` to before `end` only runs under a condition, or something handles its failure.
pub fn is_conditional(tokens: &Tokens<'_>, brackets: &Brackets, start: usize, end: usize) -> bool {
    // In brackets, a line doesn't start a statement.
    let starts = |at: &usize| tokens.indent(*at).is_some() && brackets.around(*at).is_none();
    let Some(first) = (0..=start).rev().take(MAX_STATEMENT).find(starts) else { return true };
    let next =
        (end..tokens.len()).take(MAX_STATEMENT).find(starts).unwrap_or(tokens.len().min(end + MAX_STATEMENT));
    let is_any = |at: usize, words: &[&str]| words.iter().any(|word| tokens.is(at, word));
    // After a semicolon, or in a function on one line, too.
    if (first..start).chain(end..next).any(|at| is_any(at, &CHOOSING)) {
        return true;
    }
    let mut indent = tokens.indent(first).unwrap_or_default();
    for at in (0..first).rev().take(MAX_BLOCKS) {
        if indent == 0 {
            return false;
        }
        let is_line = starts(&at) && !is_any(at, &[")", "]", "}"]);
        let Some(outer) = tokens.indent(at).filter(|outer| is_line && *outer < indent) else { continue };
        let is_suppressing = is_any(at, &["with", "async"])
            && (at..first)
                .take_while(|at| !tokens.is(*at, ":"))
                .any(|at| is_any(at, &["suppress", "raises"]));
        if is_any(at, &CONDITIONS) || tokens.are(at, &["async", "for"]) || is_suppressing {
            return true;
        }
        indent = outer;
    }
    indent > 0
}
