//! One editor, as a language server sees it: the same for every server, and nothing between it and the pipe.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Outcome;

/// A running server and the client's end of its pipes. The server ends with it.
pub struct Client {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// The message read last. It is kept so that memory for the next one is there: making it would count as the server's time.
    body: Vec<u8>,
    next_id: i64,
    /// When the last message was there, not yet read as JSON.
    pub arrived: Instant,
}

/// What the operating system says about a process.
#[derive(Debug, Clone, Copy)]
pub struct Resources {
    /// Resident memory, in bytes.
    pub memory: f64,
    /// Time on processors, in seconds.
    pub processor: f64,
}

impl Client {
    /// Starts a server and initializes it. Tells how long it took until the answer came.
    pub fn start(mut command: Command, root: &Path) -> Outcome<(Client, Duration)> {
        let start = Instant::now();
        let name = command.get_program().display().to_string();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("`{name}` could not start: {error}"))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(format!("`{name}` has no pipes"));
        };
        let output = BufReader::new(output);
        let mut client = Client { child, input, output, body: Vec::new(), next_id: 0, arrived: start };
        client.request(
            "initialize",
            &json!({
                "processId": std::process::id(),
                "rootUri": uri(root),
                "workspaceFolders": [{ "uri": uri(root), "name": "bench" }],
                "capabilities": {
                    "general": { "positionEncodings": ["utf-16"] },
                    "textDocument": {
                        "diagnostic": {},
                        "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
                        "hover": { "contentFormat": ["markdown"] },
                        "completion": { "completionItem": { "snippetSupport": true, "documentationFormat": ["markdown"] } },
                    },
                    "workspace": {
                        "workspaceFolders": true,
                        "didChangeWatchedFiles": { "dynamicRegistration": true },
                        "diagnostics": { "refreshSupport": true },
                    },
                },
            }),
        )?;
        let took = client.arrived - start;
        client.notify("initialized", &json!({}))?;
        Ok((client, took))
    }

    /// Sends a request and waits for its result.
    pub fn request(&mut self, method: &str, params: &Value) -> Outcome<Value> {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        loop {
            let mut message = self.receive(method)?;
            let is_request = message.get("method").is_some();
            match message.get("id").cloned() {
                Some(asked) if is_request => {
                    self.send(&json!({ "jsonrpc": "2.0", "id": asked, "result": null }))?;
                }
                Some(answered) if answered == id => {
                    return match message.get_mut("result") {
                        Some(result) => Ok(result.take()),
                        None => Err(format!("`{method}` was answered by {message}")),
                    };
                }
                _ => {}
            }
        }
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: &Value) -> Outcome {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    /// What the server has used so far.
    pub fn resources(&self) -> Outcome<Resources> {
        let read = |name: &str| {
            let path = format!("/proc/{}/{name}", self.child.id());
            std::fs::read_to_string(&path).map_err(|error| format!("{path} can't be read: {error}"))
        };
        let (status, stat) = (read("status")?, read("stat")?);
        let kilobytes: Option<f64> = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|value| value.trim().trim_end_matches(" kB").parse().ok());
        // The fields after the name in parentheses; those of processor time are the 12th and 13th, in hundredths of a second.
        let fields = stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace()).into_iter().flatten();
        let ticks: f64 = fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
        let kilobytes = kilobytes.ok_or("the system does not tell the memory of a process")?;
        Ok(Resources { memory: kilobytes * 1024.0, processor: ticks / 100.0 })
    }

    fn send(&mut self, message: &Value) -> Outcome {
        let body = message.to_string();
        self.input
            .write_all(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
            .and_then(|()| self.input.flush())
            .map_err(|error| format!("a server no longer reads: {error}"))
    }

    fn receive(&mut self, awaited: &str) -> Outcome<Value> {
        let broken = |error| format!("a server ended instead of answering `{awaited}`: {error}");
        let mut length = 0;
        loop {
            let mut line = String::new();
            let read = self.output.read_line(&mut line).map_err(|error| broken(error.to_string()))?;
            match line.trim() {
                _ if read == 0 => return Err(broken("end of output".to_owned())),
                "" => break,
                line => {
                    length = line
                        .strip_prefix("Content-Length: ")
                        .and_then(|it| it.parse().ok())
                        .unwrap_or(length);
                }
            }
        }
        self.body.resize(length, 0);
        self.output.read_exact(&mut self.body).map_err(|error| broken(error.to_string()))?;
        self.arrived = Instant::now();
        serde_json::from_slice(&self.body).map_err(|error| broken(error.to_string()))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The `file:` URI of a path without characters that need an escape.
pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
