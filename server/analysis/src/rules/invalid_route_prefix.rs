//! Route prefix on a background service.

use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use crate::rules::{Check, Rule};
use svc_syntax::TextRange;

rule! {
    /// # Route prefix on a background service
    ///
    /// Vercel rejects a `routePrefix` or `mount` on a job, cron or worker.
    ///
    /// These services run on their trigger and receive no requests. Remove the key, or change `type` to `web`.
    ///
    /// ```files
    /// //- /jobs/clean.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "clean": { "type": "cron", "schedule": "0 0 * * *", "entrypoint": "jobs/clean.py", "routePrefix": "/clean" } } }
    /// ```
    ///
    /// ```files
    /// //- /jobs/clean.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "clean": { "type": "cron", "schedule": "0 0 * * *", "entrypoint": "jobs/clean.py" } } }
    /// ```
    pub static RULE = {
        code: "invalid-route-prefix",
        vercel: "INVALID_ROUTE_PREFIX",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for a background service's `mount` or `routePrefix`.
pub(super) fn finding(case: &Case<'_>, range: TextRange, key: &str) -> Finding {
    only_web(case, &RULE, range, key, key)
}

/// The finding for a background service that has what only a web service can have; `key` is what to remove.
pub(super) fn only_web(
    case: &Case<'_>,
    rule: &'static Rule,
    range: TextRange,
    what: &str,
    key: &str,
) -> Finding {
    let message = format!(
        "`{}` runs in the background; only a web service can have a `{what}`. Remove it, or change `type` to `web`.",
        case.service.name
    );
    let mut finding = case.finding(rule, range, message);
    let removal = case.removal(key);
    finding.fixes.extend(removal.map(|edit| Fix::preferred(format!("Remove `{key}`"), edit)));
    finding
}
