//! Invalid header rule.

use crate::routes::{Block, EntryFacts};
use crate::rules::finding::Finding;
use crate::rules::{Check, refused_entry};

rule! {
    /// # Invalid header rule
    ///
    /// Vercel rejects the deployment because it can't parse this header rule.
    ///
    /// `source` is a path pattern, not a regular expression. `invalid-redirect` lists common mistakes. The most common one is a
    /// capturing group inside another group:
    ///
    /// ```json bad
    /// { "headers": [{ "source": "/(.*\\.(js|css))", "headers": [{ "key": "Cache-Control", "value": "max-age=31536000" }] }] }
    /// ```
    ///
    /// ```json good
    /// { "headers": [{ "source": "/(.*\\.(?:js|css))", "headers": [{ "key": "Cache-Control", "value": "max-age=31536000" }] }] }
    /// ```
    ///
    /// ```json bad
    /// { "headers": [{ "source": "/(?!api)(.*)", "headers": [{ "key": "X-Frame-Options", "value": "DENY" }] }] }
    /// ```
    pub static RULE = {
        code: "invalid-header",
        vercel: "invalid_header",
        severity: Error,
        check: Check::Entry(check),
    }
}

fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    refused_entry::check(&RULE, Block::Headers, facts, findings);
}
