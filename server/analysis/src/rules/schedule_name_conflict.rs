//! Duplicate schedule name.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::HashMap;

use crate::functions::schedules::{MAX_SCHEDULES, files};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_syntax::value::Node;

rule! {
    /// # Duplicate schedule name
    ///
    /// The build fails because two schedules have the same name.
    ///
    /// The CLI accepts the file, but each schedule of a deployment needs its own name. Rename one. If the two run
    /// files that are built into one function, Vercel's code is `SCHEDULE_NAME_COLLISION`.
    ///
    /// ```json bad
    /// { "schedules": [
    ///     { "name": "daily", "path": "/api/report", "schedule": "0 5 * * *" },
    ///     { "name": "daily", "path": "/api/clean", "schedule": "0 6 * * *" }] }
    /// ```
    ///
    /// ```json good
    /// { "schedules": [
    ///     { "name": "daily-report", "path": "/api/report", "schedule": "0 5 * * *" },
    ///     { "name": "daily-clean", "path": "/api/clean", "schedule": "0 6 * * *" }] }
    /// ```
    ///
    /// Without `name`, a schedule is named after its target and `schedule`. Two schedules that share both need a `name`, even if
    /// `timezone`, `jitter` or `requestMethod` differ:
    ///
    /// ```json bad
    /// { "schedules": [
    ///     { "path": "/api/report", "schedule": "0 5 * * *", "timezone": "Europe/Berlin" },
    ///     { "path": "/api/report", "schedule": "0 5 * * *", "timezone": "America/New_York" }] }
    /// ```
    ///
    /// ```json good
    /// { "schedules": [
    ///     { "name": "berlin", "path": "/api/report", "schedule": "0 5 * * *", "timezone": "Europe/Berlin" },
    ///     { "name": "new-york", "path": "/api/report", "schedule": "0 5 * * *", "timezone": "America/New_York" }] }
    /// ```
    pub static RULE = {
        code: "schedule-name-conflict",
        vercel: "SCHEDULE_NAME_CONFLICT",
        severity: Error,
        check: Check::File(check),
    }
}

/// What a schedule may run, in the order in which Vercel looks for it.
const TARGETS: [&str; 4] = ["path", "function", "topic", "entrypoint"];

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let schedules = snapshot.config().get("schedules").and_then(Node::as_array).unwrap_or_default();
    let mut by_name: HashMap<Cow<'_, str>, Vec<(&Node, Option<&str>)>> = HashMap::new();
    let files = LazyCell::new(|| files(snapshot));
    let file = |entrypoint: Option<&str>| files.iter().find(|it| Some(it.file) == entrypoint);
    for schedule in schedules {
        let Some((name, node)) = name(schedule) else { continue };
        let entrypoint = schedule.get("entrypoint").and_then(text);
        let message = match &name {
            Cow::Borrowed(name) => {
                format!("Another schedule is also named `{name}`, so the build fails. Rename one.")
            }
            Cow::Owned(_) => {
                "Another schedule has the same target and `schedule`, so the build fails. Add a `name`, or remove this one."
                    .to_owned()
            }
        };
        let earlier = by_name.entry(name).or_default();
        if let Some((first, _)) = earlier.first() {
            let mut finding =
                Finding::new(&RULE, node.range, message).related(first.range, "The other schedule is here.");
            let shares_function = |(_, other): &(&Node, Option<&str>)| {
                *other != entrypoint
                    && file(*other).zip(file(entrypoint)).is_some_and(|(a, b)| a.shares_function(b))
            };
            if earlier.iter().take(MAX_SCHEDULES).any(shares_function) {
                finding = finding.vercel_code("SCHEDULE_NAME_COLLISION");
            }
            findings.push(finding);
        }
        earlier.push((node, entrypoint));
    }
}

