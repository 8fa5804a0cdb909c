//! Rust: `std::env::var("X")`, `env::var("X")`, `env!("X")` and `env::set_var("X", …)`.

use std::collections::{HashMap, HashSet};

use crate::collector::{Collector, Context};
use crate::read::{Origin, ReadKind};
use crate::scan::{Kind, Scanner, Tokens, is_word};

/// The functions of `std::env` that take a name …
const FUNCTIONS: [&str; 4] = ["var", "var_os", "set_var", "remove_var"];
/// … and those of them that set a variable.
const WRITING: [&str; 2] = ["set_var", "remove_var"];
/// The macros that take a name. The compiler puts the value in their place.
const MACROS: [&str; 2] = ["env", "option_env"];
/// How many tokens of a `use` are looked at.
const MAX_IMPORT: usize = 300;

/// The tokens of a text.
pub fn tokens(text: &str) -> Tokens<'_> {
    let mut scanner = Scanner::new(text, 0, text.len());
    while let Some(byte) = scanner.peek() {
        match byte {
            _ if byte.is_ascii_whitespace() => scanner.at += 1,
            b'/' if scanner.peek_at(1) == Some(b'/') => scanner.skip_line(),
            b'/' if scanner.peek_at(1) == Some(b'*') => skip_comment(&mut scanner),
            b'"' => scanner.take_lines(true),
            b'\'' => take_character(&mut scanner),
            b'0'..=b'9' => scanner.take_number(),
            _ if is_word(byte) => {
                if !take_raw_string(&mut scanner) {
                    scanner.take_word();
                }
            }
            _ => scanner.take_operator(&["::", "=="]),
        }
    }
    scanner.finish()
}

/// Goes past a comment and those in it.
fn skip_comment(scanner: &mut Scanner<'_>) {
    let mut depth = 0_usize;
    while let Some(byte) = scanner.peek() {
        match (byte, scanner.peek_at(1)) {
            (b'/', Some(b'*')) => {
                depth += 1;
                scanner.at += 2;
            }
            (b'*', Some(b'/')) => {
                depth = depth.saturating_sub(1);
                scanner.at += 2;
                if depth == 0 {
                    return;
                }
            }
            _ => scanner.at += 1,
        }
    }
}

/// A character, or the name of a lifetime.
fn take_character(scanner: &mut Scanner<'_>) {
    let is_escape = scanner.peek_at(1) == Some(b'\\');
    let first = scanner.rest().get(1).copied().unwrap_or_default();
    let length = match first {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    };
    if is_escape {
        scanner.take_string(1, true, true);
    } else if scanner.peek_at(1 + length) == Some(b'\'') {
        scanner.take(Kind::Other, length + 2);
    } else {
        scanner.take(Kind::Punctuation, 1);
    }
}

/// Adds the raw string that is here; whether there is one.
fn take_raw_string(scanner: &mut Scanner<'_>) -> bool {
    let prefix = ["br", "cr", "r"].into_iter().find(|prefix| scanner.is_at(prefix)).map_or(0, str::len);
    let rest = scanner.rest().get(prefix..).unwrap_or_default();
    let hashes = rest.iter().take_while(|byte| **byte == b'#').count();
    if prefix == 0 || rest.get(hashes) != Some(&b'"') {
        return false;
    }
    let start = scanner.at + prefix + hashes + 1;
    let end = format!("\"{}", "#".repeat(hashes));
    scanner.at = start;
    scanner.skip_past(&end);
    scanner.push(Kind::String, start, scanner.at.saturating_sub(end.len()).max(start));
    true
}

