//! Source code: the index of what it reads beside `rg`, and an edit and a hover in it beside the TypeScript server.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Outcome;
use crate::client::{Client, uri};
use crate::goals::{Goal, Row, Unit};
use crate::projects;
use crate::session::median;

/// The source files of the project.
const FILES: usize = 20_000;
/// One file in so many reads variables.
const READING: usize = 20;
/// The lines of the file that is typed into.
const LINES: usize = 5_000;

const CONFIG: &str = r#"{
  "services": {
    "web": { "root": "web", "framework": "nextjs", "bindings": [{ "type": "service", "service": "api", "format": "url", "env": "BACKEND_URL" }] },
    "api": { "root": "api", "framework": "express" }
  },
  "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }]
}
"#;

/// What is measured about source code.
pub fn rows(binary: &Path, rounds: usize) -> Outcome<Vec<Row>> {
    let (with, without) = (project("sources", FILES)?, project("no-sources", 0)?);
    let index = || {
        let mut command = Command::new(binary);
        command.arg("inspect").arg(&with).args(["--format", "json"]);
        command
    };
    let grep = || {
        let mut command = Command::new("rg");
        command.args(["-l", r"process\.env"]).arg(&with);
        command
    };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..rounds.div_ceil(3) {
        ours.push(run(index())?);
        theirs.push(run(grep())?);
    }
    let times = [median(ours), median(theirs)];
    let mut rows = vec![Row::new("index of 20,000 source files", Unit::Time, times, Some(2.0))];
    let (large, small) = (memory(binary, &with, FILES)?, memory(binary, &without, 0)?);
    let goal = Some(Goal { value: large - small, most: 40e6 });
    rows.push(Row { what: "memory with their index", unit: Unit::Memory, ours: large, peer: small, goal });
    let (ours, peer) = (svc_lsp(binary, &with, rounds)?, typescript(&with, rounds)?);
    for (what, ours, peer) in
        [("keystroke in 5,000 lines of TypeScript", ours.0, peer.0), ("hover in them", ours.1, peer.1)]
    {
        rows.push(Row::new(what, Unit::Time, [ours, peer], Some(1.0 / 10.0)));
    }
    Ok(rows)
}

/// A project with so many source files of a usual length in several folders.
fn project(name: &str, files: usize) -> Outcome<PathBuf> {
    let root = projects::folder(name)?;
    let done = root.join(".done");
    if done.exists() {
        return Ok(root);
    }
    let write = |path: &str, text: &str| projects::write_file(&root.join(path), text);
    write("vercel.json", CONFIG)?;
    write("web/package.json", r#"{ "dependencies": { "next": "16" } }"#)?;
    write("api/package.json", r#"{ "dependencies": { "express": "5" } }"#)?;
    write("api/index.ts", "export default app;\n")?;
    write(
        "web/tsconfig.json",
        r#"{ "compilerOptions": { "strict": true, "jsx": "preserve" }, "files": ["large.ts"] }"#,
    )?;
    write("web/large.ts", &large())?;
    for index in 0..files {
        let (service, extension) = if index % 2 == 0 { ("web", "tsx") } else { ("api", "ts") };
        let path = format!("{service}/{:02}/{:02}/module{index}.{extension}", index / 1_000, index / 50 % 20);
        write(&path, &module(index))?;
    }
    write(".done", "")?;
    Ok(root)
}

/// A module of about 3 KB.
fn module(index: usize) -> String {
    let mut text = format!("import {{ call }} from \"./module{}\";\n", index + 1);
    for part in 0..40 {
        let _ = writeln!(
            text,
            "// What step {part} does.\nexport function step{part}(value: number): string {{\n  return call(`step ${{value + {part}}}`);\n}}"
        );
    }
    if index.is_multiple_of(READING) {
        text.push_str("export const url = process.env.BACKEND_URL ?? \"http://localhost:8000\";\n");
    }
    text
}

/// A long file that reads a variable in its middle.
fn large() -> String {
    let mut text = String::from("declare const process: { env: Record<string, string | undefined> };\n");
    for line in 1..LINES {
        let _ = match line {
            _ if line == LINES / 2 => writeln!(text, "export const url = process.env.BACKEND_URL;"),
            _ if line % 10 == 0 => {
                writeln!(text, "export const call{line} = (value: number) => value * {line};")
            }
            _ => writeln!(
                text,
                "export const value{line}: number = {line} + call{}(1);",
                line / 10 * 10 + if line < 10 { 10 } else { 0 }
            ),
        };
    }
    text
}

/// The seconds that a program takes until it ends well.
fn run(mut command: Command) -> Outcome<f64> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    match command.status() {
        Ok(status) if status.success() => Ok(start.elapsed().as_secs_f64()),
        Ok(status) => Err(format!("{command:?} ended with {status}")),
        Err(error) => Err(format!("{command:?} could not start: {error}")),
    }
}

fn server(binary: &Path, root: &Path) -> Outcome<Client> {
    let mut command = Command::new(binary);
    command.arg("--stdio");
    Ok(Client::start(command, root)?.0)
}

fn open(client: &mut Client, path: &Path, language: &str) -> Outcome<Value> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let document = json!({ "uri": uri(path), "languageId": language, "version": 1, "text": text });
    client.notify("textDocument/didOpen", &json!({ "textDocument": document }))?;
    Ok(json!({ "uri": uri(path) }))
}

