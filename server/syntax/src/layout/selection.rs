//! Selections that grow step by step: content of a string, the string, the member, the entries of the object, the object.

use rowan::{TextRange, TextSize};

use crate::token::kind::{SyntaxKind, SyntaxNode};
use crate::tree::{Key, StringLit};

use crate::source::Source;

/// How many selections there are at most. An answer holds each within the next, and many clients read no JSON that is nested
/// deeper than 127.
const MOST: usize = 100;

/// The selections around an offset, the smallest first; each holds the one before it. Of very many, the smallest and the whole text.
#[must_use]
pub fn selections(source: &Source, offset: TextSize) -> Vec<TextRange> {
    let document = source.parse.document();
    let token = document.token_at(offset).max_by_key(|token| !token.kind().is_trivia());
    let Some(token) = token else { return vec![document.range()] };
    let mut ranges = Vec::new();
    let mut add = |range: TextRange| {
        if range.contains_range(TextRange::empty(offset))
            && ranges.last().is_none_or(|last: &TextRange| range.contains_range(*last) && range != *last)
        {
            ranges.push(range);
        }
    };
    if let Some(node) = token.parent() {
        if let Some(string) = StringLit::cast(node.clone()) {
            add(string.content_range());
        } else if let Some(key) = Key::cast(node) {
            add(key.content_range());
        }
    }
    if token.kind() != SyntaxKind::Whitespace {
        add(token.text_range());
    }
    for node in token.parent_ancestors().filter(|node| node.kind() != SyntaxKind::Run) {
        if let Some(inside) = between_brackets(&node) {
            add(inside);
        }
        add(node.text_range());
    }
    if ranges.len() > MOST {
        let whole = ranges.pop();
        ranges.truncate(MOST - 1);
        ranges.extend(whole);
    }
    ranges
}

/// The entries of an object or array, without its brackets and the space beside them.
fn between_brackets(node: &SyntaxNode) -> Option<TextRange> {
    if !matches!(node.kind(), SyntaxKind::Object | SyntaxKind::Array) {
        return None;
    }
    let first = node.first_child()?.text_range();
    let last = node.last_child()?.text_range();
    Some(TextRange::new(first.start(), last.end()))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::testing::Marked;

    fn check(source: &str, expect: &Expect) {
        let fixture = Marked::new(source);
        let shown: Vec<String> = selections(&fixture.source, fixture.offset())
            .into_iter()
            .map(|range| format!("{}\n", &fixture.text[range]))
            .collect();
        expect.assert_eq(&shown.concat());
    }

    #[test]
    fn from_the_words_of_a_string_to_the_file() {
        check(
            r#"{ "crons": [{ "path": "/a$0pi", "x": 1 }, 2] }"#,
            &expect![[r#"
                /api
                "/api"
                "path": "/api"
                "path": "/api", "x": 1
                { "path": "/api", "x": 1 }
                { "path": "/api", "x": 1 }, 2
                [{ "path": "/api", "x": 1 }, 2]
                "crons": [{ "path": "/api", "x": 1 }, 2]
                { "crons": [{ "path": "/api", "x": 1 }, 2] }
            "#]],
        );
    }

    #[test]
    fn from_a_key_and_from_nothing() {
        check(
            r#"{ "na$0me": 1 }"#,
            &expect![[r#"
                name
                "name"
                "name": 1
                { "name": 1 }
            "#]],
        );
        assert_eq!(selections(&Marked::new("$0").source, 0.into()), [TextRange::empty(0.into())]);
    }
}
