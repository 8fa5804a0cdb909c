//! Rewrites for certain hosts only.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{self, Configured};
use crate::snapshot::Snapshot;
use svc_syntax::value::Node;

rule! {
    /// # Rewrites for certain hosts only
    ///
    /// Preview deployments return 404, because their host names are different.
    ///
    /// Each rewrite to a service has a condition on the host, so a request to any other host reaches no service. Remove the condition, or add a rewrite without
    /// it at the end.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "services": { "web": { "root": "web", "framework": "nextjs" } },
    ///   "rewrites": [{ "source": "/(.*)", "has": [{ "type": "host", "value": "www.example.com" }], "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": "web", "framework": "nextjs" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    pub static RULE = {
        code: "host-only-rewrites",
        severity: Information,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    let Some(object) = config.as_object() else { return };
    let Some(rewrites) = object.member("rewrites") else { return };
    if !matches!(services::configured(config), Configured::V2) || object.has("routes") {
        return;
    }
    let Some(entries) = rewrites.value.as_array() else { return };
    // Most files have a rewrite without it near the start: the others need no look.
    let is_for_a_host = |entry: &Node| {
        let has = entry.get("has").and_then(Node::as_array);
        let mut conditions = has.into_iter().flatten();
        conditions.any(|item| item.get("type").and_then(Node::as_str) == Some("host"))
    };
    if entries.is_empty() || !entries.iter().all(is_for_a_host) {
        return;
    }
    let to_service = |entry: &Node| entry.get("destination").is_some_and(|it| it.get("service").is_some());
    if entries.iter().any(to_service) {
        let message = "Every rewrite requires a certain host, so preview deployments, which have other hosts, return 404. Add a rewrite without a condition on the host.";
        findings.push(Finding::new(&RULE, rewrites.key_range, message));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"{"services":{"a":{"root":"a"}},"rewrites":[{"source":"/(.*)","has":[{"type":"host","value":"a.example"}],"destination":{"service":"a"}}]}"#,
                r#"{"services":{"a":{"root":"a"},"b":{"root":"b"}},"rewrites":[{"source":"/(.*)","has":[{"type":"host","value":"a.example"}],"destination":{"service":"a"}},{"source":"/(.*)","has":[{"type":"host","value":"b.example"}],"destination":{"service":"b"}}]}"#,
                r#"{"services":{"a":{"root":"a"}},"rewrites":[{"source":"/(.*)","has":[{"type":"header","key":"x"},{"type":"host","value":"a.example"}],"destination":{"service":"a"}}]}"#,
            ],
            &[
                r#"{"services":{"a":{"root":"a"}},"rewrites":[{"source":"/(.*)","has":[{"type":"host","value":"a.example"}],"destination":{"service":"a"}},{"source":"/(.*)","destination":{"service":"a"}}]}"#,
                r#"{"rewrites":[{"source":"/(.*)","has":[{"type":"host","value":"a.example"}],"destination":"/a"}]}"#,
            ],
        );
    }
}
