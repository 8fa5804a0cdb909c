//! Turns untrusted text into Markdown that only displays it.
//!
//! A name may hold a link that runs a command, an image that tells its host who looked, or HTML. In a code span all of these are
//! letters, as long as nothing in it ends the span. Whatever comes from a file, or is the name of one, goes through this module.

mod plain;

pub use plain::plain;

use svc_vercel::words::{mark, marked};

/// Text as code in a line.
#[must_use]
pub fn code(text: &str) -> String {
    let text = marked(text);
    let fence = "`".repeat(longest_fence(&text) + 1);
    // One space on both sides is left out by whoever renders it.
    let is_padded = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) || text.is_empty();
    let pad = if is_padded { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A row of a table. What is in its cells is Markdown.
#[must_use]
pub fn row<const N: usize>(cells: [&str; N]) -> String {
    // Renderers disagree about what ends the cell where a backslash is before the bar.
    let cells = cells.map(|cell| cell.replace("\\|", "\\│").replace('|', "\\|"));
    format!("| {} |", cells.join(" | "))
}

/// Lines as a block of code.
#[must_use]
pub fn block(language: &str, text: &str) -> String {
    let text: String = text
        .chars()
        .map(|char| if char == '\n' { char } else { mark(char).unwrap_or(char) })
        .collect::<String>()
        .replace('\t', "  ");
    let fence = "`".repeat((longest_fence(&text) + 1).max(3));
    format!("{fence}{language}\n{text}\n{fence}")
}

/// Text outside of code: what Markdown could take for its own is escaped.
#[must_use]
pub fn text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let text = marked(text);
    for (at, char) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        match char {
            // An address becomes a link wherever it stands, but for one that is spelled so.
            ':' if rest.starts_with("://") => shown.push_str("&#58;"),
            '.' if text.get(at.saturating_sub(3)..at).is_some_and(|it| it.eq_ignore_ascii_case("www")) => {
                shown.push_str("&#46;");
            }
            '@' => shown.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '<' | '&' | '|' | '$' => shown.extend(['\\', char]),
            _ => shown.push(char),
        }
    }
    shown
}

/// One of our own sentences with names in it: text between backticks is code, everything else is escaped.
#[must_use]
pub fn sentence(words: &str) -> String {
    let parts: Vec<&str> = words.split('`').collect();
    let is_whole = parts.len() % 2 == 1;
    let last = parts.len() - 1;
    let mut shown = String::with_capacity(words.len());
    for (index, part) in parts.iter().enumerate() {
        match index % 2 {
            1 if is_whole || index < last => {
                // Backticks side by side would be one fence.
                if shown.ends_with('`') {
                    shown.push(' ');
                }
                shown.push_str(&code(part));
            }
            1 => shown.push_str(&text(&format!("`{part}"))),
            _ => shown.push_str(&text(part)),
        }
    }
    shown
}

/// The length of the longest run of backticks.
fn longest_fence(text: &str) -> usize {
    text.split(|char| char != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_code_span() {
        assert_eq!(code("web"), "`web`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`a``"), "``` `a`` ```");
        assert_eq!(code(" a"), "`  a `");
        assert_eq!(code(""), "`  `");
        assert_eq!(code("a\n\n# b\u{1B}"), "`a␊␊# b␛`");
    }

    #[test]
    fn nothing_ends_a_cell() {
        assert_eq!(row([&code("a|b"), "c"]), r"| `a\|b` | c |");
        assert_eq!(row([&code(r"a\|[b](c)")]), r"| `a\│[b](c)` |");
    }

    #[test]
    fn nothing_ends_a_block() {
        assert_eq!(block("json", "a\n```\nb"), "````json\na\n```\nb\n````");
        assert_eq!(block("", "\ta\u{7}"), "```\n  a␇\n```");
    }

    #[test]
    fn words_are_words() {
        assert_eq!(text("[a](b:c) <b> &amp; ![x]"), r"\[a\](b:c) \<b> \&amp; !\[x\]");
        assert_eq!(text("$a$ b"), r"\$a\$ b", "some renderers take this for mathematics");
        assert_eq!(text("https://a www.b c@d"), "https&#58;//a www&#46;b c&#64;d");
        assert_eq!(sentence("no `a` in `b`."), "no `a` in `b`.");
        assert_eq!(sentence("a``[b](c)`` d"), "a`  `\\[b\\](c)`  ` d");
        assert_eq!(sentence("```[a](b)`` c"), "`  ` `[a](b)`\\` c");
        // A name with a backtick in it turns code and words around.
        assert_eq!(sentence("no `a`[b](c)` in [d](e)."), r"no `a`\[b\](c)\` in \[d\](e).");
    }
}
