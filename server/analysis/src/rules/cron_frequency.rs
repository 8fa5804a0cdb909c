//! Cron job too frequent for the Hobby plan.

use crate::rules::finding::{Finding, Fix};
use crate::rules::{Check, cron_schedule};
use crate::settings::Plan;
use crate::snapshot::Snapshot;
use svc_vercel::cron::{self, Field};

rule! {
    /// # Cron job too frequent for the Hobby plan
    ///
    /// On the Hobby plan, Vercel rejects a deployment with a cron job that runs more than once a day.
    ///
    /// Run the job once a day, or upgrade the plan. svc-lsp checks this if it knows the plan: from the setting `svcLsp.plan`, `plan` in
    /// `svc-lsp.jsonc`, or `check --plan hobby`.
    ///
    /// ```settings
    /// { "plan": "hobby" }
    /// ```
    /// ```json bad
    /// { "crons": [{ "path": "/api/report", "schedule": "0 * * * *" }] }
    /// ```
    ///
    /// ```settings
    /// { "plan": "hobby" }
    /// ```
    /// ```json good
    /// { "crons": [{ "path": "/api/report", "schedule": "0 5 * * *" }] }
    /// ```
    ///
    /// Source: [Usage and pricing](https://vercel.com/docs/cron-jobs/usage-and-pricing), and a deployment that Vercel rejected in March 2026
    /// ([MaxLinCode/Atlas#42](https://github.com/MaxLinCode/Atlas/pull/42)).
    pub static RULE = {
        code: "cron-frequency",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    if snapshot.settings.plan != Some(Plan::Hobby) {
        return;
    }
    for (service, node) in cron_schedule::expressions(snapshot) {
        let text = node.as_str().unwrap_or_default();
        let Ok(schedule) = cron::parse(text) else { continue };
        let often = schedule.runs_per_day();
        if often <= 1 {
            continue;
        }
        let first = |field| schedule.values(field).next().unwrap_or_default();
        let days: Vec<&str> = text.split_whitespace().skip(2).collect();
        let daily = format!("{} {} {}", first(Field::Minute), first(Field::Hour), days.join(" "));
        let message = format!(
            "This job runs {often} times a day, but the Hobby plan allows one run a day, so Vercel rejects the deployment."
        );
        let mut finding = Finding::new(&RULE, node.range, message).fix(Fix::offered(
            format!("Change to `{daily}` (once a day)"),
            (node.range, svc_syntax::edit::quoted(&daily)),
        ));
        finding.service = service;
        findings.push(finding);
    }
}
