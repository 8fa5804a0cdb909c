//! The paths in Rust code that lead from the crate: in `use` trees and in the code itself, tests left out.

use std::collections::BTreeMap;

/// The paths that the code of `module` names, each from the crate's top: `crate::a::{b, c}` is `a::b` and `a::c`, and `super` is
/// taken from where the module is.
pub fn paths(code: &str, module: &[String]) -> Vec<Vec<String>> {
    let tokens = without_tests(&tokens(code));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let is_start = at.checked_sub(1).and_then(|before| tokens.get(before)).is_none_or(|it| it != "::");
        if is_start
            && (token == "crate" || token == "super")
            && tokens.get(at + 1).is_some_and(|it| it == "::")
        {
            let mut base = if token == "crate" { Vec::new() } else { module.to_vec() };
            if token == "super" {
                base.pop();
            }
            at += 2;
            while tokens.get(at).is_some_and(|it| it == "super") {
                base.pop();
                at += 2;
            }
            tree(&tokens, &mut at, &base, &mut found);
        } else {
            at += 1;
        }
    }
    found
}

/// The names that the top of a crate exports from its rooms (`pub use room::Name`), with their rooms.
pub fn exports(top: &str) -> BTreeMap<String, String> {
    let tokens = tokens(top);
    let mut exports = BTreeMap::new();
    for (at, token) in tokens.iter().enumerate() {
        if token == "use" {
            let mut found = Vec::new();
            tree(&tokens, &mut (at + 1), &[], &mut found);
            for path in found {
                if let (Some(room), Some(name)) = (path.first(), path.last()) {
                    exports.insert(name.clone(), room.clone());
                }
            }
        }
    }
    exports
}

/// Reads a path or a tree of paths.
fn tree(tokens: &[String], at: &mut usize, base: &[String], found: &mut Vec<Vec<String>>) {
    let mut path = base.to_vec();
    while let Some(token) = tokens.get(*at) {
        *at += 1;
        match token.as_str() {
            "{" => {
                while let Some(token) = tokens.get(*at).filter(|token| *token != "}") {
                    if token == "," {
                        *at += 1;
                    } else {
                        tree(tokens, at, &path, found);
                    }
                }
                *at += 1;
                return;
            }
            "self" | "*" => break,
            name if is_name(name) => path.push(name.to_owned()),
            _ => break,
        }
        match tokens.get(*at).map(String::as_str) {
            Some("::") => *at += 1,
            Some("as") => {
                *at += 1;
                path.pop();
                path.extend(tokens.get(*at).cloned());
                *at += 1;
                break;
            }
            _ => break,
        }
    }
    found.push(path);
}

fn is_name(token: &str) -> bool {
    token.starts_with(|char: char| char.is_alphabetic() || char == '_')
}

/// The tokens without the items that are compiled for tests alone.
fn without_tests(tokens: &[String]) -> Vec<String> {
    let marker = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if tokens.get(at..at + marker.len()).is_some_and(|it| it == marker) {
            // Up to the end of the item: a `;`, or the brace that closes it.
            let mut depth = 0_usize;
            while let Some(token) = tokens.get(at) {
                at += 1;
                match token.as_str() {
                    "{" => depth += 1,
                    "}" if depth == 1 => break,
                    "}" => depth = depth.saturating_sub(1),
                    ";" if depth == 0 => break,
                    _ => {}
                }
            }
        } else {
            kept.push(token.clone());
            at += 1;
        }
    }
    kept
}

/// Words and punctuation; strings, characters and comments are left out.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = if let Some(length) = skipped(rest) {
            length
        } else if is_name(rest) || first.is_ascii_digit() {
            let length = rest.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(rest.len());
            tokens.extend(rest.get(..length).map(str::to_owned));
            length
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    tokens
}

/// The length of the comment, string or character that the code begins with.
fn skipped(code: &str) -> Option<usize> {
    if code.starts_with("//") {
        return Some(code.find('\n').unwrap_or(code.len()));
    }
    if let Some(body) = code.strip_prefix("/*") {
        return Some(body.find("*/").map_or(code.len(), |end| end + 4));
    }
    if code.starts_with('r') {
        let hashes = code.get(1..)?.find(|char| char != '#')?;
        let body = code.get(1 + hashes..)?.strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(hashes));
        return Some(body.find(&close).map_or(code.len(), |end| 2 + hashes + end + close.len()));
    }
    if let Some(body) = code.strip_prefix('"') {
        return Some(1 + end_of_string(body, '"'));
    }
    let body = code.strip_prefix('\'')?;
    // A lifetime has no closing quote.
    let is_character = body.starts_with('\\') || body.chars().nth(1) == Some('\'');
    is_character.then(|| 1 + end_of_string(body, '\''))
}

/// Where a string ends, its closing quote included.
fn end_of_string(body: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, char) in body.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if char == quote => return at + 1,
            _ => {}
        }
    }
    body.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, expected: &[&str]) {
        let module = ["a".to_owned(), "b".to_owned()];
        let found: Vec<String> = paths(code, &module).iter().map(|path| path.join("::")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn trees_are_taken_apart() {
        check("use crate::x::{self, y::{Z, W as V}, *};", &["x", "x::y::Z", "x::y::V", "x"]);
        check("use super::c::D; use super::super::e;", &["a::c::D", "e"]);
        check("fn f() -> crate::x::Y { crate::z::w() }", &["x::Y", "z::w"]);
        check("pub(crate) use crate::x;", &["x"]);
    }

    #[test]
    fn tests_comments_and_strings_name_nothing() {
        check("// use crate::x;\n/* crate::x::y */ /// [`crate::x`]\n", &[]);
        check(
            "const A: &str = \"crate::x::y\"; const B: &str = r#\"\" crate::x::y\"#; const C: char = '\"';",
            &[],
        );
        check("#[cfg(test)]\nmod tests { use crate::x::y; fn f() { if a { b } } }\nuse crate::z;", &["z"]);
        check("fn f<'a>(x: &'a str) { crate::z::w('\\'', x) }", &["z::w"]);
    }

    #[test]
    fn exports_have_their_rooms() {
        let exports = exports("pub mod a;\npub use a::b::{C, D as E};\npub use f::g;\n");
        let expected = [("C", "a"), ("E", "a"), ("g", "f")];
        assert_eq!(exports, expected.map(|(name, room)| (name.to_owned(), room.to_owned())).into());
    }
}
