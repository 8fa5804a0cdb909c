//! Formatting: whole, by range, and while typing. Only whitespace between tokens changes, so the meaning never does.
//!
//! The layout is Prettier's for JSON, so that a project that runs Prettier sees no difference: an object whose first key
//! is on a line of its own stays open, everything else is put on one line where it fits, lists of objects are opened,
//! lists of numbers are filled. Comments stay where they are.

use rowan::{TextRange, TextSize};

use crate::text::{Encoding, MAX_TEXT_BYTES};
use crate::token::error::SyntaxErrorKind;
use crate::token::kind::{SyntaxElement, SyntaxKind};

use crate::edit::TextEdit;
use crate::source::Source;

/// How to format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// One level of indentation: some spaces, or a tab.
    pub indent: String,
    /// How many spaces a tab counts for.
    pub tab_width: usize,
    /// The width that lines are kept within where possible, in characters.
    pub width: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { indent: "  ".to_owned(), tab_width: 2, width: 80 }
    }
}

/// Edits that format the whole file; none while its structure is unclear (a bracket or comma is missing), and none that make it
/// longer than [`MAX_TEXT_BYTES`]: with a thousand levels of indentation, a few brackets do.
#[must_use]
pub fn format(source: &Source, options: &Options) -> Vec<TextEdit> {
    if unclear_at(source).is_some() {
        return Vec::new();
    }
    let text = source.text.to_string();
    let tokens = Tokens::of(source);
    if tokens.list.is_empty() {
        return Vec::new();
    }
    Layout::new(&text, &tokens, options).edits()
}

/// The first place where the structure is unclear, so that the file isn't formatted.
#[must_use]
pub fn unclear_at(source: &Source) -> Option<TextRange> {
    source.parse.errors().iter().find(|error| breaks_structure(error.kind)).map(|error| error.range)
}

/// The edits of [`format`] that touch the entries in `range`.
#[must_use]
pub fn format_range(source: &Source, range: TextRange, options: &Options) -> Vec<TextEdit> {
    let range = source.text.clamp_range(range);
    let mut edits = format(source, options);
    let lines = TextRange::new(
        source.text.line_start(source.text.line_column(range.start(), Encoding::Utf8).line),
        source.text.line_end(source.text.line_column(range.end(), Encoding::Utf8).line),
    );
    edits.retain(|edit| lines.intersect(edit.range).is_some());
    edits
}

/// After `typed` (a closing bracket) was typed right before `offset`: indents the lines of what it closes.
#[must_use]
pub fn format_on_type(source: &Source, offset: TextSize, typed: char, options: &Options) -> Vec<TextEdit> {
    if !matches!(typed, '}' | ']') {
        return Vec::new();
    }
    let text = source.text.to_string();
    let tokens = Tokens::of(source);
    let Some(close) = tokens.list.iter().position(|token| token.range.end() == offset && token.closes())
    else {
        return Vec::new();
    };
    let Some(open) = tokens.partner.get(close).copied().flatten() else { return Vec::new() };
    let line_end = line_end(&text, &tokens);
    let mut depth = 0_usize;
    let mut edits = Vec::new();
    for (index, token) in tokens.list.iter().enumerate().take(close + 1) {
        if token.closes() {
            depth = depth.saturating_sub(1);
        }
        if index > open {
            let gap = tokens.gap_before(index);
            let old = text.get(std::ops::Range::<usize>::from(gap)).unwrap_or_default();
            let lines = line_breaks(old);
            if lines > 0 {
                let new = format!("{}{}", line_end.repeat(lines), options.indent.repeat(depth));
                if new != old {
                    edits.push(TextEdit::new(gap, new));
                }
            }
        }
        if token.opens() {
            depth += 1;
        }
    }
    edits
}