/// Finds the reads and assignments.
pub fn find(tokens: &Tokens<'_>, found: &mut Collector) {
    let imports = Imports::read(tokens);
    for at in 0..tokens.len() {
        let is_of_std = at >= 2 && tokens.is(at - 2, "std");
        let is_free = !tokens.follows(at, &["::", ".", "fn"]);
        let is_macro = MACROS.contains(&tokens.word(at)) && tokens.are(at + 1, &["!", "("]);
        if is_macro
            && (is_of_std || is_free || at >= 2 && tokens.is(at - 2, "core"))
            && tokens.is_whole_argument(at + 3)
        {
            let context = Context { origin: Origin::Build, ..Context::default() };
            found.add(tokens.get(at + 3), tokens.text(at + 3), ReadKind::String, context);
        }
        let (function, name) = if tokens.is(at + 1, "::") {
            let is_env = tokens.is(at, "env") && (is_of_std || is_free && !imports.has_other_env);
            let is_renamed = is_free && imports.modules.contains(tokens.word(at));
            if !is_env && !is_renamed {
                continue;
            }
            (at + 2, tokens.word(at + 2))
        } else {
            let imported = imports.functions.get(tokens.word(at)).filter(|_| is_free);
            let Some(name) = imported else { continue };
            (at, *name)
        };
        let has_type = tokens.are(function + 1, &["::", "<", "&", "str", ">"]);
        let opening = function + if has_type { 6 } else { 1 };
        let string = opening + if tokens.is(opening + 1, "&") { 2 } else { 1 };
        if !FUNCTIONS.contains(&name) || !tokens.is(opening, "(") {
            continue;
        }
        if !tokens.is_whole_argument(string) {
            found.use_others(tokens.get(at));
        } else if WRITING.contains(&name) {
            found.set(tokens, string, ReadKind::String);
        } else {
            found.add(tokens.get(string), tokens.text(string), ReadKind::String, Context::default());
        }
    }
}

/// What a file calls `std::env` and its functions.
#[derive(Default)]
struct Imports<'a> {
    modules: HashSet<&'a str>,
    /// Each with the function's own name.
    functions: HashMap<&'a str, &'a str>,
    /// Whether the file has another module `env`: `mod env`, `use crate::env`.
    has_other_env: bool,
}

impl<'a> Imports<'a> {
    fn read(tokens: &Tokens<'a>) -> Imports<'a> {
        let mut imports = Imports::default();
        for at in 0..tokens.len() {
            if tokens.is(at, "use") {
                imports.add(tokens, at + 1);
            }
            imports.has_other_env |= tokens.are(at, &["mod", "env"]);
        }
        imports
    }

    /// Adds what the declaration that starts at an index imports: `std::env::var;`, `std::{env as e, fs};`.
    fn add(&mut self, tokens: &Tokens<'a>, start: usize) {
        let (mut path, mut outer) = (Vec::new(), vec![0]);
        let mut alias = None;
        for at in start..start + MAX_IMPORT {
            let base = outer.last().copied().unwrap_or_default();
            match tokens.text(at) {
                "{" => outer.push(path.len()),
                "as" => alias = Some(tokens.word(at + 1)),
                "," | "}" | ";" => {
                    if path.len() > base {
                        self.add_path(&path, alias.take());
                    }
                    if tokens.is(at, "}") {
                        outer.pop();
                    }
                    path.truncate(outer.last().copied().unwrap_or_default());
                    if tokens.is(at, ";") {
                        return;
                    }
                }
                "::" => {}
                "" | "use" => return,
                _ if alias.is_some() => {}
                name => path.push(name),
            }
        }
    }

    fn add_path(&mut self, path: &[&'a str], alias: Option<&'a str>) {
        let path = path.strip_suffix(&["self"]).unwrap_or(path);
        match path {
            ["std", "env"] => _ = self.modules.insert(alias.unwrap_or("env")),
            ["std", "env", "*"] => self.functions.extend(FUNCTIONS.map(|name| (name, name))),
            ["std", "env", name] => _ = self.functions.insert(alias.unwrap_or(name), name),
            [.., name] => self.has_other_env |= alias.unwrap_or(name) == "env",
            [] => {}
        }
    }
}
