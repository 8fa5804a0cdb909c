//! Invalid route.

use crate::routes::compile::{HandlePhase, RouteFault};
use crate::routes::{Entry, EntryFacts, EntryKind, Scope};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::Json;
use svc_vercel::patterns::js_regex::JsRegex;

rule! {
    /// # Invalid route
    ///
    /// Vercel rejects the deployment because of an invalid entry in `routes`.
    ///
    /// `src` is a JavaScript regular expression that is matched against the whole path.
    ///
    /// ```json bad
    /// { "routes": [{ "src": "/api/(.*", "dest": "/index" }] }
    /// ```
    ///
    /// ```json good
    /// { "routes": [{ "src": "/api/(.*)", "dest": "/index" }] }
    /// ```
    ///
    /// `source`, `destination` and `statusCode` are aliases of `src`, `dest` and `status`. Use only one of each pair:
    ///
    /// ```json bad
    /// { "routes": [{ "src": "/a", "source": "/b", "dest": "/index" }] }
    /// ```
    ///
    /// Each `handle` can be used once. After `hit`, a route can only add headers and needs `continue: true`. After `miss`, it needs
    /// `continue: true` or `check: true`.
    ///
    /// ```json bad
    /// { "routes": [{ "handle": "hit" }, { "src": "/static/.*", "headers": { "cache-control": "max-age=60" } }] }
    /// ```
    ///
    /// ```json bad
    /// { "routes": [{ "handle": "filesystem" }, { "src": "/a", "dest": "/b" }, { "handle": "filesystem" }] }
    /// ```
    ///
    /// A route to a service can't use `continue`:
    ///
    /// ```json bad
    /// {
    ///   "services": { "api": { "root": "api", "framework": "express" } },
    ///   "routes": [{ "src": "/api/.*", "destination": { "service": "api" }, "continue": true }]
    /// }
    /// ```
    pub static RULE = {
        code: "invalid-route",
        vercel: "invalid_route",
        severity: Error,
        check: Check::Entry(check), Check::File(check_order),
    }
}

/// What is wrong with an entry by itself.
fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    if let EntryKind::Route(route) = &facts.kind {
        findings.extend(route.faults.iter().filter_map(|fault| finding(&facts.entry, fault)));
    }
}

/// What is wrong with entries because of the `handle`s before them.
fn check_order(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for scope in Scope::all(snapshot) {
        for order in scope.order_faults() {
            findings.extend(order.faults.iter().filter_map(|fault| {
                let mut finding = finding(&order.entry, fault)?.shifted(order.base);
                if let RouteFault::RepeatedHandle { first } = fault {
                    finding = finding.related(*first, "The phase starts here.");
                }
                finding.service = scope.service.map(str::to_owned);
                Some(finding)
            }));
        }
    }
}

/// The finding for one fault; offsets are the entry's own.
fn finding(entry: &Entry, fault: &RouteFault) -> Option<Finding> {
    let object = entry.node.as_object()?;
    let key_range = |key: &str| object.member(key).map_or(entry.node.range, |member| member.key_range);
    let removal = |key: &str, preferred| {
        let edit = entry.remove(key)?;
        Some(Fix { title: format!("Remove `{key}`"), edits: vec![edit], preferred })
    };
    Some(match fault {
        // The shape of a route does not allow these either: they are schema violations.
        RouteFault::UnknownHandle | RouteFault::BesideHandle(_) => return None,
        RouteFault::RepeatedHandle { .. } => {
            let node = object.get("handle")?;
            let handle = node.as_str()?;
            Finding::new(
                &RULE,
                node.range,
                format!("`\"handle\": \"{handle}\"` is already used above. Each phase can start only once."),
            )
        }
        RouteFault::Both(long, short) => {
            let message = format!("`{long}` and `{short}` are aliases of the same key. Remove one of them.");
            let mut finding = Finding::new(&RULE, key_range(long), message)
                .related(key_range(short), "The other one is here.");
            finding.fixes.extend([removal(long, true), removal(short, false)].into_iter().flatten());
            finding
        }
        RouteFault::NoSource => {
            let node = object.get("src").or_else(|| object.get("source"))?;
            Finding::new(&RULE, node.range, "`src` is empty. Set it to a regular expression for the path.")
        }
        RouteFault::Regex(error) => {
            let node = object.get("src").or_else(|| object.get("source"))?;
            let text = node.as_str()?;
            // Anchors and slashes moved the place in the expression that Vercel tests.
            let own = JsRegex::check(text).err();
            let range = own.as_ref().map_or(0..text.len(), |own| own.range.clone());
            let kind = own.map_or(error.kind, |own| own.kind);
            let mut finding = Finding::new(
                &RULE,
                entry.place(node, range),
                format!("`src` isn't a valid regular expression: {kind}."),
            );
            let repaired = text.replace("**", ".*");
            let repaired = if repaired.starts_with('*') { format!("/.{repaired}") } else { repaired };
            if repaired != text && JsRegex::check(&repaired).is_ok() {
                let edit = entry.change(node, &repaired);
                finding = finding.fix(Fix::preferred(format!("Change to `{repaired}`"), edit));
            }
            finding
        }
        RouteFault::ContinueWithService => {
            let message = "`continue` can't be used with a service as `destination`. Remove it.";
            let mut finding = Finding::new(&RULE, key_range("continue"), message);
            finding.fixes.extend(removal("continue", true));
            finding
        }
        RouteFault::Forbidden(phase, key) => {
            let written = written(entry, key);
            let message = format!(
                "After `\"handle\": \"{}\"`, a route can only add headers, so `{written}` isn't allowed. Remove `{written}`, or move the route above `handle`.",
                name(*phase)
            );
            let mut finding = Finding::new(&RULE, key_range(written), message);
            finding.fixes.extend(removal(written, false));
            finding
        }
        RouteFault::Required(phase, key) => {
            let place = key_range(if object.has("src") { "src" } else { "source" });
            let message =
                format!("After `\"handle\": \"{}\"`, this route needs `\"{key}\": true`.", name(*phase));
            let mut finding = Finding::new(&RULE, place, message);
            let edit = match object.get(key) {
                Some(value) if matches!(value.json, Json::Bool(_)) => Some((value.range, "true".to_owned())),
                Some(_) => None,
                None => edit::insert_member(&entry.text(), &entry.node, key, "true")
                    .map(|edit| (edit.range, edit.insert)),
            };
            if let Some((range, insert)) = edit {
                finding = finding.fix(Fix::preferred(format!("Add `{key}: true`"), (range, insert)));
            }
            finding
        }
    })
}

/// Which of two names of a thing is written.
fn written(entry: &Entry, key: &'static str) -> &'static str {
    let long = match key {
        "dest" => "destination",
        "status" => "statusCode",
        _ => key,
    };
    if entry.node.get(long).is_some() { long } else { key }
}

fn name(phase: HandlePhase) -> &'static str {
    match phase {
        HandlePhase::Hit => "hit",
        HandlePhase::Miss => "miss",
    }
}
