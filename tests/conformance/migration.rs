//! The migration to `services`, beside Vercel's plan of it; and what carrying it out leaves in the file.

use std::sync::Arc;

use serde_json::{Value, json};
use svc_analysis::check::check;
use svc_analysis::migrate::{Plan, apply, plan};
use svc_analysis::snapshot::Snapshot;
use svc_vercel::project::MemoryFs;

use crate::conformance::case::{Case, Comparison};
use crate::conformance::refusals;

/// The fields of Vercel's plan beside ours.
pub fn comparisons(case: &Case) -> Vec<Comparison> {
    let snapshot = Snapshot::of(case.text(), Arc::new(MemoryFs::new(case.paths())));
    let ours = plan(&snapshot);
    let value = serde_json::to_value(&ours).expect("a plan is JSON");
    if case.expect.get("threw").is_some() {
        return Vec::new();
    }
    let mut compared: Vec<Comparison> =
        ["patch", "removeKeys", "movedTopLevelKeys", "renamedServices", "warnings", "unmigrated", "errors"]
            .into_iter()
            .map(|field| Comparison {
                field,
                expected: case.expect[field].clone(),
                got: notes(field, &value[field]),
            })
            .collect();
    let made = apply(&snapshot);
    if case.expect["accepted"].is_boolean() {
        compared.push(Comparison {
            field: "accepted",
            expected: case.expect["accepted"].clone(),
            got: match &made {
                Ok(_) => json!(true),
                Err(blocked) if case.expect["accepted"] == true => json!({ "blocked": blocked.to_string() }),
                Err(_) => json!(false),
            },
        });
    }
    let wrong = made.map_or(Value::Null, |(text, plan)| wrong_with(&text, &snapshot, &plan));
    compared.push(Comparison { field: "applied", expected: Value::Null, got: wrong });
    compared
}

/// Notes as the judge writes them: without their sentences.
fn notes(field: &str, value: &Value) -> Value {
    let Some(list) = value.as_array().filter(|_| ["warnings", "unmigrated", "errors"].contains(&field))
    else {
        return value.clone();
    };
    list.iter().map(|note| json!({ "code": note["code"], "service": note["service"] })).collect()
}

/// What is wrong with the file after the migration; null where nothing is.
fn wrong_with(text: &str, snapshot: &Snapshot, plan: &Plan) -> Value {
    let Ok(after) = serde_json::from_str::<Value>(text) else { return json!({ "not JSON": text }) };
    if after["services"] != json!(plan.patch.services) {
        return json!({ "services": after["services"] });
    }
    let rewrites = after["rewrites"].as_array().cloned().unwrap_or_default();
    if !rewrites.ends_with(&plan.patch.rewrites) {
        return json!({ "rewrites": rewrites });
    }
    let left: Vec<&String> =
        plan.remove_keys.iter().filter(|key| after.get(key.as_str()).is_some()).collect();
    if !left.is_empty() {
        return json!({ "left": left });
    }
    let after = Snapshot::of(text, Arc::clone(&snapshot.project));
    let refused = refusals(&check(&after));
    if refused.is_empty() { Value::Null } else { json!({ "refused": refused }) }
}
