//! JavaScript regular expressions, as Vercel builds them: `new RegExp(source)` without flags, or with `i`.
//!
//! Why not a crate: a finding needs the offset of the error inside the pattern, the verdict must be V8's (Annex B of
//! ECMAScript: `\-`, `{`, `]`, octal escapes and unknown escapes are all legal), and matching patterns that someone else
//! wrote must be bounded. The engine works on UTF-16 code units, as JavaScript does without the `u` flag.

mod combinations;
mod exec;
mod language;
mod parse;
mod prefilter;
mod set;

use std::fmt;
use std::ops::Range;

use set::Set;

pub use combinations::{Combination, combinations};
pub use exec::{Captures, TooComplex};
pub use language::{covers, matches_no_path, samples};

/// A compiled expression.
#[derive(Debug, Clone, PartialEq)]
pub struct JsRegex {
    code: Vec<Inst>,
    groups: usize,
    loops: usize,
    names: Vec<(String, usize)>,
    ignore_case: bool,
    /// A text that is in all that the expression matches; perhaps in another case, where that is ignored.
    needle: String,
}

/// Why a pattern is not a regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegexError {
    /// The bytes of the pattern that show it.
    pub range: Range<usize>,
    /// What is wrong.
    pub kind: RegexErrorKind,
}

/// What is wrong with a regular expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegexErrorKind {
    /// `*` without an atom before it.
    NothingToRepeat,
    /// `{2,1}`
    QuantifierOutOfOrder,
    /// `(` without `)`
    UnterminatedGroup,
    /// `)` without `(`
    UnmatchedParenthesis,
    /// `[` without `]`
    UnterminatedClass,
    /// `[z-a]`
    ClassOutOfOrder,
    /// `\` as the last character.
    TrailingBackslash,
    /// `(?x`
    InvalidGroup,
    /// `(?<1>`
    InvalidGroupName,
    /// Two groups of one name.
    DuplicateGroupName,
    /// `\k` without a name in angle brackets, in a pattern that has named groups.
    InvalidNamedReference,
    /// `\k<name>` without such a group.
    UnknownNamedReference,
    /// `[\k]` in a pattern that has named groups.
    InvalidEscape,
    /// More groups or loops than any sensible pattern has.
    TooLarge,
}

impl fmt::Display for RegexErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RegexErrorKind::NothingToRepeat => "there is nothing to repeat before this quantifier",
            RegexErrorKind::QuantifierOutOfOrder => "the quantifier's minimum is greater than its maximum",
            RegexErrorKind::UnterminatedGroup => "this group is missing its `)`",
            RegexErrorKind::UnmatchedParenthesis => "this `)` has no matching `(`",
            RegexErrorKind::UnterminatedClass => "this character class is missing its `]`",
            RegexErrorKind::ClassOutOfOrder => "this character range ends before it starts",
            RegexErrorKind::TrailingBackslash => "the backslash at the end escapes nothing",
            RegexErrorKind::InvalidGroup => "`(?` must be followed by `:`, `=`, `!`, `<=`, `<!` or `<name>`",
            RegexErrorKind::InvalidGroupName => "this isn't a valid group name",
            RegexErrorKind::DuplicateGroupName => "two groups have the same name",
            RegexErrorKind::InvalidNamedReference => "`\\k` needs a group's name, as in `\\k<name>`",
            RegexErrorKind::UnknownNamedReference => "no group has this name",
            RegexErrorKind::InvalidEscape => "this escape isn't valid here",
            RegexErrorKind::TooLarge => "the expression has too many groups",
        })
    }
}

impl JsRegex {
    /// `new RegExp(pattern)`.
    ///
    /// # Errors
    /// Where V8 throws a `SyntaxError`.
    pub fn new(pattern: &str) -> Result<JsRegex, RegexError> {
        parse::parse(pattern, false)
    }

    /// `new RegExp(pattern, "i")`.
    ///
    /// # Errors
    /// Where V8 throws a `SyntaxError`.
    pub fn ignoring_case(pattern: &str) -> Result<JsRegex, RegexError> {
        parse::parse(pattern, true)
    }

    /// Reads an expression that isn't needed, as [`new`](JsRegex::new) does.
    ///
    /// # Errors
    /// Where V8 throws a `SyntaxError`.
    pub fn check(pattern: &str) -> Result<(), RegexError> {
        let is_text = || !pattern.contains(['\\', '(', ')', '[', ']', '{', '}', '*', '+', '?']);
        if is_text() { Ok(()) } else { parse::check(pattern) }
    }

