//! A service that doesn't say what to build.

use crate::finding::Finding;
use crate::rules::Check;
use crate::services::{Reading, Service};

rule! {
    /// # A service that doesn't say what to build
    ///
    /// A service needs a `framework` or an `entrypoint` (with a `runtime` or `builder` where the file doesn't tell).
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "routePrefix": "/" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "missing-service-config",
        vercel: "MISSING_SERVICE_CONFIG",
        severity: Error,
        check: Check::Pass,
    }
}

/// Whether one service of `experimentalServices` says what to build.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let keys = ["framework", "builder", "runtime", "entrypoint"];
    if keys.iter().any(|key| service.truthy(key).is_some()) || service.spoken_of(&keys) {
        return;
    }
    // One that is no object, or a workflow without its entrypoint, is reported as that.
    if service.reading == Reading::Person && (service.object().is_none() || service.is_job("workflow")) {
        return;
    }
    let message = format!("`{}` doesn't say what to build. Add `framework` or `entrypoint`.", service.name);
    findings.push(Finding::new(&RULE, service.name_range, message).service(&*service.name));
}
