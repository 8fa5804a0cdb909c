//! A binding to a service that isn't declared.

use crate::rules::finding::Finding;
use crate::rules::invalid_service_binding_name::{is_invalid, with_nearest};
use crate::rules::{Check, invalid_daemon};
use crate::services::Service;
use crate::services::v2::Binding;
use crate::snapshot::Snapshot;

rule! {
    /// # A binding to a service that isn't declared
    ///
    /// `service` in an entry of `bindings` is the name of another service of the same file.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /api/main.py
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
        check: Check::Service,
    }
}

/// The bindings of all services, for a person: one to a daemon is spoken of elsewhere.
pub fn check(snapshot: &Snapshot, services: &[Service<'_>], findings: &mut Vec<Finding>) {
    let is_daemon =
        |it: &Binding<'_>| it.target().is_some_and(|name| invalid_daemon::is_daemon(snapshot.config(), name));
    for service in services {
        let unknown =
            service.bindings().filter(|it| !is_invalid(it) && is_unknown(services, it) && !is_daemon(it));
        findings.extend(unknown.map(|binding| finding(services, service, &binding)));
    }
}

/// Whether no service has the name that a binding asks for.
pub(crate) fn is_unknown(services: &[Service<'_>], binding: &Binding<'_>) -> bool {
    services.iter().all(|other| binding.target() != Some(&*other.name))
}

/// The finding of one binding.
pub(crate) fn finding(services: &[Service<'_>], service: &Service<'_>, binding: &Binding<'_>) -> Finding {
    let message = format!(
        "`{}` binds to `{}`, but no service has that name.",
        service.name,
        binding.target().unwrap_or_default()
    );
    with_nearest(Finding::new(&RULE, binding.target_range(), message), services, service, binding)
}