/// A schedule's name and what gives it: the one that is written, or, as no name contains `|`, what Vercel makes a hash of without it.
/// Nothing where a part is missing or empty, which is a schema violation.
fn name(schedule: &Node) -> Option<(Cow<'_, str>, &Node)> {
    if let Some(node) = schedule.get("name") {
        return Some((Cow::Borrowed(text(node)?), node));
    }
    let (kind, node) = TARGETS.iter().find_map(|kind| Some((*kind, schedule.get(kind)?)))?;
    let mut name = format!("{kind}|{}|{}", text(node)?, text(schedule.get("schedule")?)?);
    if let Some(service) = schedule.get("service").filter(|_| kind == "function") {
        name = format!("{name}|{}", text(service)?);
    }
    Some((Cow::Owned(name), node))
}

fn text(node: &Node) -> Option<&str> {
    node.as_str().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use svc_syntax::TextRange;

    use crate::testing::Fixture;

    /// The texts where a file with these schedules has a conflict, each with the related one.
    fn conflicts(schedules: &str) -> Vec<(String, String)> {
        let fixture = Fixture::new(&format!(r#"{{ "schedules": [{schedules}] }}"#));
        let mut findings = Vec::new();
        super::check(&fixture.snapshot, &mut findings);
        let shown = |range: TextRange| fixture.text[range].to_owned();
        findings.iter().map(|it| (shown(it.range), shown(it.related[0].range))).collect()
    }

    #[test]
    fn a_written_name_is_the_name() {
        let named = r#"{ "name": "a", "path": "/1", "schedule": "0 5 * * *" }"#;
        let found = conflicts(&format!("{named}, {named}, {named}"));
        assert_eq!(found, vec![(r#""a""#.to_owned(), r#""a""#.to_owned()); 2]);
        assert!(conflicts(&format!(r#"{named}, {{ "path": "/1", "schedule": "0 5 * * *" }}"#)).is_empty());
        for unwritten in [r#""""#, "null", "1"] {
            let schedule = format!(r#"{{ "name": {unwritten}, "path": "/1", "schedule": "0 5 * * *" }}"#);
            assert!(conflicts(&format!("{schedule}, {schedule}")).is_empty(), "{unwritten}");
        }
    }

    #[test]
    fn a_schedule_without_a_name_is_called_after_what_it_runs_and_when() {
        let first = r#"{ "function": "f", "service": "a", "schedule": "0 5 * * *" }"#;
        let is_conflict = |second: &str| !conflicts(&format!("{first}, {second}")).is_empty();
        assert!(is_conflict(r#"{ "schedule": "0 5 * * *", "jitter": 3, "service": "a", "function": "f" }"#));
        assert!(!is_conflict(r#"{ "function": "f", "service": "b", "schedule": "0 5 * * *" }"#));
        assert!(!is_conflict(r#"{ "function": "f", "schedule": "0 5 * * *" }"#));
        assert!(!is_conflict(r#"{ "function": "f", "service": "a", "schedule": "0 6 * * *" }"#));
        assert!(!is_conflict(r#"{ "topic": "f", "schedule": "0 5 * * *" }"#));
        for unfinished in [r#"{ "path": "/x" }"#, r#"{ "path": "", "schedule": "0 5 * * *" }"#, "{}", "1"] {
            assert!(conflicts(&format!("{unfinished}, {unfinished}")).is_empty(), "{unfinished}");
        }
    }

    #[test]
    fn files_of_one_function_have_a_code_of_their_own() {
        let code = |functions: &str| {
            let schedule =
                |file: &str| format!(r#"{{ "name": "n", "entrypoint": "{file}", "schedule": "0 5 * * *" }}"#);
            let (a, b) = (schedule("a.py"), schedule("b.py"));
            let text = format!(r#"{{ "schedules": [{a}, {b}]{functions} }}"#);
            let fixture = Fixture::new(&format!("//- /vercel.json\n{text}\n//- /a.py\n//- /b.py\n"));
            let mut findings = Vec::new();
            super::check(&fixture.snapshot, &mut findings);
            findings.first().and_then(|finding| finding.vercel_code)
        };
        assert_eq!(code(""), Some("SCHEDULE_NAME_COLLISION"));
        assert_eq!(code(r#", "functions": { "a.py": { "maxDuration": 10 } }"#), super::RULE.vercel_code);
    }
}
