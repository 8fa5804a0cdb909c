//! Measures the server beside VS Code's JSON language server with Vercel's schema: `cargo xtask bench` builds and installs
//! both and runs this.
//!
//! Both are measured in one run, in turn, by the same client; the ratios say more than the times, which are this machine's.

mod client;
mod documents;
mod flags;
mod tree;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use client::{Client, uri};
use documents::{Document, documents};
use flags::SvcBench;

/// What a measurement ends with; the error is a sentence for the person who ran it.
type Outcome<T = ()> = Result<T, String>;

/// Where the table stands.
const PAGE: &str = "docs/performance.md";
const BEGIN: &str = "<!-- The table is written by `cargo xtask bench`. -->\n";
const END: &str = "<!-- End of the table. -->\n";

/// What is measured at each size of a document, with the unit in which it is told.
const MEASURES: [(&str, Unit); 7] = [
    ("open to first diagnostics", Unit::Time),
    ("keystroke to diagnostics", Unit::Time),
    ("hover", Unit::Time),
    ("completion", Unit::Time),
    ("document symbols", Unit::Time),
    ("resident memory", Unit::Memory),
    ("processor time", Unit::Time),
];

/// The ratios to reach: what, at which size, the largest.
const GOALS: [(&str, &str, f64); 9] = [
    ("start to `initialize`", "", 1.0 / 20.0),
    ("resident memory", "1 KB", 1.0 / 6.0),
    ("keystroke to diagnostics", "1 KB", 1.0 / 3.0),
    ("keystroke to diagnostics", "640 KB", 1.0 / 40.0),
    ("hover", "640 KB", 1.0 / 2.0),
    ("completion", "640 KB", 1.0 / 2.0),
    ("document symbols", "640 KB", 1.0 / 5.0),
    ("resident memory", "640 KB", 1.0 / 5.0),
    // Against our own at 1 KB.
    ("keystroke, 640 KB to 1 KB", "", 4.0),
];

#[derive(Clone, Copy, PartialEq)]
enum Unit {
    /// Seconds.
    Time,
    /// Bytes.
    Memory,
    /// A plain number.
    Ratio,
}

struct Row {
    what: &'static str,
    size: &'static str,
    unit: Unit,
    ours: f64,
    peer: f64,
}

/// A server that is measured.
struct Contestant {
    program: PathBuf,
    arguments: Vec<String>,
    settings: Value,
}

