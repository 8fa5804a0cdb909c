//! What can be folded: objects and arrays over several lines, and comments.

use rowan::{TextRange, TextSize};

use crate::text::Encoding;
use crate::token::kind::{SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};

use crate::source::Source;

/// A part of the file that can be folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// From the end of the line that stays to the end of the last line that is hidden: a closing bracket on a line of its own
    /// stays visible.
    pub range: TextRange,
    /// What it is.
    pub kind: FoldKind,
}

/// What a fold holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    /// An object or array.
    Value,
    /// Comments.
    Comment,
}

/// Everything that can be folded, in the order of the text.
#[must_use]
pub fn folds(source: &Source) -> Vec<Fold> {
    let mut folds = Vec::new();
    let line = |offset: TextSize| source.text.line_column(offset, Encoding::Utf8).line;
    let mut add = |start: TextSize, end: TextSize, kind: FoldKind| {
        if line(end) > line(start) {
            folds.push(Fold { range: TextRange::new(start, end), kind });
        }
    };
    let mut comments: Option<TextRange> = None;
    for element in source.parse.syntax().descendants_with_tokens() {
        match element {
            SyntaxElement::Node(node) => {
                if let Some(close) = closing(&node) {
                    let close = close.text_range().start();
                    let close_line = line(close);
                    let above = source.text.line_end(close_line.saturating_sub(1));
                    let first = source.text.slice(TextRange::new(source.text.line_start(close_line), close));
                    let end = if first.trim().is_empty() && close_line > 0 { above } else { close };
                    let start = node.text_range().start() + TextSize::of('{');
                    add(start, end.max(start), FoldKind::Value);
                }
            }
            SyntaxElement::Token(token) if token.kind().is_comment() => {
                let range = token.text_range();
                comments = Some(comments.map_or(range, |above| above.cover(range)));
            }
            SyntaxElement::Token(token) if token.kind().is_trivia() => {}
            SyntaxElement::Token(_) => {
                if let Some(range) = comments.take() {
                    add(range.start(), range.end(), FoldKind::Comment);
                }
            }
        }
    }
    if let Some(range) = comments {
        add(range.start(), range.end(), FoldKind::Comment);
    }
    folds.sort_by_key(|fold| fold.range.start());
    folds
}

/// The closing bracket of an object or array.
fn closing(node: &SyntaxNode) -> Option<SyntaxToken> {
    let kind = match node.kind() {
        SyntaxKind::Object => SyntaxKind::RightBrace,
        SyntaxKind::Array => SyntaxKind::RightBracket,
        _ => return None,
    };
    node.last_token().filter(|token| token.kind() == kind)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::testing::Marked;

    fn check(source: &str, expect: &Expect) {
        let fixture = Marked::new(source);
        let shown: Vec<String> = folds(&fixture.source)
            .into_iter()
            .map(|fold| format!("{:?} {:?}\n", fold.kind, &fixture.text[fold.range]))
            .collect();
        expect.assert_eq(&shown.concat());
    }

    #[test]
    fn containers_fold_up_to_the_line_before_their_bracket() {
        check(
            "{\n  \"a\": [\n    1\n  ],\n  \"b\": { \"c\": 1 },\n  \"d\": {\n    \"e\": 1 }\n}\n",
            &expect![[r#"
                Value "\n  \"a\": [\n    1\n  ],\n  \"b\": { \"c\": 1 },\n  \"d\": {\n    \"e\": 1 }"
                Value "\n    1"
                Value "\n    \"e\": 1 "
            "#]],
        );
    }

    #[test]
    fn comments_on_neighboring_lines_fold_together() {
        check(
            "// a\n// b\n{\n  /* c\n   d */\n  \"x\": 1 // alone\n}",
            &expect![[r#"
                Comment "// a\n// b"
                Value "\n  /* c\n   d */\n  \"x\": 1 // alone"
                Comment "/* c\n   d */"
            "#]],
        );
    }

    #[test]
    fn what_is_not_closed_does_not_fold() {
        check("{\n \"a\": [\n  1\n", &expect![[""]]);
    }
}
