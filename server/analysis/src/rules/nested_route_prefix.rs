//! Nested route prefix.

use std::borrow::Cow;
use std::collections::HashMap;
use std::iter;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Reading;
use crate::services::v1;
use crate::snapshot::Snapshot;

rule! {
    /// # Nested route prefix
    ///
    /// Requests below the longer prefix go to only one of the two services.
    ///
    /// The longest prefix wins, whatever the order in the file. With services at `/svc` and `/svc/api`, the second one receives every
    /// request to `/svc/api` and below. If that is what you want, there is nothing to do.
    ///
    /// ```json bad
    /// { "experimentalServices": {
    ///   "svc": { "framework": "nextjs", "routePrefix": "/svc" },
    ///   "api": { "framework": "hono", "routePrefix": "/svc/api" } } }
    /// ```
    ///
    /// ```files
    /// //- /index.js
    /// ```
    /// ```json good
    /// { "experimentalServices": {
    ///   "svc": { "framework": "nextjs", "routePrefix": "/svc" },
    ///   "api": { "framework": "hono", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "nested-route-prefix",
        severity: Information,
        check: Check::File(check),
    }
}

/// What is before the last slash of a path.
fn parent(path: &str) -> Option<&str> {
    path.get(..path.bytes().rposition(|byte| byte == b'/')?)
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let services = v1::services(snapshot, Reading::Diagnostics);
    let mut placed: HashMap<Cow<'_, str>, _> = HashMap::with_capacity(services.len());
    placed.extend(services.iter().rev().filter_map(|service| Some((service.normal_prefix()?, service))));
    for service in &services {
        let Some(prefix) = service.normal_prefix() else { continue };
        // The nearest prefix above, cut at one slash after the other.
        let above = iter::successors(parent(&prefix), |path| parent(path));
        let found = above.filter(|it| !it.is_empty()).find_map(|it| Some((it, placed.get(it)?)));
        let Some((outer_prefix, outer)) = found else { continue };
        let (Some(own), Some(outer_place)) = (service.prefix(), outer.prefix()) else { continue };
        let message = format!(
            "`{prefix}` is more specific than `{outer_prefix}`, so requests to `{prefix}` and below go to `{}`, not to `{}`.",
            service.name, outer.name
        );
        findings.push(Finding::new(&RULE, own.range, message).service(&*service.name).related(
            outer_place.range,
            format!("`{}` answers all other requests under `{outer_prefix}`.", outer.name),
        ));
    }
}
