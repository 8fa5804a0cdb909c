//! Reads in Python.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use crate::brackets::{Brackets, Ranges};
use crate::collector::{Collector, Context};
use crate::python_scopes as scopes;
use crate::python_usage::{is_conditional, usage};
use crate::read::{Origin, ReadKind};
use crate::scan::{Kind, Tokens};
use crate::usage::{Use, is_local_url};

/// How many tokens the bases of a class have at most.
const MAX_BASES: usize = 100;
/// How many tokens an import has at most.
const MAX_IMPORT: usize = 100;
/// What `os` has for variables.
const NAMES: [&str; 4] = ["environ", "getenv", "putenv", "unsetenv"];
/// How many tokens of the arguments that set variables are looked at.
const MAX_ARGUMENTS: usize = 1000;
/// What does nothing with the environment that it gets but to read it.
const READING: [&str; 7] = ["bool", "dict", "len", "list", "print", "set", "sorted"];
/// The methods of the environment that set variables.
const SETTING: [&str; 4] = ["__ior__", "__setitem__", "setdefault", "update"];

/// Names of `os` that read variables, by the name that the file gives them.
#[derive(Debug, Default)]
struct Imported<'a> {
    os: HashSet<&'a str>,
    names: HashMap<&'a str, &'a str>,
    /// The tokens of the imports of names.
    imports: Ranges,
}

impl Imported<'_> {
    /// Whether it is one of the names.
    fn has(&self, name: &str) -> bool {
        self.os.contains(name) || self.names.contains_key(name)
    }
}

/// Finds `os.environ["X"]`, `os.environ.get("X")`, `os.getenv("X")`, `"X" in os.environ`, the same of names imported from `os`, the
/// fields of settings of Pydantic, and where the code or a test sets them.
pub fn find(tokens: &Tokens<'_>, found: &mut Collector) {
    let (imported, mut known) = (imports(tokens), bases(tokens));
    let (own, brackets, uncertain) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
    let brackets = || brackets.get_or_init(|| Brackets::of(tokens));
    let is_uncertain =
        |at: usize| uncertain.get_or_init(|| scopes::uncertain(tokens, brackets())).contain(at);
    for at in 0..tokens.len() {
        if tokens.kind(at) != Some(Kind::Word) {
            continue;
        }
        if tokens.is(at, "class") {
            settings(tokens, at, &mut known, found);
        }
        // Without arguments, it takes the usual file.
        if tokens.are(at, &["load_dotenv", "("]) && !tokens.is(at + 2, ")") {
            found.load_others(tokens.get(at));
        }
        if tokens.are(at, &["patch", ".", "dict", "("]) && tokens.text(at + 4) == "os.environ" {
            set_by(tokens, brackets(), at + 3, found);
        }
        if tokens.follows(at, &["."]) {
            let is_set = tokens.is(at, "setenv") || tokens.is(at, "delenv");
            if is_set && is_patch(tokens, at) && tokens.is_whole_argument(at + 2) {
                found.set(tokens, at + 2, ReadKind::String);
            }
            continue;
        }
        if tokens.are(at, &["exec", "("]) && !tokens.follows(at, &["def"]) {
            found.load_others(tokens.get(at));
        }
        let is_os = imported.os.contains(tokens.text(at));
        let (what, after) = if is_os && tokens.is(at + 1, ".") {
            (tokens.text(at + 2), at + 3)
        } else {
            (imported.names.get(tokens.text(at)).copied().unwrap_or_default(), at + 1)
        };
        if !NAMES.contains(&what)
            || imported.imports.contain(at)
            || own.get_or_init(|| scopes::shadowed(tokens, |name| imported.has(name))).contain(at)
        {
            continue;
        }
        let is_called = |method: &str| tokens.are(after, &[".", method, "("]);
        let argument = |index: usize| {
            let index = if tokens.are(index, &["key", "="]) { index + 2 } else { index };
            tokens.is_whole_argument(index).then_some(index)
        };
        let call = |index: usize| {
            let string = argument(index);
            let certain = string.filter(|_| !is_uncertain(at));
            (string, certain.map_or(Use::Other, |string| called(tokens, brackets(), at, string + 1)))
        };
        let sets_default = what == "environ" && is_called("setdefault");
        let (string, usage) = match what {
            "environ"
                if tokens.is(after, "[")
                    && tokens.is(after + 2, "]")
                    && tokens.kind(after + 1) == Some(Kind::String) =>
            {
                if tokens.is(after + 3, "=") || tokens.follows(at, &["del"]) {
                    found.set(tokens, after + 1, ReadKind::String);
                    continue;
                }
                // Without the variable, this is an error.
                let usage = match is_uncertain(at) || is_conditional(tokens, brackets(), at, after + 3) {
                    true => Use::Other,
                    false => Use::Fails,
                };
                (Some(after + 1), usage)
            }
            "environ" if is_called("get") => call(after + 3),
            "environ" if sets_default && argument(after + 3).is_none() => {
                found.set_others(tokens.get(at));
                continue;
            }
            "environ" if is_called("pop") || sets_default => (argument(after + 3), Use::Other),
            "environ" if is_called("__setitem__") && argument(after + 3).is_some() => {
                found.set(tokens, after + 3, ReadKind::String);
                continue;
            }
            "environ" if tokens.follows(at, &["in"]) && !tokens.is(after, ".") => {
                let string = at.checked_sub(if at >= 2 && tokens.is(at - 2, "not") { 3 } else { 2 });
                (string, Use::Other)
            }
            "environ" => {
                environment(tokens, brackets(), at, after, found);
                continue;
            }
            "getenv" if tokens.is(after, "(") => call(after + 1),
            "putenv" | "unsetenv" if tokens.is(after, "(") => {
                if let Some(string) = argument(after + 1) {
                    found.set(tokens, string, ReadKind::String);
                }
                continue;
            }
            _ => continue,
        };
        match string.filter(|string| tokens.kind(*string) == Some(Kind::String)) {
            Some(string) => {
                let context = Context { usage, sets_default, ..Context::default() };
                found.add(tokens.get(string), tokens.text(string), ReadKind::String, context);
            }
            None => found.use_others(tokens.get(at)),
        }
    }
    found.settle(tokens, |start, end, is_local| match is_uncertain(start) {
        true => Use::Other,
        false => usage(tokens, brackets(), start, end, is_local),
    });
}

