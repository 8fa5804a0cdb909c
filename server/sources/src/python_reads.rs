//! Reads in Python.

use std::collections::HashMap;

use crate::read::{Collector, ReadKind};
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
    let imported = imports(tokens);
    for at in 0..tokens.len() {
        if tokens.kind(at) != Some(Kind::Word) {
            continue;
        }
        if tokens.is(at, "class") {
            settings(tokens, at, found);
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
            found.add(tokens.get(string), tokens.text(string), ReadKind::String);
        }
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

/// The fields of a class that is derived from `BaseSettings`, at the index of `class`.
fn settings(tokens: &Tokens<'_>, at: usize, found: &mut Collector) {
    let Some(outer) = tokens.indent(at).filter(|_| tokens.is(at + 2, "(")) else { return };
    let mut bases = at + 3..tokens.len().min(at + MAX_BASES);
    let Some(close) = bases.find(|at| tokens.is(*at, ")")).filter(|close| tokens.is(close + 1, ":")) else {
        return;
    };
    if !(at + 3..close).any(|at| tokens.is(at, "BaseSettings") && !tokens.is(at + 1, ".")) {
        return;
    }
    let body: Vec<usize> = (close + 2..tokens.len())
        .take_while(|at| tokens.indent(*at).is_none_or(|indent| indent > outer))
        .collect();
    let prefix = body.iter().find(|at| tokens.are(**at, &["env_prefix", "="])).map(|at| at + 2);
    let prefix = match prefix.map(|at| (tokens.kind(at), tokens.text(at))) {
        Some((Some(Kind::String), text)) => text,
        // Only the program knows it.
        Some(_) => return,
        None => "",
    };
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
            Some(_) => {}
            None => {
                let name = format!("{prefix}{name}").to_uppercase();
                found.add(tokens.get(at), &name, ReadKind::Field);
            }
        }
    }
}
