//! What a script does with values that may be missing.

use crate::brackets::Brackets;
use crate::scan::{Kind, Tokens};
use crate::usage::{Use, assigned_name, is_asked, is_local_url, is_log};

/// Words before a parenthesis that groups.
const BEFORE_GROUP: [&str; 12] =
    ["return", "typeof", "new", "void", "throw", "case", "await", "yield", "delete", "in", "else", "default"];
/// How many tokens the arguments of a type are at most.
const MAX_TYPE: usize = 200;
/// How many tokens before a value are looked at.
const MAX_STEPS: usize = 300;
/// How many calls of a chain are looked at.
const MAX_CALLS: usize = 20;
/// What starts a statement or its value.
const STARTS: [&str; 9] = ["const", "let", "var", "return", "throw", "export", "import", "function", "class"];
/// What requests or parses a URL, by the last name of what is called.
const REQUESTS: [&str; 10] =
    ["fetch", "URL", "Request", "WebSocket", "EventSource", "axios", "ky", "got", "ofetch", "$fetch"];
/// Calls that let what fails in them fail, and don't depend on a list: of promises, of responses, and of React.
const TRANSPARENT: [&str; 6] = ["all", "cache", "json", "then", "useCallback", "useEffect"];
/// What is only evaluated, or only goes on, under a condition. The list of a loop may be empty.
const CONDITIONS: [&str; 7] = ["if", "for", "while", "switch", "else", "case", "catch"];

/// What is done with the value of the expression from the index `start` to before `end`; `is_local` says that it has a URL of the
/// developer's machine where it is missing.
pub fn usage(tokens: &Tokens<'_>, brackets: &Brackets, start: usize, end: usize, is_local: bool) -> Use {
    let (mut start, mut end, mut is_local) = (start, end, is_local);
    loop {
        let is_or = tokens.are(end, &["?", "?"]) || tokens.are(end, &["|", "|"]);
        if is_or && is_local_url(tokens, end + 2) {
            (end, is_local) = (end + 3, true);
        } else if tokens.is(end, "!") {
            end += 1;
        } else if (tokens.is(end, "as") || tokens.is(end, "satisfies")) && tokens.is_word(end + 1) {
            end += 2;
        } else if tokens.is(end, ")") && start.checked_sub(1).is_some_and(|open| is_group(tokens, open)) {
            (start, end) = (start - 1, end + 1);
        } else {
            break;
        }
    }
    if is_conditional(tokens, brackets, start) {
        return Use::Other;
    }
    if let Some(at) = declared(tokens, start, end) {
        return Use::Named { at, is_local };
    }
    let is_base_in_template = tokens.follows(start, &["${"])
        && tokens.is(end, "}")
        && tokens.byte_before(start - 1) == Some(b'`')
        && tokens.byte_after(end) == Some(b'/');
    let is_base = tokens.is(end, "+")
        && !tokens.follows(start, &["+"])
        && tokens.kind(end + 1) == Some(Kind::String)
        && tokens.text(end + 1).starts_with('/');
    let is_dereferenced = !is_local && tokens.is(end, ".") && !tokens.follows(start, &[".", "?."]);
    let text = match is_base_in_template && is_operand(tokens, start - 1) {
        true => end_of_template(tokens, brackets, start - 1).map(|end| start - 1..end),
        false => is_base.then_some(start..end),
    };
    let is_started =
        text.is_some_and(|text| !is_asked(tokens, brackets, text, |open| is_group(tokens, open)));
    let fails = is_started || is_dereferenced || is_requested(tokens, brackets, start, end);
    if fails { Use::Fails } else { Use::Other }
}

/// The index after the template that starts with the `${` at an index.
fn end_of_template(tokens: &Tokens<'_>, brackets: &Brackets, opening: usize) -> Option<usize> {
    let mut rest = (brackets.closing(opening)?..tokens.len()).take(MAX_STEPS);
    let around = brackets.around(opening);
    let end = rest.find(|at| {
        tokens.kind(*at) == Some(Kind::Other) && tokens.text(*at) == "`" && brackets.around(*at) == around
    });
    end.map(|end| end + 1)
}

