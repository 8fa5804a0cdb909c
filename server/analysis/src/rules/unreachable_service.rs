//! A service that nobody can reach.

use std::collections::HashSet;

use crate::edit;
use crate::finding::{Finding, Fix, TextEdit};
use crate::json::{Json, Node, Object};
use crate::patterns::js_regex::JsRegex;
use crate::routes::{Block, Examined, Summary, compile};
use crate::rules::{Check, invalid_service_name};
use crate::services::{Model, Service, v2};
use crate::snapshot::Snapshot;

rule! {
    /// # A service that nobody can reach
    ///
    /// A service of `services` is private: requests come to it only by a rewrite or route at the top level whose destination it
    /// is, and other services only by a binding. Without either it is built and never called.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "services": { "web": { "root": "web" } } }
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
        check: Check::Pass,
    }
}

/// All services.
pub fn check(snapshot: &Snapshot, services: &[Service<'_>], findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    // What is not typed yet may lead anywhere.
    if ["rewrites", "routes"].iter().any(|key| config.get(key).is_some_and(|it| it.as_array().is_none())) {
        return;
    }
    let mut reached: HashSet<&str> = v2::destinations(snapshot).iter().filter_map(v2::Destination::name).collect();
    for service in services {
        reached.extend(service.bindings().filter_map(|it| it.target()).filter(|target| *target != service.name));
    }
    let schedules = config.get("schedules").and_then(Node::as_array).unwrap_or_default();
    reached.extend(schedules.iter().filter_map(|it| it.get("service")?.as_str()));
    let is_named = |service: &&Service<'_>| invalid_service_name::is_valid(Model::V2, &service.name);
    for service in services.iter().filter(is_named).filter(|it| !reached.contains(&*it.name) && !takes_jobs(it)) {
        let message = format!(
            "Nobody can reach `{}`: no rewrite or route of the top level leads to it, and no service binds to it.",
            service.name
        );
        let mut finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
        if let Some((source, edit)) = rewrite_to(service, services.len() == 1) {
            finding = finding.fix(Fix::offered(format!("Lead `{source}` to `{}`", service.name), edit.range, edit.insert));
        }
        findings.push(finding);
    }
}

/// Whether something else than requests calls a service: a queue or a workflow.
fn takes_jobs(service: &Service<'_>) -> bool {
    let functions = service.field("functions").and_then(Node::as_object).into_iter().flat_map(Object::entries);
    let triggered = functions.into_iter().any(|function| function.value.get("experimentalTriggers").is_some());
    let python = || service.folder().and_then(|folder| folder.read("pyproject.toml"));
    triggered || python().is_some_and(|text| ["subscribers", "workflows"].iter().any(|it| text.contains(&format!("tool.vercel.{it}"))))
}

/// The rewrite that leads requests to a service, where it is the only one or the site behind everything else, below its name
/// otherwise; put before a rewrite that takes everything.
fn rewrite_to(service: &Service<'_>, is_only: bool) -> Option<(String, TextEdit)> {
    let snapshot = service.snapshot;
    let config = snapshot.config();
    let rewrites = config.get("rewrites");
    let entries = rewrites.and_then(Node::as_array).unwrap_or_default();
    let below = format!("/{}/x", service.name);
    let takes_it = |summary: &Summary| {
        let source = summary.source.as_ref().filter(|_| summary.conditions.is_empty());
        let regex = source.and_then(|source| JsRegex::new(&source.expression).ok());
        regex.is_some_and(|regex| matches!(regex.exec(&below), Ok(Some(_))))
    };
    let mut routes = config.get("routes").and_then(Node::as_array).unwrap_or_default().iter();
    // Routes come before all rewrites.
    if routes.any(|entry| takes_it(&Summary::of_route(entry, &compile::user_route(entry)))) {
        return None;
    }
    let takes_all = entries.iter().position(|entry| {
        takes_it(&Summary::of_entry(Block::Rewrites, entry, &Examined::new(Block::Rewrites, entry)))
    });
    let is_site = snapshot.v2().service(&service.name).is_some_and(|it| it.runtime.is_none());
    let source = if takes_all.is_none() && (is_only || is_site) { "/(.*)".to_owned() } else { format!("/{}(/.*)?", service.name) };
    let name = edit::quoted(&service.name);
    let rewrite = format!(r#"{{ "source": "{source}", "destination": {{ "service": {name} }} }}"#);
    let edit = match rewrites {
        Some(rewrites) => {
            matches!(rewrites.json, Json::Array(_)).then_some(())?;
            edit::insert_element(&snapshot.text, rewrites, takes_all.unwrap_or(entries.len()), &rewrite)?
        }
        None => edit::insert_member(&snapshot.text, config, "rewrites", &format!("[{rewrite}]"))?,
    };
    Some((source, edit))
}
