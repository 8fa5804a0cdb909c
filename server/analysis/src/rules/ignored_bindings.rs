//! `bindings` ignored.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use crate::services::Services;
use crate::services::v2;
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;

rule! {
    /// # `bindings` ignored
    ///
    /// The service never receives these variables.
    ///
    /// Binding variables are set in Node.js and Python functions and in containers. A static site runs no code on the server, and native
    /// Go and Rust services don't receive binding variables. Remove `bindings`, or build the service as a container from a Dockerfile.
    ///
    /// ```files
    /// //- /site/package.json
    /// { "devDependencies": { "vite": "7" } }
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": {
    ///     "site": { "root": "site", "bindings": [{ "service": "api", "format": "url", "env": "API_URL" }],
    ///       "rewrites": [{ "source": "/(.*)", "destination": "/index.html" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [
    ///     { "source": "/api(/.*)?", "destination": { "service": "api" } },
    ///     { "source": "/(.*)", "destination": { "service": "site" } }] }
    /// ```
    ///
    /// ```files
    /// //- /site/package.json
    /// { "devDependencies": { "vite": "7" } }
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "services": {
    ///     "site": { "root": "site", "rewrites": [{ "source": "/(.*)", "destination": "/index.html" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [
    ///     { "source": "/api(/.*)?", "destination": { "service": "api" } },
    ///     { "source": "/(.*)", "destination": { "service": "site" } }] }
    /// ```
    pub static RULE = {
        code: "ignored-bindings",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::Services(ServicesModel::V2, check),
    }
}

/// One service's bindings.
fn check(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    findings.extend(
        services.iter().filter_map(|service| finding(&Case { text: &snapshot.text, service }, snapshot)),
    );
}

/// The finding for one service's bindings.
fn finding(case: &Case<'_>, snapshot: &Snapshot) -> Option<Finding> {
    let service = case.service;
    service.bindings().next()?;
    let member = service.member("bindings")?;
    let why = v2::without_bindings(snapshot, service)?;
    let message = format!("`{}` {why}, so these bindings are ignored.", service.name);
    let mut finding = case.finding(&RULE, member.key_range, message);
    finding.fixes.extend(case.removal("bindings").map(|edit| Fix::offered("Remove `bindings`", edit)));
    Some(finding)
}
