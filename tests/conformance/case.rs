//! Cases: a project, and what Vercel makes of it.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use svc_analysis::check::check;
use svc_analysis::finding::Severity;
use svc_analysis::inspect::inspect;
use svc_analysis::project::{DiskFs, MemoryFs, ProjectFs};
use svc_analysis::settings::Settings;
use svc_analysis::snapshot::Snapshot;
use svc_syntax::{Parse, Text};

/// A line of a golden file.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Case {
    /// Its seed, for the generated ones.
    pub name: String,
    /// Paths and texts; a path that ends with `/` is an empty folder.
    pub files: Map<String, Value>,
    /// The host in absolute addresses.
    pub deployment_host: Option<String>,
    /// Vercel's verdict.
    pub expect: Value,
}

/// What we say of a case: the inspection, and whether `check` has an error.
#[derive(Debug, Clone)]
pub struct Answer {
    /// As `inspect --format json` prints it.
    pub inspection: Value,
    /// The codes of the findings that are errors.
    pub error_codes: Vec<String>,
}

/// Reads cases, one a line.
pub fn read(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {error}: {line}", path.display()))
        })
        .collect()
}

impl Case {
    /// The text of its `vercel.json`.
    pub fn text(&self) -> &str {
        self.files.get("vercel.json").and_then(Value::as_str).unwrap_or_default()
    }

    fn paths(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str().unwrap_or_default()))
    }

    /// Our answer, from a tree in memory.
    pub fn answer(&self) -> Answer {
        self.answer_over(Arc::new(MemoryFs::new(self.paths())))
    }

    /// Our answer, from a tree on disk.
    pub fn answer_on_disk(&self) -> Answer {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, text) in self.paths() {
            let target = folder.path().join(path);
            if path.ends_with('/') {
                std::fs::create_dir_all(target).expect("a folder");
            } else {
                std::fs::create_dir_all(target.parent().expect("a parent")).expect("its parent");
                std::fs::write(target, text).expect("a file");
            }
        }
        self.answer_over(Arc::new(DiskFs::new(folder.path()).expect("the folder")))
    }

    fn answer_over(&self, project: Arc<dyn ProjectFs>) -> Answer {
        let settings = Settings { deployment_host: self.deployment_host.clone(), ..Settings::default() };
        let text = self.text();
        let snapshot = Snapshot::new(Text::new(text), Parse::new(text), project, Arc::new(settings));
        Answer {
            inspection: serde_json::to_value(inspect(&snapshot)).expect("an inspection is JSON"),
            error_codes: check(&snapshot)
                .iter()
                .filter(|finding| finding.severity == Severity::Error)
                .map(|finding| finding.rule.code.to_owned())
                .collect(),
        }
    }

    /// The fields of the verdict beside ours, in the order of a report. Where Vercel's resolver itself fails with an
    /// exception, it has no answer to compare with.
    pub fn comparisons(&self, answer: &Answer) -> Vec<Comparison> {
        let expect = &self.expect;
        let ours = &answer.inspection;
        let code = |value: &Value| {
            value.get("configError").and_then(|it| it.get("code")).cloned().unwrap_or(Value::Null)
        };
        let mut compared = vec![
            Comparison {
                field: "accepted",
                expected: expect["accepted"].clone(),
                got: accepted(expect, answer),
            },
            Comparison { field: "configError", expected: code(expect), got: code(ours) },
        ];
        if expect.get("threw").is_some() {
            return compared;
        }
        let errors = |value: &Value| {
            let list = value["errors"].as_array().cloned().unwrap_or_default();
            list.iter().map(|it| json!({ "code": it["code"], "service": it["service"] })).collect::<Value>()
        };
        let configured = expect["source"] == "configured";
        let field = if configured { "errors" } else { "errors without services" };
        compared.push(Comparison { field, expected: errors(expect), got: errors(ours) });
        for field in ["services", "routes", "env", "routing"] {
            compared.push(Comparison { field, expected: expect[field].clone(), got: ours[field].clone() });
        }
        compared
    }
}

/// Whether we find no error, told with the codes where that is not what Vercel says.
fn accepted(expect: &Value, answer: &Answer) -> Value {
    let accepted = answer.error_codes.is_empty();
    if expect["accepted"] == accepted {
        return json!(accepted);
    }
    json!({ "accepted": accepted, "error findings": answer.error_codes })
}

/// One field of a case.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Its name.
    pub field: &'static str,
    /// Vercel's value.
    pub expected: Value,
    /// Ours.
    pub got: Value,
}

impl Comparison {
    /// Whether both are the same value; the order of keys in an object does not matter.
    pub fn agrees(&self) -> bool {
        self.expected == self.got
    }
}
