//! What a user copies for an editor that can't be run here, checked against the format that the editor documents.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::path::Path;

use serde_json::Value;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(path: &str) -> Value {
    // Sublime Text's settings take comments.
    let text = read(path);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    serde_json::from_str(&lines.join("\n")).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn toml(path: &str) -> Value {
    toml::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[track_caller]
fn is_as_documented(file: &Value, schema: &str) {
    let schema = json(&format!("tests/editors/documented/{schema}.schema.json"));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(file).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn sublime_text() {
    let settings = json("editors/sublime/LSP-svc-lsp.sublime-settings");
    is_as_documented(&settings, "sublime");
    assert_eq!(settings["clients"]["svc-lsp"]["command"], serde_json::json!(["svc-lsp", "--stdio"]));
}

#[test]
fn kate() {
    let settings = json("editors/kate/settings.json");
    is_as_documented(&settings, "kate");
    assert_eq!(settings["servers"]["svc-lsp-json"]["command"], serde_json::json!(["svc-lsp", "--stdio"]));
}

#[test]
fn jetbrains() {
    let template = json("editors/jetbrains/template/template.json");
    is_as_documented(&template, "jetbrains");
    assert_eq!(template["programArgs"]["default"], "svc-lsp --stdio");
}

#[test]
fn zed() {
    let (manifest, language) =
        (toml("editors/zed/extension.toml"), toml("editors/zed/languages/vercel-json/config.toml"));
    is_as_documented(&manifest, "zed-extension");
    is_as_documented(&language, "zed-language");
    assert_eq!(manifest["language_servers"]["svc-lsp"]["languages"][0], language["name"]);
    assert!(manifest["grammars"].get(language["grammar"].as_str().unwrap()).is_some());
}

#[test]
fn helix() {
    let (ours, proposed) =
        (toml("editors/helix/languages.toml"), toml("packages/registries/helix/languages.toml"));
    for key in ["name", "file-types", "grammar", "language-servers"] {
        assert_eq!(ours["language"][0][key], proposed["language"][0][key]);
    }
    assert_eq!(ours["language-server"], proposed["language-server"]);
}
