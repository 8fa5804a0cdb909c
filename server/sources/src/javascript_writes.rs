//! Where JavaScript sets variables of the environment, and where TypeScript declares them.

use crate::brackets::Brackets;
use crate::javascript_usage::is_group;
use crate::scan::{Kind, Tokens};

/// How many arguments of a call, members of an object or of a type are looked at, by their tokens.
const MAX_MEMBERS: usize = 1_000;
/// How many tokens are between the name of a type and its members.
const MAX_HEADING: usize = 50;
/// What sets the property that it names after its object.
const SETTING: [&str; 4] = ["defineProperty", "deleteProperty", "replaceProperty", "set"];
/// What reads it.
const READING: [&str; 3] = ["get", "has", "hasOwn"];

/// The options that an environment is only read from: those of `child_process`, of T3 Env, and of Vite's `define`.
const READ_ONLY: [&str; 3] = ["env", "runtimeEnv", "process.env"];

/// What is assigned to an environment.
#[derive(Debug, Default)]
pub struct Assignment {
    /// The braces of the objects whose members are.
    pub objects: Vec<usize>,
    /// Whether there may be others beside them.
    pub has_others: bool,
}

/// What is assigned to the environment from `start` to before `end`: `process.env = { … }`, `process.env[x] = …`, `f(process.env, …)`,
/// `Object.assign(process.env, { … })`, `env: { ...process.env, … }`, `return process.env`.
pub fn assignment(tokens: &Tokens<'_>, brackets: &Brackets, start: usize, end: usize) -> Assignment {
    let others = |has_others| Assignment { has_others, ..Assignment::default() };
    if tokens.is(end, "[") {
        let after = brackets.closing(end).map(|close| close + 1);
        return others(
            after.is_some_and(|after| ["=", "??=", "||="].iter().any(|mark| tokens.is(after, mark))),
        );
    }
    if is_member(tokens, end) {
        return Assignment::default();
    }
    if tokens.is(end, "=") {
        return match () {
            () if tokens.is(end + 1, "{") => of_object(tokens, brackets, end + 1),
            () if tokens.are(end + 1, &["Object", ".", "assign", "("]) => {
                of_call(tokens, brackets, end + 4, start)
            }
            () => others(true),
        };
    }
    let is_option = |key: usize| tokens.follows(key, &["{", ","]) && READ_ONLY.contains(&tokens.text(key));
    let is_given = tokens.follows(start, &["return", "=>", "default", "?", "|"])
        || tokens.follows(start, &[":"]) && !start.checked_sub(2).is_some_and(is_option);
    if is_given {
        return others(true);
    }
    let Some(around) = brackets.around(start) else { return Assignment::default() };
    if tokens.follows(start, &["..."]) {
        let is_environment = tokens.is(around, "{")
            && (is_value_of_env(tokens, around)
                || is_replacement(tokens, around)
                || is_mocked(tokens, around));
        let objects = if is_environment { vec![around] } else { Vec::new() };
        return Assignment { objects, has_others: false };
    }
    if !tokens.follows(start, &["(", ","]) || !tokens.is(around, "(") || is_group(tokens, around) {
        return Assignment::default();
    }
    match tokens.follows(around, &["assign"]) {
        true if around + 1 == start => of_call(tokens, brackets, around, start),
        // `env: Object.assign({}, process.env, { … })`
        true if around >= 3 && is_value_of_env(tokens, around - 3) => {
            Assignment { has_others: false, ..of_call(tokens, brackets, around, start) }
        }
        _ => others(true),
    }
}

/// What a test puts in the place of the environment of the `process` at an index: `jest.replaceProperty(process, "env", { … })`.
pub fn replacement(tokens: &Tokens<'_>, brackets: &Brackets, at: usize) -> Option<Assignment> {
    is_replacement(tokens, at + 4).then(|| of_object(tokens, brackets, at + 4))
}

