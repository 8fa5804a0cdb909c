//! Which requests reach a rule, and what handles the others first.

use svc_syntax::{PathSegment, TextRange};

use super::reported::Reported;
use crate::markdown::code;
use svc_analysis::request::{Effect, Kind, Router, RuleRef, Step};
use svc_analysis::snapshot::Snapshot;

/// How many requests are shown.
const SHOWN: usize = 2;

/// Sample requests to the rule whose source is at `path`; nothing where Vercel rejects the file's rules. What other rules take is left
/// out where it is reported.
pub(super) fn of_source(snapshot: &Snapshot, path: &[PathSegment], reported: &Reported) -> Option<String> {
    let (_, rule) = path.split_last()?;
    let router = Router::new(snapshot).ok()?;
    let samples = router.samples(snapshot.config().at(rule)?.range);
    let mut lines: Vec<String> = samples
        .reaching
        .iter()
        .map(|(request, step)| format!("- {} {}", code(&request.to_string()), effect(step)))
        .collect();
    lines.truncate(SHOWN);
    let is_told = reported.is_any() && lines.is_empty();
    let room = if is_told { 0 } else { SHOWN.saturating_sub(lines.len()).max(1) };
    for (request, by) in samples.taken.iter().take(room) {
        let by = by.as_ref().map_or_else(|| "an earlier rule".to_owned(), |rule| rule_name(rule, snapshot));
        lines.push(format!("- {} doesn't get here: {by} matches first", code(&request.to_string())));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// What a rule does to a request.
fn effect(step: &Step) -> String {
    let to = code(&step.to);
    match step.effect {
        Effect::Continued if step.from == step.to => "gets its headers".to_owned(),
        Effect::Continued | Effect::Rewritten => format!("→ {to}"),
        Effect::Passed => format!("→ {to}; if no file exists there, the next rules see that path"),
        Effect::EndedPhase => "skips the rules after this one".to_owned(),
        Effect::Redirected => format!("is redirected to {to}"),
        Effect::HandedOver => "→ the service".to_owned(),
        Effect::Proxied => format!("→ {to}"),
        Effect::Answered => "is answered here".to_owned(),
    }
}

/// Describes a rule so that the user can find it.
pub(crate) fn rule_name(rule: &RuleRef, snapshot: &Snapshot) -> String {
    let line =
        |range: TextRange| snapshot.text.line_column(range.start(), svc_syntax::Encoding::Utf16).line + 1;
    let what = match rule.kind {
        Kind::CleanUrls => "`cleanUrls`",
        Kind::TrailingSlash => "`trailingSlash`",
        Kind::Redirect => "the redirect",
        Kind::Header => "the header rule",
        Kind::Rewrite => "the rewrite",
        Kind::Route => "the route",
        _ => return format!("the service {}", code(rule.service.as_deref().unwrap_or_default())),
    };
    let Some(place) = &rule.place else { return what.to_owned() };
    match &place.source {
        Some(source) => format!("{what} {} (line {})", code(source), line(place.range)),
        None => what.to_owned(),
    }
}
