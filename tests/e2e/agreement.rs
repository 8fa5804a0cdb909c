//! The command line and the editor say the same of the same bytes, however the editor came to hold them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::e2e::client::{Client, uri};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// What was said, without what only one of the two has to say it in.
fn essence(diagnostic: &Value, severity: impl Fn(&Value) -> Value) -> String {
    let member = |name: &str| diagnostic[name].clone();
    json!([member("code"), severity(&diagnostic["severity"]), member("range"), member("message")]).to_string()
}

fn of_editor(diagnostics: &[Value]) -> Vec<String> {
    let names = [json!("error"), json!("warning"), json!("information"), json!("hint")];
    let name = |number: &Value| names[usize::try_from(number.as_u64().unwrap()).unwrap() - 1].clone();
    diagnostics.iter().map(|diagnostic| essence(diagnostic, name)).collect()
}

/// Real files, each alone in its folder, and the sample projects.
#[test]
fn command_line_and_editor_agree() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    let corpus = ["plain", "services"].map(|kind| repository().join("tests/corpus").join(kind));
    for (index, entry) in corpus.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()).enumerate() {
        let folder = root.join(format!("real/{index}"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::copy(entry.unwrap().path(), folder.join("vercel.json")).unwrap();
    }
    let mut files = Vec::new();
    for folder in [root, repository().join("examples")] {
        let output = Command::new(env!("CARGO_BIN_EXE_svc-lsp"))
            .args(["check", "--format", "json"])
            .arg(folder)
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        files.extend(report["files"].as_array().unwrap().iter().cloned());
    }
    assert!(files.len() > 100, "{} files", files.len());
    let mut client = Client::with(
        json!({ "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } } }),
    );
    for file in &files {
        let path = file["path"].as_str().unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        let of_command_line: Vec<String> = file["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|diagnostic| essence(diagnostic, Value::clone))
            .collect();
        let uri = uri(Path::new(path));
        let pull = |client: &mut Client| of_editor(client.pull(&uri, None)["items"].as_array().unwrap());
        client.open(&uri, &text);
        assert_eq!(pull(&mut client), of_command_line, "{path}");

        // The same text, line by line.
        client.change(&uri, 2, json!([{ "text": "" }]));
        for (version, line) in (3..).zip(text.split_inclusive('\n')) {
            let end = json!({ "line": u32::MAX, "character": 0 });
            client.change(&uri, version, json!([{ "range": { "start": end, "end": end }, "text": line }]));
        }
        assert_eq!(pull(&mut client), of_command_line, "{path}, typed");
        client.close(&uri);
    }
}