/// Whether the method at an index is called on what sets variables for a test: `monkeypatch.setenv(`.
fn is_patch(tokens: &Tokens<'_>, method: usize) -> bool {
    let receiver = method.checked_sub(2).map(|at| tokens.text(at)).unwrap_or_default();
    let is_named = receiver == "mp" || receiver.to_ascii_lowercase().contains("monkeypatch");
    tokens.follows(method, &["."]) && tokens.is(method + 1, "(") && is_named
}

/// What code does with the environment from `start` to before `end`, of which it takes no variable by its name.
fn environment(tokens: &Tokens<'_>, brackets: &Brackets, start: usize, end: usize, found: &mut Collector) {
    let is_item = start >= 3 && tokens.is(start - 1, "(") && is_patch(tokens, start - 2);
    let has_others = if tokens.are(end, &[".", "update", "("]) {
        let is_literal = tokens.is(end + 3, "{") || tokens.is(end + 4, "=");
        set_by(tokens, brackets, end + 2, found) || !is_literal
    } else if tokens.are(end, &["|", "=", "{"]) {
        set_by(tokens, brackets, end + 2, found)
    } else if is_item && tokens.is(end, ",") && tokens.is_whole_argument(end + 1) {
        return found.set(tokens, end + 1, ReadKind::String);
    } else if let Some(opening) = assigned(tokens, brackets, start, end) {
        set_by(tokens, brackets, opening, found);
        return;
    } else {
        sets_others(tokens, brackets, start, end)
    };
    if has_others {
        found.set_others(tokens.get(start));
    } else if uses_others(tokens, brackets, start, end) {
        found.use_others(tokens.get(start));
    }
}