/// The variable that a call names after the environment from `start` to before `end`, and whether it sets it:
/// `Reflect.deleteProperty(process.env, "X")`.
pub fn named_argument(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<(usize, bool)> {
    let callee =
        start.checked_sub(2).filter(|at| tokens.follows(start, &["("]) && tokens.follows(*at, &["."]))?;
    let is_named = tokens.is(end, ",") && tokens.is_whole_argument(end + 1);
    let is_write = SETTING.contains(&tokens.word(callee));
    (is_named && (is_write || READING.contains(&tokens.word(callee)))).then_some((end + 1, is_write))
}

/// The variables that a type declares, by the index of `interface`: `interface ProcessEnv { … }` of Node.js, and
/// `interface ImportMetaEnv { … }` of Vite.
pub fn declared<'b>(tokens: &Tokens<'_>, at: usize, brackets: impl Fn() -> &'b Brackets) -> Vec<usize> {
    let is_of_node = tokens.is(at + 1, "ProcessEnv");
    if !is_of_node && !tokens.is(at + 1, "ImportMetaEnv") {
        return Vec::new();
    }
    let brackets = brackets();
    let is_global = || brackets.around(at).is_some_and(|around| tokens.follows(around, &["NodeJS"]));
    // `interface ImportMetaEnv extends Readonly<Record<string, string>> {`
    let mut depth = 0_usize;
    let mut heading = at + 2..at + MAX_HEADING;
    let opening = heading.find(|at| {
        match tokens.mark(*at) {
            "<" => depth += 1,
            ">" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && tokens.is(*at, "{")
    });
    let Some(opening) = opening.filter(|_| !is_of_node || is_global()) else { return Vec::new() };
    let is_name = |at: &usize| {
        let after = if tokens.is(*at + 1, "?") { *at + 2 } else { *at + 1 };
        let is_first = match tokens.kind(*at) {
            // In a type that depends on a condition, such marks are before a name and a colon.
            _ if tokens.follows(*at, &["?", ":", "|", "&"]) => false,
            Some(Kind::Word) => {
                tokens.follows(*at, &["{", ";", ",", "readonly"]) || tokens.indent(*at).is_some()
            }
            kind => kind == Some(Kind::String),
        };
        is_first && tokens.is(after, ":")
    };
    brackets.inside(opening).take(MAX_MEMBERS).filter(is_name).collect()
}

/// Whether a member is taken here.
pub fn is_member(tokens: &Tokens<'_>, at: usize) -> bool {
    [".", "?.", "[", "!"].iter().any(|mark| tokens.is(at, mark))
}

/// What an object assigns by itself.
fn of_object(tokens: &Tokens<'_>, brackets: &Brackets, object: usize) -> Assignment {
    let is_other = |at: usize| tokens.is(at, "...") && !tokens.are(at + 1, &["process", ".", "env"]);
    let has_others = brackets.inside(object).take(MAX_MEMBERS).any(is_other);
    Assignment { objects: vec![object], has_others }
}

/// What the arguments of `Object.assign` assign, by the index of its parenthesis; `environment` is where the environment is.
fn of_call(tokens: &Tokens<'_>, brackets: &Brackets, opening: usize, environment: usize) -> Assignment {
    let mut all = Assignment::default();
    let arguments = brackets.inside(opening).take(MAX_MEMBERS);
    for at in arguments.filter(|at| tokens.follows(*at, &["(", ","])) {
        if tokens.is(at, "{") {
            let of_object = of_object(tokens, brackets, at);
            all.objects.extend(of_object.objects);
            all.has_others |= of_object.has_others;
        } else {
            all.has_others |= at != environment && !tokens.are(at, &["process", ".", "env"]);
        }
    }
    all
}

/// Whether the expression at an index is the value of `env: …` or `env = …`.
fn is_value_of_env(tokens: &Tokens<'_>, at: usize) -> bool {
    at >= 2 && tokens.is(at - 2, "env") && tokens.follows(at, &[":", "="])
}

/// Whether the object at an index replaces the environment for a test: `replaceProperty(process, "env", { … })`.
fn is_replacement(tokens: &Tokens<'_>, object: usize) -> bool {
    let Some(call) = object.checked_sub(6) else { return false };
    tokens.is(object, "{")
        && tokens.are(call, &["replaceProperty", "(", "process", ","])
        && tokens.kind(object - 2) == Some(Kind::String)
        && tokens.text(object - 2) == "env"
        && tokens.follows(object, &[","])
}

/// Whether the object at an index is what a mock returns: `jest.spyOn(process, "env", "get").mockReturnValue({ … })`.
fn is_mocked(tokens: &Tokens<'_>, object: usize) -> bool {
    let callee = object.checked_sub(2).filter(|_| tokens.follows(object, &["("]));
    callee.is_some_and(|callee| tokens.word(callee).starts_with("mockReturnValue"))
}
