//! A schedule in words, with its next runs.

use svc_syntax::PathSegment;

use super::reported::Reported;
use crate::markdown::text;
use svc_config::meaning::Meaning;
use svc_config::model;
use svc_syntax::value::Node;
use svc_vercel::cron::{self, Moment};

/// How many runs are shown.
const RUNS: usize = 5;

/// The hover text for a cron expression; nothing where it can't be read (the finding says why).
pub(super) fn schedule(
    config: &Node,
    path: &[PathSegment],
    expression: &str,
    reported: &Reported,
    now: i64,
) -> Option<String> {
    let schedule = cron::parse(expression).ok()?;
    let zone = model().key_of(Meaning::TimeZone);
    let zone =
        path.split_last().zip(zone).and_then(|((_, parent), key)| config.at(parent)?.get(key)?.as_str());
    let zone = zone.filter(|zone| *zone != "UTC");
    let mut parts = vec![format!("**{}** — {}", schedule.describe(), text(zone.unwrap_or("UTC")))];
    let now = Moment::from_unix_seconds(now);
    match zone {
        None => {
            let runs: Vec<String> = schedule
                .next_runs(now, RUNS)
                .into_iter()
                .map(|run| format!("- {} — {}", date(run), distance(now, run)))
                .collect();
            if !runs.is_empty() {
                parts.push(format!("Next runs:\n{}", runs.join("\n")));
            } else if !reported.is_any() {
                parts.push("It never runs, because that day doesn't exist.".to_owned());
            }
        }
        Some(zone) => parts.push(format!("Times are in {}.", text(zone))),
    }
    if let Some(shape) = model().at(config, path) {
        parts.push("---".to_owned());
        parts.push(super::shape(shape));
    }
    Some(parts.join("\n\n"))
}

/// A minute, for a user: `Mon 23 Nov 2026, 05:00`.
pub(crate) fn date(moment: Moment) -> String {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = moment.date();
    let (hour, minute) = moment.time();
    let weekday = DAYS.get(usize::from(moment.weekday())).unwrap_or(&"");
    let month = MONTHS.get(usize::from(month).saturating_sub(1)).unwrap_or(&"");
    format!("{weekday} {day} {month} {year}, {hour:02}:{minute:02}")
}

/// How far off a minute is, in the two largest units: `in 3 h 20 min`.
pub(crate) fn distance(from: Moment, to: Moment) -> String {
    let minutes = (to.unix_seconds() - from.unix_seconds()).max(0) / 60;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, rest) {
        (0, 0, minutes) => format!("in {minutes} min"),
        (0, hours, 0) => format!("in {hours} h"),
        (0, hours, minutes) => format!("in {hours} h {minutes} min"),
        (1, 0, _) => "in 1 day".to_owned(),
        (days, hours, _) if days < 3 && hours > 0 => format!("in {days} d {hours} h"),
        (days, ..) => format!("in {days} days"),
    }
}
