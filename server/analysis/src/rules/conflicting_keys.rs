//! Mutually exclusive keys.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::shape::Case;
use svc_config::describe;
use svc_config::model::validate::MistakeKind;
use svc_syntax::edit;

rule! {
    /// # Mutually exclusive keys
    ///
    /// Vercel rejects an object whose keys can't be used together.
    ///
    /// A schedule has exactly one target: `path`, `function`, `topic` or `entrypoint`. `requestMethod` requires `path`, and `service`
    /// requires `function`. Keep one of the conflicting keys, or add the key that is required.
    ///
    /// ```json bad
    /// { "schedules": [{ "schedule": "0 5 * * *", "path": "/api/daily", "topic": "daily" }] }
    /// ```
    ///
    /// ```json bad
    /// { "schedules": [{ "schedule": "0 5 * * *", "topic": "daily", "requestMethod": "GET" }] }
    /// ```
    ///
    /// ```json good
    /// { "schedules": [{ "schedule": "0 5 * * *", "path": "/api/daily", "requestMethod": "GET" }] }
    /// ```
    pub static RULE = {
        code: "conflicting-keys",
        vercel: "INVALID_VERCEL_CONFIG",
        severity: Error,
        check: Check::Shape(check),
    }
}

fn check(case: &Case<'_>) -> Option<Finding> {
    Some(match &case.mistake.kind {
        MistakeKind::Conflict(keys) => exclusive(case, keys),
        MistakeKind::Dependent { key, needs } => dependent(case, key, needs),
        _ => return None,
    })
}

/// The finding for keys of which there must be exactly one.
fn exclusive(case: &Case<'_>, keys: &[String]) -> Finding {
    let names = describe::named(keys.iter().map(String::as_str), "and");
    let mut finding = case.report(&RULE, format!("{names} can't be used together. Keep one of them."));
    let range = finding.range;
    for member in
        keys.iter().filter_map(|key| case.value.as_object()?.member(key)).filter(|it| it.key_range != range)
    {
        finding = finding.related(member.key_range, format!("`{}` is set here.", member.key));
    }
    finding.fixes.extend(keys.iter().filter_map(|key| removal(case, key)));
    finding
}

/// The finding for a key that only goes together with another.
fn dependent(case: &Case<'_>, key: &str, needs: &str) -> Finding {
    let mut finding =
        case.report(&RULE, format!("`{key}` requires `{needs}`. Add `{needs}`, or remove `{key}`."));
    finding.fixes.extend(removal(case, key));
    finding
}

fn removal(case: &Case<'_>, key: &str) -> Option<Fix> {
    let object = case.value.as_object()?;
    let edit = edit::remove_member(&case.snapshot.text, object, object.member(key)?);
    Some(Fix::offered(format!("Remove `{key}`"), edit))
}