    /// How many groups capture.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// The named groups with their numbers, in the order of the pattern.
    #[must_use]
    pub fn names(&self) -> &[(String, usize)] {
        &self.names
    }

    /// An ASCII text that is in all that the expression matches, apart from case where that doesn't count; empty if none is known.
    #[must_use]
    pub fn needle(&self) -> &str {
        &self.needle
    }

    /// False only where [`exec`](JsRegex::exec) surely finds nothing. It takes no memory: of a thousand rules nearly all are told
    /// apart by it.
    #[must_use]
    pub fn may_match(&self, text: &str) -> bool {
        prefilter::may_match(self, text)
    }

    /// `regex.exec(text)`.
    ///
    /// # Errors
    /// [`TooComplex`] where the search would take too many steps: a pattern with catastrophic backtracking.
    pub fn exec(&self, text: &str) -> Result<Option<Captures>, TooComplex> {
        exec::exec(self, text, &mut exec::MAX_STEPS.clone())
    }

    /// `regex.exec(text)` for one of several expressions that share a budget of steps, of which this takes what it needs. More
    /// than one expression's own budget is never used.
    ///
    /// # Errors
    /// [`TooComplex`] where the search would take too many steps.
    pub fn exec_within(&self, text: &str, budget: &mut usize) -> Result<Option<Captures>, TooComplex> {
        let mut left = exec::MAX_STEPS.min(*budget);
        let given = left;
        let found = exec::exec(self, text, &mut left);
        *budget = budget.saturating_sub(given - left);
        found
    }

    /// `text.replace(regex, replacement)` with the flag `g`; `$` means nothing special in the replacement.
    ///
    /// # Errors
    /// [`TooComplex`] where the search would take too many steps.
    pub fn replace_all(&self, text: &str, replacement: &str) -> Result<String, TooComplex> {
        exec::replace_all(self, text, replacement)
    }
}

/// What `new RegExp(pattern).source` gives for a valid pattern: `/` and line ends escaped.
#[must_use]
pub fn source(pattern: &str) -> String {
    if pattern.is_empty() {
        return "(?:)".to_owned();
    }
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut in_class = false;
    let mut escaped = false;
    for char in pattern.chars() {
        let line_end = match char {
            '\n' => Some("n"),
            '\r' => Some("r"),
            '\u{2028}' => Some("u2028"),
            '\u{2029}' => Some("u2029"),
            _ => None,
        };
        if let Some(name) = line_end {
            if !escaped {
                out.push('\\');
            }
            out.push_str(name);
            escaped = false;
            continue;
        }
        if escaped {
            escaped = false;
        } else {
            match char {
                '\\' => escaped = true,
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => out.push('\\'),
                _ => {}
            }
        }
        out.push(char);
    }
    out
}

