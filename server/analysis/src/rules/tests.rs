//! Runs the examples in every rule's documentation.

use std::sync::Arc;

use crate::check::check;
use crate::finding::{Finding, Severity};
use crate::rules::{ALL, Rule};
use crate::testing::{Fixture, apply};

/// An example of a rule's page.
struct Example {
    is_bad: bool,
    json: String,
    files: String,
    settings: String,
}

impl Example {
    fn all(rule: &Rule) -> Vec<Example> {
        let mut examples = Vec::new();
        let (mut files, mut settings) = (String::new(), String::new());
        let mut lines = rule.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        while let Some(line) = lines.next() {
            let Some(kind) = line.strip_prefix("```") else { continue };
            let body: String =
                lines.by_ref().take_while(|line| *line != "```").flat_map(|line| [line, "\n"]).collect();
            match kind {
                "files" => files = body,
                "settings" => settings = body,
                "json bad" | "json good" => {
                    examples.push(Example {
                        is_bad: kind == "json bad",
                        json: body,
                        files: std::mem::take(&mut files),
                        settings: std::mem::take(&mut settings),
                    });
                }
                _ => {}
            }
        }
        examples
    }

    fn findings(&self, json: &str) -> Vec<Finding> {
        let mut snapshot = Fixture::new(&format!("//- /vercel.json\n{json}{}", self.files)).snapshot;
        if !self.settings.is_empty() {
            snapshot.settings = Arc::new(serde_json::from_str(&self.settings).expect("settings are JSON"));
        }
        check(&snapshot)
    }
}

fn told<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<(&'static str, Option<String>)> {
    let mut told: Vec<_> = findings.into_iter().map(|it| (it.rule.code, it.service.clone())).collect();
    told.sort();
    told
}

#[test]
fn every_rule_has_examples() {
    for rule in ALL {
        let examples = Example::all(rule);
        assert!(examples.iter().any(|it| it.is_bad), "{} has no bad example", rule.code);
        assert!(examples.iter().any(|it| !it.is_bad), "{} has no good example", rule.code);
    }
}

#[test]
fn bad_examples_give_the_finding_and_good_ones_do_not() {
    for rule in ALL {
        for example in Example::all(rule) {
            let findings = example.findings(&example.json);
            let found = findings.iter().any(|it| it.rule == *rule);
            assert_eq!(found, example.is_bad, "{}: {}\n{:?}", rule.code, example.json, told(&findings));
            if !example.is_bad {
                let errors: Vec<_> = findings.iter().filter(|it| it.severity == Severity::Error).collect();
                assert!(errors.is_empty(), "{}: {}\n{:?}", rule.code, example.json, told(errors));
            }
        }
    }
}

#[test]
fn fixes_mend_and_break_nothing() {
    for rule in ALL {
        for example in Example::all(rule).into_iter().filter(|it| it.is_bad) {
            let before = example.findings(&example.json);
            for finding in before.iter().filter(|it| it.rule == *rule) {
                for fix in &finding.fixes {
                    let mended = apply(&example.json, &fix.edits);
                    let context = || format!("{}: {} gives {mended}", rule.code, fix.title);
                    let parse = svc_syntax::Parse::new(&mended);
                    assert!(parse.errors().is_empty(), "{} with {:?}", context(), parse.errors());
                    if !fix.preferred {
                        continue;
                    }
                    let mut left = told(&before);
                    let this = left.iter().position(|it| *it == (rule.code, finding.service.clone()));
                    left.remove(this.expect("the finding itself"));
                    for other in told(&example.findings(&mended)) {
                        let at = left.iter().position(|it| *it == other);
                        let at = at.unwrap_or_else(|| panic!("{} adds {other:?}", context()));
                        left.remove(at);
                    }
                }
            }
        }
    }
}
