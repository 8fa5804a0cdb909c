//! A service that is no object.

use crate::finding::Finding;
use crate::json::{Json, Node};
use crate::rules::Check;
use crate::services::v1::Kind;
use crate::services::{Reading, Root, Service};

rule! {
    /// # A service that is no object
    ///
    /// Every service is an object of fields. Vercel reads nothing out of a string, a number or `null`.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": "apps/web" } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-service-config",
        vercel: "INVALID_SERVICE_CONFIG",
        severity: Error,
        check: Check::Pass,
    }
}

/// Whether the service is an object at all.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    // To JavaScript an array is an object; it merely has none of the fields.
    if matches!(service.value.json, Json::Object(_) | Json::Array(_) | Json::Missing) {
        return;
    }
    let message = format!("`{}` must be an object with the service's fields, not {}.", service.name, service.value.kind());
    findings.push(Finding::new(&RULE, service.value.range, message).service(&*service.name));
}

/// The fields whose types make Vercel's resolver stop with an exception. It has no code for that; this is the nearest one.
/// For a person the structural validation reports them.
pub fn check_readable(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if service.reading == Reading::Person {
        return;
    }
    let unreadable = |node: &Node, what: &str| {
        Finding::new(&RULE, node.range, format!("`{what}` can't be {} here.", node.kind())).service(&*service.name)
    };
    let is_web = service.kind() == Kind::Web;
    let prefix = service.routing().and_then(|it| it.prefix).filter(|it| is_web && it.is_truthy() && it.as_str().is_none());
    let root = service.field("root").filter(|_| matches!(service.root(), Root::Invalid));
    let entrypoint = service.field("entrypoint").filter(|it| {
        it.as_str().is_none() && ["builder", "framework", "runtime"].iter().all(|key| service.truthy(key).is_none())
    });
    let fields = [("routePrefix", prefix), ("root", root), ("entrypoint", entrypoint)];
    findings.extend(fields.into_iter().find_map(|(key, node)| Some(unreadable(node?, key))));
}
