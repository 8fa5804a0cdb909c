//! What people ran into: projects of public reports, each as small as shows the mistake, and what is said of them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::e2e::cli::{project, run};

/// A report.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    /// Where it is.
    report: String,
    /// `services`, `headers` …
    group: String,
    /// What went wrong, or that nothing is.
    about: String,
    files: BTreeMap<String, String>,
    plan: Option<String>,
    /// Codes that are reported.
    #[serde(default)]
    expect: Vec<String>,
    /// Codes that aren't.
    #[serde(default)]
    not: Vec<String>,
    /// Whether nothing is reported that is a warning or an error.
    #[serde(default)]
    quiet: bool,
    /// What `route` says of requests.
    #[serde(default)]
    requests: BTreeMap<String, String>,
}

impl Report {
    /// What is said otherwise than expected.
    fn differences(&self) -> Vec<String> {
        let files: Vec<(&str, &str)> =
            self.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let dir = project(&files);
        let plan = self.plan.as_deref().map_or_else(Vec::new, |plan| vec!["--plan", plan]);
        let result = run(dir.path(), &[&["check", "--format", "json"], &plan[..], &["."]].concat());
        let json: Value = serde_json::from_str(&result.out).unwrap_or_else(|_| panic!("{}", result.err));
        let files = json["files"].as_array().unwrap().iter();
        let found: Vec<(&str, &str)> = files
            .flat_map(|file| file["diagnostics"].as_array().unwrap())
            .map(|it| (it["severity"].as_str().unwrap(), it["code"].as_str().unwrap()))
            .collect();
        let has = |code: &String| found.iter().any(|(_, found)| found == code);
        let is_extra = |(severity, code): &&(&str, &str)| match *severity {
            "error" => !self.expect.iter().any(|it| it == code),
            "warning" => self.quiet,
            _ => false,
        };
        let missing = self.expect.iter().filter(|code| !has(code)).map(|code| format!("no {code}"));
        let forbidden = self.not.iter().filter(|code| has(code)).map(|code| format!("also {code}"));
        let extra = found.iter().filter(is_extra).map(|(severity, code)| format!("also {severity} {code}"));
        let wrong = self.requests.iter().filter_map(|(url, says)| {
            let out = run(dir.path(), &["route", url]).out;
            (!out.contains(says)).then(|| format!("{url}: {out}"))
        });
        missing.chain(forbidden).chain(extra).chain(wrong).collect()
    }
}

#[test]
fn what_people_ran_into() {
    let reports = std::fs::read_to_string("../tests/corpus/reports.json").unwrap();
    let reports: Vec<Report> = serde_json::from_str(&reports).unwrap();
    let mut failures = Vec::new();
    for it in &reports {
        let differences = it.differences();
        if !differences.is_empty() {
            failures.push(format!(
                "{} ({}): {}\n  {}",
                it.report,
                it.group,
                it.about,
                differences.join("\n  ")
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
