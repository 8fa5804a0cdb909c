//! The whole server on a stream of bytes.

use std::collections::HashMap;
use std::io::{self, Cursor, Write};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use svc_lsp::lsp::{self, lenient};
use tower_lsp::jsonrpc::Id;

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
    fn can_write_now(&self, bytes: usize) -> bool {
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

/// A message that is almost JSON: what is sound stays, what is repaired needs no repair, and what can be seen of a message is
/// what is in it.
pub fn decode(data: &[u8]) {
    let repaired = lenient::repaired(data);
    assert!(std::str::from_utf8(&repaired).is_ok(), "{repaired:?}");
    assert_eq!(lenient::repaired(&repaired), repaired, "repaired again");
    let outline = lenient::outline(data);
    let Ok(message) = serde_json::from_slice::<Value>(data) else { return };
    if depth(&message) < SOUND_DEPTH {
        assert_eq!(serde_json::from_slice::<Value>(&repaired).ok().as_ref(), Some(&message), "it was sound");
    }
    // Of keys that are repeated, or written with escapes, each reader has its own idea.
    let text = String::from_utf8_lossy(data);
    if message.is_object() && !text.contains("\\u") && text.matches("\"id\"").count() == 1 {
        let id = match &message["id"] {
            Value::Number(id) => id.as_i64().map(Id::Number),
            Value::String(id) => Some(Id::String(id.clone())),
            _ => None,
        };
        assert_eq!(outline.id, id, "the id of {text}");
    }
    if message.is_object() && !text.contains("\\u") && text.matches("\"method\"").count() == 1 {
        assert_eq!(outline.method.as_deref(), message["method"].as_str(), "the method of {text}");
    }
}

/// Below it, nothing is cut off.
const SOUND_DEPTH: usize = 100;

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(elements) => 1 + elements.iter().map(depth).max().unwrap_or_default(),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or_default(),
        _ => 0,
    }
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
        "capabilities": { "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } } },
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
