//! Unknown service in destination.

use std::cell::LazyCell;
use std::collections::HashSet;

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::v2::Destination;
use crate::services::{self, v2};
use crate::snapshot::Snapshot;
use svc_config::{ServicesModel, describe};
use svc_syntax::edit;
use svc_syntax::value::{Node, Object};
use svc_vercel::spelling;

rule! {
    /// # Unknown service in destination
    ///
    /// Requests that match this rule fail, because the destination isn't a declared service.
    ///
    /// Vercel accepts any name as `service` in a destination. Use the name of a service in `services`.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "services": { "web": { "root": "web" } }, "rewrites": [
    ///   { "source": "/docs(/.*)?", "destination": { "service": "Web" } },
    ///   { "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": "web" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    pub static RULE = {
        code: "unknown-destination-service",
        severity: Warning,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let names: Vec<&str> = match services::declared(snapshot).map(|declared| declared.value.as_object()) {
        // Services that are not typed yet may have any name.
        Some(None) => return,
        Some(Some(services)) => services.entries().map(|service| service.key.as_str()).collect(),
        None => Vec::new(),
    };
    let schedules = snapshot.config().get("schedules").and_then(Node::as_array).unwrap_or_default();
    let scheduled =
        schedules.iter().filter_map(Node::as_object).filter_map(|schedule: &Object| schedule.get("service"));
    let known: LazyCell<HashSet<&str>, _> = LazyCell::new(|| names.iter().copied().collect());
    let is_unknown = |name: &str| !name.is_empty() && !known.contains(name);
    // A destination that names a daemon is rejected elsewhere.
    let is_reported = |name: &str| is_unknown(name) && !v2::is_daemon(snapshot.config(), name);
    let has_any = v2::targets(snapshot).keys().any(|name| is_reported(name));
    let destinations = if has_any { v2::destinations(snapshot) } else { Vec::new() };
    let destinations = destinations.iter().filter(|it| it.name().is_some_and(is_reported));
    for node in destinations.filter_map(Destination::service).chain(scheduled) {
        let Some(name) = node.as_str().filter(|name| is_unknown(name)) else { continue };
        let message = if names.is_empty() {
            format!("Unknown service `{name}`. The file declares no `services`.")
        } else if services::is_valid_name(ServicesModel::V2, name) {
            format!("Unknown service `{name}`. The file declares {}.", list(&names))
        } else {
            services::why_invalid_name(ServicesModel::V2, name)
        };
        let mut finding = Finding::new(&RULE, node.range, message);
        let valid = names.iter().copied().filter(|name| services::is_valid_name(ServicesModel::V2, name));
        if let Some(nearest) = spelling::nearest(name, valid) {
            let edit = edit::replace_with_string(node, nearest);
            finding = finding.fix(Fix::preferred(format!("Change to `{nearest}`"), edit));
        }
        findings.push(finding);
    }
}

/// The first names of a list, in a sentence.
fn list(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    if names.len() <= SHOWN {
        return describe::named(names.iter().copied(), "and");
    }
    let shown: Vec<_> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    format!("{}, and more", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use crate::testing::Fixture;

    #[test]
    fn a_schedule_of_a_daemon_has_no_service() {
        let fixture = Fixture::new(
            r#"{ "daemons": { "d": { "root": "d", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } },
  "rewrites": [{ "source": "/d", "destination": { "service": "d" } }],
  "schedules": [{ "function": "f", "service": "d", "schedule": "0 5 * * *" }] }"#,
        );
        let mut findings = Vec::new();
        super::check(&fixture.snapshot, &mut findings);
        let [finding] = findings.as_slice() else {
            panic!("the destination is told elsewhere: {findings:?}")
        };
        assert!(fixture.text[..usize::from(finding.range.start())].contains("schedules"));
    }
}
