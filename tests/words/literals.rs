//! The texts in sources: string literals that are words for people.

use regex::Regex;

/// The string literals of a Rust source that are texts: without its tests, its comments, and what only programmers see.
pub fn rust(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let source = source.split("#[cfg(all(test").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut rest = source;
    let mut before = "";
    while let Some(start) = rest.find(['"', '/', '\'']) {
        let (head, tail) = rest.split_at(start);
        before = if head.trim().is_empty() { before } else { head };
        if tail.starts_with("//") {
            rest = tail.split_once('\n').map_or("", |(_, rest)| rest);
        } else if let Some(after) = tail.strip_prefix('\'') {
            // A character, or a lifetime.
            let is_char = after.starts_with('\\') || after.chars().nth(1) == Some('\'');
            let len = after.char_indices().skip(1).find(|(at, char)| {
                *char == '\'' && (!after[..*at].ends_with('\\') || after.starts_with("\\\\"))
            });
            rest = if is_char { len.map_or("", |(at, _)| &after[at + 1..]) } else { after };
        } else if let Some(after) = tail.strip_prefix('/') {
            rest = after;
        } else {
            let hashes = head.len() - head.trim_end_matches('#').len();
            let is_raw = head.trim_end_matches('#').ends_with('r')
                && (hashes > 0
                    || !head.trim_end_matches('r').ends_with(|it: char| it.is_alphanumeric() || it == '_'));
            let (literal, after) = if is_raw { raw(&tail[1..], hashes) } else { escaped(&tail[1..]) };
            let is_for_programmers =
                ["reason = ", "expect(", "panic!(", "assert!(", "include_str!(", "regex(", "Regex::new("]
                    .iter()
                    .any(|it| before.trim_end_matches(['r', '#']).trim_end().ends_with(it.trim_end()));
            if !is_for_programmers && is_text(&literal) {
                found.push(literal);
            }
            before = "\"";
            rest = after;
        }
    }
    found
}

/// How a scripting language marks literals and comments.
pub struct Language {
    /// The quotes around literals.
    quotes: &'static [char],
    /// What begins and ends a comment.
    comments: &'static [(&'static str, &'static str)],
}

pub const TYPESCRIPT: Language = Language { quotes: &['"', '`'], comments: &[("//", "\n"), ("/*", "*/")] };
pub const LUA: Language = Language { quotes: &['"'], comments: &[("--", "\n")] };
pub const EMACS_LISP: Language = Language { quotes: &['"'], comments: &[(";", "\n")] };

/// The literals of a script that are texts, and the texts of HTML among them.
pub fn script(source: &str, language: &Language) -> Vec<String> {
    let Language { quotes, comments } = *language;
    let mut found = Vec::new();
    let mut rest = source;
    let is_start = |char| quotes.contains(&char) || comments.iter().any(|(begin, _)| begin.starts_with(char));
    while let Some(start) = rest.find(is_start) {
        let tail = &rest[start..];
        if let Some((_, end)) = comments.iter().find(|(begin, _)| tail.starts_with(begin)) {
            rest = tail.split_once(end).map_or("", |(_, rest)| rest);
        } else if tail.starts_with(quotes) {
            let (literal, after) = quoted(tail);
            if literal.starts_with('<') {
                found.extend(html(&literal));
            } else if is_text(&literal) {
                found.push(literal);
            }
            rest = after;
        } else {
            rest = &tail[1..];
        }
    }
    found
}

/// The texts of HTML: between tags, and in attributes that users see or hear.
fn html(page: &str) -> Vec<String> {
    let text = Regex::new(r#"\b(?:aria-label|placeholder|title)="([^"]*)"|>([^<>]*)<"#).unwrap();
    let found = text.captures_iter(page).filter_map(|found| found.get(1).or_else(|| found.get(2)));
    found.map(|found| found.as_str().trim().to_owned()).filter(|text| is_text(text)).collect()
}

/// A literal of a script: up to its quote, with what a template fills in.
fn quoted(text: &str) -> (String, &str) {
    let quote = text.chars().next().unwrap_or_default();
    let mut depth = 0_usize;
    let mut chars = text.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' => {
                chars.next();
            }
            '{' if text[..at].ends_with('$') || depth > 0 => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if char == quote && depth == 0 => return (text[1..at].replace('\n', " "), &text[at + 1..]),
            _ => {}
        }
    }
    (String::new(), "")
}

/// A raw literal of Rust.
fn raw(text: &str, hashes: usize) -> (String, &str) {
    let end = format!("\"{}", "#".repeat(hashes));
    text.split_once(&end).map_or((String::new(), ""), |(literal, rest)| (literal.to_owned(), rest))
}

/// A literal of Rust with its escapes resolved: a backslash at the end of a line joins it with the next.
fn escaped(text: &str) -> (String, &str) {
    let mut literal = String::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return (literal, &text[at + 1..]),
            '\\' => match chars.next() {
                Some((_, '\n')) => while chars.next_if(|(_, char)| char.is_whitespace()).is_some() {},
                Some((_, 'n')) => literal.push(' '),
                Some((_, char)) => literal.push(char),
                None => {}
            },
            _ => literal.push(char),
        }
    }
    (literal, "")
}

/// Whether a literal is a text: two words of letters, one after the other.
fn is_text(literal: &str) -> bool {
    let is_word = |word: &str| {
        let word = word.trim_matches(|char: char| !char.is_alphanumeric());
        word.len() > 1 && word.chars().all(|char| char.is_alphabetic() || matches!(char, '\'' | '-'))
    };
    let words: Vec<bool> = literal.split_whitespace().map(is_word).collect();
    words.windows(2).any(|pair| pair == [true, true])
}

#[test]
fn texts_are_found() {
    let source = "// a comment \"with words\"\nfn a<'a>(it: &'a str) { let quote = '\"'; say(\"one two\", r#\"three \"four\" five\"#); }\n\
                  let x = \"six \\\n     seven\"; y.expect(\"never shown here\"); z(\"single\");\n#[cfg(test)]\nmod tests { \"eight nine\" }";
    assert_eq!(rust(source), ["one two", "three \"four\" five", "six seven"]);
    let source = "// it's \"no text\"\nconst a = \"one two\"; /* \"x y\" */ const b = `three ${c(\"d\")} four five`; const d = 'x';";
    assert_eq!(script(source, &TYPESCRIPT), ["one two", "three ${c(\"d\")} four five"]);
    let source = "`<!DOCTYPE html><p title=\"one two\">${a(\"b\")}</p> <h1>three four <b>five</b></h1>`";
    assert_eq!(script(source, &TYPESCRIPT), ["one two", "three four"]);
    assert_eq!(script("-- \"no text\"\nsay(\"it's one\", a - b)", &LUA), ["it's one"]);
    assert_eq!(
        script("; \"no text\"\n(say \"one \\\"two\\\"\n three\")", &EMACS_LISP),
        ["one \\\"two\\\"  three"]
    );
}
