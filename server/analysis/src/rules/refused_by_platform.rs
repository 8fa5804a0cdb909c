//! Accepted by the CLI but rejected by Vercel.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::shape::{self, Case};
use svc_config::Severity;

rule! {
    /// # Accepted by the CLI but rejected by Vercel
    ///
    /// The CLI accepts this value, but Vercel rejects the deployment when it is created.
    ///
    /// The CLI checks only a part of the file. The platform also checks its own limits: a `buildCommand` of at most 256 characters,
    /// at most 100 cron jobs, `regions` as a list.
    ///
    /// ```json bad
    /// { "buildCommand": true }
    /// ```
    ///
    /// ```json bad
    /// { "regions": "fra1" }
    /// ```
    ///
    /// ```json good
    /// { "buildCommand": "npm run build", "regions": ["fra1"] }
    /// ```
    ///
    /// Source: [the schema](https://openapi.vercel.sh/vercel.json) that Vercel checks the file against, as published in June 2026 with the types and
    /// limits of each key, and deployments that it rejected in April
    /// and September 2026 ([HomenShum/nodebench-ai#74](https://github.com/HomenShum/nodebench-ai/pull/74),
    /// [kitokoh/leopardo-hr#7181](https://github.com/kitokoh/leopardo-hr/issues/7181)).
    pub static RULE = {
        code: "refused-by-platform",
        severity: Error,
        check: Check::Shape(check),
    }
}

/// The finding that the mistake would have if the CLI rejected it too.
fn check(case: &Case<'_>) -> Option<Finding> {
    if case.mistake.severity != Severity::Warning {
        return None;
    }
    let finding = shape::finding_without(&RULE, case)?;
    let message = format!("{} The CLI accepts it, but Vercel rejects the deployment.", finding.message);
    Some(Finding { rule: &RULE, severity: RULE.severity, vercel_code: RULE.vercel_code, message, ..finding })
}
