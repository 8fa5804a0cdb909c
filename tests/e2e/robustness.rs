//! What must cost the user nothing: panics, malformed messages, unknown documents, enormous files.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::e2e::client::{Client, codes};

const URI: &str = "file:///app/vercel.json";

fn lives(client: &mut Client) {
    client.open("file:///alive/vercel.json", "{ \"a\": 1, \"a\": 2 }");
    assert!(codes(&client.published("file:///alive/vercel.json").1).contains(&"duplicate-key"));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_request_that_panics_is_answered_with_an_error() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{}");
    let document = json!({ "uri": URI });
    for params in [json!({ "textDocument": document }), json!({ "textDocument": document, "inWork": true })] {
        assert_eq!(client.request("svcLsp/test/panic", params).unwrap_err()["code"], -32603);
    }
    assert_eq!(client.text(URI).as_deref(), Some("{}"));
    lives(&mut client);
}

#[test]
fn a_document_whose_edit_panics_waits_for_its_whole_text() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{}");
    client.published(URI);
    let nowhere = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } });
    client.change(URI, 2, json!([{ "range": nowhere, "text": "svc-lsp-test: panic" }]));
    assert_eq!(client.text(URI), None);
    assert_eq!(client.published(URI), (Some(2), vec![]), "nothing is said about an unknown text");
    let message = client.notification("window/showMessage");
    assert_eq!(
        message["message"],
        format!("svc-lsp failed to apply an edit to {URI}. Please reopen the file.")
    );
    client.change(URI, 3, json!([{ "range": nowhere, "text": "x" }]));
    assert_eq!(client.text(URI), None, "an edit of an unknown text gives an unknown text");
    client.change(URI, 4, json!([{ "text": "{ \"a\": 1, \"a\": 2 }" }]));
    assert!(codes(&client.published(URI).1).contains(&"duplicate-key"));
    lives(&mut client);
}

#[test]
fn a_cancelled_request_is_answered_at_once() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{}");
    let work = json!({ "textDocument": { "uri": URI }, "milliseconds": 5_000 });
    let ids: Vec<i64> = (0..8).map(|_| client.send_request("svcLsp/test/work", work.clone())).collect();
    let start = Instant::now();
    for id in &ids {
        client.notify("$/cancelRequest", json!({ "id": id }));
    }
    for id in ids {
        assert_eq!(client.answer(id).unwrap_err()["code"], -32800);
    }
    assert_eq!(client.text(URI).as_deref(), Some("{}"), "the server is free for others");
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    assert_eq!(client.shut_down(), Some(0), "nor does work that nobody waits for hold up the end");
}

#[test]
fn slow_work_does_not_hold_up_edits_and_other_answers() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{}");
    // An edit also stops a check of the file as it was, and then nothing about it can be trusted.
    client.published(URI);
    let start = Instant::now();
    let work = json!({ "textDocument": { "uri": URI }, "milliseconds": 3_000 });
    let slow = client.send_request("svcLsp/test/work", work);
    client.change(URI, 2, json!([{ "text": "[]" }]));
    assert_eq!(client.text(URI).as_deref(), Some("[]"));
    assert!(start.elapsed() < Duration::from_millis(2_500), "{:?}", start.elapsed());
    assert_eq!(client.answer(slow), Ok(Value::Bool(true)));
}

#[test]
fn slow_work_on_one_file_leaves_a_worker_to_the_others() {
    let other = "file:///other/vercel.json";
    let mut client = Client::with(json!({}));
    client.open(URI, "{}");
    client.open(other, "{}");
    let start = Instant::now();
    let work = json!({ "textDocument": { "uri": URI }, "milliseconds": 3_000 });
    for _ in 0..6 {
        let id = client.send_request("svcLsp/test/work", work.clone());
        client.notify("$/cancelRequest", json!({ "id": id }));
        client.send_request("svcLsp/test/work", work.clone());
    }
    let quick = json!({ "textDocument": { "uri": other }, "milliseconds": 1 });
    assert_eq!(client.request("svcLsp/test/work", quick), Ok(Value::Bool(true)));
    assert!(start.elapsed() < Duration::from_millis(2_500), "{:?}", start.elapsed());
}

