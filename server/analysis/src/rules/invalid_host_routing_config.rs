//! Subdomain on a background service.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::invalid_route_prefix;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Subdomain on a background service
    ///
    /// Vercel rejects a `subdomain` on a job, cron or worker.
    ///
    /// These services run on their trigger and receive no requests. Remove the key, or change `type` to `web`.
    ///
    /// ```files
    /// //- /worker.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "mails": { "type": "worker", "entrypoint": "worker.py", "subdomain": "mails" } } }
    /// ```
    ///
    /// ```files
    /// //- /worker.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "mails": { "type": "worker", "entrypoint": "worker.py" } } }
    /// ```
    pub static RULE = {
        code: "invalid-host-routing-config",
        vercel: "INVALID_HOST_ROUTING_CONFIG",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for a background service's `mount` or `subdomain`.
pub(super) fn finding(case: &Case<'_>, range: TextRange, key: &str) -> Finding {
    invalid_route_prefix::only_web(case, &RULE, range, "subdomain", key)
}
