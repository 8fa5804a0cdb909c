//! Clients that violate the protocol. The server answers as the specification says, and goes on.

use serde_json::{Value, json};

use crate::e2e::client::{Client, codes};

const URI: &str = "file:///app/vercel.json";
const TWICE: &str = "{ \"a\": 1, \"a\": 2 }";

fn lives(client: &mut Client) {
    client.open("file:///alive/vercel.json", TWICE);
    assert!(codes(&client.published("file:///alive/vercel.json").1).contains(&"duplicate-key"));
    assert_eq!(client.shut_down(), Some(0));
}

fn frame(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn request(id: i64, method: &str, params: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })
}

fn text_of(id: i64) -> Value {
    request(id, "svcLsp/test/text", &json!({ "textDocument": { "uri": URI } }))
}

fn at(line: u32, character: u32) -> Value {
    json!({ "line": line, "character": character })
}

fn edit(start: &Value, end: &Value, text: &str) -> Value {
    json!([{ "range": { "start": start, "end": end }, "text": text }])
}

#[test]
fn headers_of_every_form_are_read() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{}");
    let body = |id| text_of(id).to_string();
    let forms = [
        "content-length: {}\r\n\r\n",
        "CONTENT-LENGTH:{}\r\n\r\n",
        "Content-Length: {}\n\n",
        "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
        "Content-Length: {}\r\nX-Unknown: é\r\n\r\n",
        "\r\n\r\nContent-Length:   {}   \r\n\r\n",
    ];
    for (id, form) in (1_000..).zip(forms) {
        let body = body(id);
        client.send_raw(format!("{}{body}", form.replace("{}", &body.len().to_string())).as_bytes());
        assert_eq!(client.answer(id).unwrap()["text"], "{}", "{form:?}");
    }
    lives(&mut client);
}

#[test]
fn headers_without_a_length_are_answered_with_an_error() {
    let mut client = Client::with(json!({}));
    let overlong = format!("X: {}\r\n\r\n", "x".repeat(100_000));
    for headers in [
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 0x10\r\n\r\n",
        "Content-Length: 99999999999999999999999\r\n\r\n",
        "Content-Length:\r\n\r\n",
        "Content-Length 5\r\n\r\n",
        "\u{0}\u{1}\u{2}\r\n\r\n",
        &overlong,
    ] {
        client.send_raw(headers.as_bytes());
        assert_eq!(client.error_without_id()["code"], -32700, "{headers:?}");
    }
    client.send_raw(b"Content-Length: 0\r\n\r\n");
    assert_eq!(client.error_without_id()["code"], -32700, "an empty message");
    lives(&mut client);
}

/// A length that is too small or too large costs at most the next message.
#[test]
fn a_wrong_length_is_survived() {
    for wrong in [-20_i64, -1, 1, 20] {
        let mut client = Client::with(json!({}));
        client.open(URI, "{}");
        let body = text_of(1_000).to_string();
        let length = i64::try_from(body.len()).unwrap() + wrong;
        client.send_raw(format!("Content-Length: {length}\r\n\r\n{body}").as_bytes());
        client.send(&text_of(1_001));
        client.send(&text_of(1_002));
        assert_eq!(client.answer(1_002).unwrap()["text"], "{}", "{wrong}");
        assert_eq!(client.answer(1_000).unwrap_err()["code"], -32700, "{wrong}");
        lives(&mut client);
    }
}

#[test]
fn split_and_merged_frames_are_the_same_messages() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{ \"é\": \"😀\" }");
    for byte in frame(&text_of(1_000)) {
        client.send_raw(&[byte]);
    }
    assert_eq!(client.answer(1_000).unwrap()["text"], "{ \"é\": \"😀\" }");
    let many: Vec<u8> = (2_000..2_100).flat_map(|id| frame(&text_of(id))).collect();
    let (first, second) = many.split_at(many.len() / 2 + 3);
    client.send_raw(first);
    client.send_raw(second);
    for id in 2_000..2_100 {
        assert_eq!(client.answer(id).unwrap()["text"], "{ \"é\": \"😀\" }");
    }
    lives(&mut client);
}

#[test]
fn invalid_utf_8_is_replaced() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{}");
    let open = json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
        "textDocument": { "uri": URI, "version": 2 }, "contentChanges": [{ "text": "X" }],
    }});
    for bad in [&b"\xff"[..], b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\0"] {
        let (before, after) =
            open.to_string().split_once('X').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let body = [before.as_bytes(), bad, after.as_bytes()].concat();
        client.send_raw(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        client.send_raw(&body);
        assert_eq!(client.text(URI).as_deref(), Some(&*String::from_utf8_lossy(bad)), "{bad:?}");
    }
    lives(&mut client);
}

