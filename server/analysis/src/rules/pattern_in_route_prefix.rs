//! Pattern in route prefix.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::routing::normalize_prefix;
use crate::services::v1::{self, Kind};
use crate::services::{Reading, Service, Services};
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_syntax::edit;

rule! {
    /// # Pattern in route prefix
    ///
    /// No request reaches the service, because Vercel takes the pattern literally.
    ///
    /// A route prefix is a plain path. A service at `/api` answers `/api` and everything below it, so `/api/*` or `/api/:path` isn't
    /// needed.
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "framework": "fastapi", "routePrefix": "/api/*" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "framework": "fastapi", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "pattern-in-route-prefix",
        severity: Warning,
        check: Check::EachService(ServicesModel::V1, check),
    }
}

fn check(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    for service in services {
        let Some(node) = service.prefix().and_then(|_| service.routing()?.prefix) else { continue };
        let Some(written) = node.as_str() else { continue };
        let Some(pattern) = written.split('/').find(|segment| is_pattern(segment)) else { continue };
        let message = format!(
            "`{pattern}` is taken literally: a route prefix is a path, not a pattern. Remove it: `{}` already receives every request under its prefix.",
            service.name
        );
        let mut finding = Finding::new(&RULE, node.range, message).service(&*service.name);
        let plain: Vec<&str> = written.split('/').take_while(|segment| !is_pattern(segment)).collect();
        let is_taken = |path: &str| {
            let all = v1::services(snapshot, Reading::Diagnostics);
            let others = all.iter().filter(|other| other.name != service.name && other.kind() == Kind::Web);
            others.filter_map(Service::prefix).any(|it| normalize_prefix(&it.path) == normalize_prefix(path))
        };
        // Only what is at the end goes without changing what is asked for before it.
        if written.split('/').skip(plain.len()).all(is_pattern) {
            let meant = match plain.join("/") {
                path if path.trim_matches('/').is_empty() => "/".to_owned(),
                path => path,
            };
            let edit = edit::replace_with_string(node, &meant);
            // Two services can't share a prefix.
            let fixes = (!is_taken(&meant)).then(|| Fix::preferred(format!("Change to `{meant}`"), edit));
            finding.fixes.extend(fixes);
        }
        findings.push(finding);
    }
}

/// Whether a segment of a path is one of a pattern: a wildcard, a parameter, a group.
fn is_pattern(segment: &str) -> bool {
    segment.contains(['*', '(', '[', '{']) || segment.starts_with(':') && segment.len() > 1
}
