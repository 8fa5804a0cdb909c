//! No service at the root path.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Reading;
use crate::services::v1::{self, Kind};
use crate::snapshot::Snapshot;

rule! {
    /// # No service at the root path
    ///
    /// Requests to `/`, and to any path outside the services' prefixes, return 404 unless a static file, rewrite or redirect handles
    /// them.
    ///
    /// No web service has the route prefix `/`. Give one service the prefix `/`.
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "framework": "fastapi", "routePrefix": "/api" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "experimentalServices": {
    ///   "web": { "framework": "nextjs", "routePrefix": "/" },
    ///   "api": { "framework": "fastapi", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "no-root-service",
        severity: Information,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(member) = snapshot.config().as_object().and_then(|config| config.member(v1::KEY)) else {
        return;
    };
    let services = v1::services(snapshot, Reading::Diagnostics);
    if services.iter().any(|service| service.normal_prefix().is_some_and(|prefix| prefix == "/")) {
        return;
    }
    let mut web =
        services.iter().filter(|service| matches!(service.kind(), Kind::Web | Kind::Unknown)).peekable();
    if web.peek().is_none() {
        return;
    }
    // One whose prefix is missing or can't be read may be meant to answer it.
    if web.all(|service| service.normal_prefix().is_some()) {
        let message = "No service answers `/`. Requests outside the services' prefixes return 404 unless a static file, rewrite or redirect handles them.";
        findings.push(Finding::new(&RULE, member.key_range, message));
    }
}
