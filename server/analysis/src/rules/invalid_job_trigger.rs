//! A job's trigger that Vercel doesn't know.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::Service;
use crate::services::v1::Kind;
use svc_syntax::edit;
use svc_vercel::spelling;

rule! {
    /// # A job's trigger that Vercel doesn't know
    ///
    /// A job's `trigger` is `queue`, `schedule` or `workflow`.
    ///
    /// ```files
    /// //- /clean.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "clean": { "type": "job", "trigger": "schedul", "schedule": "0 0 * * *", "entrypoint": "clean.py" } } }
    /// ```
    ///
    /// ```files
    /// //- /clean.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "clean": { "type": "job", "trigger": "schedule", "schedule": "0 0 * * *", "entrypoint": "clean.py" } } }
    /// ```
    pub static RULE = {
        code: "invalid-job-trigger",
        vercel: "INVALID_JOB_TRIGGER",
        severity: Error,
        owns_form: true,
        check: Check::Service,
    }
}

/// A job's triggers.
pub const TRIGGERS: [&str; 3] = ["queue", "schedule", "workflow"];

/// One job's trigger.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if service.kind() != Kind::Job || service.spoken_of(&["trigger"]) {
        return;
    }
    let Some(node) =
        service.truthy("trigger").filter(|it| it.as_str().is_none_or(|text| !TRIGGERS.contains(&text)))
    else {
        return;
    };
    let shown = node.as_str().map_or_else(|| node.kind().to_owned(), |text| format!("`{text}`"));
    let message = format!("{shown} is no trigger of a job. Use `queue`, `schedule` or `workflow`.");
    let mut finding = Finding::new(&RULE, node.range, message).service(&*service.name);
    if let Some(nearest) = node.as_str().and_then(|text| spelling::nearest(text, TRIGGERS)) {
        let edit = edit::replace_with_string(node, nearest);
        finding = finding.fix(Fix::preferred(format!("Change to `{nearest}`"), edit));
    }
    findings.push(finding);
}
