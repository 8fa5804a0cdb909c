//! Missing queue topics.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Missing queue topics
    ///
    /// Vercel rejects a job with the trigger `queue` but without `topics`.
    ///
    /// Set `topics` to the topics that the job receives messages from. (A service of type `worker` uses the topic `default` if it
    /// lists none.)
    ///
    /// ```files
    /// //- /mails.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "mails": { "type": "job", "trigger": "queue", "entrypoint": "mails.py" } } }
    /// ```
    ///
    /// ```files
    /// //- /mails.py
    /// app = FastAPI()
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

/// The finding for a queue's job without topics.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let message = format!(
        "`{}` has `\"trigger\": \"queue\"` but no `topics`. Add them, such as `\"topics\": [\"default\"]`.",
        case.service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    finding.fixes.extend(case.adding("topics", "[\"default\"]", false));
    finding
}
