//! Worker with several topics.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Services;
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;

rule! {
    /// # Worker with several topics
    ///
    /// The build fails because only Python workers can have more than one topic.
    ///
    /// Declare a worker for each topic, or write the worker in Python.
    ///
    /// ```files
    /// //- /mails/package.json
    /// {}
    /// //- /mails/index.js
    /// module.exports = () => {};
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "mails": { "type": "worker", "entrypoint": "mails/index.js", "topics": ["welcome", "reminder"] } } }
    /// ```
    ///
    /// ```files
    /// //- /mails/package.json
    /// {}
    /// //- /mails/index.js
    /// module.exports = () => {};
    /// ```
    /// ```json good
    /// { "experimentalServices": { "mails": { "type": "worker", "entrypoint": "mails/index.js", "topics": ["welcome"] } } }
    /// ```
    pub static RULE = {
        code: "build-worker-multiple-topics",
        vercel: "BUILD_WORKER_MULTIPLE_TOPICS",
        severity: Error,
        check: Check::EachService(ServicesModel::V1, check),
    }
}

fn check(_: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    for (service, resolved) in services.resolved_in_v1() {
        let is_worker = service.text("type") == Some("worker") || service.text("trigger") == Some("queue");
        let Some(topics) = service.field("topics").filter(|_| is_worker) else { continue };
        let count = topics.as_array().map_or(0, |topics| topics.iter().count());
        if count < 2 || matches!(resolved.builder.name(), "" | "@vercel/python") {
            continue;
        }
        let message = format!(
            "Only Python workers can have more than one topic, so the build fails. Keep one of {count}."
        );
        findings.push(Finding::new(&RULE, topics.range, message).service(&*service.name));
    }
}