/// Whether an error leaves open what belongs to what.
#[must_use]
pub fn breaks_structure(kind: SyntaxErrorKind) -> bool {
    use SyntaxErrorKind::*;
    match kind {
        MissingComma | MissingColon | MissingValue | MissingKey | UnclosedString | UnopenedString
        | UnopenedObject | UnclosedObject | UnclosedArray | UnclosedComment | ExtraComma
        | UnmatchedBracket | UnexpectedToken | ExtraContent | TooDeep | EmptyDocument | UnquotedKey
        | UnquotedValue => true,
        TrailingComma | LineComment | BlockComment | SingleQuotedString | InvalidEscape
        | ControlCharacter | InvalidNumber | InvalidWhitespace | ByteOrderMark => false,
    }
}

/// The line ending that the text uses first, outside of comments if it does.
fn line_end(text: &str, tokens: &Tokens) -> &'static str {
    let mut gaps = (0..=tokens.list.len())
        .filter_map(|index| text.get(std::ops::Range::<usize>::from(tokens.gap_before(index))));
    let first = gaps.find(|gap: &&str| line_breaks(gap) > 0).unwrap_or(text);
    match first.find(['\n', '\r']).and_then(|at| first.get(at..)) {
        Some(rest) if rest.starts_with("\r\n") => "\r\n",
        Some(rest) if rest.starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// How many line breaks of any kind a text holds.
fn line_breaks(text: &str) -> usize {
    text.matches(['\n', '\r']).count() - text.matches("\r\n").count()
}

#[derive(Debug, Clone, Copy)]
struct Token {
    kind: SyntaxKind,
    range: TextRange,
}

impl Token {
    fn opens(self) -> bool {
        matches!(self.kind, SyntaxKind::LeftBrace | SyntaxKind::LeftBracket)
    }

    fn closes(self) -> bool {
        matches!(self.kind, SyntaxKind::RightBrace | SyntaxKind::RightBracket)
    }
}

/// All tokens but whitespace.
struct Tokens {
    list: Vec<Token>,
    /// For each bracket, the index of the one that it belongs to.
    partner: Vec<Option<usize>>,
    end: TextSize,
}

impl Tokens {
    fn of(source: &Source) -> Tokens {
        let list: Vec<Token> = source
            .parse
            .document()
            .syntax()
            .descendants_with_tokens()
            .filter_map(SyntaxElement::into_token)
            .filter(|token| !matches!(token.kind(), SyntaxKind::Whitespace | SyntaxKind::ForeignWhitespace))
            .map(|token| Token { kind: token.kind(), range: token.text_range() })
            .collect();
        let mut partner = vec![None; list.len()];
        let mut open = Vec::new();
        for (index, token) in list.iter().enumerate() {
            if token.opens() {
                open.push(index);
            } else if token.closes()
                && let Some(start) = open.pop()
            {
                if let Some(slot) = partner.get_mut(start) {
                    *slot = Some(index);
                }
                if let Some(slot) = partner.get_mut(index) {
                    *slot = Some(start);
                }
            }
        }
        Tokens { list, partner, end: source.text.len() }
    }

    fn get(&self, index: usize) -> Option<Token> {
        self.list.get(index).copied()
    }

    /// The bytes between the token before `index` and the one at it; past the last, those up to the text's end.
    fn gap_before(&self, index: usize) -> TextRange {
        let start = index
            .checked_sub(1)
            .and_then(|before| self.get(before))
            .map_or(0.into(), |token| token.range.end());
        let end = self.get(index).map_or(self.end, |token| token.range.start());
        TextRange::new(start, end.max(start))
    }
}

/// How a container is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// On one line.
    Flat,
    /// One entry a line.
    Open,
    /// As many numbers a line as fit.
    Filled,
}

struct Layout<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    options: &'a Options,
    line_end: &'static str,
    /// Width of each container on one line; `None` where it must be opened. Indexed by the opening bracket.
    flat: Vec<Option<usize>>,
}