/// Whether the environment from `start` to before `end` is a place where variables may be set that aren't named: `os.environ[x] = …`,
/// `os.environ |= x`, `os.environ = x`, `f(os.environ)`, `env = os.environ`, `return os.environ`.
fn sets_others(tokens: &Tokens<'_>, brackets: &Brackets, start: usize, end: usize) -> bool {
    match tokens.mark(end) {
        "[" => brackets.closing(end).is_some_and(|close| tokens.is(close + 1, "=")),
        "." => SETTING.contains(&tokens.word(end + 1)),
        "|" => tokens.is(end + 1, "="),
        "=" => brackets.around(start).is_none(),
        _ => {
            let is_read = tokens.follows(start, &["in", "**", "|"])
                || start >= 2 && tokens.is(start - 1, "(") && READING.contains(&tokens.word(start - 2));
            !is_read && !is_env(tokens, brackets, start)
        }
    }
}

/// Whether the environment from `start` to before `end` is used otherwise than as that of another process.
fn uses_others(tokens: &Tokens<'_>, brackets: &Brackets, start: usize, end: usize) -> bool {
    let callee = start.checked_sub(2).filter(|_| tokens.follows(start, &["("]));
    let is_shown = callee.is_some_and(|at| {
        ["bool", "len", "print"].contains(&tokens.word(at))
            || at >= 2 && tokens.are(at - 2, &["patch", ".", "dict"])
    });
    match tokens.mark(end) {
        "[" => brackets.closing(end).is_some(),
        "." => tokens.is_word(end + 1) && !["update", "clear"].contains(&tokens.word(end + 1)),
        _ => !is_shown && !is_env(tokens, brackets, start) && !tokens.are(end, &["|", "="]),
    }
}

/// Whether the expression at an index is the environment that a call gives to another process: `run(x, env=…)`.
fn is_env(tokens: &Tokens<'_>, brackets: &Brackets, start: usize) -> bool {
    let is_named = start >= 2 && tokens.are(start - 2, &["env", "="]);
    let around = brackets.around(start).filter(|_| is_named);
    around.is_some_and(|opening| tokens.is(opening, "(") && !(opening >= 2 && tokens.is(opening - 2, "def")))
}

/// The bracket of the call or the dictionary that sets variables of the environment from `start` to before `end`:
/// `patch.dict(os.environ, …)`, `env={**os.environ, …}`, `env=dict(os.environ, …)`, `os.environ | {…}`.
fn assigned(tokens: &Tokens<'_>, brackets: &Brackets, start: usize, end: usize) -> Option<usize> {
    if tokens.are(end, &["|", "{"]) {
        return Some(end + 1);
    }
    let opening = brackets.around(start)?;
    let is_first = tokens.is(end, ",") && tokens.follows(start, &["("]);
    let is_member =
        tokens.follows(start, &["**"]) && (tokens.is(end, ",") || brackets.closing(opening) == Some(end));
    let is_set = tokens.follows(opening, &["dict"])
        && opening >= 3
        && (tokens.are(opening - 3, &["patch", "."]) || tokens.are(opening - 3, &["env", "="]))
        || tokens.follows(opening, &["="]) && opening >= 2 && tokens.is(opening - 2, "env");
    ((is_first || is_member) && is_set).then_some(opening)
}

/// Adds the variables that a call or a dictionary sets: its keywords, and the keys of dictionaries. Whether there are others.
fn set_by(tokens: &Tokens<'_>, brackets: &Brackets, opening: usize, found: &mut Collector) -> bool {
    let Some(close) = brackets.closing(opening) else { return false };
    let is_call = tokens.is(opening, "(");
    let mut has_others = close - opening > MAX_ARGUMENTS;
    for at in (opening..close).take(MAX_ARGUMENTS) {
        let around = brackets.around(at);
        let is_in_call = around == Some(opening) && is_call;
        let is_in_dictionary =
            |it| it == opening || brackets.around(it) == Some(opening) && tokens.follows(it, &["(", ","]);
        let is_key = around.is_some_and(|it| tokens.is(it, "{") && is_in_dictionary(it));
        if is_in_call && tokens.is_word(at) && tokens.is(at + 1, "=") && !tokens.is(at, "clear") {
            found.set(tokens, at, ReadKind::Member);
        } else if is_key && tokens.is(at, ":") && tokens.kind(at - 1) == Some(Kind::String) {
            found.set(tokens, at - 1, ReadKind::String);
        } else {
            has_others |= (is_in_call || is_key) && tokens.is(at, "**") || is_key && tokens.is(at, ":");
        }
    }
    has_others
}

