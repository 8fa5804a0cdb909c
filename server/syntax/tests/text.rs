//! Offsets, lines and columns: against examples, and against a slow and simple reading of the same text.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use svc_syntax::{Encoding, LineColumn, Text, TextRange, TextSize};

const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

fn size(bytes: usize) -> TextSize {
    TextSize::try_from(bytes).unwrap()
}

fn at(line: u32, column: u32) -> LineColumn {
    LineColumn { line, column }
}

/// The start and the end (before the line break) of every line.
fn lines(text: &str) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let (mut start, mut rest) = (0, text);
    while let Some(end) = rest.find(['\n', '\r']) {
        lines.push((start, start + end));
        let line_break = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        start += end + line_break;
        rest = &text[start..];
    }
    lines.push((start, text.len()));
    lines
}

fn units(char: char, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => char.len_utf8(),
        Encoding::Utf16 => char.len_utf16(),
        Encoding::Utf32 => 1,
    }
}

fn slow_line_column(text: &str, offset: usize, encoding: Encoding) -> LineColumn {
    let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
    let (line, (start, _)) =
        lines(text).into_iter().enumerate().rfind(|(_, (start, _))| *start <= offset).unwrap();
    let column: usize = text[start..offset].chars().map(|char| units(char, encoding)).sum();
    at(u32::try_from(line).unwrap(), u32::try_from(column).unwrap())
}

fn slow_offset(text: &str, position: LineColumn, encoding: Encoding) -> usize {
    let Some((start, end)) = lines(text).get(position.line as usize).copied() else { return text.len() };
    let mut column = 0;
    for (index, char) in text[start..end].char_indices() {
        column += units(char, encoding);
        if column > position.column as usize {
            return start + index;
        }
    }
    end
}

#[test]
fn lines_end_at_lf_crlf_and_cr_only() {
    let text = Text::new("a\nb\r\nc\rd\u{2028}e\u{85}f\u{b}g\u{c}h\n");
    assert_eq!(text.line_count(), 5);
    assert_eq!(text.line(1), "b");
    assert_eq!(text.line(2), "c");
    assert_eq!(text.line(3), "d\u{2028}e\u{85}f\u{b}g\u{c}h");
    assert_eq!(text.line(4), "");
    assert_eq!(text.line(5), "");
    assert_eq!(text.line(u32::MAX), "");
}

#[test]
fn columns_count_in_each_encoding() {
    let text = Text::new("x\né😀z");
    let z = size(text.len().into()) - size(1);
    assert_eq!(text.line_column(z, Encoding::Utf8), at(1, 6));
    assert_eq!(text.line_column(z, Encoding::Utf16), at(1, 3));
    assert_eq!(text.line_column(z, Encoding::Utf32), at(1, 2));
    for encoding in ENCODINGS {
        assert_eq!(text.offset(text.line_column(z, encoding), encoding), z);
    }
}

#[test]
fn what_is_out_of_range_is_clamped() {
    let text = Text::new("😀a\r\nb");
    let end = text.len();
    assert_eq!(text.line_column(TextSize::from(u32::MAX), Encoding::Utf16), at(1, 1));
    assert_eq!(text.line_column(size(2), Encoding::Utf16), at(0, 0), "inside a character");
    assert_eq!(text.offset(at(0, 1), Encoding::Utf16), size(0), "inside a surrogate pair");
    assert_eq!(text.offset(at(0, 2), Encoding::Utf8), size(0), "inside a character");
    assert_eq!(text.offset(at(0, 99), Encoding::Utf16), size(5), "before the line break");
    assert_eq!(text.offset(at(0, u32::MAX), Encoding::Utf32), size(5));
    assert_eq!(text.offset(at(7, 0), Encoding::Utf16), end);
    assert_eq!(text.offset(at(u32::MAX, u32::MAX), Encoding::Utf8), end);
    // Between CR and LF is a place, and no line of its own.
    assert_eq!(text.line_column(size(6), Encoding::Utf16), at(0, 4));

    let mut text = Text::new("é");
    assert_eq!(text.replace(TextRange::new(size(1), size(99)), "x"), TextRange::new(size(0), size(2)));
    assert_eq!(text.to_string(), "x");
    assert_eq!(text.slice(TextRange::new(size(0), size(99))), "x");
    assert_eq!(text.char_at(size(0)), Some('x'));
    assert_eq!(text.char_at(size(1)), None);
}

#[test]
fn a_clone_keeps_its_text() {
    let mut text = Text::new("a".repeat(5_000).as_str());
    let before = text.clone();
    text.replace(TextRange::new(size(0), size(4_999)), "");
    assert_eq!((text.to_string().as_str(), before.len()), ("a", size(5_000)));
}

#[test]
fn texts_go_between_threads() {
    fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<Text>();
    is_send_and_sync::<svc_syntax::Parse>();
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "bc", "é", "😀", "\n", "\r\n", "\r", "\u{2028}", "\u{85}", "\t", "\u{FEFF}",
    ]);
    // Repeated, so that the rope has more than one leaf.
    (prop::collection::vec(piece, 0..40), 1..60_usize)
        .prop_map(|(pieces, times)| pieces.concat().repeat(times))
}

proptest! {
    #[test]
    fn positions_are_those_of_a_slow_reading(text in text(), offset: prop::sample::Index, line in 0..60_u32, column in 0..60_u32) {
        let rope = Text::new(&text);
        let offset = offset.index(text.len() + 3);
        for encoding in ENCODINGS {
            prop_assert_eq!(rope.line_column(size(offset), encoding), slow_line_column(&text, offset, encoding));
            let position = at(line, column);
            prop_assert_eq!(usize::from(rope.offset(position, encoding)), slow_offset(&text, position, encoding));
            let place = rope.line_column(size(offset), encoding);
            if offset <= text.len() && text.is_char_boundary(offset) && !(text[..offset].ends_with('\r') && text[offset..].starts_with('\n')) {
                prop_assert_eq!(usize::from(rope.offset(place, encoding)), offset, "there and back");
            }
        }
        prop_assert_eq!(rope.line_count() as usize, lines(&text).len());
        let (start, end) = lines(&text).get(line as usize).copied().unwrap_or((text.len(), text.len()));
        prop_assert_eq!(rope.line_range(line), TextRange::new(size(start), size(end)));
    }

    #[test]
    fn offsets_one_after_the_other_are_those_of_each_alone(text in text(), offsets in prop::collection::vec(any::<prop::sample::Index>(), 1..20), in_order: bool) {
        let rope = Text::new(&text);
        let mut offsets: Vec<usize> = offsets.iter().map(|offset| offset.index(text.len() + 3)).collect();
        if in_order {
            offsets.sort_unstable();
        }
        for encoding in ENCODINGS {
            let mut places = rope.line_columns(encoding);
            for offset in &offsets {
                prop_assert_eq!(places.of(size(*offset)), slow_line_column(&text, *offset, encoding), "{}", offset);
            }
        }
    }

    #[test]
    fn edits_are_those_of_a_string(text in text(), edits in prop::collection::vec((any::<prop::sample::Index>(), 0..9_usize, text()), 1..5)) {
        let (mut rope, mut text) = (Text::new(&text), text);
        for (start, len, insert) in edits {
            let start = start.index(text.len() + 1);
            let clamped = rope.replace(TextRange::new(size(start), size(start + len)), &insert);
            text.replace_range(usize::from(clamped.start())..usize::from(clamped.end()), &insert);
            prop_assert_eq!(rope.to_string(), text.as_str());
            prop_assert_eq!(rope.line_count() as usize, lines(&text).len());
        }
    }
}
