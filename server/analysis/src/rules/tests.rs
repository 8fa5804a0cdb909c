//! Runs the examples in every rule's documentation.

use std::sync::Arc;

use crate::check::check;
use crate::check_beside::{check_options, check_sources};
use crate::rules::finding::{Finding, Fix, SourceFinding};
use crate::rules::page::Example;
use crate::rules::{ALL, Rule};
use crate::snapshot::Snapshot;
use crate::testing::{Fixture, apply, snapshot};
use svc_config::Severity;
use svc_syntax::TextEdit;

fn findings(example: &Example) -> Vec<Finding> {
    let Example { json, files, settings, is_options, .. } = example;
    if *is_options {
        let project = Fixture::new(files).snapshot.project;
        let vercel_json = |file: &str| Some(Snapshot::of(&project.read(file)?, Arc::clone(&project)));
        return check_options(&Snapshot::of(json, Arc::clone(&project)).of_options(), vercel_json);
    }
    let end = if json.ends_with('\n') { "" } else { "\n" };
    let mut snapshot = Fixture::new(&format!("//- /vercel.json\n{json}{end}{files}")).snapshot;
    if !settings.is_empty() {
        snapshot.settings = Arc::new(serde_json::from_str(settings).expect("settings are JSON"));
    }
    let in_source = check_sources(&snapshot, None).into_iter();
    // Their fixes are edits of other files.
    let in_source = in_source.map(|it| Finding { fixes: Vec::new(), ..it.finding });
    check(&snapshot).into_iter().chain(in_source).collect()
}

fn reported<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<(&'static str, Option<String>)> {
    let mut reported: Vec<_> = findings.into_iter().map(|it| (it.rule.code, it.service.clone())).collect();
    reported.sort();
    reported
}

#[test]
fn no_rule_is_left_unfilled() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    for rule in ALL {
        let file = folder.join(format!("{}.rs", rule.code.replace('-', "_")));
        let text = std::fs::read_to_string(&file).expect("a rule's file is named after its code");
        assert!(!text.contains("TODO"), "{} has a TODO left: fill it in", file.display());
    }
}

#[test]
fn every_rule_has_examples() {
    for rule in ALL {
        let examples: Vec<Example> = rule.examples().collect();
        assert!(examples.iter().any(|it| it.is_bad), "{} has no bad example", rule.code);
        assert!(examples.iter().any(|it| !it.is_bad), "{} has no good example", rule.code);
    }
}

#[test]
fn bad_examples_give_the_finding_and_good_ones_do_not() {
    for rule in ALL {
        for example in rule.examples() {
            let findings = findings(&example);
            let found = findings.iter().any(|it| it.rule == *rule);
            assert_eq!(found, example.is_bad, "{}: {}\n{:?}", rule.code, example.json, reported(&findings));
            if !example.is_bad {
                let errors: Vec<_> = findings.iter().filter(|it| it.severity == Severity::Error).collect();
                assert!(errors.is_empty(), "{}: {}\n{:?}", rule.code, example.json, reported(errors));
            }
        }
    }
}

/// What a file that isn't in a project gets, it would get in its project, too.
#[test]
fn nothing_is_said_about_the_files_of_no_project() {
    let examples = ALL.iter().flat_map(|rule| rule.examples()).filter(|example| !example.is_options);
    for example in examples {
        let in_project = reported(&findings(&example));
        let alone = check(&snapshot(&example.json).without_project());
        for new in reported(&alone) {
            assert!(in_project.contains(&new), "{new:?}: {}", example.json);
        }
    }
}

#[test]
fn the_rules_about_files_exist() {
    assert!(crate::rules::ABOUT_FILES.iter().all(|code| crate::rules::find(code).is_some()));
}

/// The example in other styles: with the line breaks and tabs of Windows editors, and on one line without spaces.
fn styles(json: &str) -> Vec<String> {
    let mut styles = vec![json.to_owned()];
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(json)
        && serde_json::to_string(&value).is_ok_and(|it| !json.contains("__proto__") && it.len() > 2)
    {
        let pretty = serde_json::to_string_pretty(&value).expect("JSON");
        styles.push(format!("{}\r\n", pretty.replace("  ", "\t").replace('\n', "\r\n")));
        styles.push(value.to_string());
    }
    styles
}