/// What is done with the value of a call whose first argument ends before an index: something else may take its place.
fn called(tokens: &Tokens<'_>, brackets: &Brackets, start: usize, end: usize) -> Use {
    let has_other = tokens.is(end, ",") && !tokens.is(end + 1, ")");
    let (end, is_local) = match has_other {
        true if tokens.is(end + 1, "None") => (end + 2, false),
        true if is_local_url(tokens, end + 1) => (end + 2, true),
        true => return Use::Other,
        false if tokens.is(end, ",") => (end + 1, false),
        false => (end, false),
    };
    match tokens.is(end, ")") {
        true => usage(tokens, brackets, start, end + 1, is_local),
        false => Use::Other,
    }
}

/// What the file calls `os` and its names. Without an import of another name, `os` is taken to be meant.
fn imports<'a>(tokens: &Tokens<'a>) -> Imported<'a> {
    let mut imported = Imported { os: HashSet::from(["os"]), ..Imported::default() };
    let mut imports = Vec::new();
    for at in 0..tokens.len() {
        imported.os.extend(renamed_os(tokens, at));
        if is_other_os(tokens, at) {
            imported.os.remove("os");
        }
        if !tokens.are(at, &["from", "os", "import"]) {
            continue;
        }
        if tokens.is(at + 3, "*") {
            imported.names.extend(NAMES.map(|name| (name, name)));
        }
        let start = at;
        let mut at = if tokens.is(at + 3, "(") { at + 4 } else { at + 3 };
        while tokens.kind(at) == Some(Kind::Word) {
            let name = tokens.text(at);
            let is_renamed = tokens.is(at + 1, "as");
            let (local, end) = if is_renamed { (tokens.text(at + 2), at + 3) } else { (name, at + 1) };
            if NAMES.contains(&name) {
                imported.names.insert(local, name);
            }
            at = end;
            if !tokens.is(end, ",") {
                break;
            }
            at = end + 1;
        }
        imports.push(start..at);
    }
    imported.imports = Ranges::new(imports);
    imported
}

/// The other name that the `import` at an index, which starts a statement, gives to `os`: `import sys, os as o`.
fn renamed_os<'a>(tokens: &Tokens<'a>, at: usize) -> Option<&'a str> {
    let is_statement = || tokens.indent(at).is_some() || tokens.follows(at, &[";", ":"]);
    if !tokens.is(at, "import") || !is_statement() {
        return None;
    }
    let is_part = |at: &usize| tokens.is_word(*at) || tokens.is(*at, ",") || tokens.is(*at, ".");
    let mut rest = (at + 1..at + MAX_IMPORT).take_while(is_part);
    let name = rest.find(|at| tokens.are(*at, &["os", "as"]) && tokens.follows(*at, &["import", ","]))?;
    Some(tokens.text(name + 2))
}

/// Whether something else is imported by the name `os` at an index: `import x as os`, `from x import os`.
fn is_other_os(tokens: &Tokens<'_>, at: usize) -> bool {
    if !tokens.is(at, "os") || tokens.is(at + 1, ".") {
        return false;
    }
    let is_renamed = tokens.follows(at, &["as"]) && !(at >= 2 && tokens.is(at - 2, "os"));
    is_renamed || tokens.follows(at, &["import"]) && at >= 3 && tokens.is(at - 3, "from")
}

/// A class of settings: how the names of its fields become those of variables.
#[derive(Debug, Clone, Copy)]
struct Settings<'a> {
    /// What is put before the name; `None` if only the program knows it.
    prefix: Option<&'a str>,
    is_case_sensitive: bool,
}

/// What the file calls `BaseSettings`.
fn bases<'a>(tokens: &Tokens<'a>) -> HashMap<&'a str, Settings<'a>> {
    let base = |name| (name, Settings { prefix: Some(""), is_case_sensitive: false });
    let renamed = (0..tokens.len()).filter(|at| tokens.are(*at, &["BaseSettings", "as"]));
    std::iter::once("BaseSettings").chain(renamed.map(|at| tokens.text(at + 2))).map(base).collect()
}

