//! A small LSP client: spawns the server and speaks JSON-RPC with it.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long an answer may take before a test fails. Machines that run tests are busy.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long nothing may come before nothing counts as coming.
pub const SILENCE: Duration = Duration::from_millis(600);

/// A running server and the client's end of its pipes.
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    /// What came and was not asked for yet.
    pending: VecDeque<Value>,
    next_id: i64,
    /// The answer to `workspace/configuration`, item by item; null for those beyond.
    pub settings: Vec<Value>,
    /// Whether it applies the edits that the server sends.
    pub applies_edits: bool,
    /// The method that it refuses to register.
    pub refuses: Option<&'static str>,
    /// Requests of the server that were answered.
    pub asked: Vec<Value>,
}

impl Client {
    /// A server that has not been initialized.
    pub fn spawn() -> Client {
        Client::spawn_with(&[])
    }

    /// The same, with more arguments.
    pub fn spawn_with(arguments: &[&str]) -> Client {
        let mut child = server(arguments);
        let input = child.stdin.take();
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        let (sender, output) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read_message(&mut reader) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Client {
            child,
            input,
            output,
            pending: VecDeque::new(),
            next_id: 0,
            settings: Vec::new(),
            applies_edits: true,
            refuses: None,
            asked: Vec::new(),
        }
    }

    /// A server that is initialized with these capabilities.
    pub fn with(capabilities: Value) -> Client {
        Client::with_params(json!({ "capabilities": capabilities }))
    }

    /// A server that is initialized with these parameters.
    pub fn with_params(params: Value) -> Client {
        let mut client = Client::spawn();
        client.initialize(params);
        client
    }

    /// Initializes the server; the answer to `initialize`.
    pub fn initialize(&mut self, mut params: Value) -> Value {
        let members = params.as_object_mut().unwrap();
        members.entry("processId").or_insert(Value::Null);
        members.entry("rootUri").or_insert(Value::Null);
        members.entry("capabilities").or_insert(json!({}));
        let result = self.request("initialize", params).unwrap();
        self.notify("initialized", json!({}));
        result
    }

