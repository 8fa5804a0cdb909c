//! A route prefix on a service that answers no requests.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # A route prefix on a service that answers no requests
    ///
    /// Jobs, crons and workers run on their trigger. Only a web service has a `routePrefix` or `mount`.
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

/// The finding of a background service's `mount` or `routePrefix`.
pub(super) fn finding(case: &Case<'_>, range: TextRange, key: &str) -> Finding {
    let message = format!(
        "`{}` runs in the background and answers no paths: only a web service has `{key}`. Remove it, or make the `type` `web`.",
        case.service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    let removal = case.removal(key);
    finding.fixes.extend(removal.map(|edit| Fix::preferred(format!("Remove `{key}`"), edit)));
    finding
}
