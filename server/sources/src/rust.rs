//! Rust: `std::env::var("X")`, `env::var("X")` and `env::set_var("X", …)`.

use std::cell::OnceCell;

use crate::collector::{Collector, Context};
use crate::read::ReadKind;
use crate::scan::{Kind, Scanner, Tokens, is_word};

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
    let is_other = OnceCell::new();
    // `use std::env as e;` and `use std::env::var;`
    let (mut modules, mut functions): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for at in 0..tokens.len() {
        let is_of_std = at >= 2 && tokens.is(at - 2, "std");
        if is_of_std && tokens.are(at, &["env", "as"]) {
            modules.push(tokens.word(at + 2));
        } else if is_of_std && tokens.are(at, &["env", "::"]) && tokens.is(at + 3, ";") {
            functions.push(tokens.word(at + 2));
        }
        let is_free = !tokens.follows(at, &["::", ".", "fn"]);
        let is_env = tokens.is(at, "env") && (is_of_std || is_free);
        let is_imported = |names: &[&str]| is_free && tokens.is_word(at) && names.contains(&tokens.text(at));
        let function = match tokens.is(at + 1, "::") {
            true if is_env || is_imported(&modules) => at + 2,
            false if is_imported(&functions) => at,
            _ => continue,
        };
        let is_any = |names: [&str; 2]| names.iter().any(|name| tokens.is(function, name));
        let (is_read, is_write) = (is_any(["var", "var_os"]), is_any(["set_var", "remove_var"]));
        let has_type = tokens.are(function + 1, &["::", "<", "&", "str", ">"]);
        let opening = function + if has_type { 6 } else { 1 };
        let string = opening + if tokens.is(opening + 1, "&") { 2 } else { 1 };
        if !(is_read || is_write)
            || !tokens.is(opening, "(")
            || !tokens.is_whole_argument(string)
            || is_env && !is_of_std && *is_other.get_or_init(|| has_other_env(tokens))
        {
            continue;
        }
        if is_write {
            found.set(tokens, string, ReadKind::String);
        } else {
            found.add(tokens.get(string), tokens.text(string), ReadKind::String, Context::default());
        }
    }
}

/// Whether the file has another module of that name: `mod env`, `use crate::env`.
fn has_other_env(tokens: &Tokens<'_>) -> bool {
    (0..tokens.len()).filter(|at| tokens.is(*at, "env")).any(|at| {
        let is_path = tokens.follows(at, &["::"]) && tokens.is(at + 1, ";");
        tokens.follows(at, &["mod"]) || is_path && !(at >= 2 && tokens.is(at - 2, "std"))
    })
}
