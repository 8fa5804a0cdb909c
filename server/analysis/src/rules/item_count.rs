//! Too few or too many entries.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::shape::{Case, is_empty};
use svc_config::describe::{self, without_unit};
use svc_config::model::validate::MistakeKind;
use svc_syntax::value::Json;

rule! {
    /// # Too few or too many entries
    ///
    /// Vercel rejects a list or object with too few or too many entries.
    ///
    /// Some must not be empty (`functions`, `topics`), and most have an upper limit: 2,048 rewrites, 50 keys of `functions`, 100
    /// bindings.
    ///
    /// ```json bad
    /// { "functions": {} }
    /// ```
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json good
    /// { "functions": { "api/*.ts": { "maxDuration": 30 } } }
    /// ```
    pub static RULE = {
        code: "item-count",
        vercel: "INVALID_VERCEL_CONFIG",
        severity: Error,
        check: Check::Shape(check),
    }
}

fn check(case: &Case<'_>) -> Option<Finding> {
    let is_count = matches!(case.mistake.kind, MistakeKind::ItemCount | MistakeKind::KeyCount);
    is_count.then(|| finding(case))
}

/// The finding for a wrong number of entries.
fn finding(case: &Case<'_>) -> Finding {
    let limits = case.limits();
    let place = case.place();
    let (count, allowed) = match &case.value.json {
        Json::Array(elements) => {
            (elements.len(), describe::count(limits.min_items, limits.max_items, "entry"))
        }
        Json::Object(object) => {
            (object.entries().count(), describe::count(limits.min_properties, limits.max_properties, "key"))
        }
        _ => (0, String::new()),
    };
    let message = if count == 0 {
        format!("{place} must not be empty.")
    } else {
        format!("{place} has {count} entries; Vercel allows {}.", without_unit(&allowed))
    };
    let mut finding = case.report(&RULE, message);
    if is_empty(case.value)
        && let Some(mut fix) = case.removal()
    {
        fix.preferred = true;
        finding.fixes.push(fix);
    }
    finding
}