#[test]
fn every_fix_removes_its_finding_and_breaks_nothing() {
    let mut failures = Vec::new();
    for rule in ALL {
        for mut example in rule.examples().filter(|it| it.is_bad) {
            for json in styles(&example.json) {
                example.json = json;
                let before = findings(&example);
                for finding in before.iter().filter(|it| it.rule == *rule) {
                    for fix in &finding.fixes {
                        failures.extend(failure(&example, &before, finding, fix));
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Whether an edit puts text in, takes text out, or rewrites one key or value or a part of it: everything around it stays the same.
fn is_contained(json: &str, edit: &TextEdit) -> bool {
    let syntax = svc_syntax::Parse::new(json).syntax();
    let place = syntax.covering_element(edit.range);
    let is_part = place.as_token().is_some() || place.text_range() == edit.range;
    edit.range.is_empty() || edit.insert.trim().is_empty() || is_part
}

/// What is wrong with the file after a fix.
fn failure(example: &Example, before: &[Finding], finding: &Finding, fix: &Fix) -> Option<String> {
    let code = finding.rule.code;
    let context = |what: String| Some(format!("{code} ({}): {}\n{what}", fix.title, example.json));
    let mut edits: Vec<&TextEdit> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.range.start());
    if edits.windows(2).any(|pair| pair[0].range.end() > pair[1].range.start()) {
        return context(format!("has edits that overlap: {edits:?}"));
    }
    let fixed = apply(&example.json, &fix.edits);
    let parse = svc_syntax::Parse::new(&fixed);
    if !parse.errors().is_empty() {
        return context(format!("gives {fixed} with {:?}", parse.errors()));
    }
    let is_crlf = example.json.contains("\r\n");
    if fixed.lines().count() > 1 && is_crlf && fixed.replace("\r\n", "").contains('\n') {
        return context(format!("brings other line breaks into {fixed:?}"));
    }
    if let Some(edit) = edits.iter().find(|edit| !is_contained(&example.json, edit)) {
        return context(format!("rewrites more than one value: {edit:?}"));
    }
    let mut left = reported(before);
    let this = left.iter().position(|it| *it == (code, finding.service.clone()));
    left.remove(this.expect("the finding itself"));
    let after = Example { json: fixed.clone(), ..example.clone() };
    for other in reported(&findings(&after)) {
        match left.iter().position(|it| *it == other) {
            Some(at) => {
                left.remove(at);
            }
            None => return context(format!("gives {fixed} and adds {other:?}")),
        }
    }
    None
}

/// Checks that a rule reports each of some files, and stays silent about each of the others.
#[track_caller]
pub(super) fn assert_reports(rule: &Rule, reported: &[&str], silent: &[&str]) {
    let count = |source: &str| {
        let findings = check(&snapshot(source));
        findings.iter().filter(|finding| finding.rule.code == rule.code).count()
    };
    for source in reported {
        assert_eq!(count(source), 1, "{source}");
    }
    for source in silent {
        assert_eq!(count(source), 0, "{source}");
    }
}

/// What is found in the source code of a fixture.
pub(super) fn in_source(source: &str) -> Vec<SourceFinding> {
    check_sources(&snapshot(source), None)
}

/// Checks that a rule reports a read in each of some files of a project, and stays silent about each of the others.
#[track_caller]
pub(super) fn assert_source(rule: &Rule, project: &str, reported: &[&str], silent: &[&str]) {
    let count = |files: &str| {
        let findings = in_source(&format!("{project}{files}\n"));
        findings.iter().filter(|it| it.finding.rule.code == rule.code).count()
    };
    for files in reported {
        assert_eq!(count(files), 1, "{files}");
    }
    for files in silent {
        assert_eq!(count(files), 0, "{files}");
    }
}