fn main() -> ExitCode {
    match bench(&SvcBench::from_env_or_exit()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Measures, prints the table and writes it into the page.
fn bench(options: &SvcBench) -> Outcome {
    let (binary, rounds) = (&options.server, options.rounds.unwrap_or(60));
    let contestants = [ours(binary), peer()];
    let mut rows = vec![start(&contestants, rounds)?];
    for document in &documents() {
        eprintln!("{} ...", document.name);
        rows.extend(sessions(&contestants, document, rounds)?);
    }
    let keystroke = |size: &str| rows.iter().find(|row| row.what == MEASURES[1].0 && row.size == size);
    if let (Some(small), Some(large)) = (keystroke("1 KB"), keystroke("640 KB")) {
        let (ours, peer) = (large.ours / small.ours, large.peer / small.peer);
        rows.push(Row { what: "keystroke, 640 KB to 1 KB", size: "", unit: Unit::Ratio, ours, peer });
    }
    rows.push(workspace(binary, rounds)?);
    let table = table(&rows);
    println!("{table}");
    if options.dry { Ok(()) } else { write(&table) }
}

fn ours(binary: &Path) -> Contestant {
    Contestant { program: binary.to_owned(), arguments: vec!["--stdio".to_owned()], settings: Value::Null }
}

/// The peer, as `package.json` pins it.
fn peer() -> Contestant {
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

impl Contestant {
    fn start(&self, project: &Path) -> Outcome<(Client, Duration)> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        let (mut client, took) = Client::start(command, project)?;
        if !self.settings.is_null() {
            client.notify("workspace/didChangeConfiguration", &json!({ "settings": self.settings }))?;
        }
        Ok((client, took))
    }
}

fn start(contestants: &[Contestant; 2], rounds: usize) -> Outcome<Row> {
    let mut times = [Vec::new(), Vec::new()];
    let project = project("start")?;
    for _ in 0..rounds.div_ceil(3) {
        for (contestant, times) in contestants.iter().zip(&mut times) {
            times.push(contestant.start(&project)?.1.as_secs_f64());
        }
    }
    let [ours, peer] = times.map(median);
    Ok(Row { what: GOALS[0].0, size: "", unit: Unit::Time, ours, peer })
}

/// `check` on a large workspace, beside a program that looks at the same folders and does nothing.
fn workspace(binary: &Path, rounds: usize) -> Outcome<Row> {
    let tree = tree::tree()?;
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..rounds.div_ceil(6) {
        let mut check = Command::new(binary);
        check.arg("check").arg(&tree);
        let mut find = Command::new("find");
        find.arg(&tree).args(["-name", "vercel.json"]);
        for (command, times) in [check, find].into_iter().zip(&mut times) {
            times.push(tree::run(command)?);
        }
    }
    let [ours, peer] = times.map(median);
    Ok(Row { what: "`check` of 20,000 folders (the peer is `find`)", size: "", unit: Unit::Time, ours, peer })
}

/// One session of each server with the document.
fn sessions(contestants: &[Contestant; 2], document: &Document, rounds: usize) -> Outcome<Vec<Row>> {
    let [ours, peer] = contestants;
    let (ours, peer) = (session(ours, document, rounds)?, session(peer, document, rounds)?);
    let values = ours.into_iter().zip(peer);
    Ok(MEASURES
        .into_iter()
        .zip(values)
        .map(|((what, unit), (ours, peer))| Row { what, size: document.name, unit, ours, peer })
        .collect())
}

/// The values of [`MEASURES`] for one server and one document.
fn session(contestant: &Contestant, document: &Document, rounds: usize) -> Outcome<[f64; 7]> {
    let project = project(document.name)?;
    let file = project.join("vercel.json");
    std::fs::write(&file, &document.text)
        .map_err(|error| format!("{} can't be written: {error}", file.display()))?;
    let uri = uri(&file);
    let (mut client, _) = contestant.start(&project)?;
    let identifier = json!({ "textDocument": { "uri": uri } });
    let middle = json!({ "line": document.line, "character": document.column });
    let at_middle = json!({ "textDocument": { "uri": uri }, "position": middle });

    let opened = timed(&mut client, |client| {
        let item = json!({ "uri": uri, "languageId": "json", "version": 1, "text": document.text });
        client.notify("textDocument/didOpen", &json!({ "textDocument": item }))?;
        client.request("textDocument/diagnostic", &identifier)
    })?;
    let mut version = 1;
    let keystroke = repeat(rounds, &mut client, |client| {
        version += 1;
        let changes = [json!({ "range": { "start": middle, "end": middle }, "text": "x" })];
        let identity = json!({ "uri": uri, "version": version });
        client.notify(
            "textDocument/didChange",
            &json!({ "textDocument": identity, "contentChanges": changes }),
        )?;
        client.request("textDocument/diagnostic", &identifier)
    })?;
    let hover = repeat(rounds, &mut client, |client| client.request("textDocument/hover", &at_middle))?;
    let at_key = json!({ "line": document.line, "character": 7 });
    let at_key = json!({ "textDocument": { "uri": uri }, "position": at_key });
    let completion =
        repeat(rounds, &mut client, |client| client.request("textDocument/completion", &at_key))?;
    let symbols = repeat(rounds.div_ceil(3), &mut client, |client| {
        client.request("textDocument/documentSymbol", &identifier)
    })?;
    let used = client.resources()?;
    Ok([opened, keystroke, hover, completion, symbols, used.memory, used.processor])
}

/// The median of the seconds that some rounds take.
fn repeat(
    rounds: usize,
    client: &mut Client,
    mut round: impl FnMut(&mut Client) -> Outcome<Value>,
) -> Outcome<f64> {
    let times: Outcome<Vec<f64>> = (0..rounds).map(|_| timed(client, &mut round)).collect();
    Ok(median(times?))
}

/// The seconds that a round takes, until its answer is there. It must say something.
fn timed(client: &mut Client, mut round: impl FnMut(&mut Client) -> Outcome<Value>) -> Outcome<f64> {
    let start = Instant::now();
    let answer = round(client)?;
    let took = (client.arrived - start).as_secs_f64();
    if answer.is_null() || answer.as_array().is_some_and(Vec::is_empty) {
        return Err("a server has nothing to say where there is something".to_owned());
    }
    Ok(took)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The repository's root.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// An empty project under `target`.
fn project(name: &str) -> Outcome<PathBuf> {
    let folder = root().join("target/bench").join(name.replace(' ', "-"));
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("{} can't be made: {error}", folder.display()))?;
    Ok(folder)
}

fn table(rows: &[Row]) -> String {
    let mut table = String::from(
        "| what | document | svc-lsp | peer | ratio | goal |\n| --- | --- | --: | --: | --: | --: |\n",
    );
    for row in rows {
        let own = row.unit == Unit::Ratio;
        let ratio = if own { row.ours } else { row.ours / row.peer };
        let goal = GOALS.iter().find(|(what, size, _)| (*what, *size) == (row.what, row.size));
        let goal = goal.map_or_else(String::new, |(_, _, goal)| fraction(*goal));
        let (ours, peer) = (amount(row.ours, row.unit), amount(row.peer, row.unit));
        let ratio = if own { String::new() } else { fraction(ratio) };
        table.push_str(&format!("| {} | {} | {ours} | {peer} | {ratio} | {goal} |\n", row.what, row.size));
    }
    table
}

fn amount(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Ratio => format!("{value:.1}"),
        Unit::Memory => format!("{:.1} MB", value / 1e6),
        Unit::Time if value < 1.0 => format!("{:.2} ms", value * 1e3),
        Unit::Time => format!("{value:.2} s"),
    }
}

fn fraction(ratio: f64) -> String {
    if ratio < 1.0 {
        format!("1/{:.1}", 1.0 / ratio).replace(".0", "")
    } else {
        format!("{ratio:.1}").replace(".0", "")
    }
}

/// Puts the table, and where it was made, into the page.
fn write(table: &str) -> Outcome {
    let path = root().join(PAGE);
    let page = std::fs::read_to_string(&path).map_err(|error| format!("{PAGE} can't be read: {error}"))?;
    let parts = page.split_once(BEGIN).and_then(|(head, rest)| Some((head, rest.split_once(END)?.1)));
    let (head, tail) = parts.ok_or(format!("{PAGE} has no place for the table"))?;
    let page = format!("{head}{BEGIN}\n{table}\n{}\n{END}{tail}", machine());
    std::fs::write(&path, page).map_err(|error| format!("{PAGE} can't be written: {error}"))
}

/// What the times depend on.
fn machine() -> String {
    let node = Command::new("node").arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "Measured on {processors} processors ({}), the peer on Node.js {}.\n",
        std::env::consts::ARCH,
        String::from_utf8_lossy(&node).trim()
    )
}
