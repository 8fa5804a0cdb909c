//! Invalid cron schedule.

use std::ops::RangeInclusive;

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix, MAX_FINDINGS};
use crate::rules::kinds::shape::Case;
use crate::services::{Reading, Services, v1};
use crate::snapshot::Snapshot;
use svc_config::model::validate::MistakeKind;
use svc_config::{ServicesModel, Severity};
use svc_syntax::value::Node;
use svc_syntax::{PathSegment, edit};
use svc_vercel::cron::{self, Field};

rule! {
    /// # Invalid cron schedule
    ///
    /// The CLI doesn't check what a schedule says, but Vercel later rejects the deployment without saying where the mistake is.
    ///
    /// A schedule has five fields: minute (0 to 59), hour (0 to 23), day of the month (1 to 31), month (1 to 12) and day of the week
    /// (0 to 6, where 0 is Sunday). Each is `*`, a number, a list (`1,15`), a range (`9-17`) or a step (`*/10`). Times are in UTC.
    ///
    /// Use numbers instead of names:
    ///
    /// ```json bad
    /// { "crons": [{ "path": "/api/report", "schedule": "0 9 * * MON-FRI" }] }
    /// ```
    ///
    /// ```json good
    /// { "crons": [{ "path": "/api/report", "schedule": "0 9 * * 1-5" }] }
    /// ```
    ///
    /// Vercel doesn't support seconds:
    ///
    /// ```json bad
    /// { "crons": [{ "path": "/api/report", "schedule": "0 30 9 * * *" }] }
    /// ```
    ///
    /// A schedule can't set both the day of the month and the day of the week:
    ///
    /// ```json bad
    /// { "crons": [{ "path": "/api/report", "schedule": "0 9 1 * 1" }] }
    /// ```
    ///
    /// Shorthands such as `@daily` aren't supported:
    ///
    /// ```json bad
    /// { "crons": [{ "path": "/api/report", "schedule": "@daily" }] }
    /// ```
    ///
    /// ```json good
    /// { "crons": [{ "path": "/api/report", "schedule": "0 0 * * *" }] }
    /// ```
    ///
    /// Source: [Cron expressions](https://vercel.com/docs/cron-jobs#cron-expressions), as documented in September 2026.
    pub static RULE = {
        code: "cron-schedule",
        severity: Error,
        or: [Information],
        check: Check::File(check), Check::EachService(ServicesModel::V1, check_services), Check::Shape(shorthand),
    }
}

/// The lengths that the schema allows: others are reported as such.
const LENGTHS: RangeInclusive<usize> = 9..=256;
/// What lets the code of a service supply the schedule.
const DYNAMIC: &str = "<dynamic>";

/// A cron expression, with the service that it belongs to.
type Expression<'a> = (Option<String>, &'a Node);

/// The cron expressions of the file, up to a limit for each list.
pub fn expressions(snapshot: &Snapshot) -> Vec<Expression<'_>> {
    let services = v1::services(snapshot, Reading::Diagnostics);
    of_lists(snapshot).into_iter().chain(of_services(&services)).collect()
}

fn of_lists(snapshot: &Snapshot) -> Vec<Expression<'_>> {
    let config = snapshot.config();
    let mut found = Vec::new();
    for key in ["crons", "schedules"] {
        let entries = config.get(key).and_then(Node::as_array).unwrap_or_default();
        for entry in entries.iter().take(MAX_FINDINGS) {
            found.extend(entry.get("schedule").map(|node| (None, node)));
        }
    }
    found.retain(|(_, node)| is_complete(node));
    found
}

fn of_services<'a>(services: &Services<'a>) -> Vec<Expression<'a>> {
    let mut found = Vec::new();
    for service in services {
        if !service.is_scheduled() {
            continue;
        }
        let Some(schedule) = service.object().and_then(|object| object.get("schedule")) else { continue };
        found.extend(schedule.each().map(|node| (Some(service.name.to_string()), node)));
    }
    found.retain(|(_, node)| is_complete(node));
    found
}

fn is_complete(schedule: &Node) -> bool {
    schedule.as_str().is_some_and(|text| LENGTHS.contains(&text.chars().count()) && text != DYNAMIC)
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    report(snapshot, of_lists(snapshot), findings);
}

fn check_services(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    report(snapshot, of_services(services), findings);
}

fn report(snapshot: &Snapshot, expressions: Vec<Expression<'_>>, findings: &mut Vec<Finding>) {
    for (service, node) in expressions {
        let Err(mistakes) = cron::parse(node.as_str().unwrap_or_default()) else { continue };
        for mistake in mistakes {
            let place = snapshot.place_in_string(node.range, mistake.range.clone());
            // The documentation has no 7 for Sunday, but `vercel crons add` takes it: nothing shows that it is rejected.
            let is_sunday = mistake.kind == cron::MistakeKind::OutOfRange(Field::DayOfWeek)
                && node.as_str().and_then(|text| text.get(mistake.range.clone())) == Some("7");
            let mut finding = if is_sunday {
                Finding::new(&RULE, place, advice(&mistake)).severity(Severity::Information)
            } else {
                Finding::new(&RULE, place, message(&mistake))
            };
            finding.service.clone_from(&service);
            if let Some(replacement) = mistake.replacement {
                finding =
                    finding.fix(Fix::preferred(format!("Change to `{replacement}`"), (place, replacement)));
            }
            findings.push(finding);
        }
    }
}

/// `@daily` and the like: the schema rejects them as too short.
fn shorthand(case: &Case<'_>) -> Option<Finding> {
    let is_schedule = |it: &PathSegment| matches!(it, PathSegment::Key(key) if key == "schedule");
    if case.mistake.kind != MistakeKind::WrongLength || !case.mistake.path.iter().any(is_schedule) {
        return None;
    }
    let mistakes = cron::parse(case.value.as_str()?).err()?;
    let mistake = mistakes.into_iter().find(|it| it.kind == cron::MistakeKind::Shorthand)?;
    let mut finding = case.report(&RULE, message(&mistake)).vercel_code("INVALID_VERCEL_CONFIG");
    finding.fixes.extend(mistake.replacement.map(|it| case.replacement(edit::quoted(&it))));
    Some(finding)
}

/// That Vercel rejects an expression, why, and what to write instead.
fn message(mistake: &cron::Mistake) -> String {
    let advice = advice(mistake);
    let mut rest = advice.chars();
    let first = rest.next().map(|char| char.to_ascii_lowercase());
    format!("Vercel rejects this schedule: {}{}", first.unwrap_or_default(), rest.as_str())
}

/// What is wrong with an expression, and what to write instead.
fn advice(mistake: &cron::Mistake) -> String {
    match &mistake.replacement {
        Some(replacement) => format!("{mistake}. Use `{replacement}`."),
        None => format!("{mistake}."),
    }
}