#[test]
fn malformed_messages_are_answered_and_survived() {
    let mut client = Client::with(json!({}));
    for (raw, code) in [
        ("Content-Length: 4\r\n\r\n{,,}", -32700),
        ("Content-Length: 2\r\n\r\n[]", -32600),
        ("Content-Length: 4\r\n\r\nnull", -32600),
        ("Content-Length: x\r\n\r\n", -32700),
        ("Garbage: 1\r\n\r\n", -32700),
    ] {
        client.send_raw(raw.as_bytes());
        let answer = client.error_without_id();
        assert_eq!(answer["code"], code, "{raw:?}: {answer}");
    }
    let deep = "[".repeat(100_000);
    client.send_raw(format!("Content-Length: {}\r\n\r\n{deep}", deep.len()).as_bytes());
    assert_eq!(client.error_without_id()["code"], -32700);
    client.send_raw(b"Content-Length: 2\r\n\r\n\xff\xff");
    assert_eq!(client.error_without_id()["code"], -32700);
    lives(&mut client);
}

#[test]
fn messages_of_the_wrong_shape_are_answered_and_survived() {
    let mut client = Client::with(json!({}));
    assert_eq!(client.request("no/such/method", json!({})).unwrap_err()["code"], -32601);
    assert_eq!(client.request("textDocument/hover", json!({ "position": 7 })).unwrap_err()["code"], -32602);
    for method in
        ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "no/such", "$/no/such"]
    {
        for params in [Value::Null, json!([]), json!({}), json!({ "textDocument": { "uri": 7 } })] {
            client.notify(method, params);
        }
    }
    client.send(&json!({ "jsonrpc": "2.0", "id": 99_999, "result": null }));
    client.send(&json!({ "jsonrpc": "2.0", "id": "nobody asked", "error": { "code": 1, "message": "x" } }));
    lives(&mut client);
}

#[test]
fn documents_that_are_not_open_are_no_trouble() {
    let mut client = Client::with(
        json!({ "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } } }),
    );
    client.change(URI, 2, json!([{ "text": "{}" }]));
    client.close(URI);
    assert_eq!(client.pull(URI, None), json!({ "kind": "full", "items": [] }));
    let at = json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 0 } });
    assert_eq!(client.request("textDocument/hover", at.clone()), Ok(Value::Null));
    assert_eq!(client.request("textDocument/completion", at), Ok(Value::Null));
    for uri in ["", "x", "file://", "file:///", "untitled:", "file:///100%/vercel.json"] {
        client.open(uri, "{}");
        client.change(uri, 2, json!([{ "text": "{" }]));
        let _ = client.request(
            "textDocument/hover",
            json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 0 } }),
        );
        client.close(uri);
    }
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn positions_past_the_end_are_no_trouble() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{ \"name\": 1 }");
    for (line, character) in [(0, 1_000), (1_000, 0), (u32::MAX, u32::MAX)] {
        let at =
            json!({ "textDocument": { "uri": URI }, "position": { "line": line, "character": character } });
        assert!(client.request("textDocument/hover", at.clone()).is_ok());
        assert!(client.request("textDocument/completion", at).is_ok());
    }
    lives(&mut client);
}

#[test]
fn strange_contents_are_no_trouble() {
    let mut client = Client::with(json!({}));
    for text in [
        "",
        "null",
        "[]",
        "7",
        "\u{feff}{}",
        "{\"services\": {\"a\": 7}}",
        "{\"experimentalServices\": {\"a\": 7}}",
        "\0",
        "\"",
    ] {
        client.open(URI, text);
        client.published(URI);
        client.close(URI);
        client.published(URI);
    }
    lives(&mut client);
}

#[test]
fn nesting_without_end_is_no_trouble() {
    let mut client = Client::with(json!({}));
    for text in [
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        format!("{}{}", "[".repeat(50_000), "]".repeat(50_000)),
    ] {
        client.open(URI, &text);
        client.published(URI);
        client.change(URI, 2, json!([{ "range": { "start": { "line": 0, "character": 500 }, "end": { "line": 0, "character": 501 } }, "text": "{" }]));
        client.published(URI);
        client.close(URI);
        client.published(URI);
    }
    lives(&mut client);
}

