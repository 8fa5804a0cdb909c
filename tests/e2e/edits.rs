//! Edits: the server holds the very text that the client holds.

use serde_json::{Value, json};

use crate::e2e::client::Client;

const URI: &str = "file:///app/vercel.json";

fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    json!({
        "start": { "line": start.0, "character": start.1 },
        "end": { "line": end.0, "character": end.1 },
    })
}

fn client(encoding: &str) -> Client {
    Client::with(json!({ "general": { "positionEncodings": [encoding] } }))
}

#[test]
fn columns_are_counted_in_the_negotiated_units() {
    for (encoding, column) in [("utf-8", 9), ("utf-16", 6), ("utf-32", 5)] {
        let mut client = client(encoding);
        client.open(URI, "{\r\n\"é🙂x\": 1\r\n}");
        // Replaces the `x`, which follows a quote, 2 bytes and 4 bytes.
        client.change(URI, 2, json!([{ "range": range((1, column - 2), (1, column - 1)), "text": "X" }]));
        assert_eq!(client.text(URI).unwrap(), "{\r\n\"é🙂X\": 1\r\n}", "{encoding}");
    }
}

#[test]
fn changes_of_one_notification_build_on_each_other() {
    let mut client = client("utf-16");
    client.open(URI, "{}");
    client.change(
        URI,
        2,
        json!([
            { "range": range((0, 1), (0, 1)), "text": "\n  \"a\": 1\n" },
            { "range": range((1, 3), (1, 4)), "text": "bcd" },
            { "range": range((1, 9), (1, 10)), "text": "2" },
            { "range": range((2, 1), (2, 1)), "text": "\n" },
        ]),
    );
    assert_eq!(client.text(URI).unwrap(), "{\n  \"bcd\": 2\n}\n");
    client.change(URI, 3, json!([{ "text": "[]" }, { "range": range((0, 1), (0, 1)), "text": "1" }]));
    assert_eq!(client.text(URI).unwrap(), "[1]");
}

#[test]
fn all_line_ends_count() {
    let mut client = client("utf-16");
    client.open(URI, "a\nb\r\nc\rd");
    for (line, text) in [(0, "A"), (1, "B"), (2, "C"), (3, "D")] {
        client.change(URI, 2, json!([{ "range": range((line, 0), (line, 1)), "text": text }]));
    }
    assert_eq!(client.text(URI).unwrap(), "A\nB\r\nC\rD");
    client.change(URI, 3, json!([{ "range": range((1, 99), (1, 99)), "text": "!" }]));
    assert_eq!(client.text(URI).unwrap(), "A\nB!\r\nC\rD", "past the end of a line is before its line end");
}

#[test]
fn positions_that_do_not_exist_are_the_nearest_before() {
    let mut client = client("utf-16");
    client.open(URI, "🙂{}");
    client.change(URI, 2, json!([{ "range": range((7, 7), (9, 9)), "text": "\n" }]));
    assert_eq!(client.text(URI).unwrap(), "🙂{}\n");
    client.change(URI, 3, json!([{ "range": range((0, 1), (0, 1)), "text": "x" }]));
    assert_eq!(client.text(URI).unwrap(), "x🙂{}\n", "inside a character is before it");
    client.change(URI, 4, json!([{ "range": range((0, 4), (0, 1)), "text": "" }]));
    assert_eq!(client.text(URI).unwrap(), "x}\n", "a range that ends before it starts is turned round");
    client.change(
        URI,
        5,
        json!([{ "range": range((u32::MAX, u32::MAX), (u32::MAX, u32::MAX)), "text": "." }]),
    );
    assert_eq!(client.text(URI).unwrap(), "x}\n.");
}

/// A burst of edits without a pause, each of which counts on those before; a request in between sees just those before it.
#[test]
fn edits_apply_in_the_order_of_their_arrival() {
    let mut client = client("utf-16");
    client.open(URI, "");
    let mut expected = String::new();
    let mut asked = Vec::new();
    for step in 0..300_u32 {
        let text = format!("{} ", step % 10);
        client.change(
            URI,
            i64::from(step) + 2,
            json!([{ "range": range((0, step * 2), (0, step * 2)), "text": text }]),
        );
        expected.push_str(&text);
        if step % 25 == 0 {
            let id = client.send_request("svcLsp/test/text", json!({ "textDocument": { "uri": URI } }));
            asked.push((id, expected.clone()));
        }
    }
    for (id, expected) in asked {
        assert_eq!(client.answer(id).unwrap()["text"], expected);
    }
    assert_eq!(client.text(URI).unwrap(), expected);
}

/// Random edits in all three encodings against a model that counts for itself.
#[test]
fn random_edits_leave_both_sides_with_the_same_text() {
    let mut random = 7_u64;
    let mut next = move |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    const PIECES: &[&str] =
        &["{", "}", "[", "]", "\"", ":", ",", "é", "🙂", "\n", "\r\n", "a", " ", "\"k\": 1", "//", ""];
    for (encoding, units) in [
        ("utf-8", (|c: char| c.len_utf8()) as fn(char) -> usize),
        ("utf-16", |c| c.len_utf16()),
        ("utf-32", |_| 1),
    ] {
        let mut client = client(encoding);
        let mut model: Vec<char> = "{\r\n  \"é\": \"🙂\"\r\n}\r\n".chars().collect();
        client.open(URI, &model.iter().collect::<String>());
        for version in 2..200 {
            let mut ends = [next(model.len() + 1), next(model.len() + 1)];
            ends.sort_unstable();
            let [start, end] = ends.map(|index| before_line_end(&model, index));
            let end = end.max(start).min(start + 6);
            let end = before_line_end(&model, end).max(start);
            let text = PIECES[next(PIECES.len())];
            let range = range(position(&model, start, units), position(&model, end, units));
            client.change(URI, version, json!([{ "range": range, "text": text }]));
            model.splice(start..end, text.chars());
        }
        assert_eq!(client.text(URI).unwrap(), model.iter().collect::<String>(), "{encoding}");
    }
}

/// No position lies between the two characters of a CRLF.
fn before_line_end(text: &[char], index: usize) -> usize {
    if index > 0 && text[index - 1] == '\r' && text.get(index) == Some(&'\n') { index - 1 } else { index }
}

fn position(text: &[char], index: usize, units: fn(char) -> usize) -> (u32, u32) {
    let (mut line, mut column) = (0, 0);
    for (at, &char) in text[..index].iter().enumerate() {
        if char == '\n' || char == '\r' && text.get(at + 1) != Some(&'\n') {
            (line, column) = (line + 1, 0);
        } else {
            column += u32::try_from(units(char)).unwrap();
        }
    }
    (line, column)
}
