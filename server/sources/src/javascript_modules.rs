//! The names that a script gives to what it takes from the module `process` of Node.js, and from those with the environment of SvelteKit
//! and of Astro.

use std::ops::Range;

use crate::brackets::Brackets;
use crate::read::{Origin, ReadKind};
use crate::scan::{Kind, Tokens};

/// The modules, by their names.
const NAMES: [&str; 3] = ["process", "node:process", "$env/dynamic/private"];
/// How many tokens an import has at most.
const MAX_IMPORT: usize = 1_000;
/// How many tokens an import of one of these modules has at most.
const MAX_NAMED: usize = 300;
/// The module of Astro with variables for the server.
pub const OF_ASTRO: &str = "astro:env/server";

/// What a script takes from the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// All of it.
    Process,
    /// The environment.
    Environment,
}

/// A name for it.
#[derive(Debug)]
pub struct Name {
    /// Where the script declares it.
    pub at: usize,
    /// What it is.
    pub taken: Taken,
    /// Where it is known.
    pub scope: Range<usize>,
}

/// Whether a token is the name of one of the modules.
pub fn is_process(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.kind(at) == Some(Kind::String) && NAMES.contains(&tokens.text(at))
}

/// The index after `require("process")`, if that is at an index.
pub fn required(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    (tokens.are(at, &["require", "("]) && is_process(tokens, at + 2) && tokens.is(at + 3, ")"))
        .then_some(at + 4)
}

/// The index of the string that the `import` at an index names its module by.
pub fn source(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    (at + 1..at + MAX_IMPORT).find(|at| tokens.kind(*at) == Some(Kind::String))
}

/// The names that the `import` at an index gives to what it takes: `import p, { env as e } from "process"`.
pub fn imported(tokens: &Tokens<'_>, at: usize) -> Vec<Name> {
    let Some(from) = module(tokens, at).filter(|at| is_process(tokens, *at)) else { return Vec::new() };
    let renamed = |at: usize| if tokens.is(at + 1, "as") { at + 2 } else { at };
    let name = |index: usize| match tokens.text(index) {
        "*" => Some((renamed(index), Taken::Process)),
        "env" if tokens.follows(index, &["{", ","]) => Some((renamed(index), Taken::Environment)),
        "default" => Some((renamed(index), Taken::Process)),
        _ if index == at + 1 && tokens.is_word(index) => Some((index, Taken::Process)),
        _ => None,
    };
    let named = (at + 1..from).filter_map(name).filter(|(at, _)| tokens.is_word(*at));
    named.map(|(at, taken)| Name { at, taken, scope: 0..tokens.len() }).collect()
}

/// The variables that the `import` at an index takes from a module that has them, by the indexes of their names:
/// `import { X, Y as y } from "$env/static/private"`.
pub fn variables(tokens: &Tokens<'_>, at: usize) -> Vec<(usize, ReadKind, Origin)> {
    let Some(from) = module(tokens, at) else { return Vec::new() };
    // What Astro's modules have is what its configuration declares.
    let (origin, is_declared) = match tokens.text(from) {
        "$env/static/private" | "$env/static/public" => (Origin::Build, false),
        "astro:env/client" => (Origin::Build, true),
        OF_ASTRO => (Origin::Process, true),
        _ => return Vec::new(),
    };
    let is_variable = |at: &usize| {
        let is_modifier = tokens.is(*at, "type") && tokens.is_word(*at + 1) && !tokens.is(*at + 1, "as");
        let is_function = is_declared && tokens.is(*at, "getSecret");
        tokens.is_word(*at) && tokens.follows(*at, &["{", ","]) && !is_modifier && !is_function
    };
    let kind = |at: usize| match is_declared {
        true => ReadKind::Field,
        false if tokens.is(at + 1, "as") => ReadKind::Member,
        false => ReadKind::Import,
    };
    (at + 1..from).filter(is_variable).map(|at| (at, kind(at), origin)).collect()
}

/// The index of the string that the `import` of names at an index names its module by.
fn module(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let is_name = |at: &usize| tokens.is_word(*at) || matches!(tokens.mark(*at), "{" | "}" | "," | "*");
    let end = (at + 1..at + MAX_NAMED).find(|at| !is_name(at))?;
    (tokens.kind(end) == Some(Kind::String) && tokens.follows(end, &["from"])).then_some(end)
}

/// The names that a pattern, by its braces, gives to what it takes from the module: `const { env: e } = require("process")`.
pub fn destructured(tokens: &Tokens<'_>, brackets: &Brackets, (start, end): (usize, usize)) -> Vec<Name> {
    let is_env = |at: &usize| tokens.is(*at, "env") && tokens.follows(*at, &["{", ","]);
    let members = brackets.inside(start).take_while(|at| *at < end).filter(is_env);
    let named = members.map(|at| if tokens.is(at + 1, ":") { at + 2 } else { at });
    let scope = brackets.block(tokens, start);
    named
        .filter(|at| tokens.is_word(*at))
        .map(|at| Name { at, taken: Taken::Environment, scope: scope.clone() })
        .collect()
}