#[test]
fn the_order_of_life_is_kept() {
    let mut client = Client::spawn();
    for method in ["textDocument/hover", "shutdown", "svcLsp/inspect", "no/such"] {
        assert_eq!(
            client.request(method, json!({})).unwrap_err()["code"],
            -32002,
            "{method} before `initialize`"
        );
    }
    client.notify("no/such", json!({}));
    client.notify("initialized", json!({}));
    client.initialize(json!({}));
    assert_eq!(
        client.request("initialize", json!({ "capabilities": {} })).unwrap_err()["code"],
        -32600,
        "a second time"
    );
    client.open(URI, "{}");
    assert_eq!(client.text(URI).as_deref(), Some("{}"));
    assert_eq!(client.request("shutdown", Value::Null), Ok(Value::Null));
    for method in ["textDocument/hover", "shutdown", "initialize", "svcLsp/inspect"] {
        assert_eq!(
            client.request(method, json!({})).unwrap_err()["code"],
            -32600,
            "{method} after `shutdown`"
        );
    }
    client.change(URI, 2, json!([{ "text": TWICE }]));
    client.notify("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(0));
}

#[test]
fn unknown_methods_are_answered_and_unknown_notifications_are_not() {
    let mut client = Client::with(json!({}));
    for method in
        ["", "no/such", "$/no/such", "textDocument/", "textDocument/hoverx", "svcLsp/nothing", "é😀"]
    {
        client.notify(method, json!({}));
        assert_eq!(client.request(method, json!({})).unwrap_err()["code"], -32601, "{method}");
    }
    assert_eq!(client.rest("nothing"), Vec::<Value>::new());
    lives(&mut client);
}

#[test]
fn a_notification_sent_as_a_request_is_answered() {
    let mut client = Client::with(json!({}));
    let document = json!({ "uri": URI, "languageId": "json", "version": 1, "text": "{}" });
    assert!(client.request("textDocument/didOpen", json!({ "textDocument": document })).is_ok());
    assert!(client.request("textDocument/didChange", json!(7)).is_ok(), "one that is not understood too");
    let panics = json!({ "uri": URI, "languageId": "json", "version": 2, "text": "svc-lsp-test: panic" });
    let answer = client.request("textDocument/didOpen", json!({ "textDocument": panics }));
    assert_eq!(answer.unwrap_err()["code"], -32603, "one that panics too");
    assert_eq!(client.text(URI).as_deref(), Some("{}"));
    lives(&mut client);
}

#[test]
fn a_document_opened_twice_has_the_second_text() {
    let mut client = Client::with(json!({}));
    client.open(URI, "[");
    client.open(URI, TWICE);
    assert_eq!(client.text(URI).as_deref(), Some(TWICE));
    client.close(URI);
    assert_eq!(client.text(URI), None, "one close is enough");
    client.close(URI);
    client.close("file:///never/vercel.json");
    client.change("file:///never/vercel.json", 2, edit(&at(0, 0), &at(0, 1), "x"));
    assert_eq!(client.text("file:///never/vercel.json"), None);
    lives(&mut client);
}

/// Versions are the client's: whatever they are, the edits count in the order of their arrival.
#[test]
fn versions_that_stand_still_or_go_back_are_followed() {
    let mut client = Client::with(json!({}));
    client.open(URI, "");
    let mut expected = String::new();
    for (version, text) in [(7, "a"), (7, "b"), (1, "c"), (-5, "d"), (i64::from(i32::MAX), "e")] {
        client.change(URI, version, edit(&at(0, 100), &at(0, 100), text));
        expected.push_str(text);
        let held = client.request("svcLsp/test/text", json!({ "textDocument": { "uri": URI } })).unwrap();
        assert_eq!(
            (held["text"].as_str(), held["version"].as_i64()),
            (Some(expected.as_str()), Some(version))
        );
    }
    client.change(URI, i64::MAX, json!([{ "text": "kept" }]));
    assert_eq!(client.text(URI).as_deref(), Some("kept"), "a number that is no version");
    lives(&mut client);
}

#[test]
fn positions_inside_a_character_are_moved_to_its_start() {
    for (encoding, inside) in [("utf-16", 3), ("utf-8", 4)] {
        let mut client = Client::spawn();
        client.initialize(json!({ "capabilities": { "general": { "positionEncodings": [encoding] } } }));
        client.open(URI, "[\"😀\"]");
        client.change(URI, 2, edit(&at(0, inside), &at(0, inside), "x"));
        assert_eq!(client.text(URI).as_deref(), Some("[\"x😀\"]"), "{encoding}");
        client.change(URI, 3, edit(&at(0, inside + 1), &at(u32::MAX, u32::MAX), ""));
        assert_eq!(client.text(URI).as_deref(), Some("[\"x"), "{encoding}");
        lives(&mut client);
    }
}

#[test]
fn ranges_out_of_the_text_or_reversed_are_clamped() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{\r\n}");
    client.change(URI, 2, edit(&at(0, 50), &at(0, 60), " "));
    assert_eq!(client.text(URI).as_deref(), Some("{ \r\n}"), "a line ends before its line break");
    client.change(URI, 3, edit(&at(9, 9), &at(99, 99), "\n"));
    assert_eq!(client.text(URI).as_deref(), Some("{ \r\n}\n"));
    client.change(URI, 4, edit(&at(1, 1), &at(0, 1), ""));
    assert!(client.text(URI).is_some(), "a range that ends before it starts");
    client.change(
        URI,
        5,
        json!([{ "range": { "start": { "line": -1, "character": 0 }, "end": at(0, 0) }, "text": "x" }]),
    );
    client.change(URI, 6, json!([{ "text": "{}" }]));
    assert_eq!(client.text(URI).as_deref(), Some("{}"));
    lives(&mut client);
}

