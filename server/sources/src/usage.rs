//! What code does with a value that may be missing.

use std::collections::HashSet;
use std::ops::Range;

use crate::brackets::Brackets;
use crate::scan::{Kind, Tokens};

/// What code does with a value, as far as the tokens around it say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Use {
    /// Fails without it.
    Fails,
    /// Gives it a name, by the index of that, and does nothing else here.
    Named {
        /// The name.
        at: usize,
        /// Whether something else has the name where the value is missing: a URL of the developer's machine.
        is_local: bool,
    },
    /// Anything else: it may do without the value.
    #[default]
    Other,
}

/// How many tokens the type of a variable has at most.
const MAX_TYPE: usize = 12;
/// How many parts of a text are looked at.
const MAX_TEXT: usize = 100;

/// Whether the token at an index is the URL of something on the developer's machine: a container by its name, or an address of the
/// machine itself.
pub fn is_local_url(tokens: &Tokens<'_>, at: usize) -> bool {
    let url = tokens.text(at).split_once("://").filter(|_| tokens.kind(at) == Some(Kind::String));
    let host = url.and_then(|(_, rest)| rest.split(['/', ':', '?', '#']).next());
    host.is_some_and(|host| {
        !host.is_empty() && !host.contains('.') || host == "127.0.0.1" || host == "0.0.0.0"
    })
}

/// The index of the name that `=` before an index assigns to: that of `a` in `a = …` and in `a: A = …`.
pub fn assigned_name(tokens: &Tokens<'_>, start: usize) -> Option<usize> {
    let before = start.checked_sub(2).filter(|_| tokens.follows(start, &["="]))?;
    let is_type = |at: &usize| {
        tokens.is_word(*at) || ["|", "<", ">", "[", "]", ".", "&"].iter().any(|it| tokens.is(*at, it))
    };
    let first = (0..=before).rev().take(MAX_TYPE).take_while(is_type).last()?;
    match tokens.follows(first, &[":"]) && first >= 2 && tokens.is_word(first - 2) {
        true => Some(first - 2),
        false => tokens.is_word(before).then_some(before),
    }
}

/// Whether a bracket at an index is that of a call that only shows its arguments: `console.log(…)`, `print(…)`.
pub fn is_log(tokens: &Tokens<'_>, opening: usize) -> bool {
    let Some(callee) = opening.checked_sub(1).filter(|_| tokens.is(opening, "(")) else { return false };
    let is_method = callee >= 2 && tokens.follows(callee, &["."]);
    tokens.is(callee, "print")
        || is_method && matches!(tokens.text(callee - 2), "console" | "log" | "logger" | "logging")
}

/// Whether a text, with what is added to it, is compared, asked for a property or is the key of something.
pub fn is_asked(
    tokens: &Tokens<'_>,
    brackets: &Brackets,
    text: Range<usize>,
    is_group: impl Fn(usize) -> bool,
) -> bool {
    const COMPARING: [&str; 5] = ["===", "!==", "==", "!=", "in"];
    let (mut start, mut at, mut is_whole) = (text.start, text.end, true);
    for _ in 0..MAX_TEXT {
        let is_any = |marks: &[&str]| marks.iter().any(|mark| tokens.is(at, mark));
        let is_compared = is_any(&COMPARING) || tokens.follows(start, &COMPARING);
        let is_key = is_any(&[":"]) || is_any(&["]"]) && tokens.follows(start, &["["]);
        if is_compared || is_key || is_whole && is_any(&[".", "?."]) {
            return true;
        }
        if is_any(&[")"]) && start.checked_sub(1).is_some_and(&is_group) {
            (start, at, is_whole) = (start - 1, at + 1, true);
        } else if is_any(&["+", ".", "?.", "(", "[", "{", "${"])
            || tokens.follows(at, &["+", ".", "?."])
            || tokens.kind(at) == Some(Kind::Other)
        {
            // What is added, such as `a.b(c)`.
            (at, is_whole) = (brackets.closing(at).unwrap_or(at) + 1, false);
        } else {
            return false;
        }
    }
    true
}

/// Whether JavaScript uses variables that it doesn't name of the environment from `start` to before `end`: `process.env[name]`,
/// `name in process.env`, `{ ...process.env }`, `runtimeEnv: process.env`, `return process.env`. The `env` of another process doesn't count.
pub fn uses_others(tokens: &Tokens<'_>, brackets: &Brackets, start: usize, end: usize) -> bool {
    let end = if tokens.is(end, "!") || tokens.are(end, &["?.", "["]) { end + 1 } else { end };
    match tokens.mark(end) {
        "[" => brackets.closing(end).is_some(),
        "." | "?." => false,
        _ => {
            let is_env = start >= 2 && tokens.are(start - 2, &["env", ":"]);
            tokens.follows(start, &["=", "...", ":", "=>", "return", "default", "in"]) && !is_env
        }
    }
}

/// Whether a file has code for several places where it may run: what it does in one of them says nothing of the others. What Next.js
/// calls in builds and on the server is a sign of it.
pub fn asks_where_it_runs(tokens: &Tokens<'_>) -> bool {
    const NAMES: [&str; 12] = [
        "CI",
        "DEBUG",
        "DEV",
        "ENVIRONMENT",
        "MODE",
        "PROD",
        "SSR",
        "generateMetadata",
        "generateStaticParams",
        "getServerSideProps",
        "getStaticPaths",
        "getStaticProps",
    ];
    const PARTS: [&str; 8] =
        ["nodeenv", "vercel", "production", "development", "isprod", "isdev", "islocal", "isserver"];
    const STRINGS: [&str; 5] = ["production", "development", "NODE_ENV", "VERCEL_ENV", "VERCEL"];
    // Each of them once: a file has many words, and few different ones.
    let texts = |wanted: Kind| {
        let are_wanted = (0..tokens.len()).filter(move |at| tokens.kind(*at) == Some(wanted));
        are_wanted.map(|at| tokens.text(at)).collect::<HashSet<&str>>()
    };
    let is_sign = |word: &&str| {
        let plain = word.chars().filter(|it| *it != '_').collect::<String>().to_ascii_lowercase();
        NAMES.contains(word) || PARTS.iter().any(|part| plain.contains(part))
    };
    texts(Kind::Word).iter().any(is_sign) || texts(Kind::String).iter().any(|it| STRINGS.contains(it))
}
