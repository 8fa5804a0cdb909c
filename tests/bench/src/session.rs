//! One session of a server with one document, as an editor has it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use svc_bench::documents::{Document, Place, Typing};

use crate::Outcome;
use crate::client::{Client, uri};
use crate::projects;

/// A server that is measured.
pub struct Contestant {
    program: PathBuf,
    arguments: Vec<String>,
    settings: Value,
}

/// What a session measures. Times are in seconds.
pub struct Session {
    /// From opening the file to its first diagnostics: the median of several fresh servers.
    pub open: f64,
    /// From a keystroke to the diagnostics after it.
    pub keystrokes: Vec<(Place, Spread)>,
    /// The median of a hover.
    pub hover: f64,
    /// The median of a completion.
    pub completion: f64,
    /// The median of the file's outline.
    pub symbols: f64,
    /// Resident memory at the end, in bytes.
    pub memory: f64,
    /// Processor time of the whole session.
    pub processor: f64,
}

/// How long something took when it was done many times, in seconds.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    /// Half of the times were at most this long.
    pub median: f64,
    /// 95 of 100 times were at most this long.
    pub p95: f64,
}

impl Spread {
    fn of(mut times: Vec<f64>) -> Spread {
        times.sort_by(f64::total_cmp);
        let nearest = |hundredths: usize| {
            let rank = (times.len() * hundredths).div_ceil(100);
            times.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
        };
        Spread { median: nearest(50), p95: nearest(95) }
    }
}

/// The median of some numbers.
pub fn median(values: Vec<f64>) -> f64 {
    Spread::of(values).median
}

impl Contestant {
    /// svc-lsp.
    pub fn ours(binary: &Path) -> Contestant {
        Contestant {
            program: binary.to_owned(),
            arguments: vec!["--stdio".to_owned()],
            settings: Value::Null,
        }
    }

    /// The peer, as `package.json` pins it.
    pub fn peer() -> Contestant {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let script = folder.join("node_modules/vscode-langservers-extracted/bin/vscode-json-language-server");
        let schema = uri(&folder.join("vercel.schema.json"));
        Contestant {
            program: "node".into(),
            arguments: vec![script.display().to_string(), "--stdio".to_owned()],
            settings: json!({ "json": {
                "validate": { "enable": true },
                "schemas": [{ "fileMatch": ["vercel.json"], "url": schema }],
            }}),
        }
    }

    /// Starts the server in a project. Tells how long it took until it answered `initialize`.
    pub fn start(&self, project: &Path) -> Outcome<(Client, Duration)> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        let (mut client, took) = Client::start(command, project)?;
        if !self.settings.is_null() {
            client.notify("workspace/didChangeConfiguration", &json!({ "settings": self.settings }))?;
        }
        Ok((client, took))
    }

    /// Does everything that is measured with a document, `rounds` times each.
    pub fn session(&self, document: &Document, rounds: usize) -> Outcome<Session> {
        let project = projects::write(document)?;
        let (mut editor, first) = Editor::open(self, &project, document)?;
        let mut opened = vec![first];
        for _ in 1..rounds.div_ceil(12) {
            opened.push(Editor::open(self, &project, document)?.1);
        }
        let mut keystrokes = Vec::new();
        for typing in &document.typed {
            keystrokes.push((typing.place, editor.type_at(document, *typing, rounds)?));
        }
        let first = document.typed.first().map_or(0, |typing| typing.at);
        let hover = editor.ask("textDocument/hover", &editor.position(document, first), rounds)?;
        let key = editor.position(document, document.key);
        let completion = editor.ask("textDocument/completion", &key, rounds)?;
        let symbols =
            editor.ask("textDocument/documentSymbol", &editor.identifier.clone(), rounds.div_ceil(3))?;
        let used = editor.client.resources()?;
        Ok(Session {
            open: median(opened),
            keystrokes,
            hover,
            completion,
            symbols,
            memory: used.memory,
            processor: used.processor,
        })
    }
}

/// An editor with one open file.
struct Editor {
    client: Client,
    uri: String,
    identifier: Value,
    version: usize,
}

impl Editor {
    /// Starts a server and opens the document. Tells how many seconds went by from opening to the diagnostics.
    fn open(contestant: &Contestant, project: &Path, document: &Document) -> Outcome<(Editor, f64)> {
        let (client, _) = contestant.start(project)?;
        let uri = uri(&project.join("vercel.json"));
        let identifier = json!({ "textDocument": { "uri": uri } });
        let mut editor = Editor { client, uri, identifier, version: 1 };
        let item = json!({ "uri": editor.uri, "languageId": "json", "version": 1, "text": document.text });
        let took = editor.timed(|editor| {
            editor.client.notify("textDocument/didOpen", &json!({ "textDocument": item }))?;
            editor.diagnostics()
        })?;
        Ok((editor, took))
    }

    /// Types at a place. Letters are taken back at the end; an entry at once, so that the file keeps its size.
    fn type_at(&mut self, document: &Document, typing: Typing, rounds: usize) -> Outcome<Spread> {
        let (line, column) = document.line_column(typing.at);
        let start = json!({ "line": line, "character": column });
        let mut times = Vec::new();
        for round in 0..rounds {
            let text = (typing.text)(round);
            times.push(self.timed(|editor| {
                editor.change(&start, &start, &text)?;
                editor.diagnostics()
            })?);
            // A letter that is taken back is a keystroke too, and often the one that unmakes a mistake.
            match text.rsplit_once('\n') {
                Some((lines, last)) => {
                    self.take_back(&start, line + lines.matches('\n').count() + 1, last.len())?;
                }
                None => times.push(self.timed(|editor| editor.take_back(&start, line, column + text.len()))?),
            }
        }
        Ok(Spread::of(times))
    }

    /// Removes everything up to a line and a column.
    fn take_back(&mut self, start: &Value, line: usize, column: usize) -> Outcome<Value> {
        self.change(start, &json!({ "line": line, "character": column }), "")?;
        self.diagnostics()
    }

    fn change(&mut self, start: &Value, end: &Value, text: &str) -> Outcome {
        self.version += 1;
        let identity = json!({ "uri": self.uri, "version": self.version });
        let changes = [json!({ "range": { "start": start, "end": end }, "text": text })];
        self.client
            .notify("textDocument/didChange", &json!({ "textDocument": identity, "contentChanges": changes }))
    }

    fn diagnostics(&mut self) -> Outcome<Value> {
        self.client.request("textDocument/diagnostic", &self.identifier)
    }

    /// What a request at an offset names.
    fn position(&self, document: &Document, at: usize) -> Value {
        let (line, column) = document.line_column(at);
        json!({ "textDocument": { "uri": self.uri }, "position": { "line": line, "character": column } })
    }

    /// The median of the seconds that a request takes.
    fn ask(&mut self, method: &str, params: &Value, rounds: usize) -> Outcome<f64> {
        let times: Outcome<Vec<f64>> =
            (0..rounds).map(|_| self.timed(|editor| editor.client.request(method, params))).collect();
        times.map(median).map_err(|error| format!("{method}: {error}"))
    }

    /// The seconds that something takes, until its answer is there. It must say something.
    fn timed(&mut self, work: impl FnOnce(&mut Editor) -> Outcome<Value>) -> Outcome<f64> {
        let start = Instant::now();
        let answer = work(self)?;
        let took = (self.client.arrived - start).as_secs_f64();
        if answer.is_null() || answer.as_array().is_some_and(Vec::is_empty) {
            return Err("a server has nothing to say where there is something".to_owned());
        }
        Ok(took)
    }
}
