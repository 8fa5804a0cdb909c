//! Plan limit exceeded.

use crate::functions;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::{Reading, v1};
use crate::settings::Plan;
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::value::Node;

rule! {
    /// # Plan limit exceeded
    ///
    /// Vercel rejects a deployment whose settings exceed the limits of your plan, but only after the build.
    ///
    /// svc-lsp checks these limits if it knows your plan: from the setting `svcLsp.plan`, `plan` in `svc-lsp.jsonc`, or `check --plan`. A
    /// `maxDuration` above the limit of Hobby is an error, because Vercel is known to reject it.
    ///
    /// | | Hobby | Pro, Enterprise |
    /// | --- | --- | --- |
    /// | `maxDuration` (seconds) | 300 | 800 (1,800 in an extended beta) |
    /// | `memory` (MB) | 2,048 | 4,096 |
    /// | `regions` | one | several |
    /// | `functionFailoverRegions`, `passiveRegions` | none | Enterprise only |
    ///
    /// ```settings
    /// { "plan": "hobby" }
    /// ```
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "functions": { "api/report.ts": { "maxDuration": 800 } } }
    /// ```
    ///
    /// ```settings
    /// { "plan": "pro" }
    /// ```
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json good
    /// { "functions": { "api/report.ts": { "maxDuration": 800 } } }
    /// ```
    ///
    /// ```settings
    /// { "plan": "hobby" }
    /// ```
    /// ```json bad
    /// { "regions": ["fra1", "iad1"] }
    /// ```
    ///
    /// Source: [Limits of functions](https://vercel.com/docs/functions/limitations), as documented in August 2026,
    /// [Regions of functions](https://vercel.com/docs/functions/configuring-functions/region), as documented in February 2026, and a deployment that Vercel rejected in July 2026
    /// ([AhsanAyaz/code-with-ahsan#264](https://github.com/AhsanAyaz/code-with-ahsan/pull/264)).
    pub static RULE = {
        code: "plan-limit",
        severity: Warning,
        or: [Error],
        check: Check::File(check),
    }
}

/// What a plan allows.
struct Limits {
    plan: &'static str,
    is_hobby: bool,
    seconds: f64,
    memory: f64,
    several_regions: bool,
    failover: bool,
}

impl Limits {
    fn of(plan: Plan) -> Limits {
        let (name, hobby) = match plan {
            Plan::Hobby => ("Hobby", true),
            Plan::Pro => ("Pro", false),
            Plan::Enterprise => ("Enterprise", false),
        };
        Limits {
            plan: name,
            is_hobby: hobby,
            seconds: if hobby { 300.0 } else { 800.0 },
            memory: if hobby { 2048.0 } else { 4096.0 },
            several_regions: !hobby,
            failover: plan == Plan::Enterprise,
        }
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(limits) = snapshot.settings.plan.map(Limits::of) else { return };
    let mut found = Vec::new();
    regions(snapshot.config(), &limits, None, &mut found);
    for block in functions::blocks(snapshot) {
        for member in block.members() {
            numbers(&member.value, &limits, block.service.as_deref(), &mut found);
            regions(&member.value, &limits, block.service.as_deref(), &mut found);
        }
    }
    for service in v1::services(snapshot, Reading::Diagnostics) {
        if let Some(node) = v1::declared(snapshot).and_then(|services| services.get(&service.name)) {
            numbers(node, &limits, Some(&service.name), &mut found);
        }
    }
    findings.append(&mut found);
}

/// `maxDuration` and `memory` of a function or a service.
fn numbers(settings: &Node, limits: &Limits, service: Option<&str>, findings: &mut Vec<Finding>) {
    for (key, most, unit, schema) in
        [("maxDuration", limits.seconds, "seconds", 3600.0), ("memory", limits.memory, "MB", 10_240.0)]
    {
        let Some(node) = settings.get(key) else { continue };
        // Beyond the schema's own limit, that is reported.
        let Some(value) = node.as_number().filter(|value| *value > most && *value <= schema) else {
            continue;
        };
        let beta = if key == "maxDuration" && most > 300.0 && value <= 1800.0 {
            " (up to 1,800 in an extended beta)"
        } else {
            ""
        };
        let is_rejected = key == "maxDuration" && limits.is_hobby;
        let outcome = if is_rejected { ", so Vercel rejects the deployment" } else { "" };
        let message = format!(
            "The {} plan limits `{key}` to {most} {unit}{beta}, but this is {value}{outcome}.",
            limits.plan
        );
        let mut finding = Finding::new(&RULE, node.range, message)
            .fix(Fix::offered(format!("Change to {most}"), (node.range, most.to_string())));
        if is_rejected {
            finding = finding.severity(Severity::Error);
        }
        finding.service = service.map(str::to_owned);
        findings.push(finding);
    }
}

/// The regions of the project or of a function.
fn regions(settings: &Node, limits: &Limits, service: Option<&str>, findings: &mut Vec<Finding>) {
    let mut say = |node: &Node, message: String| {
        let mut finding = Finding::new(&RULE, node.range, message);
        finding.service = service.map(str::to_owned);
        findings.push(finding);
    };
    if let Some(node) = settings.get("regions")
        && let Some(names) = node.as_array()
        && !limits.several_regions
        && (names.len() > 1 || names.iter().any(|name| name.as_str() == Some("all")))
    {
        say(node, format!("On the {} plan, functions run in one region. List only one.", limits.plan));
    }
    for key in ["functionFailoverRegions", "passiveRegions"] {
        if let Some(node) = settings.get(key)
            && node.as_array().is_some_and(|names| !names.is_empty())
            && !limits.failover
        {
            say(
                node,
                format!("`{key}` requires the Enterprise plan, but this project is on {}.", limits.plan),
            );
        }
    }
}
