//! A queue's job without topics.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Service;

rule! {
    /// # A queue's job without topics
    ///
    /// A job whose `trigger` is `queue` needs `topics`: the queues that it takes messages from. (A service of `type` `worker`
    /// takes those of the topic `default` if it names none.)
    ///
    /// ```files
    /// //- /mails.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "mails": { "type": "job", "trigger": "queue", "entrypoint": "mails.py" } } }
    /// ```
    ///
    /// ```files
    /// //- /mails.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "mails": { "type": "job", "trigger": "queue", "topics": ["mails"], "entrypoint": "mails.py" } } }
    /// ```
    pub static RULE = {
        code: "missing-queue-topics",
        vercel: "MISSING_QUEUE_TOPICS",
        severity: Error,
        owns_form: true,
        misses: ["topics"],
        check: Check::Service,
    }
}

/// One queue job's topics.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if !service.is_job("queue") || service.spoken_of(&["topics"]) {
        return;
    }
    if service.field("topics").and_then(|it| it.as_array()).is_some_and(|topics| !topics.is_empty()) {
        return;
    }
    let message = format!(
        "`{}` takes messages from a queue but names no `topics`. Add them, for example `\"topics\": [\"default\"]`.",
        service.name
    );
    let mut finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
    finding.fixes.extend(service.adding("topics", "[\"default\"]", false));
    findings.push(finding);
}