/// As deep as Vercel goes, every request and command answers, and nothing is wrong; deeper is one mistake.
#[test]
fn nesting_is_an_error_where_it_is_one_for_vercel() {
    let nested =
        |open: &str, close: &str, depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
    let places = [
        "{ \"x\": _ }",
        "{ \"redirects\": [{ \"source\": \"/a\", \"destination\": _ }] }",
        "{ \"services\": { \"a\": { \"root\": \".\", \"env\": _ } } }",
        "{ \"experimentalServices\": { \"a\": _ } }",
    ];
    let mut client = Client::with(json!({
        "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } },
    }));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vercel.json");
    for (open, close, each) in [("[", "]", 1), ("{\"a\":", "}", 1), ("{\"a\":[", "]}", 2)] {
        for (place, depth, is_too_deep) in
            places.iter().flat_map(|place| [(place, 990, false), (place, 1001, true), (place, 100_000, true)])
        {
            let text = place.replace('_', &nested(open, close, depth / each));
            client.open(URI, &text);
            let (_, found) = client.published(URI);
            let deep = found.iter().filter(|finding| {
                finding["message"].as_str().unwrap().contains("nested more than 1,000 levels")
            });
            assert_eq!(deep.count(), usize::from(is_too_deep), "{place} with {depth} {open}");
            if depth > 1001 {
                client.close(URI);
                client.published(URI);
                continue;
            }
            let character = text.find('1').unwrap();
            let position = json!({ "line": 0, "character": character });
            client.ask_everything(URI, &position);
            // Within the innermost value, around it, and a bracket taken from the middle.
            for (from, to, insert) in [
                (character, character + 1, "2"),
                (character, character, "[] "),
                (character / 2, character / 2 + 1, ""),
            ] {
                let range = json!({ "start": { "line": 0, "character": from }, "end": { "line": 0, "character": to } });
                client.change(URI, 2, json!([{ "range": range, "text": insert }]));
                client.published(URI);
            }
            client.close(URI);
            client.published(URI);
            std::fs::write(&path, &text).unwrap();
            for command in [
                &["check"][..],
                &["check", "--format", "json"],
                &["check", "--format", "sarif"],
                &["inspect"],
                &["init", "--print"],
                &["migrate"],
                &["migrate", "--format", "json"],
                &["route", "/a"],
            ] {
                let run = Command::new(env!("CARGO_BIN_EXE_svc-lsp"))
                    .args(command)
                    .current_dir(folder.path())
                    .output()
                    .unwrap();
                let said = String::from_utf8_lossy(&run.stderr);
                assert!(
                    run.status.code().is_some_and(|code| code < 3),
                    "{command:?} on {place} with {depth} {open}: {said}"
                );
            }
        }
    }
    lives(&mut client);
}

/// 10 MB of redirects: checked, edited and checked again, while the server stays free.
#[test]
fn a_file_of_ten_megabytes_is_no_trouble() {
    let mut text = "{\n  \"cleanUrls\": true, \"cleanUrls\": true,\n  \"redirects\": [\n".to_owned();
    for number in 0.. {
        if text.len() > 10_000_000 {
            break;
        }
        let entry =
            format!("{{ \"source\": \"/old-{number}\", \"destination\": \"/new\", \"permanent\": true }}");
        text.push_str(&format!("    {entry},\n"));
    }
    text.push_str("    { \"source\": \"/last\", \"destination\": \"/new\" }\n  ]\n}\n");
    let mut client = Client::with(json!({}));
    client.open(URI, &text);
    assert!(codes(&client.published(URI).1).contains(&"duplicate-key"));
    let brace = json!({ "start": { "line": 0, "character": 1 }, "end": { "line": 0, "character": 1 } });
    client.change(URI, 2, json!([{ "range": brace, "text": " " }]));
    assert_eq!(client.text(URI).map(|text| text.len()), Some(text.len() + 1));
    lives(&mut client);
}

#[test]
fn of_very_many_mistakes_the_worst_are_shown() {
    let text = format!("{{ {} \"trailingSlash\": 7 }}", "\"cleanUrls\": true, ".repeat(10_000));
    let mut client = Client::with(json!({}));
    client.open(URI, &text);
    let (_, diagnostics) = client.published(URI);
    assert_eq!(diagnostics.len(), 5_000);
    assert!(
        diagnostics.iter().any(|diagnostic| diagnostic["severity"] == 1),
        "the error at the end is among them"
    );
    lives(&mut client);
}

#[test]
fn a_file_that_is_too_large_is_refused_once() {
    let mut client = Client::with(json!({}));
    let large = format!("{{ \"a\": \"{}\" }}", "x".repeat(16 * 1024 * 1024));
    client.open(URI, &large);
    let message = client.notification("window/showMessage");
    assert_eq!(message["message"], format!("{URI} is larger than 16 MiB, so svc-lsp doesn't check it."));
    assert_eq!(client.published(URI), (Some(1), vec![]));
    let place = json!({ "start": { "line": 0, "character": 2 }, "end": { "line": 0, "character": 2 } });
    client.change(URI, 2, json!([{ "range": place, "text": " " }]));
    client.published(URI);
    assert_eq!(client.rest("window/showMessage"), Vec::<Value>::new());
    let most =
        json!({ "start": { "line": 0, "character": 10 }, "end": { "line": 0, "character": 16_000_000 } });
    client.change(URI, 3, json!([{ "range": most, "text": "\", \"a\": \"" }]));
    assert!(codes(&client.published(URI).1).contains(&"duplicate-key"), "small again, and checked again");
    lives(&mut client);
}
