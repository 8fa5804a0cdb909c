//! Unknown service in binding.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::invalid_service_binding_name::with_nearest;
use crate::rules::kinds::service::Case;
use crate::services::Services;
use svc_syntax::TextRange;

rule! {
    /// # Unknown service in binding
    ///
    /// Vercel rejects a binding to a service that doesn't exist.
    ///
    /// Set `service` to the name of another service in the same file.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": {
    ///     "web": { "root": "web", "bindings": [{ "service": "apii", "format": "url", "env": "API_URL" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [
    ///     { "source": "/api(/.*)?", "destination": { "service": "api" } },
    ///     { "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "services": {
    ///     "web": { "root": "web", "bindings": [{ "service": "api", "format": "url", "env": "API_URL" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    pub static RULE = {
        code: "unknown-service-binding",
        vercel: "UNKNOWN_SERVICE_BINDING",
        severity: Error,
        check: Check::Problem,
    }
}

/// What is wrong with a binding of `service` to `target`.
pub fn message(service: &str, target: &str) -> String {
    if target.is_empty() {
        format!("`{service}` has a binding without the name of a service.")
    } else {
        format!(
            "`{service}` binds to `{target}`, but no service has that name, so Vercel rejects the deployment. Correct the name, or add the service."
        )
    }
}

/// The finding for a binding to a service that doesn't exist.
pub(super) fn finding(
    case: &Case<'_>,
    services: &Services<'_>,
    range: TextRange,
    target: Option<&str>,
) -> Finding {
    let message = message(&case.service.name, target.unwrap_or_default());
    with_nearest(case, services, case.finding(&RULE, range, message), target)
}