/// Opens the `vercel.json` of a project, and waits until the server knows what so many files read.
fn indexed(client: &mut Client, root: &Path, reading: usize) -> Outcome {
    let document = open(client, &root.join("vercel.json"), "json")?;
    for _ in 0..1_000 {
        let inspection = client.request("svcLsp/inspect", &json!({ "textDocument": document }))?;
        if inspection.get("reads").and_then(Value::as_array).map_or(0, Vec::len) >= reading {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err("the source code was not indexed".to_owned())
}

/// The memory of a server once it knows what the source code of a project reads.
fn memory(binary: &Path, root: &Path, files: usize) -> Outcome<f64> {
    let mut client = server(binary, root)?;
    indexed(&mut client, root, reads(files))?;
    // What builds the index gives its memory back.
    std::thread::sleep(Duration::from_millis(500));
    Ok(client.resources()?.memory)
}

/// How many reads a project of so many files has, with that of the long file.
fn reads(files: usize) -> usize {
    files / READING + 1
}

/// Where the long file names a variable: the line and the character.
fn place() -> (usize, usize) {
    (LINES / 2, "export const url = process.env.".len())
}

/// The medians of an edit with the diagnostics after it, and of a hover, of svc-lsp.
fn svc_lsp(binary: &Path, root: &Path, rounds: usize) -> Outcome<(f64, f64)> {
    let mut client = server(binary, root)?;
    indexed(&mut client, root, reads(FILES))?;
    let path = root.join("web/large.ts");
    let file = open(&mut client, &path, "typescript")?;
    let (line, character) = place();
    let at = |character: usize| json!({ "line": line, "character": character });
    let (mut keystrokes, mut hovers) = (Vec::new(), Vec::new());
    for round in 0..rounds * 2 {
        // A letter is typed, then deleted.
        let (end, text) = if round % 2 == 0 { (character, "X") } else { (character + 1, "") };
        let change = json!([{ "range": { "start": at(character), "end": at(end) }, "text": text }]);
        let start = Instant::now();
        let document = json!({ "uri": uri(&path), "version": round + 2 });
        client.notify(
            "textDocument/didChange",
            &json!({ "textDocument": document, "contentChanges": change }),
        )?;
        client.request("textDocument/diagnostic", &json!({ "textDocument": file }))?;
        keystrokes.push((client.arrived - start).as_secs_f64());
        if round % 2 == 1 {
            let start = Instant::now();
            let params = json!({ "textDocument": file, "position": at(character + 1) });
            let hover = client.request("textDocument/hover", &params)?;
            hovers.push((client.arrived - start).as_secs_f64());
            if hover.is_null() {
                return Err("svc-lsp has no hover for a variable".to_owned());
            }
        }
    }
    Ok((median(keystrokes), median(hovers)))
}

/// The TypeScript server, which has a protocol of its own: a request is a line of JSON, an answer has a header.
struct TypeScript {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    sequence: u64,
}

impl TypeScript {
    fn start() -> Outcome<TypeScript> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/typescript/lib/tsserver.js");
        let mut command = Command::new("node");
        command.arg(script).args(["--disableAutomaticTypingAcquisition", "--suppressDiagnosticEvents"]);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = child.map_err(|error| format!("the TypeScript server could not start: {error}"))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the TypeScript server has no pipes".to_owned());
        };
        Ok(TypeScript { child, input, output: BufReader::new(output), sequence: 0 })
    }

    fn send(&mut self, command: &str, arguments: &Value) -> Outcome<u64> {
        self.sequence += 1;
        let message =
            json!({ "seq": self.sequence, "type": "request", "command": command, "arguments": arguments });
        writeln!(self.input, "{message}")
            .and_then(|()| self.input.flush())
            .map_err(|error| format!("the TypeScript server no longer reads: {error}"))?;
        Ok(self.sequence)
    }

    fn ask(&mut self, command: &str, arguments: &Value) -> Outcome {
        let sequence = self.send(command, arguments)?;
        loop {
            let message = self.receive().map_err(|error| format!("the TypeScript server ended: {error}"))?;
            if message.get("request_seq").and_then(Value::as_u64) == Some(sequence) {
                return match message.get("success").and_then(Value::as_bool) {
                    Some(true) => Ok(()),
                    _ => Err(format!("the TypeScript server answered `{command}` with {message}")),
                };
            }
        }
    }

    fn receive(&mut self) -> Result<Value, std::io::Error> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            match line.trim().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().unwrap_or_default(),
                None if line.trim().is_empty() && length > 0 => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body)?;
        Ok(serde_json::from_slice(&body)?)
    }
}

impl Drop for TypeScript {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The same medians of the TypeScript server.
fn typescript(root: &Path, rounds: usize) -> Outcome<(f64, f64)> {
    let file = root.join("web/large.ts");
    let mut server = TypeScript::start()?;
    server.send("open", &json!({ "file": file }))?;
    let diagnostics = ["syntacticDiagnosticsSync", "semanticDiagnosticsSync"];
    for command in diagnostics {
        server.ask(command, &json!({ "file": file }))?;
    }
    let (line, character) = place();
    // They count from 1.
    let (line, offset) = (line + 1, character + 1);
    let (mut keystrokes, mut hovers) = (Vec::new(), Vec::new());
    for round in 0..rounds * 2 {
        let (end, text) = if round % 2 == 0 { (offset, "X") } else { (offset + 1, "") };
        let change = json!({ "file": file, "line": line, "offset": offset, "endLine": line, "endOffset": end, "insertString": text });
        let start = Instant::now();
        server.send("change", &change)?;
        for command in diagnostics {
            server.ask(command, &json!({ "file": file }))?;
        }
        keystrokes.push(start.elapsed().as_secs_f64());
        if round % 2 == 1 {
            let start = Instant::now();
            server.ask("quickinfo", &json!({ "file": file, "line": line, "offset": offset + 1 }))?;
            hovers.push(start.elapsed().as_secs_f64());
        }
    }
    Ok((median(keystrokes), median(hovers)))
}
