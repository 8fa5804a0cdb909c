//! The whole server on a stream of bytes.

use std::collections::HashMap;
use std::io::{self, Cursor, Write};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use svc_lsp::lsp;

/// What the server writes.
#[derive(Debug, Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl lsp::Output for Output {
    fn takes_at_once(&self, bytes: usize) -> bool {
        // Short messages are written here, long ones by the thread.
        bytes < 256
    }
}

/// A message in its frame.
#[must_use]
pub fn frame(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// The server's messages after it has read all of the input.
fn serve(input: Vec<u8>) -> Vec<Value> {
    let output = Output::default();
    lsp::serve(Cursor::new(input), output.clone(), None).expect("the system gives threads");
    let output = output.0.lock().unwrap_or_else(PoisonError::into_inner);
    let mut rest = std::str::from_utf8(&output).expect("messages are UTF-8");
    let mut messages: Vec<Value> = Vec::new();
    while !rest.is_empty() {
        let (length, body) = rest
            .strip_prefix("Content-Length: ")
            .and_then(|rest| rest.split_once("\r\n\r\n"))
            .expect("nothing but frames is written");
        let (message, next) = body.split_at(length.parse().expect("a length is a number"));
        messages.push(serde_json::from_str(message).expect("a frame holds JSON"));
        rest = next;
    }
    for message in &messages {
        assert_ne!(message["error"]["code"], -32603, "a handler panicked");
    }
    messages
}

/// Any bytes: nothing but frames comes back.
pub fn frames(data: &[u8]) {
    serve(data.to_vec());
}

/// Lines, each the body of a message, after `initialize`: each request is answered exactly once.
pub fn session(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let initialize = json!({ "jsonrpc": "2.0", "id": "first", "method": "initialize", "params": {
        "processId": null, "rootUri": null,
        "capabilities": { "textDocument": { "diagnostic": {} } },
    }});
    let mut input = frame(&initialize.to_string());
    input.extend(frame("{\"jsonrpc\":\"2.0\",\"method\":\"initialized\",\"params\":{}}"));
    let mut asked: HashMap<String, i64> = HashMap::from([("\"first\"".to_owned(), 1)]);
    // What is not JSON may be read all the same: it is answered under its id, or under none.
    let mut perhaps_asked: HashMap<String, i64> = HashMap::new();
    for line in text.lines() {
        let value: Option<Value> = serde_json::from_str(line).ok();
        if value.is_none() {
            for id in ids(line) {
                *perhaps_asked.entry(id).or_default() += 1;
            }
        }
        let id = value.as_ref().and_then(|message| message.get("id")).map_or(Value::Null, Value::clone);
        let method = value.as_ref().and_then(|message| message.get("method")).and_then(Value::as_str);
        // Nothing is answered after it, and the process that it names may be of this machine.
        if matches!(method, Some("exit" | "initialize")) {
            continue;
        }
        // What carries an id and is no answer is answered, be it well-formed or not.
        let is_answer = |message: &Value| {
            message.get("method").is_none()
                && (message.get("result").is_some() || message.get("error").is_some())
        };
        if value.as_ref().is_some_and(|message| !is_answer(message)) && !id.is_null() {
            *asked.entry(id.to_string()).or_default() += 1;
        }
        input.extend(frame(line));
    }
    for message in serve(input) {
        if message.get("method").is_none() && !message["id"].is_null() {
            *asked.entry(message["id"].to_string()).or_default() -= 1;
        }
    }
    // An id that is no id, or that stands for two requests at once, breaks the protocol; its answers are not counted.
    let is_expected =
        |id: &str, left: i64| left <= 0 && -left <= perhaps_asked.get(id).copied().unwrap_or_default();
    asked.retain(|id, left| !is_expected(id, *left) && id.parse::<i64>().is_ok() && *left < 2);
    assert!(asked.is_empty(), "not answered, or answered twice: {asked:?}");
}

/// The first whole number behind each `"id"` in a text.
fn ids(text: &str) -> impl Iterator<Item = String> {
    let is_part = |char: char| char == '-' || char.is_ascii_digit();
    text.match_indices("\"id\"").filter_map(move |(at, key)| {
        let value = text.get(at + key.len()..)?.trim_start_matches(|char| !is_part(char));
        let end = value.find(|char| !is_part(char)).unwrap_or(value.len());
        Some(value.get(..end)?.parse::<i64>().ok()?.to_string())
    })
}