/// The fields of a class that is derived from one of these, at the index of `class`. The class joins them.
fn settings<'a>(
    tokens: &Tokens<'a>,
    at: usize,
    known: &mut HashMap<&'a str, Settings<'a>>,
    found: &mut Collector,
) {
    let Some(outer) = tokens.indent(at).filter(|_| tokens.is(at + 2, "(")) else { return };
    let mut heading = at + 3..tokens.len().min(at + MAX_BASES);
    let close = heading.find(|at| tokens.is(*at, ")") && tokens.is(at + 1, ":"));
    let Some(close) = close else { return };
    let base_at = |at: usize| {
        let is_whole = !tokens.is(at + 1, ".") && !tokens.is(at + 1, "=");
        known.get(tokens.text(at)).filter(|_| is_whole && tokens.is_word(at))
    };
    let Some(base) = (at + 3..close).find_map(base_at).copied() else { return };
    let body: Vec<usize> = (close + 2..tokens.len())
        .take_while(|at| tokens.indent(*at).is_none_or(|indent| indent > outer))
        .collect();
    let option = |key: &str| {
        let is_key = |at: usize| {
            let is_in_dictionary = tokens.kind(at) == Some(Kind::String) && tokens.is(at + 1, ":");
            tokens.are(at, &[key, "="]) || is_in_dictionary && tokens.text(at) == key
        };
        (at + 3..close).chain(body.iter().copied()).find(|at| is_key(*at)).map(|at| at + 2)
    };
    let prefix = match option("env_prefix").map(|at| (tokens.kind(at), tokens.text(at))) {
        Some((Some(Kind::String), text)) => Some(text),
        Some(_) => None,
        None => base.prefix,
    };
    let is_case_sensitive =
        option("case_sensitive").map_or(base.is_case_sensitive, |at| tokens.is(at, "True"));
    known.insert(tokens.text(at + 1), Settings { prefix, is_case_sensitive });
    let Some(prefix) = prefix else { return };
    // A docstring's token starts after its quotes.
    let Some(inner) = body.iter().find_map(|at| tokens.indent(*at)) else { return };
    for (index, at) in body.iter().copied().enumerate() {
        let name = tokens.text(at);
        let is_field = tokens.kind(at) == Some(Kind::Word) && tokens.is(at + 1, ":");
        if !is_field || tokens.indent(at) != Some(inner) || name.starts_with('_') || name == "model_config" {
            continue;
        }
        // The rest of the statement, as far as it is indented deeper.
        let rest = body.iter().copied().skip(index + 2);
        let rest: Vec<usize> =
            rest.take_while(|at| tokens.indent(*at).is_none_or(|indent| indent > inner)).collect();
        if rest.iter().any(|at| tokens.is(*at, "ClassVar") || tokens.is(*at, "PrivateAttr")) {
            continue;
        }
        let named = |key: &str| rest.iter().copied().find(|at| tokens.are(*at, &[key, "="])).map(|at| at + 2);
        // An alias has no prefix.
        let names = match ["validation_alias", "alias", "env"].iter().find_map(|key| named(key)) {
            Some(alias) if tokens.kind(alias) == Some(Kind::String) => vec![(alias, "")],
            Some(alias) => choices(tokens, alias).into_iter().map(|choice| (choice, "")).collect(),
            None => vec![(at, prefix)],
        };
        for (at, prefix) in names {
            let name = format!("{prefix}{}", tokens.text(at));
            let name = if is_case_sensitive { name } else { name.to_uppercase() };
            let is_verbatim = tokens.kind(at) == Some(Kind::String) && name == tokens.text(at);
            let kind = if is_verbatim { ReadKind::String } else { ReadKind::Field };
            let context = Context { origin: Origin::Settings, ..Context::default() };
            found.add(tokens.get(at), &name, kind, context);
        }
    }
}

/// The strings among the arguments of `AliasChoices(…)`, by their indexes.
fn choices(tokens: &Tokens<'_>, at: usize) -> Vec<usize> {
    let mut found = Vec::new();
    if !tokens.are(at, &["AliasChoices", "("]) {
        return found;
    }
    let mut depth = 0_usize;
    for at in at + 2..tokens.len().min(at + MAX_BASES) {
        if tokens.is(at, "(") {
            depth += 1;
        } else if tokens.is(at, ")") {
            let Some(outer) = depth.checked_sub(1) else { break };
            depth = outer;
        } else if depth == 0 && tokens.follows(at, &["(", ","]) && tokens.is_whole_argument(at) {
            found.push(at);
        }
    }
    found
}
