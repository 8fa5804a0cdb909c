//! Strict affinity with several regions.

use std::collections::BTreeSet;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_syntax::value::{Node, Object};

rule! {
    /// # Strict affinity with several regions
    ///
    /// Vercel rejects a function that has strict affinity and more than one region.
    ///
    /// With `"affinity": { "mode": "strict" }`, all requests from a client reach the same instance, so the function runs in one
    /// region. Set `regions` to a single region, not to `all`.
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "functions": { "api/*.ts": { "affinity": { "mode": "strict" }, "regions": ["iad1", "fra1"] } } }
    /// ```
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json good
    /// { "functions": { "api/*.ts": { "affinity": { "mode": "strict" }, "regions": ["iad1"] } } }
    /// ```
    pub static RULE = {
        code: "invalid-function-affinity-regions",
        vercel: "INVALID_FUNCTION_AFFINITY_REGIONS",
        severity: Error,
        check: Check::File(check),
    }
}

/// The functions at the top and in v2 services.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    functions(config, None, findings);
    for key in ["services", "experimentalServicesV2"] {
        for service in config.get(key).and_then(Node::as_object).into_iter().flat_map(Object::entries) {
            functions(&service.value, Some(&service.key), findings);
        }
    }
}

fn functions(owner: &Node, service: Option<&str>, findings: &mut Vec<Finding>) {
    for function in owner.get("functions").and_then(Node::as_object).into_iter().flat_map(Object::entries) {
        let mode = function.value.get("affinity").and_then(|affinity| affinity.get("mode"));
        let (Some(mode), Some(regions)) =
            (mode.filter(|it| it.as_str() == Some("strict")), function.value.get("regions"))
        else {
            continue;
        };
        let names: BTreeSet<&str> =
            regions.as_array().unwrap_or_default().iter().filter_map(Node::as_str).collect();
        if names.len() <= 1 && !names.contains("all") {
            continue;
        }
        let message =
            format!("`{}` has strict affinity, so `regions` must list exactly one region.", function.key);
        let mut finding =
            Finding::new(&RULE, regions.range, message).related(mode.range, "Strict affinity is set here.");
        finding.service = service.map(str::to_owned);
        findings.push(finding);
    }
}