/// One instruction; jumps are relative to the instruction itself.
#[derive(Debug, Clone, PartialEq)]
enum Inst {
    Char(u16),
    /// `.`
    Any,
    Set(Set),
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b`, or `\B` if false
    WordBoundary(bool),
    GroupOpen(usize),
    GroupClose(usize),
    Backreference(usize),
    Jump(isize),
    /// Tries the instruction at the first offset, then that at the second.
    Split(isize, isize),
    /// A single-character atom, repeated: the next instruction is the atom, which is not run by itself.
    Repeat {
        min: u32,
        max: u32,
        greedy: bool,
    },
    LoopStart(usize),
    /// Decides between another turn (the next instruction, a `LoopTurn`) and what follows the loop (`exit`).
    LoopTest {
        id: usize,
        min: u32,
        max: u32,
        greedy: bool,
        exit: isize,
    },
    /// Begins a turn: the groups inside forget what they captured.
    LoopTurn {
        id: usize,
        first_group: usize,
        end_group: usize,
    },
    /// A lookaround; its body of `len` instructions follows and ends with `Accept`.
    Look {
        behind: bool,
        negative: bool,
        len: usize,
    },
    Accept,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn matches(pattern: &str, text: &str, groups: &[Option<&str>]) {
        let captures = JsRegex::new(pattern).unwrap().exec(text).unwrap().expect("matches");
        let found: Vec<_> = (0..captures.len()).map(|index| captures.get(index)).collect();
        assert_eq!(found.iter().map(Option::as_deref).collect::<Vec<_>>(), groups);
    }

    #[test]
    fn matches_as_v8() {
        matches("^/(?:(.+)/)?index$", "/a/b/index", &[Some("/a/b/index"), Some("a/b")]);
        matches(
            "(z)((a+)?(b+)?(c))*",
            "zaacbbbcac",
            &[Some("zaacbbbcac"), Some("z"), Some("ac"), Some("a"), None, Some("c")],
        );
        matches("(?=(a+))a*b\\1", "baaabac", &[Some("aba"), Some("a")]);
        matches("(?<=([0-9]+)([0-9]+))$", "1053", &[Some(""), Some("1"), Some("053")]);
        matches("(?:a*?)*?b", "aab", &[Some("aab")]);
        matches("[^]", "\n", &[Some("\n")]);
        matches("[xb-dac-fz-z]+", "gxfadbezy", &[Some("xfadbez")]);
        matches("[^c-fa\\Wb-d]+", "cag_", &[Some("g_")]);
        matches("xa{4000000000,3000000000}|b", "xab", &[Some("b")]);
        matches("a{,2}", "a{,2}", &[Some("a{,2}")]);
        matches(r"\k\8\c]", r"k8\c]", &[Some(r"k8\c]")]);
        matches(r"(?<n>.)\k<n>", "abb", &[Some("bb"), Some("b")]);
        matches("^.$", "é", &[Some("é")]);
        matches("(x?)(?:ab){1,}cd?", "zabc", &[Some("abc"), Some("")]);
        matches("a{0}(b)+c|d", "d", &[Some("d"), None]);
        matches("(?:b{2})a", "bba", &[Some("bba")]);
        assert_eq!(JsRegex::new("^.$").unwrap().exec("😀").unwrap(), None, "two UTF-16 units");
        assert!(JsRegex::ignoring_case("^[a-c]É$").unwrap().exec("Bé").unwrap().is_some());
    }

    #[test]
    fn errors_have_a_place() {
        let error =
            |pattern: &str| JsRegex::new(pattern).map_err(|error| (error.range, error.kind)).unwrap_err();
        assert_eq!(error("é**"), (3..4, RegexErrorKind::NothingToRepeat));
        assert_eq!(error("a(b"), (1..2, RegexErrorKind::UnterminatedGroup));
        assert_eq!(error("a)"), (1..2, RegexErrorKind::UnmatchedParenthesis));
        assert_eq!(error("x[ab"), (1..2, RegexErrorKind::UnterminatedClass));
        assert_eq!(error("[😀-a]").1, RegexErrorKind::ClassOutOfOrder);
        assert_eq!(error(r"a\").1, RegexErrorKind::TrailingBackslash);
        assert_eq!(error("(?<a>)(?<a>)"), (9..11, RegexErrorKind::DuplicateGroupName));
        assert_eq!(error(r"(?<a>)\k<b>").1, RegexErrorKind::UnknownNamedReference);
        assert_eq!(error("a{2,1}"), (1..6, RegexErrorKind::QuantifierOutOfOrder));
        assert!(JsRegex::check(&"()".repeat(32_767)).is_ok());
        assert_eq!(error(&"()".repeat(32_768)), (65_534..65_535, RegexErrorKind::TooLarge));
    }

    #[test]
    fn source_escapes_slashes_and_line_ends() {
        assert_eq!(source("^/a[/]\\/\n$"), "^\\/a[/]\\/\\n$");
        assert_eq!(source(""), "(?:)");
    }

    #[test]
    fn catastrophic_backtracking_is_given_up() {
        let regex = JsRegex::new("^(a+)+$").unwrap();
        assert_eq!(regex.exec(&format!("{}b", "a".repeat(40))), Err(TooComplex));
        assert!(JsRegex::new(&"(?:".repeat(1000)).is_err());
        let deep = format!("{}a{}", "(?:".repeat(1000), ")*".repeat(1000));
        assert!(JsRegex::new(&deep).is_ok());
        let looks = format!("{}a{}", "(?=".repeat(1000), ")".repeat(1000));
        assert_eq!(JsRegex::new(&looks).unwrap().exec("a"), Err(TooComplex));
    }
}