impl<'a> Layout<'a> {
    fn new(text: &'a str, tokens: &'a Tokens, options: &'a Options) -> Layout<'a> {
        let mut layout = Layout {
            text,
            tokens,
            options,
            line_end: line_end(text, tokens),
            flat: vec![None; tokens.list.len()],
        };
        // From the last opening bracket to the first: what stands inside is measured before what it is in.
        for open in (0..tokens.list.len()).rev() {
            if tokens.get(open).is_some_and(Token::opens)
                && let Some(close) = tokens.partner.get(open).copied().flatten()
            {
                let width = layout.flat_width(open, close);
                if let Some(slot) = layout.flat.get_mut(open) {
                    *slot = width;
                }
            }
        }
        layout
    }

    fn source(&self, range: TextRange) -> &'a str {
        self.text.get(std::ops::Range::<usize>::from(range)).unwrap_or_default()
    }

    fn gap(&self, index: usize) -> &'a str {
        self.source(self.tokens.gap_before(index))
    }

    fn width_of(&self, index: usize) -> usize {
        self.tokens.get(index).map_or(0, |token| self.source(token.range).chars().count())
    }

    /// The entries of a container: the index of each one's first token, comments left out.
    fn entries(&self, open: usize, close: usize) -> Vec<usize> {
        let mut entries = Vec::new();
        let mut index = open + 1;
        let mut at_start = true;
        while index < close {
            let Some(token) = self.tokens.get(index) else { break };
            if token.kind == SyntaxKind::Comma {
                at_start = true;
            } else if !token.kind.is_comment() && at_start {
                entries.push(index);
                at_start = false;
            }
            index = self.after(index);
        }
        entries
    }

    /// The index after the token at `index`, or after the container that it opens.
    fn after(&self, index: usize) -> usize {
        match self.tokens.partner.get(index).copied().flatten() {
            Some(close) if close > index => close + 1,
            _ => index + 1,
        }
    }

    fn flat_width(&self, open: usize, close: usize) -> Option<usize> {
        let is_object = self.tokens.get(open)?.kind == SyntaxKind::LeftBrace;
        let entries = self.entries(open, close);
        if is_object
            && entries
                .first()
                .is_some_and(|&first| (open + 1..=first).any(|index| line_breaks(self.gap(index)) > 0))
        {
            return None;
        }
        if !is_object && entries.len() > 1 && self.all_wide(&entries) {
            return None;
        }
        let mut width = 0;
        let mut index = open + 1;
        while index < close {
            let token = self.tokens.get(index)?;
            let lines = line_breaks(self.gap(index)) + line_breaks(self.gap(index + 1)) > 0;
            if token.kind == SyntaxKind::LineComment || (token.kind == SyntaxKind::BlockComment && lines) {
                return None;
            }
            width += self.space_before(index, Shape::Flat);
            width +=
                if token.opens() { self.flat.get(index).copied().flatten()? } else { self.width_of(index) };
            index = self.after(index);
        }
        Some(width + 2 + if close > open + 1 { self.space_before(close, Shape::Flat) } else { 0 })
    }

    /// Whether each entry is an object with several members, or each is an array with several elements.
    fn all_wide(&self, entries: &[usize]) -> bool {
        let kinds = [SyntaxKind::LeftBrace, SyntaxKind::LeftBracket];
        kinds.into_iter().any(|kind| {
            entries.iter().all(|&entry| {
                self.tokens.get(entry).is_some_and(|token| token.kind == kind)
                    && self
                        .tokens
                        .partner
                        .get(entry)
                        .copied()
                        .flatten()
                        .is_some_and(|close| self.entries(entry, close).len() > 1)
            })
        })
    }

    /// The width of the space before a token that does not begin a line.
    fn space_before(&self, index: usize, shape: Shape) -> usize {
        let (Some(before), Some(token)) =
            (index.checked_sub(1).and_then(|it| self.tokens.get(it)), self.tokens.get(index))
        else {
            return 0;
        };
        match (before.kind, token.kind) {
            (_, SyntaxKind::Comma | SyntaxKind::Colon) => 0,
            (SyntaxKind::LeftBrace, SyntaxKind::RightBrace)
            | (SyntaxKind::LeftBracket, SyntaxKind::RightBracket) => 0,
            (SyntaxKind::LeftBracket, kind) if !kind.is_comment() && shape == Shape::Flat => 0,
            (kind, SyntaxKind::RightBracket) if !kind.is_comment() && shape == Shape::Flat => 0,
            (SyntaxKind::ByteOrderMark, _) => 0,
            _ => 1,
        }
    }

    /// Walks the tokens and says which gaps change.
    fn edits(&self) -> Vec<TextEdit> {
        let mut edits = Vec::new();
        let mut shapes: Vec<Shape> = Vec::new();
        let mut column = 0;
        let count = self.tokens.list.len();
        let mut length = 0;
        for index in 0..=count {
            let token = self.tokens.get(index);
            let new = self.gap_text(index, column, &mut shapes);
            column = match new.rfind(['\n', '\r']) {
                Some(at) => self.indent_width(new.get(at + 1..).unwrap_or_default()),
                None => column + new.chars().count(),
            };
            if let Some(token) = token {
                if token.opens() {
                    shapes.push(self.shape(index, column));
                }
                let source = self.source(token.range);
                column = match source.rfind(['\n', '\r']) {
                    Some(at) => source.get(at + 1..).unwrap_or_default().chars().count(),
                    None => column + source.chars().count(),
                };
            }
            length += new.len() + token.map_or(0, |token| usize::from(token.range.len()));
            if length > MAX_TEXT_BYTES {
                return Vec::new();
            }
            if new != self.gap(index) {
                edits.push(TextEdit::new(self.tokens.gap_before(index), new));
            }
        }
        edits
    }

    fn indent_width(&self, indent: &str) -> usize {
        indent.chars().map(|char| if char == '\t' { self.options.tab_width } else { 1 }).sum()
    }

    /// How the container opened at `index` is written when it begins at `column`.
    fn shape(&self, index: usize, column: usize) -> Shape {
        let Some(close) = self.tokens.partner.get(index).copied().flatten() else { return Shape::Open };
        let comma =
            usize::from(self.tokens.get(close + 1).is_some_and(|token| token.kind == SyntaxKind::Comma));
        let fits = self
            .flat
            .get(index)
            .copied()
            .flatten()
            .is_some_and(|width| column + width + comma <= self.options.width);
        let is_array = self.tokens.get(index).is_some_and(|token| token.kind == SyntaxKind::LeftBracket);
        if fits || close == index + 1 {
            return Shape::Flat;
        }
        let numbers = |token: &Token| matches!(token.kind, SyntaxKind::Digits | SyntaxKind::Comma);
        let inside = self.tokens.list.get(index + 1..close).unwrap_or_default();
        if is_array && inside.len() > 2 && inside.iter().all(numbers) { Shape::Filled } else { Shape::Open }
    }

    /// The text of the gap before the token at `index`; pops the shape of the container that the token closes.
    fn gap_text(&self, index: usize, column: usize, shapes: &mut Vec<Shape>) -> String {
        let before = index.checked_sub(1).and_then(|it| self.tokens.get(it));
        let Some(token) = self.tokens.get(index) else { return self.line_end.to_owned() };
        let Some(before) = before else { return String::new() };
        let shape = shapes.last().copied().unwrap_or(Shape::Open);
        let depth = if token.closes() {
            shapes.pop();
            shapes.len()
        } else {
            shapes.len()
        };
        let source = self.gap(index);
        let new_line = || {
            let blank = line_breaks(source) > 1 && !before.opens() && !token.closes();
            let ends = if blank { 2 } else { 1 };
            format!("{}{}", self.line_end.repeat(ends), self.options.indent.repeat(depth))
        };
        let same_line = || " ".repeat(self.space_before(index, shape));
        if before.kind == SyntaxKind::LineComment {
            return new_line();
        }
        if token.kind.is_comment() || (before.kind == SyntaxKind::BlockComment && !token.closes()) {
            return if line_breaks(source) > 0 && shape != Shape::Flat { new_line() } else { same_line() };
        }
        match shape {
            Shape::Open if before.opens() || before.kind == SyntaxKind::Comma || token.closes() => new_line(),
            Shape::Filled if before.opens() || token.closes() => new_line(),
            Shape::Filled if before.kind == SyntaxKind::Comma => {
                let comma = usize::from(
                    self.tokens.get(index + 1).is_some_and(|next| next.kind == SyntaxKind::Comma),
                );
                if column + 1 + self.width_of(index) + comma <= self.options.width {
                    " ".to_owned()
                } else {
                    new_line()
                }
            }
            _ => same_line(),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{Marked, apply};

    fn formatted(text: &str, options: &Options) -> String {
        apply(text, &format(&Source::new(text), options))
    }

    fn check(text: &str, expect: &Expect) {
        let once = formatted(text, &Options::default());
        expect.assert_eq(&once);
        assert_eq!(formatted(&once, &Options::default()), once, "a second time changes nothing");
    }

    #[test]
    fn layout_is_that_of_prettier() {
        check(
            r#"{"a":1,"b":[1,2,3], "e":[], "f":{  },
 "c":[{"key":"x","value":"y"},{"key":"z","value":"w"}], "d": {
 "x":1}, "g": [
 1],
 "h":["aaaaaaaaaaaaaaaaaaaaaaaaa","aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","bbbbbbbbbbbbbbbbbbbb"],


 "headers": [{"source":"/x","headers":[{"key":"A","value":"b"}]}], "sizes":
 [1000,2000,3000,4000,5000,6000,7000,8000,9000,1000,2000,3000,4000,5000,6000,7000]}"#,
            &expect![[r#"
                {
                  "a": 1,
                  "b": [1, 2, 3],
                  "e": [],
                  "f": {},
                  "c": [
                    { "key": "x", "value": "y" },
                    { "key": "z", "value": "w" }
                  ],
                  "d": {
                    "x": 1
                  },
                  "g": [1],
                  "h": [
                    "aaaaaaaaaaaaaaaaaaaaaaaaa",
                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                    "bbbbbbbbbbbbbbbbbbbb"
                  ],

                  "headers": [{ "source": "/x", "headers": [{ "key": "A", "value": "b" }] }],
                  "sizes": [
                    1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 1000, 2000, 3000,
                    4000, 5000, 6000, 7000
                  ]
                }
            "#]],
        );
    }

    #[test]
    fn one_line_stays_one_line_where_it_fits() {
        check(
            r#"{  "cleanUrls" :true , "regions":[ "iad1" ] }"#,
            &expect![[r#"
            { "cleanUrls": true, "regions": ["iad1"] }
        "#]],
        );
    }

    #[test]
    fn comments_stay() {
        check(
            "// top\n{ // first\n\"a\": /* x */ 1, // one\n\n\n/* two */ \"b\": [ // three\n 2 /* four */ ],\n  // end\n}\n// after",
            &expect![[r#"
                // top
                { // first
                  "a": /* x */ 1, // one

                  /* two */ "b": [ // three
                    2 /* four */
                  ],
                  // end
                }
                // after
            "#]],
        );
    }

    #[test]
    fn line_endings_and_indentation_are_the_documents_and_the_editors() {
        let options = Options { indent: "\t".to_owned(), tab_width: 4, width: 80 };
        assert_eq!(
            formatted("{\r\n\"a\": {\r\n\"b\": 1}}", &options),
            "{\r\n\t\"a\": {\r\n\t\t\"b\": 1\r\n\t}\r\n}\r\n"
        );
        // The break in the comment stays, and is no model for the others.
        assert_eq!(formatted("\n/*\r*/[]", &options), "/*\r*/ []\n");
    }

    #[test]
    fn unclear_structure_is_left_alone() {
        for text in ["", "{", "{ \"a\"   1 }", "{\"a\":   1 \"b\": 2}", "{\"a  \n}", "{}   {}", "/* "] {
            assert_eq!(formatted(text, &Options::default()), text);
        }
    }

    #[test]
    fn a_range_changes_its_own_lines_alone() {
        let fixture = Marked::new("{\n\"a\":1,\n\"b\"$0:2,\n\"c\":3\n}");
        let edits = format_range(&fixture.source, fixture.selection(), &Options::default());
        assert_eq!(apply(&fixture.text, &edits), "{\n\"a\":1,\n  \"b\": 2,\n  \"c\":3\n}");
    }

    #[test]
    fn a_closing_bracket_indents_its_lines_even_in_a_broken_file() {
        let fixture = Marked::new("{\n  \"a\": {\n\"b\": [\n1\n]\n      }$0\n  \"c\" \n");
        let edits = format_on_type(&fixture.source, fixture.offset(), '}', &Options::default());
        assert_eq!(
            apply(&fixture.text, &edits),
            "{\n  \"a\": {\n    \"b\": [\n      1\n    ]\n  }\n  \"c\" \n"
        );
    }

    fn gap() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => Just(String::new()),
            4 => Just(" ".to_owned()),
            2 => Just("\n".to_owned()),
            1 => Just("\n\n\n   ".to_owned()),
            1 => Just("\r\n\t".to_owned()),
            1 => Just(" /* ä */ ".to_owned()),
            1 => Just(" // é\n".to_owned()),
            1 => Just("\n/* a\n b */\n".to_owned()),
        ]
    }

    fn json() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("1".to_owned()),
            Just("-2.5e3".to_owned()),
            Just("true".to_owned()),
            Just("null".to_owned()),
            Just("\"😀\"".to_owned()),
            Just("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"".to_owned()),
        ];
        leaf.prop_recursive(5, 60, 6, |inner| {
            let spaced = (gap(), inner, gap())
                .prop_map(|(before, value, after)| format!("{before}{value}{after}"))
                .boxed();
            prop_oneof![
                prop::collection::vec(spaced.clone(), 0..6)
                    .prop_map(|items| format!("[{}]", items.join(","))),
                prop::collection::vec((gap(), "[a-d]", gap(), spaced), 0..6).prop_map(|members| {
                    let members: Vec<String> = members
                        .into_iter()
                        .map(|(a, key, b, value)| format!("{a}\"{key}\"{b}:{value}"))
                        .collect();
                    format!("{{{}}}", members.join(","))
                }),
            ]
        })
    }

    fn without_space(text: &str) -> Vec<(SyntaxKind, String)> {
        let tree = Source::new(text);
        tree.parse
            .syntax()
            .descendants_with_tokens()
            .filter_map(SyntaxElement::into_token)
            .filter(|token| token.kind() != SyntaxKind::Whitespace)
            .map(|token| (token.kind(), token.text().to_owned()))
            .collect()
    }

    proptest! {
        #[test]
        fn formatting_keeps_every_token_and_is_done_at_once(text in (gap(), json(), gap()).prop_map(|(a, b, c)| a + &b + &c)) {
            let options = Options { width: 40, ..Options::default() };
            let once = formatted(&text, &options);
            prop_assert_eq!(without_space(&once), without_space(&text));
            prop_assert_eq!(Source::new(&once).value().to_value(), Source::new(&text).value().to_value());
            prop_assert_eq!(&formatted(&once, &options), &once);
        }

        #[test]
        fn any_text_keeps_its_tokens(text in "[\\[\\]{}:,\"a1 \n\r/*]{0,40}") {
            let once = formatted(&text, &Options::default());
            prop_assert_eq!(without_space(&once), without_space(&text));
            prop_assert_eq!(&formatted(&once, &Options::default()), &once);
        }
    }
}
