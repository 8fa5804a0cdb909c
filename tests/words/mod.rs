//! Every text that people read, listed in `words.txt` for review, and held to the rules of the language.
//!
//! `UPDATE=1 cargo test -p svc-lsp --test product words` writes the list. [`style`] has the rules.

mod literals;
mod style;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use serde_json::{Value, json};
use svc_analysis::check::check;
use svc_analysis::rules::finding::Finding;
use svc_analysis::rules::page::Example;
use svc_analysis::rules::{ALL, Rule};
use svc_analysis::snapshot::Snapshot;
use svc_vercel::frameworks;
use svc_vercel::project::MemoryFs;

use crate::conformance::case;

/// A section of the list: its title, its texts, and whether they are messages.
struct Section {
    title: String,
    texts: Vec<String>,
    are_messages: bool,
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn every_text_is_listed_and_in_plain_english() {
    let mut sections = vec![titles(), pages()];
    sections.extend(ALL.iter().map(|rule| examples(rule)));
    sections.extend(literals());
    sections.push(schema("server/config/schema/vercel.schema.json"));
    sections.push(schema("schema/settings.schema.json"));
    sections.push(manifest());
    sections.extend(help());
    sections.push(agents());

    let mut list = String::new();
    let mut complaints = Vec::new();
    for section in &sections {
        let _ = writeln!(list, "== {}\n", section.title);
        for text in &section.texts {
            let _ = writeln!(list, "{text}");
            let faults = style::faults(text, section.are_messages);
            complaints.extend(faults.into_iter().map(|fault| format!("{}: {fault}: {text}", section.title)));
        }
        list.push('\n');
    }
    let file = repository().join("tests/words/words.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &list).unwrap();
    }
    assert!(complaints.is_empty(), "{} texts\n{}", complaints.len(), complaints.join("\n"));
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    let other = list.lines().zip(committed.lines()).find(|(now, before)| now != before);
    assert!(
        committed == list,
        "tests/words/words.txt is not current: run this test with UPDATE=1. {other:?}"
    );
}

/// The messages on all projects that Vercel was asked about: what a project fills in leaves no name empty and no sentence too long.
#[test]
fn messages_on_all_projects_are_in_plain_english() {
    let mut messages: BTreeMap<String, &str> = BTreeMap::new();
    for set in ["v1", "v2", "file", "mixed", "codes", "structure", "vectors", "example", "mistakes"] {
        for case in case::read(&repository().join(format!("tests/conformance/goldens/{set}.ndjson"))) {
            let project = Arc::new(MemoryFs::new(case.paths()));
            for finding in check(&Snapshot::of(case.text(), project)) {
                messages.insert(finding.message, finding.rule.code);
            }
        }
    }
    if let Some(file) = std::env::var_os("WORDS_MESSAGES") {
        let lines: Vec<String> = messages.iter().map(|(text, code)| format!("{code}\t{text}\n")).collect();
        std::fs::write(file, lines.concat()).unwrap();
    }
    let faults = messages.iter().flat_map(|(text, code)| {
        style::faults(text, true).into_iter().map(move |it| format!("{code}: {it}: {text}"))
    });
    let faults: Vec<String> = faults.collect();
    assert!(messages.len() > 1000, "{}", messages.len());
    assert!(faults.is_empty(), "{} of {} messages\n{}", faults.len(), messages.len(), faults.join("\n"));
}

fn titles() -> Section {
    let texts = ALL.iter().map(|rule| format!("`{}`: {}", rule.code, rule.title())).collect();
    Section { title: "Titles of rules".to_owned(), texts, are_messages: true }
}

/// The prose of the rules' pages, without examples.
fn pages() -> Section {
    let mut texts = Vec::new();
    for rule in ALL {
        let mut is_example = false;
        let mut text = String::new();
        for line in rule.docs.lines().skip(1).chain([""]).map(str::trim) {
            let is_fence = line.starts_with("```");
            is_example ^= is_fence;
            if line.is_empty() || is_fence {
                texts.extend((!text.is_empty()).then(|| format!("`{}`: {text}", rule.code)));
                text.clear();
            } else if !is_example {
                text.extend([if text.is_empty() { "" } else { " " }, line]);
            }
        }
    }
    Section { title: "Pages of rules".to_owned(), texts, are_messages: false }
}

/// The messages, fixes and related places that a rule's examples give.
fn examples(rule: &Rule) -> Section {
    let mut texts = Vec::new();
    let findings = rule.examples().filter(|example| example.is_bad).flat_map(|example| findings(&example));
    for finding in findings.filter(|finding| finding.rule == rule) {
        // The version of Vercel's CLI changes with every release.
        texts.push(finding.message.replace(&frameworks::source().cli, "VERSION"));
        texts.extend(finding.related.into_iter().map(|it| format!("  at: {}", it.message)));
        texts.extend(finding.fixes.into_iter().map(|it| format!("  fix: {}", it.title)));
    }
    Section { title: format!("Messages of {}", rule.code), texts, are_messages: true }
}

fn findings(example: &Example) -> Vec<Finding> {
    let files = example.files().chain([("vercel.json", example.json.as_str())]);
    let mut snapshot = Snapshot::of(&example.json, Arc::new(MemoryFs::new(files)));
    if !example.settings.is_empty() {
        snapshot.settings = Arc::new(serde_json::from_str(&example.settings).unwrap());
    }
    check(&snapshot)
}

/// The texts in the sources: of messages as they are before a name is filled in, of hovers, of the command line and of the extensions.
fn literals() -> Vec<Section> {
    let folders = [
        ("server/syntax/src", "rs"),
        ("server/vercel/src", "rs"),
        ("server/config/src", "rs"),
        ("server/analysis/src", "rs"),
        ("server/ide/src", "rs"),
        ("server/src", "rs"),
        ("editors/vscode/src", "ts"),
        ("playground/web", "ts"),
        ("editors/neovim", "lua"),
        ("editors/emacs", "el"),
        ("editors/zed/src", "rs"),
    ];
    let mut sections = Vec::new();
    for (folder, extension) in folders {
        let mut texts = BTreeSet::new();
        for file in files(&repository().join(folder), extension) {
            let source = std::fs::read_to_string(&file).unwrap();
            texts.extend(match extension {
                "ts" => literals::script(&source, &literals::TYPESCRIPT),
                "lua" => literals::script(&source, &literals::LUA),
                "el" => literals::script(&source, &literals::EMACS_LISP),
                _ => literals::rust(&source),
            });
        }
        assert!(!texts.is_empty(), "{folder} has no text");
        let texts = texts.into_iter().collect();
        sections.push(Section { title: format!("Literals in {folder}"), texts, are_messages: true });
    }
    sections
}

/// The sources below a folder, without those of tests.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if ["tests", "testing", "test_hooks"].contains(&stem.as_str()) || stem.ends_with("_tests") {
            continue;
        }
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The descriptions and messages of a JSON Schema.
fn schema(path: &str) -> Section {
    let text = std::fs::read_to_string(repository().join(path)).unwrap();
    let mut texts = BTreeSet::new();
    let keys = [
        "markdownDescription",
        "markdownEnumDescriptions",
        "deprecationMessage",
        "patternErrorMessage",
        "title",
    ];
    strings(&serde_json::from_str(&text).unwrap(), &mut |key, text| {
        if keys.contains(&key) {
            texts.insert(text.replace('\n', " "));
        }
    });
    Section { title: path.to_owned(), texts: texts.into_iter().collect(), are_messages: false }
}

