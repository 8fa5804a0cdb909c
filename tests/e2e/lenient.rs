//! Messages that can't be read as they are: no edit is lost silently, and each request gets its answer.

use serde_json::{Value, json};

use crate::e2e::client::{Client, codes};

const URI: &str = "file:///app/vercel.json";

fn send(client: &mut Client, body: &str) {
    client.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
}

/// A change as it is written, which may be no JSON.
fn change(version: &str, changes: &str) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{URI}"{version}}},"contentChanges":{changes}}}}}"#
    )
}

fn insert(at: u32, text: &str) -> String {
    let at = format!(r#"{{"line":0,"character":{at}}}"#);
    format!(r#"[{{"range":{{"start":{at},"end":{at}}},"text":"{text}"}}]"#)
}

/// Nothing was answered and nothing said.
fn is_silent(client: &mut Client) {
    let said =
        client.rest_of(|message| message.get("error").is_some() || message["method"] == "window/showMessage");
    assert_eq!(said, Vec::<Value>::new());
}

#[test]
fn half_of_a_pair_is_an_edit_like_any_other() {
    let mut client = Client::with(json!({}));
    client.open(URI, r#"{ "a": "" }"#);
    send(&mut client, &change(r#","version":2"#, &insert(8, r"\ud83d")));
    assert_eq!(client.text(URI).as_deref(), Some("{ \"a\": \"\u{FFFD}\" }"));
    send(&mut client, &change(r#","version":3"#, &insert(9, r"x")));
    assert_eq!(client.text(URI).as_deref(), Some("{ \"a\": \"\u{FFFD}x\" }"), "one unit of UTF-16");
    let mut body = change(r#","version":4"#, &insert(10, "?")).into_bytes();
    let at = body.iter().position(|byte| *byte == b'?').unwrap();
    body[at] = 0xFF;
    client.send_raw(&[format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), &body].concat());
    assert_eq!(client.text(URI).as_deref(), Some("{ \"a\": \"\u{FFFD}x\u{FFFD}\" }"));
    is_silent(&mut client);
    let open = r#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///b/vercel.json","languageId":"json","version":1,"text":"\"\udead\""}}}"#;
    send(&mut client, open);
    assert_eq!(client.text("file:///b/vercel.json").as_deref(), Some("\"\u{FFFD}\""));
}

#[test]
fn an_edit_counts_whatever_its_version_is() {
    let mut client = Client::with(json!({}));
    client.open(URI, "");
    client.published(URI);
    let versions =
        ["", r#","version":null"#, r#","version":2147483648"#, r#","version":1e300"#, r#","version":"x""#];
    for (index, version) in versions.into_iter().enumerate() {
        let end = u32::try_from(index).unwrap();
        send(&mut client, &change(version, &insert(end, "x")));
        assert_eq!(client.text(URI), Some("x".repeat(index + 1)), "{version}");
    }
    let (version, found) = client.published(URI);
    assert_eq!((version, found.is_empty()), (None, false), "no version is named that the client didn't tell");
    send(&mut client, &change(r#","version":9"#, r#"[{"text":"{}"}]"#));
    assert_eq!(client.published(URI), (Some(9), vec![]));
    is_silent(&mut client);
}

#[test]
fn a_change_that_can_not_be_applied_is_said_once_until_the_next_full_text() {
    let broken = [
        r#"[{"text":7}]"#,
        r#"[{"range":{"start":{"line":-1,"character":0},"end":{"line":0,"character":0}},"text":""}]"#,
        r#"[{"text":"lost"},{"range":"everywhere","text":"x"}]"#,
        "[null]",
        "7",
        "nonsense",
        r#"[{"text":"unfinished"#,
    ];
    for changes in broken {
        let mut client = Client::with(json!({}));
        client.open(URI, "[");
        assert!(!client.published(URI).1.is_empty());
        send(&mut client, &change(r#","version":2"#, changes));
        let said = client.notification("window/showMessage");
        assert_eq!(
            said["message"],
            format!("svc-lsp failed to apply an edit to {URI}. Please reopen the file."),
            "{changes}"
        );
        assert_eq!(client.published(URI).1, Vec::<Value>::new(), "nothing false is shown: {changes}");
        send(&mut client, &change(r#","version":3"#, &insert(0, "x")));
        send(&mut client, &change(r#","version":4"#, changes));
        assert_eq!(client.text(URI), None, "{changes}");
        let said = client.rest("window/showMessage");
        assert_eq!(said, Vec::<Value>::new(), "{changes}");
        send(&mut client, &change(r#","version":5"#, r#"[{"text":"{ \"a\": 1, \"a\": 2 }"}]"#));
        assert!(client.text(URI).is_some(), "{changes}");
        while !codes(&client.published(URI).1).contains(&"duplicate-key") {}
    }
}

#[test]
fn a_full_text_after_what_was_not_understood_counts() {
    let mut client = Client::with(json!({}));
    client.open(URI, "");
    send(&mut client, &change(r#","version":2"#, r#"[{"text":7},{"text":"{}"}]"#));
    assert_eq!(client.text(URI).as_deref(), Some("{}"));
    is_silent(&mut client);
}

#[test]
fn a_request_gets_its_answer_under_its_id() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{}");
    let text = |id: &str, also: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":{id},"method":"svcLsp/test/text","params":{{"textDocument":{{"uri":"{URI}"}},"also":{also}}}}}"#
        )
    };
    for depth in [126, 127, 128, 1_000, 100_000] {
        let deep = [["[", "]"], [r#"{"a":"#, "}"]]
            .map(|[open, close]| format!("{}1{}", open.repeat(depth), close.repeat(depth)));
        for also in deep {
            send(&mut client, &text(&format!("{}", 1_000 + depth), &also));
            assert_eq!(
                client.answer(1_000 + i64::try_from(depth).unwrap()).unwrap()["text"],
                "{}",
                "{depth}"
            );
        }
    }
    send(&mut client, &text("900001", r#""\ud800""#));
    assert_eq!(client.answer(900_001).unwrap()["text"], "{}");
    send(&mut client, &text("900002", "nonsense"));
    assert_eq!(client.answer(900_002).unwrap_err()["code"], -32700);
    send(&mut client, "nonsense");
    assert_eq!(client.error_without_id()["code"], -32700);
    assert_eq!(client.shut_down(), Some(0));
}
