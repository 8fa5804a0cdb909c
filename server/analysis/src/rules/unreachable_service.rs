//! Unreachable service.

use std::collections::HashSet;
use svc_config::ServicesModel;

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::v2::{self, NewRewrite};
use crate::services::{Service, Services, is_valid_name};
use crate::snapshot::Snapshot;
use svc_syntax::edit::quoted;
use svc_syntax::value::{Node, Object};

rule! {
    /// # Unreachable service
    ///
    /// Vercel builds this service, but no request can reach it.
    ///
    /// A service in `services` is private unless a top-level rewrite or route sends requests to it, or another service binds to it.
    /// Add a rewrite or a binding.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "services": { "web": { "root": "web" } } }
    /// ```
    ///
    /// To send requests to a service, `destination` must be an object; Vercel reads a string as a path:
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "services": { "web": { "root": "web" } }, "rewrites": [{ "source": "/(.*)", "destination": "web" }] }
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
        code: "unreachable-service",
        severity: Warning,
        check: Check::Services(ServicesModel::V2, check),
    }
}

/// All services.
fn check(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    // What is not typed yet may lead anywhere.
    if ["rewrites", "routes"].iter().any(|key| config.get(key).is_some_and(|it| it.as_array().is_none())) {
        return;
    }
    let schedules = config.get("schedules").and_then(Node::as_array).unwrap_or_default();
    let mut reached: HashSet<&str> = v2::targets(snapshot).keys().map(String::as_str).collect();
    reached.extend(schedules.iter().filter_map(|it| it.get("service")?.as_str()));
    follow_bindings(services, &mut reached);
    let called = services.iter().filter(|it| !reached.contains(&*it.name) && takes_jobs(it));
    let called: Vec<&str> = called.map(|it| &*it.name).collect();
    if !called.is_empty() {
        reached.extend(called);
        follow_bindings(services, &mut reached);
    }
    let is_named = |service: &&Service<'_>| is_valid_name(ServicesModel::V2, &service.name);
    // A service that Vercel rejects is reported for that first: fixed, it may be another service.
    let rejected: HashSet<&str> =
        services.problems().iter().filter(|it| it.is_rejected()).map(|it| it.service.as_str()).collect();
    let is_open = |it: &&Service<'_>| !reached.contains(&*it.name) && !rejected.contains(&*it.name);
    for service in services.iter().filter(is_named).filter(is_open) {
        let message = format!(
            "No request can reach `{0}`. Add a top-level rewrite whose destination is `{0}`, or bind to it from another service.",
            service.name
        );
        let mut finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
        if let Some(node) = named_as_path(snapshot, &service.name) {
            let destination = format!("{{ \"service\": {} }}", quoted(&service.name));
            finding.message += &format!(
                " The destination `\"{0}\"` is a path; for the service, use `{destination}`.",
                service.name
            );
            finding = finding.related(node.range, "The destination is here.");
            finding =
                finding.fix(Fix::preferred(format!("Change to `{destination}`"), (node.range, destination)));
        } else if let Some(lead) = rewrite_to(snapshot, service, services.len() == 1) {
            let title = format!("Add a rewrite from `{}` to `{}`", lead.source, service.name);
            finding = finding.fix(Fix::offered(title, lead.edit));
        }
        findings.push(finding);
    }
}

/// Adds the services to which those that are reached bind, directly or through others.
fn follow_bindings<'s>(services: &'s Services<'_>, reached: &mut HashSet<&'s str>) {
    let mut left: Vec<&Service<'_>> = services.iter().filter(|it| reached.contains(&*it.name)).collect();
    while let Some(service) = left.pop() {
        for target in service.bindings().filter_map(|it| it.target()) {
            if reached.insert(target) {
                left.extend(services.named(target));
            }
        }
    }
}

/// The destination of a rewrite at the top level that is a service's name, as if it were a path.
fn named_as_path<'a>(snapshot: &'a Snapshot, name: &str) -> Option<&'a Node> {
    let rewrites = snapshot.config().get("rewrites").and_then(Node::as_array).unwrap_or_default();
    rewrites.iter().filter_map(|it| it.get("destination")).find(|it| it.as_str() == Some(name))
}

/// Whether something else than requests calls a service: a queue or a workflow.
fn takes_jobs(service: &Service<'_>) -> bool {
    let functions =
        service.field("functions").and_then(Node::as_object).into_iter().flat_map(Object::entries);
    let triggered =
        functions.into_iter().any(|function| function.value.get("experimentalTriggers").is_some());
    let python = || service.folder().and_then(|folder| folder.read("pyproject.toml"));
    triggered
        || python().is_some_and(|text| {
            ["subscribers", "workflows"].iter().any(|it| text.contains(&format!("tool.vercel.{it}")))
        })
}

/// The rewrite that leads requests to a service, where it is the only one or the site behind everything else, below its name
/// otherwise.
fn rewrite_to(snapshot: &Snapshot, service: &Service<'_>, is_only: bool) -> Option<NewRewrite> {
    let below = format!("/{}", service.name);
    let is_site =
        is_only || v2::resolution(snapshot).service(&service.name).is_some_and(|it| it.runtime.is_none());
    let everything = || v2::new_rewrite(snapshot, "/", &service.name);
    is_site.then(everything).flatten().or_else(|| v2::new_rewrite(snapshot, &below, &service.name))
}

#[cfg(test)]
mod tests {
    use crate::testing::snapshot;

    #[test]
    fn services_that_only_unreachable_ones_bind_to_are_not_reached() {
        let reported = |rewritten: &str| -> Vec<String> {
            let service = |name: &str, target: &str| {
                format!(
                    r#""{name}": {{ "root": "{name}", "bindings": [{{ "type": "service", "service": "{target}", "format": "url", "env": "{}_URL" }}] }}"#,
                    target.to_uppercase()
                )
            };
            let services = [service("a", "b"), service("b", "c"), service("c", "b")].join(", ");
            let manifest = r#"{ "dependencies": { "next": "16" } }"#;
            let findings = crate::check::check(&snapshot(&format!(
                "//- /vercel.json\n{{ \"services\": {{ {services} }}, \"rewrites\": [{{ \"source\": \"/(.*)\", \"destination\": {{ \"service\": \"{rewritten}\" }} }}] }}\n//- /a/package.json\n{manifest}\n//- /b/package.json\n{manifest}\n//- /c/package.json\n{manifest}\n"
            )));
            let found = findings.into_iter().filter(|it| it.rule.code == super::RULE.code);
            found.filter_map(|it| it.service).collect()
        };
        assert!(reported("a").is_empty());
        assert_eq!(reported("c"), ["a"]);
        assert_eq!(reported("x"), ["a", "b", "c"]);
    }
}