    /// Sends a request and waits for its answer.
    pub fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.send_request(method, params);
        self.answer(id)
    }

    /// Sends a request; its id.
    pub fn send_request(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// Waits for the answer to a request.
    pub fn answer(&mut self, id: i64) -> Result<Value, Value> {
        let mut message = self.wait(|message| message.get("method").is_none() && message["id"] == id);
        match message.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(message["result"].take()),
        }
    }

    /// Waits for the next error that answers no request in particular.
    pub fn error_without_id(&mut self) -> Value {
        self.wait(|message| message.get("error").is_some() && message["id"].is_null())["error"].take()
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a message.
    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends bytes.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    /// Waits for the server's next notification of this method; its parameters.
    pub fn notification(&mut self, method: &str) -> Value {
        self.wait(|message| message["method"] == method)["params"].take()
    }

    /// Waits for the next diagnostics of a document: version and diagnostics.
    pub fn published(&mut self, uri: &str) -> (Option<i64>, Vec<Value>) {
        let is_it = |message: &Value| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
        };
        let message = self.wait(is_it);
        let params = &message["params"];
        (params["version"].as_i64(), params["diagnostics"].as_array().unwrap().clone())
    }

    /// Waits for a request of the server that it got answered.
    pub fn asked(&mut self, method: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(index) = self.asked.iter().position(|request| request["method"] == method) {
                return self.asked.remove(index);
            }
            assert!(self.receive(deadline), "the server never sent `{method}`");
        }
    }

    /// Whether the server sent a request so far.
    pub fn was_asked(&self, method: &str) -> bool {
        self.asked.iter().any(|request| request["method"] == method)
    }

    /// Everything of this method that comes until nothing comes any more.
    pub fn rest(&mut self, method: &str) -> Vec<Value> {
        self.rest_of(|message| message["method"] == method)
    }

    /// Everything of this kind that comes until nothing comes any more.
    pub fn rest_of(&mut self, is_it: impl Fn(&Value) -> bool) -> Vec<Value> {
        while self.receive(Instant::now() + SILENCE) {}
        let (found, rest) = self.pending.drain(..).partition(is_it);
        self.pending = rest;
        Vec::from_iter::<VecDeque<Value>>(found)
    }

    /// Throws away what came of this method.
    pub fn forget(&mut self, method: &str) {
        self.pending.retain(|message| message["method"] != method);
    }

    /// Opens a document, at version 1.
    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "json", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Edits a document.
    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Closes a document.
    pub fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// The text that the server holds.
    pub fn text(&mut self, uri: &str) -> Option<String> {
        let held = self.request("svcLsp/test/text", json!({ "textDocument": { "uri": uri } })).unwrap();
        held["text"].as_str().map(str::to_owned)
    }

    /// Asks everything that can be asked of a document, about one position. No answer may be an error.
    pub fn ask_everything(&mut self, uri: &str, position: &Value) {
        for method in [
            "completion",
            "hover",
            "definition",
            "references",
            "documentHighlight",
            "documentLink",
            "documentSymbol",
            "foldingRange",
            "selectionRange",
            "formatting",
            "codeAction",
            "inlayHint",
            "codeLens",
            "semanticTokens/full",
            "prepareRename",
            "linkedEditingRange",
        ] {
            let params = json!({
                "textDocument": { "uri": uri }, "position": position, "positions": [position],
                "range": { "start": { "line": 0, "character": 0 }, "end": position },
                "options": { "tabSize": 2, "insertSpaces": true },
                "context": { "diagnostics": [], "includeDeclaration": true, "triggerKind": 1 },
            });
            self.request(&format!("textDocument/{method}"), params).unwrap();
        }
        self.request("svcLsp/inspect", json!({ "textDocument": { "uri": uri } })).unwrap();
    }

    /// Asks for diagnostics: the report.
    pub fn pull(&mut self, uri: &str, previous: Option<&str>) -> Value {
        let params = json!({ "textDocument": { "uri": uri }, "previousResultId": previous });
        self.request("textDocument/diagnostic", params).unwrap()
    }

    /// Closes the server's input.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    /// Waits for the server's end.
    pub fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "the server does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The server's memory; see [`memory_kib`].
    #[cfg(target_os = "linux")]
    pub fn memory_kib(&self, measure: &str) -> u64 {
        memory_kib(self.child.id(), measure)
    }

    /// Asks for the end; the exit code.
    pub fn shut_down(&mut self) -> Option<i32> {
        assert_eq!(self.request("shutdown", Value::Null), Ok(Value::Null));
        self.notify("exit", Value::Null);
        self.ended().code()
    }

    fn wait(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(index) = self.pending.iter().position(&is_it) {
                return self.pending.remove(index).unwrap();
            }
            assert!(
                self.receive(deadline),
                "what the test waits for never came; there is {:?}",
                self.pending
            );
        }
    }

    /// Takes one more message; whether one came.
    fn receive(&mut self, deadline: Instant) -> bool {
        let message = match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout) => return false,
            Err(RecvTimeoutError::Disconnected) => panic!("the server has ended: {:?}", self.ended()),
        };
        if message.get("method").is_none() || message.get("id").is_none() {
            self.pending.push_back(message);
            return true;
        }
        let result = match message["method"].as_str() {
            Some("workspace/configuration") => {
                let items = message["params"]["items"].as_array().unwrap().len();
                (0..items).map(|index| self.settings.get(index).cloned().unwrap_or_default()).collect()
            }
            Some("window/showDocument") => json!({ "success": true }),
            Some("workspace/applyEdit") => json!({ "applied": self.applies_edits }),
            _ => Value::Null,
        };
        let registered = &message["params"]["registrations"][0]["method"];
        if self.refuses.is_some_and(|method| *registered == method) {
            let error = json!({ "code": -32803, "message": "not watched" });
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "error": error }));
        } else {
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }));
        }
        self.asked.push(message);
        true
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A running server whose pipes nobody holds yet.
pub fn server(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_svc-lsp"))
        .arg("--stdio")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The memory of a process in KiB: what it holds (`VmRSS`), or the most that it ever held (`VmHWM`).
#[cfg(target_os = "linux")]
pub fn memory_kib(process: u32, measure: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(measure)).unwrap();
    line.trim_matches([':', '\t', ' ']).trim_end_matches(" kB").parse().unwrap()
}

/// The next message; `None` at the end.
pub fn read_message(reader: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim() {
            "" => break,
            line => {
                length = line.strip_prefix("Content-Length: ").map_or(length, |value| value.parse().unwrap());
            }
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("standard output carries nothing but messages"))
}

/// The `file:` URI of a path without characters that need an escape.
pub fn uri(path: &Path) -> String {
    format!("file://{}", path.to_str().unwrap())
}

/// The codes of diagnostics.
pub fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic["code"].as_str().unwrap()).collect()
}
