//! Schedule entrypoint with other triggers.

use crate::functions::schedules::{self, TRIGGERS};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_syntax::value::Node;

rule! {
    /// # Schedule entrypoint with other triggers
    ///
    /// The build fails because a file that a schedule runs has other triggers in `functions`.
    ///
    /// The first key of `functions` that matches the file must not set `experimentalTriggers`, or set it to exactly one trigger of the type
    /// `schedule/v1beta`. Remove the triggers, or change the key so that it doesn't match the file.
    ///
    /// ```files
    /// //- /jobs/nightly.py
    /// ```
    /// ```json bad
    /// { "schedules": [{ "entrypoint": "jobs/nightly.py", "schedule": "0 5 * * *" }],
    ///   "functions": { "jobs/*.py": { "experimentalTriggers": [{ "type": "queue/v2beta", "topic": "mails" }] } } }
    /// ```
    ///
    /// ```files
    /// //- /jobs/nightly.py
    /// ```
    /// ```json good
    /// { "schedules": [{ "entrypoint": "jobs/nightly.py", "schedule": "0 5 * * *" }],
    ///   "functions": { "jobs/*.py": { "experimentalTriggers": [{ "type": "schedule/v1beta" }] } } }
    /// ```
    pub static RULE = {
        code: "schedule-entrypoint-trigger-conflict",
        vercel: "SCHEDULE_ENTRYPOINT_TRIGGER_CONFLICT",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for scheduled in schedules::files(snapshot) {
        let Some(key) = scheduled.key else { continue };
        let Some(triggers) = key.value.get(TRIGGERS).filter(|triggers| !is_schedule(triggers)) else {
            continue;
        };
        let message = format!(
            "The key `{}` of `functions` gives this file other triggers, so the build fails. Remove its `{TRIGGERS}`.",
            key.key
        );
        findings.push(
            Finding::new(&RULE, scheduled.node.range, message)
                .related(triggers.range, "The triggers are set here."),
        );
    }
}

/// Whether triggers leave the file to its schedules (`isScheduleTrigger`).
fn is_schedule(triggers: &Node) -> bool {
    let only = triggers.as_array().filter(|triggers| triggers.len() == 1).and_then(|it| it.first());
    only.and_then(|only| only.get("type")).and_then(Node::as_str) == Some("schedule/v1beta")
}
