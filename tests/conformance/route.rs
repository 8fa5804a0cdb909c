//! Requests to projects with findings: what a finding calls unreachable must not be reached. (Who answers is judged in `build` and `dev`.)

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use svc_analysis::check::check;
use svc_analysis::request::{Request, Router};
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

/// Whether Vercel rejects the rules, and what each request reaches.
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
    for asked in &case.requests {
        let answer = router.answer(&asked.request());
        // What is called unreachable must not be reached.
        let rules = ["redundant-rule", "shadowed-rule", "unreachable-source"].into_iter().flat_map(unreached);
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
