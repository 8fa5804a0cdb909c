//! Projects: what `inspect` and `check` say of one, beside Vercel's verdict.

use std::sync::Arc;

use serde_json::{Value, json};
use svc_analysis::check::check;
use svc_analysis::inspect::inspect;
use svc_analysis::settings::Settings;
use svc_analysis::snapshot::Snapshot;
use svc_syntax::Source;
use svc_vercel::project::{DiskFs, MemoryFs, ProjectFs};

use crate::conformance::case::{Case, Comparison, Place};
use crate::conformance::refusals;

/// What we say of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// As `inspect --format json` prints it.
    pub inspection: Value,
    /// The rules of the errors that Vercel's validator and resolver judge.
    pub errors: Vec<&'static str>,
}

/// Our answer.
pub fn answer(case: &Case, place: Place) -> Answer {
    match place {
        Place::Memory => answer_over(case, Arc::new(MemoryFs::new(case.paths()))),
        Place::Disk => {
            let folder = tempfile::tempdir().expect("a temporary folder");
            for (path, text) in case.paths() {
                let target = folder.path().join(path);
                if path.ends_with('/') {
                    std::fs::create_dir_all(target).expect("a folder");
                } else {
                    std::fs::create_dir_all(target.parent().expect("a parent")).expect("its parent");
                    std::fs::write(target, text).expect("a file");
                }
            }
            answer_over(case, Arc::new(DiskFs::new(folder.path()).expect("the folder")))
        }
    }
}

fn answer_over(case: &Case, project: Arc<dyn ProjectFs>) -> Answer {
    let settings = Settings { deployment_host: case.deployment_host.clone(), ..Settings::default() };
    let text = case.text();
    let snapshot = Snapshot::new(Source::new(text), project, Arc::new(settings));
    Answer {
        inspection: serde_json::to_value(inspect(&snapshot)).expect("an inspection is JSON"),
        errors: refusals(&check(&snapshot)),
    }
}

/// The fields of the verdict beside ours. Where Vercel's resolver itself throws, it has no answer to
/// compare with, but it rejects the project.
pub fn comparisons(case: &Case, answer: &Answer) -> Vec<Comparison> {
    let expect = &case.expect;
    let ours = &answer.inspection;
    let code = |value: &Value| value["configError"]["code"].clone();
    let mut compared = vec![
        Comparison { field: "accepted", expected: expect["accepted"].clone(), got: accepted(expect, answer) },
        Comparison { field: "configError", expected: code(expect), got: code(ours) },
    ];
    if expect.get("threw").is_some() {
        return compared;
    }
    let errors = |value: &Value| {
        let list = value["errors"].as_array().cloned().unwrap_or_default();
        list.iter().map(|it| json!({ "code": it["code"], "service": it["service"] })).collect::<Value>()
    };
    if expect["source"] == "configured" {
        compared.push(Comparison { field: "errors", expected: errors(expect), got: errors(ours) });
        compared.push(Comparison {
            field: "services",
            expected: expect["services"].clone(),
            got: ours["services"].clone(),
        });
    } else {
        let detected = |value: &Value| json!({ "errors": errors(value), "services": value["services"] });
        compared.push(Comparison { field: "detection", expected: detected(expect), got: detected(ours) });
    }
    for field in ["routes", "env", "routing"] {
        compared.push(Comparison { field, expected: expect[field].clone(), got: ours[field].clone() });
    }
    compared
}

/// Whether we find no error, told with the codes where that is not what Vercel says.
fn accepted(expect: &Value, answer: &Answer) -> Value {
    let accepted = answer.errors.is_empty();
    if expect["accepted"] == accepted {
        return json!(accepted);
    }
    json!({ "accepted": accepted, "error findings": answer.errors })
}
