//! What becomes of requests: our router beside the routes that Vercel's packages compile, run in JavaScript.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use svc_analysis::check::check;
use svc_analysis::request::{Acting, Answer, Outcome, Query, Request, Router};
use svc_analysis::snapshot::Snapshot;
use svc_vercel::project::MemoryFs;

use crate::conformance::case::{Case, Comparison};

/// A request of a case.
#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    url: String,
    method: Option<String>,
    host: Option<String>,
    #[serde(default)]
    headers: Map<String, Value>,
    #[serde(default)]
    cookies: Map<String, Value>,
}

impl Asked {
    fn request(&self) -> Request {
        let mut request = Request::get(&self.url).expect("a path");
        if let Some(method) = &self.method {
            request.method.clone_from(method);
        }
        if let Some(host) = &self.host {
            request.set_host(host);
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        self.headers.iter().for_each(|(name, value)| request.set_header(name, &text(value)));
        self.cookies.iter().for_each(|(name, value)| request.set_cookie(name, &text(value)));
        request
    }
}

/// Each request of a case: what becomes of it there and here.
pub fn comparisons(case: &Case) -> Vec<Comparison> {
    let snapshot = Snapshot::of(case.text(), Arc::new(MemoryFs::new(case.paths())));
    let router = Router::new(&snapshot);
    let compare = |field, expected: Value, got| Comparison { field, expected, got };
    let Ok(router) = router else {
        return vec![compare("refused", json!(case.expect.is_null()), json!(true))];
    };
    if case.expect.is_null() {
        return vec![compare("refused", json!(true), json!(false))];
    }
    let findings = check(&snapshot);
    let unreached = |rule: &'static str| findings.iter().filter(move |finding| finding.rule.code == rule);
    let mut compared = Vec::new();
    for (asked, expected) in case.requests.iter().zip(case.expect.as_array().expect("a list")) {
        let answer = router.answer(&asked.request());
        let got = plain(&answer);
        for field in ["outcome", "service", "received", "headers", "steps", "shadowed"] {
            let expected = json!({ "request": asked.url, field: expected[field] });
            compared.push(compare(field, expected, json!({ "request": asked.url, field: got[field] })));
        }
        // What is called unreachable must not be reached.
        let rules = ["shadowed-rule", "unreachable-source"].into_iter().flat_map(unreached);
        let acted = |range| {
            answer
                .steps
                .iter()
                .any(|step| step.rule.place.as_ref().is_some_and(|place| place.source_range == Some(range)))
        };
        let reached = rules.filter(|finding| acted(finding.range)).map(|finding| &finding.message);
        let services = unreached("unreachable-service");
        let asked_for =
            services.filter(|finding| finding.service.is_some() && finding.service == answer.service);
        let reached: Vec<&String> = reached.chain(asked_for.map(|finding| &finding.message)).collect();
        compared.push(compare(
            "reached",
            json!({ "request": asked.url, "reached": [] }),
            json!({ "request": asked.url, "reached": reached }),
        ));
    }
    compared
}

/// An answer as the judge writes it.
fn plain(answer: &Answer) -> Value {
    let steps = answer.steps.iter().map(|step| {
        let variables: Map<String, Value> =
            step.variables.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        json!({ "rule": id(&step.rule), "variables": variables, "effect": step.effect.name(), "to": step.to })
    });
    let mut headers = answer.headers.clone();
    headers.sort();
    json!({
        "outcome": outcome(&answer.outcome),
        "service": answer.service,
        "received": answer.received.as_ref().map(|received| {
            json!({ "path": received.path, "query": received.query.pairs, "headers": received.headers })
        }),
        "headers": headers,
        "steps": steps.collect::<Vec<_>>(),
        "shadowed": answer.shadowed.iter().map(|shadowed| id(&shadowed.rule)).collect::<Vec<_>>(),
    })
}

/// A rule by its place, a generated one by its kind and service.
fn id(rule: &Acting) -> String {
    rule.place.as_ref().map_or_else(
        || format!("{} {}", rule.kind.name(), rule.service.as_deref().unwrap_or("null")),
        |place| place.pointer.clone(),
    )
}

fn outcome(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Service { name, declared } => {
            json!({ "kind": "service", "service": name, "declared": declared })
        }
        Outcome::Path { path, file, status } => {
            json!({ "kind": "path", "path": path, "file": file, "status": status })
        }
        Outcome::Redirect { status, location } => {
            json!({ "kind": "redirect", "status": status, "location": location })
        }
        Outcome::External { url } => {
            let (base, query) = url.split_once('?').unwrap_or((url, ""));
            json!({ "kind": "external", "url": base, "query": Query::parse(query).pairs })
        }
        Outcome::Status { status } => json!({ "kind": "status", "status": status }),
        Outcome::Mitigated { action } => json!({ "kind": "mitigated", "action": action }),
        Outcome::NotFound => json!({ "kind": "notFound" }),
        Outcome::Undecided { .. } => json!({ "kind": "undecided" }),
    }
}
