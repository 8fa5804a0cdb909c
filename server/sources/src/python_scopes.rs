//! What the blocks of Python say of the code in them.

use std::ops::Range;

use crate::brackets::{Brackets, Ranges};
use crate::scan::Tokens;

/// How many tokens the parameters of a function have at most.
const MAX_PARAMETERS: usize = 200;

/// How many tokens of a statement are looked at.
const MAX_STATEMENT: usize = 300;

/// What may not run, or fail without harm: what follows an exit in the same function. In a file that handles exceptions, those are all
/// functions, because any may be called where they are handled.
pub fn uncertain(tokens: &Tokens<'_>, brackets: &Brackets) -> Ranges {
    let is_any = |at: usize, words: &[&str]| words.iter().any(|word| tokens.is(at, word));
    // In brackets, a line doesn't start a statement.
    let starts = |at: &usize| {
        tokens.indent(*at).is_some() && brackets.around(*at).is_none() && !is_any(*at, &[")", "]", "}"])
    };
    let is_exit = |at: usize| {
        is_any(at, &["return", "raise", "break", "continue", "assert"])
            || is_any(at, &["exit", "quit", "_exit", "abort", "redirect"]) && tokens.is(at + 1, "(")
    };
    let is_handled = (0..tokens.len()).any(|at| tokens.is(at, "except"));
    let mut found = Vec::new();
    // The module and the functions around the token, each with its indentation, and from where it is uncertain.
    let mut functions: Vec<(Option<usize>, Option<usize>)> = vec![(None, None)];
    for at in 0..tokens.len() {
        if starts(&at) {
            let indent = tokens.indent(at);
            while let Some((_, from)) = functions.pop_if(|(outer, _)| outer.is_some() && indent <= *outer) {
                found.extend(from.map(|from| from..at));
            }
            if tokens.is(at, "def") || tokens.are(at, &["async", "def"]) {
                functions.push((indent, is_handled.then_some(at)));
            }
        }
        if let Some((_, from @ None)) = functions.last_mut().filter(|_| is_exit(at)) {
            let next = (at + 1..tokens.len()).take(MAX_STATEMENT).find(starts);
            *from = Some(next.unwrap_or(at + MAX_STATEMENT));
        }
    }
    found.extend(functions.into_iter().filter_map(|(_, from)| Some(from?..tokens.len())));
    Ranges::new(found.into_iter().filter(|range| range.start < range.end).collect())
}

/// Where names mean what the file declares: in functions with such parameters, and behind an assignment as far as its function goes.
pub fn shadowed(tokens: &Tokens<'_>, is_name: impl Fn(&str) -> bool) -> Ranges {
    let mut found: Vec<Range<usize>> = Vec::new();
    // The functions around the token, each with its indentation and its end.
    let mut functions: Vec<(usize, usize)> = Vec::new();
    for at in 0..tokens.len() {
        while functions.last().is_some_and(|(_, end)| *end <= at) {
            functions.pop();
        }
        if tokens.is(at, "def") && tokens.is(at + 2, "(") {
            let end = end_of_block(tokens, first_of_line(tokens, at)).unwrap_or(tokens.len());
            functions.push((at, end));
            let parameters = at + 3..end.min(at + MAX_PARAMETERS);
            let close = parameters
                .clone()
                .find(|at| tokens.is(*at, ")") && (tokens.is(at + 1, ":") || tokens.is(at + 1, "->")));
            let is_parameter = |at: &usize| {
                tokens.is_word(*at)
                    && is_name(tokens.text(*at))
                    && tokens.follows(*at, &["(", ",", "*", "**"])
            };
            if close.is_some_and(|close| (parameters.start..close).any(|at| is_parameter(&at))) {
                found.push(at..end);
            }
        }
        let is_assigned = tokens.is_word(at)
            && is_name(tokens.text(at))
            && (tokens.is(at + 1, "=") && tokens.indent(at).is_some() || tokens.follows(at, &["for"]));
        if is_assigned {
            found.push(functions.last().map_or(at..tokens.len(), |(start, end)| *start..*end));
        }
    }
    Ranges::new(found)
}

/// The index of the first token of the line that a token is on, as far as only words are before it: `async def`.
fn first_of_line(tokens: &Tokens<'_>, at: usize) -> usize {
    if tokens.follows(at, &["async"]) { at - 1 } else { at }
}

/// The index of the first token after the block of a statement; `None` if that isn't on a line of its own, or has no end.
fn end_of_block(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let outer = tokens.indent(at)?;
    // A closing bracket may be further to the left than what it belongs to.
    let is_closing = |at: usize| [")", "]", "}"].iter().any(|closing| tokens.is(at, closing));
    let is_outside = |at: usize| tokens.indent(at).is_some_and(|indent| indent <= outer);
    (at + 1..tokens.len()).find(|at| is_outside(*at) && !is_closing(*at))
}
