//! A daemon that is no container, or that something sends requests to.

use crate::config::conflicts::bindings;
use crate::finding::Finding;
use crate::json::{Member, Node, Object};
use crate::rules::Check;
use crate::services::v2;
use crate::snapshot::Snapshot;

rule! {
    /// # An invalid daemon
    ///
    /// A daemon is a container: its `entrypoint` is a Dockerfile or Containerfile. It receives no requests, so no binding, rewrite or route
    /// may name it (unless a service has the same name).
    ///
    /// ```json bad
    /// { "daemons": { "indexer": { "root": "indexer", "entrypoint": "main.py", "instances": { "iad1": 1 } } } }
    /// ```
    ///
    /// ```json bad
    /// { "daemons": { "indexer": { "root": "indexer", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } },
    ///   "rewrites": [{ "source": "/index", "destination": { "service": "indexer" } }] }
    /// ```
    ///
    /// ```json good
    /// { "daemons": { "indexer": { "root": "indexer", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } } }
    /// ```
    pub static RULE = {
        code: "invalid-daemon",
        vercel: "INVALID_DAEMON",
        severity: Error,
        check: Check::File(check),
    }
}

/// The daemons, and what names them.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    let Some(daemons) = config.get("daemons").and_then(Node::as_object) else { return };
    for daemon in daemons.entries() {
        let Some(node) = daemon.value.get("entrypoint") else { continue };
        let Some(file) = node.as_str().filter(|file| !file.is_empty()) else { continue };
        let name = file.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
        if !name.contains("dockerfile") && !name.contains("containerfile") {
            let message = format!("The daemon `{}` must start from a Dockerfile or Containerfile.", daemon.key);
            findings.push(Finding::new(&RULE, node.range, message));
        }
    }

    let services: Vec<&Object> =
        ["experimentalServicesV2", "services"].iter().filter_map(|key| config.get(key)?.as_object()).collect();
    let is_daemon = |name: &&Node| {
        name.as_str().is_some_and(|name| daemons.has(name) && services.iter().all(|services| !services.has(name)))
    };
    let report = |target: &Node, what: &str, service: Option<&Member>| {
        let name = target.as_str().unwrap_or_default();
        let mut finding =
            Finding::new(&RULE, target.range, format!("{what} can't name `{name}`: it is a daemon, and daemons receive no requests."));
        if let Some(daemon) = daemons.member(name) {
            finding = finding.related(daemon.key_range, "The daemon is declared here.");
        }
        finding.service = service.map(|it| it.key.clone());
        finding
    };
    for service in services.iter().flat_map(|services| services.entries()) {
        findings.extend(bindings(service).filter(is_daemon).map(|target| report(target, "A binding", Some(service))));
    }
    let places = services.iter().flat_map(|services| services.entries()).map(|service| (&service.value, Some(service)));
    for (owner, service) in std::iter::once((config, None)).chain(places) {
        for key in ["rewrites", "routes"] {
            let entries = owner.get(key).and_then(Node::as_array).unwrap_or_default();
            let entries = entries.matching(|facts| &facts.leads_to_service, |entry| v2::service_of(entry).is_some());
            findings.extend(entries.filter_map(v2::service_of).filter(is_daemon).map(|target| report(target, "A destination", service)));
        }
    }
}
