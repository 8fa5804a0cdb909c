//! Text that others wrote, made harmless where it is shown: one function for each place.
//!
//! Names of services, files and folders, the text of a file and the words of a setting come from anyone. In a terminal, an
//! escape sequence moves the cursor, writes the clipboard or hides text; in the log of GitHub Actions, a line that begins with
//! `::` is a command; in a notification of VS Code, `[x](command:y)` runs a command when it is clicked.

use std::borrow::Cow;

use svc_vercel::words::{mark, marked};

/// The heading of what a generated or migrated configuration leaves to do.
pub const NEXT_STEPS: &str = "Next steps and notes";

/// A piece of one line in a terminal, or in the log of a CI job.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    let begins_command = text.trim_start().starts_with("::");
    if !begins_command && !text.contains("##[") && !text.contains(|char| mark(char).is_some()) {
        return Cow::Borrowed(text);
    }
    // The older form of a workflow command counts anywhere in a line.
    let shown = marked(text).replace("##[", "##\\[");
    Cow::Owned(if begins_command { shown.replacen("::", "\\::", 1) } else { shown })
}

/// Lines in a terminal, or in the log of a CI job.
#[must_use]
pub fn lines(text: &str) -> String {
    let lines = text.split('\n').map(|text| line(text.strip_suffix('\r').unwrap_or(text)));
    lines.collect::<Vec<_>>().join("\n")
}

/// A line of a file in a code frame: each character that is replaced is replaced by one of the same length in UTF-8, so that
/// ranges stay. The control characters of ASCII are left to the renderer, which has marks for them.
#[must_use]
pub fn source_line(text: &str) -> Cow<'_, str> {
    let is_bad = |char: char| !char.is_ascii() && mark(char).is_some();
    if !text.contains(is_bad) && !text.contains("##[") {
        return Cow::Borrowed(text);
    }
    let shown: String = text
        .chars()
        .map(|char| match char.len_utf8() {
            _ if !is_bad(char) => char,
            2 => '\u{B7}',
            3 => char::REPLACEMENT_CHARACTER,
            _ => '\u{1F6AB}',
        })
        .collect();
    Cow::Owned(shown.replace("##[", "##("))
}

/// JSON text. What it says stays the same: characters that a terminal or a CI job would act on are escaped.
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    use std::fmt::Write as _;
    let is_bad = |char: char| char != '\n' && mark(char).is_some();
    if !text.contains(is_bad) && !text.contains("##[") {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if is_bad(char) {
            let mut units = [0; 2];
            for unit in char.encode_utf16(&mut units) {
                let _ = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(char);
        }
    }
    // Both characters are in a string: nowhere else does JSON have a `#`.
    Cow::Owned(shown.replace("##[", "##\\u005b"))
}

/// The message of a workflow command of GitHub Actions.
#[must_use]
pub fn github_data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    marked(&text).replace("##[", "##\\[")
}

/// A property of a workflow command of GitHub Actions.
#[must_use]
pub fn github_property(text: &str) -> String {
    github_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Words that an editor shows as plain text: a message, or what it draws between the lines.
#[must_use]
pub fn sentence(text: &str) -> String {
    text.chars().map(|char| if char == '\n' { char } else { mark(char).unwrap_or(char) }).collect()
}

/// The title of a code lens, in which VS Code shows `$(name)` as an icon.
#[must_use]
pub fn without_icons(text: &str) -> String {
    marked(text).replace("$(", "$ (")
}

/// A message of a report or a notification that shows `[text](link)` as a link: it shows none.
#[must_use]
pub fn without_links(text: &str) -> String {
    sentence(text).replace("](", "] (")
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVIL: &str = "a\u{1B}]52;c;x\u{7}\u{9B}31m\u{202E}\r\n::error::x ##[add-mask]y\u{7F}\u{E0041}";

    fn is_harmless(char: char) -> bool {
        mark(char).is_none()
    }

    #[test]
    fn one_line_stays_one() {
        assert_eq!(line("é — 文 🙂 a::b"), "é — 文 🙂 a::b");
        assert_eq!(line(EVIL), "a␛]52;c;x␇\u{FFFD}31m\u{FFFD}␍␊::error::x ##\\[add-mask]y␡\u{FFFD}");
        for command in ["::error::x", "  ::error::x", "\u{3000}::x"] {
            assert!(!line(command).trim_start().starts_with("::"), "{command}");
        }
    }

    #[test]
    fn lines_begin_no_command() {
        let shown = lines(&format!("{{\r\n\t\"a\": \"{EVIL}\"\n ::x\n\t::y\n\t \t::z::\n a\t::b"));
        assert!(shown.chars().all(|char| is_harmless(char) || matches!(char, '\n' | '\t')), "{shown:?}");
        assert!(shown.lines().all(|line| !line.trim_start().starts_with("::")), "{shown:?}");
        assert!(shown.ends_with("\n \\::x\n\t\\::y\n\t \t\\::z::\n a\t::b"), "{shown:?}");
    }

    #[test]
    fn ranges_of_a_source_line_stay() {
        for text in [EVIL, "é\u{85}\u{61C}\u{2066}\u{E0001}##[x]"] {
            let shown = source_line(text);
            assert_eq!(shown.len(), text.len());
            let ends = |text: &str| text.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
            assert_eq!(ends(&shown), ends(text));
            assert!(shown.chars().all(|char| char.is_ascii() || is_harmless(char)) && !shown.contains("##["));
        }
    }

    #[test]
    fn json_says_the_same() {
        let written = serde_json::to_string_pretty(&serde_json::json!({ EVIL: [EVIL, "é"] })).unwrap();
        let shown = json(&written);
        assert!(
            shown.chars().all(|char| char == '\n' || is_harmless(char)) && !shown.contains("##["),
            "{shown}"
        );
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(read(&shown), read(&written));
    }

    #[test]
    fn workflow_commands_and_links_are_none() {
        assert_eq!(github_data("100% of a,b:\nc\u{1B}##[x"), "100%25 of a,b:%0Ac␛##\\[x");
        assert_eq!(github_property("c:/a,b"), "c%3A/a%2Cb");
        assert_eq!(without_links("a [x](command:y)\nb\u{1B}"), "a [x] (command:y)\nb␛");
    }
}