/// The texts of the extension's manifest: those with more than one word, except for the titles of rules.
fn manifest() -> Section {
    let path = "editors/vscode/package.json";
    let text = std::fs::read_to_string(repository().join(path)).unwrap();
    let mut texts = Vec::new();
    let titles: Vec<String> = ALL.iter().map(|rule| rule.title().to_string()).collect();
    strings(&serde_json::from_str(&text).unwrap(), &mut |key, text| {
        let is_title = titles.iter().any(|title| title == text);
        if text.contains(' ') && !is_title && !["when", "license", "check", "build", "test"].contains(&key) {
            texts.push(format!("{key}: {}", text.replace('\n', " ")));
        }
    });
    Section { title: path.to_owned(), texts, are_messages: false }
}

/// Calls a function with each string of a value and the key that it, or its list, has.
fn strings(value: &Value, found: &mut dyn FnMut(&str, &str)) {
    fn below<'a>(key: &'a str, value: &'a Value, found: &mut dyn FnMut(&str, &str)) {
        match value {
            Value::String(text) => found(key, text),
            Value::Array(items) => items.iter().for_each(|item| below(key, item, found)),
            Value::Object(members) => members.iter().for_each(|(key, value)| below(key, value, found)),
            _ => {}
        }
    }
    below("", value, found);
}

/// What agents read: about the server, its tools, their arguments and their answers.
fn agents() -> Section {
    let mut server = Command::new(env!("CARGO_BIN_EXE_svc-lsp"))
        .arg("mcp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let client = json!({ "name": "words", "version": "1" });
    let params = json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client });
    let mut input = server.stdin.take().unwrap();
    for message in [
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }),
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
        json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list" }),
    ] {
        writeln!(input, "{message}").unwrap();
    }
    drop(input);
    let output = server.wait_with_output().unwrap();
    let mut texts = BTreeSet::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        strings(&serde_json::from_str(line).unwrap(), &mut |key, text| {
            if ["description", "title", "instructions"].contains(&key) {
                texts.insert(text.replace('\n', " "));
            }
        });
    }
    assert!(texts.len() > 100, "{texts:?}");
    Section { title: "svc-lsp mcp".to_owned(), texts: texts.into_iter().collect(), are_messages: false }
}

/// The help of the command line.
fn help() -> Vec<Section> {
    let commands = [
        "", "check", "inspect", "route", "test", "diff", "init", "migrate", "mcp", "format", "schema", "rule",
    ];
    let sections = commands.map(|command| {
        let arguments = [command, "--help"];
        let arguments = arguments.iter().filter(|it| !it.is_empty());
        let output = Command::new(env!("CARGO_BIN_EXE_svc-lsp")).args(arguments).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let texts = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Section { title: format!("svc-lsp {command} --help").replace("  ", " "), texts, are_messages: false }
    });
    sections.into()
}
