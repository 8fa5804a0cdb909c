//! Reads in Python.

use std::collections::HashMap;

use crate::read::{Collector, Fallback, Origin, ReadKind};
use crate::scan::{Kind, Tokens};

/// How many tokens the bases of a class have at most.
const MAX_BASES: usize = 100;

/// Names of `os` that read variables, by the name that the file gives them.
#[derive(Debug, Default)]
struct Imported<'a> {
    os: Vec<&'a str>,
    names: HashMap<&'a str, &'a str>,
}

/// Finds `os.environ["X"]`, `os.environ.get("X")`, `os.getenv("X")`, the same of names imported from `os`, and the fields of settings of
/// Pydantic.
pub fn find(tokens: &Tokens<'_>, found: &mut Collector) {
    let (imported, mut known) = (imports(tokens), bases(tokens));
    for at in 0..tokens.len() {
        if tokens.kind(at) != Some(Kind::Word) {
            continue;
        }
        if tokens.is(at, "class") {
            settings(tokens, at, &mut known, found);
        }
        if tokens.follows(at, &["."]) {
            continue;
        }
        let is_os = imported.os.contains(&tokens.text(at));
        let (what, after) = if is_os && tokens.is(at + 1, ".") {
            (tokens.text(at + 2), at + 3)
        } else {
            (imported.names.get(tokens.text(at)).copied().unwrap_or_default(), at + 1)
        };
        let string = match what {
            "environ" if tokens.is(after, "[") => {
                let is_read =
                    tokens.is(after + 2, "]") && !tokens.is(after + 3, "=") && !tokens.follows(at, &["del"]);
                is_read.then_some(after + 1)
            }
            "environ" if tokens.are(after, &[".", "get", "("]) => {
                tokens.is_whole_argument(after + 3).then_some(after + 3)
            }
            "getenv" if tokens.is(after, "(") => tokens.is_whole_argument(after + 1).then_some(after + 1),
            _ => None,
        };
        if let Some(string) = string
            && tokens.kind(string) == Some(Kind::String)
        {
            let from = (Origin::Process, fallback(tokens, string + 1));
            found.add_from(tokens.get(string), tokens.text(string), ReadKind::String, from);
        }
    }
}

/// What is used in the place of a variable whose name ends before an index: the second argument, or what follows on `or`.
fn fallback(tokens: &Tokens<'_>, end: usize) -> Fallback {
    let has_other = tokens.is(end, ",") || tokens.is(end + 1, "or");
    let other = if tokens.is(end, ",") { end + 1 } else { end + 2 };
    let is_or = ["or", "if", "and"].iter().any(|word| tokens.is(end + 1, word));
    match tokens.kind(other) {
        _ if !has_other && !is_or => Fallback::None,
        Some(Kind::String) if has_other && !tokens.is(other + 2, "or") => {
            Fallback::of_text(tokens.text(other))
        }
        _ => Fallback::Other,
    }
}

/// What the file calls `os` and its names. Without an import of another name, `os` is taken to be meant.
fn imports<'a>(tokens: &Tokens<'a>) -> Imported<'a> {
    let mut imported = Imported { os: vec!["os"], names: HashMap::new() };
    for at in 0..tokens.len() {
        if tokens.are(at, &["import", "os", "as"]) {
            imported.os.push(tokens.text(at + 3));
        }
        if !tokens.are(at, &["from", "os", "import"]) {
            continue;
        }
        let mut at = if tokens.is(at + 3, "(") { at + 4 } else { at + 3 };
        while tokens.kind(at) == Some(Kind::Word) {
            let name = tokens.text(at);
            let is_renamed = tokens.is(at + 1, "as");
            let (local, end) = if is_renamed { (tokens.text(at + 2), at + 3) } else { (name, at + 1) };
            if matches!(name, "environ" | "getenv") {
                imported.names.insert(local, name);
            }
            if !tokens.is(end, ",") {
                break;
            }
            at = end + 1;
        }
    }
    imported
}

/// A class of settings: how the names of its fields become those of variables.
#[derive(Debug, Clone, Copy)]
struct Settings<'a> {
    name: &'a str,
    /// What is put before the name; `None` if only the program knows it.
    prefix: Option<&'a str>,
    is_case_sensitive: bool,
}

/// What the file calls `BaseSettings`.
fn bases<'a>(tokens: &Tokens<'a>) -> Vec<Settings<'a>> {
    let base = |name| Settings { name, prefix: Some(""), is_case_sensitive: false };
    let renamed = (0..tokens.len()).filter(|at| tokens.are(*at, &["BaseSettings", "as"]));
    std::iter::once("BaseSettings").chain(renamed.map(|at| tokens.text(at + 2))).map(base).collect()
}

/// The fields of a class that is derived from one of these, at the index of `class`. The class joins them.
fn settings<'a>(tokens: &Tokens<'a>, at: usize, known: &mut Vec<Settings<'a>>, found: &mut Collector) {
    let Some(outer) = tokens.indent(at).filter(|_| tokens.is(at + 2, "(")) else { return };
    let mut heading = at + 3..tokens.len().min(at + MAX_BASES);
    let close = heading.find(|at| tokens.is(*at, ")") && tokens.is(at + 1, ":"));
    let Some(close) = close else { return };
    let base_at = |at: usize| {
        let is_whole = !tokens.is(at + 1, ".") && !tokens.is(at + 1, "=");
        known.iter().rev().find(|it| is_whole && tokens.is(at, it.name))
    };
    let Some(base) = (at + 3..close).find_map(base_at).copied() else { return };
    let body: Vec<usize> = (close + 2..tokens.len())
        .take_while(|at| tokens.indent(*at).is_none_or(|indent| indent > outer))
        .collect();
    let option = |key: &str| {
        let all = (at + 3..close).chain(body.iter().copied());
        all.filter(|at| tokens.are(*at, &[key, "="])).map(|at| at + 2).next()
    };
    let prefix = match option("env_prefix").map(|at| (tokens.kind(at), tokens.text(at))) {
        Some((Some(Kind::String), text)) => Some(text),
        Some(_) => None,
        None => base.prefix,
    };
    let is_case_sensitive =
        option("case_sensitive").map_or(base.is_case_sensitive, |at| tokens.is(at, "True"));
    known.push(Settings { name: tokens.text(at + 1), prefix, is_case_sensitive });
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
        match ["validation_alias", "alias", "env"].iter().find_map(|key| named(key)) {
            Some(alias) if tokens.kind(alias) == Some(Kind::String) => {
                found.add(tokens.get(alias), tokens.text(alias), ReadKind::String);
            }
            Some(alias) => {
                for choice in choices(tokens, alias) {
                    found.add(tokens.get(choice), tokens.text(choice), ReadKind::String);
                }
            }
            None => {
                let name = format!("{prefix}{name}");
                let name = if is_case_sensitive { name } else { name.to_uppercase() };
                found.add(tokens.get(at), &name, ReadKind::Field);
            }
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
