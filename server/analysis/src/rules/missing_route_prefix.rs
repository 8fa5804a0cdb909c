//! A web service that nothing reaches.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::routing::normalize_prefix;
use crate::services::v1::{self, Kind};
use crate::services::{Reading, Service};
use svc_syntax::edit;

rule! {
    /// # A web service that nothing reaches
    ///
    /// A web service needs a place in the routing: `routePrefix` (or `mount`), or `subdomain`. A service is a web service
    /// unless its `type` is `job`, `cron` or `worker`.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "missing-route-prefix",
        vercel: "MISSING_ROUTE_PREFIX",
        severity: Error,
        owns_form: true,
        misses: ["routePrefix", "mount", "subdomain"],
        check: Check::Service,
    }
}

/// Whether a web service has a place in the routing.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if service.kind() != Kind::Web || service.spoken_of(&["type", "mount", "routePrefix", "subdomain"]) {
        return;
    }
    let Some(routing) = service.routing() else { return };
    let is_text = |node: Option<&svc_syntax::value::Node>| node.is_some_and(|it| it.as_str().is_some());
    if is_text(routing.prefix) || is_text(routing.subdomain) || is_unreadable(service) {
        return;
    }
    let message = format!(
        "`{}` is a web service without a place in the routing. Add `routePrefix` (or `mount`), or `subdomain`.",
        service.name
    );
    let mut finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
    finding.fixes.extend(service.adding("routePrefix", &edit::quoted(&free_prefix(service)), true));
    findings.push(finding);
}

/// A service that is not even an object is reported as that.
fn is_unreadable(service: &Service<'_>) -> bool {
    service.reading == Reading::Person && service.object().is_none()
}

/// A prefix that no other service has: `/` if it is free, else one made of the service's name.
fn free_prefix(service: &Service<'_>) -> String {
    let taken: Vec<String> = v1::services(service.snapshot, Reading::Person)
        .iter()
        .filter_map(|other| other.prefix().map(|it| normalize_prefix(&it.path)))
        .collect();
    let named = (2..).map(|number| format!("/{}-{number}", service.name));
    ["/".to_owned(), format!("/{}", service.name)]
        .into_iter()
        .chain(named)
        .find(|prefix| !taken.contains(prefix))
        .unwrap_or_default()
}
