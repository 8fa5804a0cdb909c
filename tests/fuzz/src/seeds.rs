//! What the mutations start from: real files, the conformance cases, and inputs that were kept.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::project::REQUEST;
use crate::protocol::frame;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The inputs that once failed, with their names; `cargo test` replays them.
#[must_use]
pub fn regressions(target: &str) -> Vec<(String, Vec<u8>)> {
    read_all(&tests().join("fuzz/regressions").join(target))
}

/// Every file of a folder, by name; none if there is no such folder.
fn read_all(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<(String, Vec<u8>)> = entries
        .filter_map(|entry| Some((entry.file_name().into_string().ok()?, fs::read(entry.path()).ok()?)))
        .collect();
    files.sort();
    files
}

/// The conformance cases.
fn goldens() -> impl Iterator<Item = Value> {
    let cases = read_all(&tests().join("conformance/goldens"));
    cases.into_iter().flat_map(|(_, bytes)| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect::<Vec<Value>>()
    })
}

/// Texts of `vercel.json`.
#[must_use]
pub fn files() -> Vec<Vec<u8>> {
    let corpus = ["corpus/plain", "corpus/services"].map(|folder| read_all(&tests().join(folder)));
    let mut texts: Vec<Vec<u8>> = corpus.into_iter().flatten().map(|(_, bytes)| bytes).collect();
    let text = |case: Value| Some(case.pointer("/files/vercel.json")?.as_str()?.as_bytes().to_vec());
    texts.extend(goldens().filter_map(text));
    texts
}

/// Projects: a `vercel.json`, then `//- /path` and a file, as often as there are files.
#[must_use]
pub fn projects() -> Vec<Vec<u8>> {
    let projects = goldens().filter_map(|case| project(&case).map(String::into_bytes));
    files().into_iter().chain(projects).collect()
}

/// The project of a conformance case.
fn project(case: &Value) -> Option<String> {
    let files = case.get("files")?.as_object()?;
    let mut project = files.get("vercel.json").and_then(Value::as_str).unwrap_or("{}").to_owned();
    for (path, text) in files.iter().filter(|(path, _)| *path != "vercel.json") {
        project += &format!("//- /{path}\n{}", text.as_str().unwrap_or_default());
    }
    Some(project)
}

/// Projects that Vercel infers services from.
#[must_use]
pub fn trees() -> Vec<Vec<u8>> {
    let trees = goldens().filter(|case| case["kind"] == "detect");
    trees.filter_map(|case| project(&case).map(String::into_bytes)).collect()
}

/// Projects, each with a request to it.
#[must_use]
pub fn requests() -> Vec<Vec<u8>> {
    let mut asked = Vec::new();
    for case in goldens() {
        let (Some(project), Some(requests)) = (project(&case), case["requests"].as_array()) else { continue };
        for request in requests {
            let (method, url) = (request["method"].as_str().unwrap_or("GET"), &request["url"]);
            let mut input =
                format!("{project}//- /{REQUEST}\n{method} {}\n", url.as_str().unwrap_or_default());
            if let Some(host) = request["host"].as_str() {
                input += &format!("host: {host}\n");
            }
            for (name, value) in request["headers"].as_object().into_iter().flatten() {
                input += &format!("{name}: {}\n", value.as_str().unwrap_or_default());
            }
            for (name, value) in request["cookies"].as_object().into_iter().flatten() {
                input += &format!("cookie: {name}={}\n", value.as_str().unwrap_or_default());
            }
            asked.push(input.into_bytes());
        }
    }
    asked
}

