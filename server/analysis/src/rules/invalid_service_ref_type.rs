//! Reference to a service without a URL.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Reference to a service without a URL
    ///
    /// Vercel rejects an entry of `env` that refers to a job, cron or worker.
    ///
    /// Only web services have a URL. Refer to a web service.
    ///
    /// ```files
    /// //- /clean.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": {
    ///   "web": { "framework": "nextjs", "routePrefix": "/", "env": { "API_URL": { "type": "service-ref", "service": "clean" } } },
    ///   "clean": { "type": "cron", "schedule": "0 0 * * *", "entrypoint": "clean.py" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-service-ref-type",
        vercel: "INVALID_SERVICE_REF_TYPE",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for a reference to a background service: its name, and where it is declared.
pub(super) fn finding(
    case: &Case<'_>,
    range: TextRange,
    variable: &str,
    (target, declared): (&str, TextRange),
) -> Finding {
    let message = format!(
        "`{variable}` refers to `{target}`, which runs in the background and has no URL. Refer to a web service."
    );
    case.finding(&RULE, range, message).related(declared, format!("`{target}` is declared here."))
}
