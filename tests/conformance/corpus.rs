//! Real files: what Vercel's validator says of each, beside what we say.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use svc_analysis::check::check;
use svc_analysis::inspect::inspect;
use svc_analysis::snapshot::Snapshot;
use svc_vercel::project::MemoryFs;

use crate::conformance::refusals;

#[derive(Deserialize)]
struct Verdicts {
    files: BTreeMap<String, Verdict>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Verdict {
    strict_json: bool,
    accepted: bool,
    config_error: Option<Code>,
    /// The verdict on the section alone.
    experimental_services: Option<Box<Section>>,
}

#[derive(Deserialize)]
struct Section {
    accepted: bool,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

/// Each real file with its verdict. The files stand alone: nothing is known of their projects.
fn files() -> Vec<(String, String, Verdict)> {
    let folder = crate::conformance::folder().join("../corpus");
    let verdicts = std::fs::read_to_string(folder.join("verdicts.json")).expect("verdicts");
    let verdicts: Verdicts = serde_json::from_str(&verdicts).expect("verdicts are JSON");
    verdicts
        .files
        .into_iter()
        .map(|(name, verdict)| {
            let bytes = std::fs::read(folder.join(&name)).expect("a file of the corpus");
            (name, String::from_utf8_lossy(&bytes).into_owned(), verdict)
        })
        .collect()
}

fn alone(text: &str) -> Snapshot {
    Snapshot::of(text, Arc::new(MemoryFs::new([("vercel.json", text)])))
}

fn config_error(snapshot: &Snapshot) -> Option<String> {
    let inspection = serde_json::to_value(inspect(snapshot)).expect("an inspection is JSON");
    inspection["configError"]["code"].as_str().map(str::to_owned)
}

#[test]
fn real_files_are_accepted_where_vercel_accepts_them() {
    let mut wrong = Vec::new();
    for (name, text, verdict) in files() {
        let snapshot = alone(&text);
        let expected = verdict.config_error.map(|it| it.code);
        let got = config_error(&snapshot);
        if got != expected {
            wrong.push(format!("{name}: Vercel's configError is {expected:?}, ours is {got:?}"));
        }
        let errors = refusals(&check(&snapshot));
        let names_services = ["experimentalServices", "experimentalServicesV2", "services"]
            .iter()
            .any(|key| snapshot.config().get(key).is_some());
        if !verdict.accepted && errors.is_empty() {
            wrong.push(format!("{name}: Vercel refuses it, we find no error"));
        }
        // Services are looked for in a project that isn't here: errors about them say nothing of the file.
        if verdict.accepted && !names_services && !errors.is_empty() {
            wrong.push(format!("{name}: Vercel accepts it, we find {}", errors.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn real_v1_sections_are_accepted_where_vercel_accepts_them() {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (name, text, verdict) in files().into_iter().filter(|(.., verdict)| verdict.strict_json) {
        let Some(section) = verdict.experimental_services else { continue };
        let mut whole: Map<String, Value> = serde_json::from_str(&text).expect("strict JSON");
        let services = whole.remove("experimentalServices").unwrap_or_default();
        let got = config_error(&alone(&json!({ "experimentalServices": services }).to_string()));
        compared += 1;
        if got.is_none() != section.accepted {
            let verb = if section.accepted { "accepts" } else { "refuses" };
            wrong.push(format!("{name}: Vercel {verb} it, our configError is {got:?}"));
        }
    }
    assert!(compared > 20, "only {compared} files have the section");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
