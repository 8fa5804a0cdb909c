//! A subdomain on a service that answers no requests.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # A subdomain on a service that answers no requests
    ///
    /// Jobs, crons and workers run on their trigger. Only a web service has a `subdomain`.
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

/// The finding of a background service's `mount` or `subdomain`.
pub(super) fn finding(case: &Case<'_>, range: TextRange, key: &str) -> Finding {
    let message = format!(
        "`{}` runs in the background and answers no requests: only a web service has a `subdomain`. Remove it, or make the `type` `web`.",
        case.service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    let removal = case.removal(key);
    finding.fixes.extend(removal.map(|edit| Fix::preferred(format!("Remove `{key}`"), edit)));
    finding
}
