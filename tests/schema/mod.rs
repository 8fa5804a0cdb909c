//! The generated schema, given to the `jsonschema` crate, and our own validator agree with the CLI's validator: on every real file,
//! and on configurations generated from the CLI's own schema and broken in one place (`generate.mjs`). `SCHEMA_CASES=FILE` reads
//! the cases of `agree.mjs --write FILE` in place of the committed ones.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use svc_analysis::Settings;
use svc_analysis::form;
use svc_analysis::rules::kinds::shape;
use svc_analysis::snapshot::Snapshot;
use svc_config::Severity;
use svc_schema::schema;
use svc_vercel::project::MemoryFs;

/// A configuration and the CLI's verdict on its form.
#[derive(Deserialize)]
struct Case {
    text: String,
    accepted: bool,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/schema")
}

fn cases() -> Vec<Case> {
    let file = std::env::var_os("SCHEMA_CASES").map_or_else(|| folder().join("cases.jsonl"), PathBuf::from);
    let text = std::fs::read_to_string(&file).unwrap();
    let cases: Vec<Case> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let accepted = cases.iter().filter(|case| case.accepted).count();
    assert!(
        cases.len() > 1000 && accepted > cases.len() / 4 && accepted < cases.len() * 3 / 4,
        "{accepted} of {}",
        cases.len()
    );
    cases
}

/// Whether our validator finds nothing that the CLI would reject.
fn accepted_by_us(text: &str) -> bool {
    let snapshot = Snapshot::of(text, Arc::new(MemoryFs::default()));
    form::mistakes(&snapshot).iter().all(|mistake| mistake.severity != Severity::Error)
}

#[test]
fn our_validator_agrees_with_the_cli() {
    let wrong: Vec<String> = cases()
        .into_iter()
        .filter(|case| accepted_by_us(&case.text) != case.accepted)
        .map(|case| told(&case))
        .collect();
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_mistake_becomes_a_finding() {
    for case in cases() {
        let snapshot = Snapshot::of(&case.text, Arc::new(MemoryFs::default()));
        let errors = shape::findings(&snapshot, &form::mistakes(&snapshot))
            .iter()
            .filter(|it| it.severity == Severity::Error && it.rule.code != "refused-by-platform")
            .count();
        assert_eq!(errors == 0, case.accepted, "{}", told(&case));
    }
}

#[test]
fn the_schema_agrees_with_the_cli() {
    let validator = jsonschema::draft7::new(&schema::vercel_schema()).unwrap();
    let mut wrong = Vec::new();
    for case in cases() {
        // Numbers beyond a double, and keys longer in UTF-16 than in characters, are another matter to this crate.
        let Ok(config) = serde_json::from_str::<Value>(&case.text) else { continue };
        if validator.is_valid(&config) != case.accepted && !has_long_astral_key(&config) {
            wrong.push(told(&case));
        }
    }
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn all_agree_on_real_files() {
    let validator = jsonschema::draft7::new(&schema::vercel_schema()).unwrap();
    let corpus = folder().join("../corpus");
    let mut compared = 0;
    for group in ["plain", "services"] {
        for entry in std::fs::read_dir(corpus.join(group)).unwrap() {
            let path = entry.unwrap().path();
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            let Ok(config) = serde_json::from_str::<Value>(&text) else { continue };
            assert_eq!(validator.is_valid(&config), accepted_by_us(&text), "{}", path.display());
            compared += 1;
        }
    }
    assert!(compared > 200, "only {compared} files");
}

/// The types of the schema and those that the server reads are written apart: they must describe the same settings.
#[test]
fn the_schema_of_the_settings_describes_what_the_server_reads() {
    let schema = schema::settings_schema();
    let defaults = serde_json::to_value(Settings::default()).unwrap();
    let described = schema["properties"].as_object().unwrap();
    assert_eq!(
        described.keys().collect::<Vec<_>>(),
        defaults.as_object().unwrap().keys().collect::<Vec<_>>()
    );
    for (key, default) in defaults.as_object().unwrap() {
        assert_eq!(&described[key]["default"], default, "{key}");
    }
    let values = |name: &str| schema["definitions"][name]["enum"].as_array().unwrap().clone();
    let read = |settings: Value| serde_json::from_value::<Settings>(settings);
    for level in values("RuleLevel") {
        assert!(read(json!({ "rules": { "any": level } })).is_ok(), "{level}");
    }
    for plan in values("Plan") {
        assert!(read(json!({ "plan": plan })).is_ok(), "{plan}");
    }
    assert_eq!((values("RuleLevel").len(), values("Plan").len()), (5, 3));
    assert!(read(json!({ "plan": "none" })).is_err() && read(json!({ "rules": { "any": "loud" } })).is_err());
}

/// Keys of functions and headers are counted in UTF-16 units by the CLI's pattern.
fn has_long_astral_key(config: &Value) -> bool {
    match config {
        Value::Object(members) => members.iter().any(|(key, value)| {
            (key.encode_utf16().count() > 256 && key.chars().count() <= 256) || has_long_astral_key(value)
        }),
        Value::Array(elements) => elements.iter().any(has_long_astral_key),
        _ => false,
    }
}

fn told(case: &Case) -> String {
    let verb = if case.accepted { "accepts" } else { "refuses" };
    format!("the CLI {verb} {:.600}", case.text)
}
