//! Cases: what Vercel was asked, and its answer.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::conformance::{detection, fixed, migration, pattern, project, route};

/// A line of a golden file.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Case {
    /// Its seed, for the generated ones.
    pub name: String,
    /// What is asked.
    #[serde(default)]
    pub kind: Kind,
    /// Paths and texts; a path that ends with `/` is an empty folder.
    #[serde(default)]
    pub files: Map<String, Value>,
    /// The host in absolute addresses.
    pub deployment_host: Option<String>,
    /// The pattern of a rewrite.
    #[serde(default)]
    pub source: String,
    /// A regular expression.
    #[serde(default)]
    pub regex: String,
    /// Texts to match with it.
    #[serde(default)]
    pub texts: Vec<String>,
    /// The titles of the fixes to apply, one after the other.
    #[serde(default)]
    pub fixes: Vec<String>,
    /// The file that they leave.
    #[serde(default)]
    pub fixed: String,
    /// Our settings.
    #[serde(default = "no_settings")]
    pub settings: Value,
    /// Requests to a project.
    #[serde(default)]
    pub requests: Vec<route::Asked>,
    /// Vercel's verdict.
    pub expect: Value,
}

fn no_settings() -> Value {
    Value::Object(Map::new())
}

/// What is asked of a case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What Vercel makes of the project.
    #[default]
    Inspect,
    /// The migration of `experimentalServices` to `services`.
    Migrate,
    /// What is detected where nothing is configured.
    Detect,
    /// Whether a fixed file is accepted.
    Fixed,
    /// What path-to-regexp makes of a pattern.
    Pattern,
    /// What a regular expression matches.
    Regex,
    /// What becomes of requests.
    Route,
}

/// Where our side reads a project from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A tree in memory.
    Memory,
    /// A folder on disk.
    Disk,
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

    /// Its paths and texts.
    pub fn paths(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str().unwrap_or_default()))
    }

    /// The fields of Vercel's answer beside ours, in the order of a report.
    pub fn comparisons(&self, place: Place) -> Vec<Comparison> {
        match self.kind {
            Kind::Inspect => project::comparisons(self, &project::answer(self, place)),
            Kind::Pattern => pattern::compiled(self),
            Kind::Regex => pattern::matched(self),
            Kind::Route => route::comparisons(self),
            Kind::Migrate => migration::comparisons(self),
            Kind::Fixed => fixed::comparisons(self),
            Kind::Detect => detection::comparisons(self),
        }
    }
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