/// The index before `<…>`, if that ends at an index; else this index.
pub fn before_type_arguments(tokens: &Tokens<'_>, end: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for at in (0..=end).rev().take(MAX_TYPE) {
        if tokens.is(at, ">") && !tokens.follows(at, &["="]) {
            depth += 1;
        } else if depth == 0 {
            return Some(at);
        } else if tokens.is(at, "<") {
            depth -= 1;
        }
    }
    None
}

/// Whether a parenthesis is at an index that only groups.
pub fn is_group(tokens: &Tokens<'_>, open: usize) -> bool {
    tokens.is(open, "(") && is_operand(tokens, open)
}

/// Whether a parenthesis or a template at an index is an operand of its own, and not the arguments of what is before it.
fn is_operand(tokens: &Tokens<'_>, at: usize) -> bool {
    match at.checked_sub(1).map(|before| (tokens.kind(before), tokens.text(before))) {
        Some((Some(Kind::Word), word)) => BEFORE_GROUP.contains(&word),
        Some((Some(Kind::Punctuation), mark)) => !matches!(mark, ")" | "]" | ">"),
        Some(_) => false,
        None => true,
    }
}

/// The index of the variable that is declared with the expression from `start` to before `end` as its value.
fn declared(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<usize> {
    let name = assigned_name(tokens, start).filter(|at| tokens.follows(*at, &["const", "let", "var"]))?;
    let goes_on = ["+", ".", "?.", "?", "|", "&", "(", "["].iter().any(|mark| tokens.is(end, mark));
    let ends = tokens.get(end).is_none()
        || [";", ",", "}"].iter().any(|mark| tokens.is(end, mark))
        || tokens.indent(end).is_some() && !goes_on;
    ends.then_some(name)
}

/// Whether the expression from `start` to before `end` is a URL that is requested or parsed.
fn is_requested(tokens: &Tokens<'_>, brackets: &Brackets, start: usize, end: usize) -> bool {
    let is_first = tokens.follows(start, &["("]) && [",", ")", "+"].iter().any(|mark| tokens.is(end, mark));
    let is_last = tokens.follows(start, &[","]) && tokens.is(end, ")");
    let opening = brackets.around(start).filter(|at| tokens.is(*at, "(") && (is_first || is_last));
    let Some(callee) = opening.and_then(|opening| opening.checked_sub(1)) else { return false };
    let is_made = |names: &[&str]| tokens.follows(callee, &["new"]) && names.contains(&tokens.text(callee));
    if is_last {
        return is_made(&["URL"]);
    }
    let is_of = |names: &[&str]| {
        tokens.follows(callee, &["."]) && callee >= 2 && names.contains(&tokens.text(callee - 2))
    };
    let is_verb = ["get", "head", "post", "put", "patch", "delete"].contains(&tokens.text(callee));
    let is_fetch =
        tokens.is(callee, "fetch") && (!tokens.follows(callee, &["."]) || is_of(&["window", "globalThis"]));
    is_fetch || is_verb && is_of(&["axios", "ky"]) || is_made(&["URL", "Request", "WebSocket", "EventSource"])
}

/// Whether the code at an index only runs under a condition, something handles its failure, or it only shows the value.
fn is_conditional(tokens: &Tokens<'_>, brackets: &Brackets, at: usize) -> bool {
    let mut inner = at;
    // How many tokens may yet be looked at.
    let mut steps = MAX_STEPS;
    while steps > 0 {
        let opening = brackets.around(inner);
        if is_chosen(tokens, brackets, inner, opening, &mut steps) {
            return true;
        }
        let Some(opening) = opening else { return false };
        let Some(before) = opening.checked_sub(1) else { return false };
        if tokens.is(opening, "(") {
            if is_log(tokens, opening)
                || CONDITIONS.iter().any(|word| tokens.is(before, word))
                || is_unknown_call(tokens, opening)
                || is_caught(tokens, brackets, opening)
            {
                return true;
            }
        } else if tokens.is(opening, "{") {
            let is_tried = tokens.is(before, "try")
                && brackets.closing(opening).is_none_or(|end| tokens.is(end + 1, "catch"));
            let heads = tokens.is(before, ")").then(|| brackets.opening(before)).flatten();
            let word = heads.map_or(Some(before), |head| head.checked_sub(1));
            // `for await (…) {`
            let word = word.filter(|at| !tokens.is(*at, "await")).or_else(|| word?.checked_sub(1));
            let has_condition = word.is_some_and(|at| CONDITIONS.iter().any(|word| tokens.is(at, word)));
            if is_tried || has_condition {
                return true;
            }
        }
        inner = opening;
    }
    true
}

/// Whether an operator or a keyword before an index, in the same brackets and the same statement, chooses what is there.
fn is_chosen(
    tokens: &Tokens<'_>,
    brackets: &Brackets,
    at: usize,
    opening: Option<usize>,
    steps: &mut usize,
) -> bool {
    // The types of variables have some of the same marks.
    let mut is_assigned = false;
    let mut before = at.checked_sub(1);
    while let Some(left) = steps.checked_sub(1) {
        *steps = left;
        let Some(at) = before.filter(|at| Some(*at) != opening) else { return false };
        let is_any = |marks: &[&str]| marks.iter().any(|mark| tokens.is(at, mark));
        let is_in_call = opening.is_some_and(|opening| !tokens.is(opening, "{"));
        // `{ key: value }`
        let is_key = is_any(&[":"])
            && opening.is_some()
            && at.checked_sub(2).is_some_and(|it| Some(it) == opening || tokens.is(it, ","));
        if is_any(&STARTS) || is_any(&[";", "}"]) || is_in_call && is_any(&[","]) || is_key && !is_in_call {
            return false;
        }
        if is_any(&CONDITIONS) || is_any(&["?", "&", "??=", "||="]) || !is_assigned && is_any(&[":", "|"]) {
            return true;
        }
        is_assigned |= is_any(&["="]);
        // What is in other brackets is skipped.
        before = brackets.opening(at).unwrap_or(at).checked_sub(1);
    }
    true
}

/// Whether a parenthesis is that of a call that may do anything with what fails in it: `retry(() => …)`.
fn is_unknown_call(tokens: &Tokens<'_>, opening: usize) -> bool {
    // `axios.get<A>(…)`
    let callee = opening.checked_sub(1).and_then(|end| before_type_arguments(tokens, end));
    let Some(callee) = callee.filter(|_| !is_group(tokens, opening)) else { return false };
    let is_of_client =
        tokens.follows(callee, &["."]) && callee >= 2 && REQUESTS.contains(&tokens.text(callee - 2));
    let name = tokens.text(callee);
    !is_of_client && !REQUESTS.contains(&name) && !TRANSPARENT.contains(&name)
}

/// Whether the failure of the call whose parenthesis this is, or of one that it is chained with, is caught.
fn is_caught(tokens: &Tokens<'_>, brackets: &Brackets, opening: usize) -> bool {
    let mut closing = brackets.closing(opening);
    for _ in 0..MAX_CALLS {
        let Some(end) = closing.filter(|end| tokens.is(end + 1, ".") && tokens.is(end + 3, "(")) else {
            return false;
        };
        let is_handler =
            |at: usize| tokens.is(at, ",") && brackets.around(at) == Some(end + 3) && !tokens.is(at + 1, ")");
        let arguments = end + 4..brackets.closing(end + 3).unwrap_or(end + 4).min(end + MAX_STEPS);
        if tokens.is(end + 2, "catch") || tokens.is(end + 2, "then") && arguments.into_iter().any(is_handler)
        {
            return true;
        }
        closing = brackets.closing(end + 3);
    }
    true
}
