//! A queue's job without topics.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

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
        check: Check::Problem,
    }
}

/// The finding of a queue's job without topics.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let message = format!(
        "`{}` takes messages from a queue but names no `topics`. Add them, for example `\"topics\": [\"default\"]`.",
        case.service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    finding.fixes.extend(case.adding("topics", "[\"default\"]", false));
    finding
}