#[test]
fn ten_thousand_pipelined_requests_are_all_answered() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{ \"name\": 1 }");
    let place = json!({ "textDocument": { "uri": URI }, "position": at(0, 4) });
    let methods = [
        "textDocument/hover",
        "textDocument/documentSymbol",
        "textDocument/definition",
        "textDocument/foldingRange",
        "svcLsp/test/text",
    ];
    let all: Vec<u8> = (0..10_000)
        .zip(methods.iter().cycle())
        .flat_map(|(id, method)| frame(&request(100_000 + id, method, &place)))
        .collect();
    client.send_raw(&all);
    for id in 0..10_000 {
        assert!(client.answer(100_000 + id).is_ok());
    }
    lives(&mut client);
}

#[test]
fn cancels_of_anything_are_survived() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{}");
    for id in [json!(12_345), json!("x"), json!(null), json!(1.5), json!({}), json!(-1)] {
        client.notify("$/cancelRequest", json!({ "id": id }));
    }
    client.notify("$/cancelRequest", Value::Null);
    let ids: Vec<i64> = (0..500)
        .map(|_| {
            let id = client.send_request("svcLsp/inspect", json!({ "textDocument": { "uri": URI } }));
            client.notify("$/cancelRequest", json!({ "id": id }));
            client.notify("$/cancelRequest", json!({ "id": id }));
            id
        })
        .collect();
    for id in ids {
        if let Err(error) = client.answer(id) {
            assert_eq!(error["code"], -32800);
        }
    }
    assert_eq!(client.text(URI).as_deref(), Some("{}"));
    lives(&mut client);
}

#[test]
fn a_panic_in_each_kind_of_handler_is_survived() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{}");
    for _ in 0..50 {
        for in_work in [
            json!({ "textDocument": { "uri": URI } }),
            json!({ "textDocument": { "uri": URI }, "inWork": true }),
        ] {
            assert_eq!(client.request("svcLsp/test/panic", in_work).unwrap_err()["code"], -32603);
        }
    }
    assert_eq!(client.text(URI).as_deref(), Some("{}"), "no worker was lost");
    lives(&mut client);
}

/// The answers wait up to a bound; then nothing more is read, until the client reads again.
#[cfg(target_os = "linux")]
#[test]
fn a_client_that_never_reads_does_not_fill_the_memory() {
    use std::io::{BufReader, Read, Write};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use crate::e2e::client::{memory_kib, read_message, server};

    const REQUESTS: i64 = 4_000;
    let mut server = server(&[]);
    let (mut input, output) = (server.stdin.take().unwrap(), server.stdout.take().unwrap());
    let text = format!(
        "{{ \"redirects\": [{}] }}",
        vec!["{ \"source\": \"/a\", \"destination\": \"/b\" }"; 300].join(", ")
    );
    let mut messages = vec![
        request(0, "initialize", &json!({ "processId": null, "rootUri": null, "capabilities": {} })),
        json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
        json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": { "uri": URI, "languageId": "json", "version": 1, "text": text } } }),
    ];
    // Together larger than a pipe holds that the server has made wider.
    let params = json!({ "textDocument": { "uri": URI }, "unused": "x".repeat(500) });
    messages.extend((1..=REQUESTS).map(|id| request(id, "svcLsp/test/text", &params)));
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&sent);
    let writer = std::thread::spawn(move || {
        for message in messages {
            input.write_all(&frame(&message)).unwrap();
            counter.fetch_add(1, Ordering::SeqCst);
        }
        input
    });
    // Until nothing moves any more: the server reads no further.
    let mut last = usize::MAX;
    while sent.load(Ordering::SeqCst) != last {
        last = sent.load(Ordering::SeqCst);
        std::thread::sleep(Duration::from_secs(2));
    }
    assert!(!writer.is_finished(), "the answers ({} bytes each) fit into the bounds: ask more", text.len());
    let resident = memory_kib(server.id(), "VmHWM");
    assert!(resident < 128 * 1024, "{resident} KiB");

    let mut reader = BufReader::new(output);
    let mut answered = 0;
    while answered < REQUESTS {
        let message = read_message(&mut reader).unwrap();
        answered += i64::from(message["result"]["text"].as_str() == Some(&text));
    }
    drop(writer.join().unwrap());
    let mut rest = Vec::new();
    reader.read_to_end(&mut rest).unwrap();
    assert_eq!(server.wait().unwrap().code(), Some(1), "the input ended without `exit`");
}