/// The strings that stand under a key, wherever in the files.
fn strings(key: &str) -> Vec<Vec<u8>> {
    fn collect(value: &Value, wanted: &str, found: &mut Vec<Vec<u8>>) {
        match value {
            Value::Array(elements) => elements.iter().for_each(|element| collect(element, wanted, found)),
            Value::Object(members) => {
                for (key, value) in members {
                    match value {
                        Value::String(text) if key == wanted => found.push(text.as_bytes().to_vec()),
                        _ => collect(value, wanted, found),
                    }
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for text in files() {
        if let Ok(value) = serde_json::from_slice::<Value>(&text) {
            collect(&value, key, &mut found);
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Path patterns and regular expressions, each with a path.
#[must_use]
pub fn patterns() -> Vec<Vec<u8>> {
    let mut patterns: Vec<Vec<u8>> = goldens()
        .filter_map(|case| {
            let pattern = case.get("source").or(case.get("regex"))?.as_str()?;
            let path = case.pointer("/texts/0").and_then(Value::as_str).unwrap_or("/api/users/7");
            Some(format!("{pattern}\n{path}").into_bytes())
        })
        .collect();
    patterns.extend(["source", "src", "destination"].into_iter().flat_map(strings));
    patterns
}

/// Cron expressions.
#[must_use]
pub fn schedules() -> Vec<Vec<u8>> {
    let mut schedules = strings("schedule");
    schedules.extend(
        ["*/15 9-17 1,15 1-12/2 *", "0 0 29 2 *", "59 23 31 12 *", "0 0 31 2 *", "1-5/2,*/7 0 * * 0-6"]
            .map(|schedule| schedule.as_bytes().to_vec()),
    );
    schedules
}

/// Conversations: lines, each the body of a message.
#[must_use]
pub fn sessions() -> Vec<Vec<u8>> {
    let text_document = json!({ "uri": "file:///svc-fuzz/vercel.json" });
    let message = |id: Option<usize>, method: &str, params: Value| {
        let mut message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        if let Some(id) = id {
            message["id"] = id.into();
        }
        message.to_string()
    };
    let position = json!({ "line": 1, "character": 4 });
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": position });
    let session = |text: &[u8]| {
        let text = String::from_utf8_lossy(text);
        let options = json!({ "tabSize": 2, "insertSpaces": true });
        let open = json!({ "textDocument": { "uri": text_document["uri"], "languageId": "json", "version": 1, "text": text } });
        let change = |text: &str| json!({ "textDocument": { "uri": text_document["uri"], "version": 2 }, "contentChanges": [{ "range": range, "text": text }] });
        let requests = [
            "textDocument/diagnostic",
            "textDocument/hover",
            "textDocument/completion",
            "textDocument/definition",
            "textDocument/references",
            "textDocument/documentHighlight",
            "textDocument/prepareRename",
            "textDocument/rename",
            "textDocument/linkedEditingRange",
            "textDocument/documentSymbol",
            "textDocument/documentLink",
            "textDocument/foldingRange",
            "textDocument/selectionRange",
            "textDocument/formatting",
            "textDocument/rangeFormatting",
            "textDocument/onTypeFormatting",
            "textDocument/codeAction",
            "textDocument/codeLens",
            "textDocument/inlayHint",
            "textDocument/semanticTokens/full",
            "textDocument/semanticTokens/range",
            "workspace/symbol",
            "workspace/executeCommand",
            "svcLsp/inspect",
        ];
        let mut lines = vec![message(None, "textDocument/didOpen", open)];
        for (id, method) in requests.into_iter().enumerate() {
            let params = json!({
                "textDocument": text_document, "position": position, "positions": [position], "range": range,
                "newName": "another", "ch": "}", "options": options, "query": "a", "command": "svcLsp.showRouting",
                "arguments": [text_document["uri"]], "context": { "diagnostics": [], "includeDeclaration": true },
            });
            lines.push(message(Some(id), method, params));
            if id % 5 == 0 {
                lines.push(message(None, "textDocument/didChange", change(", \"x\": [")));
            }
        }
        lines.push(message(None, "$/cancelRequest", json!({ "id": 3 })));
        lines.push(message(
            None,
            "workspace/didChangeConfiguration",
            json!({ "settings": { "svcLsp": {} } }),
        ));
        lines.push(message(None, "textDocument/didClose", json!({ "textDocument": text_document })));
        lines.push(message(Some(99), "shutdown", Value::Null));
        lines.join("\n").into_bytes()
    };
    files().iter().filter(|text| text.len() < 2_000).take(200).map(|text| session(text)).collect()
}

/// Single messages, sound ones and such as editors send that are not quite JSON.
#[must_use]
pub fn messages() -> Vec<Vec<u8>> {
    let mut messages: Vec<Vec<u8>> = sessions()
        .into_iter()
        .take(20)
        .flat_map(|session| session.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>())
        .collect();
    let broken = [
        r#"{"jsonrpc":"2.0","id":1,"method":"m","params":{"text":"\ud83d \ude00 \ud83d\ude00 \x \u12"}}"#.to_owned(),
        format!(r#"{{"method":"m","params":{}{},"id":"x"}}"#, "[".repeat(200), "]".repeat(200)),
        "\u{FEFF}{\"id\":-5,\"method\":\"a\\\"b\",\"params\":{\"textDocument\":{\"uri\":\"file:///a\",\"version\":99999999999}}}".to_owned(),
        "{\"id\":1.5e3,\"params\":\"a\tb\u{1}\"".to_owned(),
    ];
    messages.extend(broken.map(String::into_bytes));
    messages.push(b"{\"id\":3,\"params\":\"\xFF\xC3\"}".to_vec());
    messages
}

/// Ignore files, each with paths.
#[must_use]
pub fn ignores() -> Vec<Vec<u8>> {
    let paths = "dist/vercel.json\napps/web/vercel.json\na.tmp\n.a b/#c/!d\nnode_modules/x/é";
    [
        "dist/\n/build\n*.tmp\n!keep.tmp\n[broken\n# a comment\n",
        "**/dist\napps/**\n!apps/web/**\na/**/b\n\\#c\n\\!d\ntrailing\\ \n",
        "*\n!*/\n!vercel.json",
        "[a-z]*.[!o]\n?b\n{a,b}\n**a**\n***\n/\n//\n.\n..\n",
        "\u{FEFF}a\r\nb\r\n",
        "",
    ]
    .map(|patterns| format!("{patterns}\n//-\n{paths}").into_bytes())
    .into()
}

/// What a terminal, a CI job, Markdown or a reader is misled by.
#[must_use]
pub fn shown() -> Vec<Vec<u8>> {
    [
        "x\u{1B}]52;c;eA==\u{7}\u{9B}31m\u{202E}\r\n::error::pwned\n ##[add-mask]pwned\u{7F}\u{2066}",
        "[a](command:evil) ![b](command:evil) <img src=evil> `[c](command:evil)` |[d](command:evil)| www.evil.example",
        "a `b`` c ``` \\` \\| \\[ \\\\[x](y)\n\n# d\n- e\n> f\n    g\n```\nh\n~~~\n<!-- i --><j>&lt;",
        "[a]: b\n[^c]: d [^c] <https://e.f> mailto:g@h.i ftp://j $(k) %0A::l $$m$$ ~~n~~ {#o} \\\n***\n---\n",
        "\u{FEFF}\u{61C}\u{200E}\u{2028}\u{85}\u{E0041}é🙂\t\u{A0}::x",
        "plain words",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
}

/// The same conversations in their frames.
#[must_use]
pub fn frames() -> Vec<Vec<u8>> {
    let initialize =
        json!({ "jsonrpc": "2.0", "id": "first", "method": "initialize", "params": { "capabilities": {} } });
    let framed = |session: Vec<u8>| {
        let mut bytes = frame(&initialize.to_string());
        bytes.extend(String::from_utf8_lossy(&session).lines().flat_map(frame));
        bytes
    };
    sessions().into_iter().map(framed).collect()
}
