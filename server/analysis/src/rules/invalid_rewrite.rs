//! Invalid rewrite.

use crate::routes::{Block, EntryFacts};
use crate::rules::finding::Finding;
use crate::rules::{Check, refused_entry};

rule! {
    /// # Invalid rewrite
    ///
    /// Vercel rejects the deployment because it can't parse this rewrite.
    ///
    /// `source` is a path pattern, not a regular expression. See the `invalid-redirect` rule for common mistakes.
    ///
    /// ```json bad
    /// { "rewrites": [{ "source": "^/api(?:/.*)?$", "destination": "/api/index" }] }
    /// ```
    ///
    /// ```json good
    /// { "rewrites": [{ "source": "/api(/.*)?", "destination": "/api/index" }] }
    /// ```
    ///
    /// Every `:name` in `destination` must be defined by `source` or `has`. Use `$1`, `$2` and so on for groups without a name:
    ///
    /// ```json bad
    /// { "rewrites": [{ "source": "/api/(.*)", "destination": "/server/:1" }] }
    /// ```
    ///
    /// ```json good
    /// { "rewrites": [{ "source": "/api/(.*)", "destination": "/server/$1" }] }
    /// ```
    ///
    /// In the `args` of a `request.path` transform, `:name` inserts a parameter too, but `$name` inserts an environment variable,
    /// which the transform must list in `env`:
    ///
    /// ```json bad
    /// {
    ///   "services": { "api": { "root": "api" } },
    ///   "rewrites": [{
    ///     "source": "/api/:path*",
    ///     "destination": { "service": "api" },
    ///     "transforms": [{ "type": "request.path", "op": "set", "args": "/$path" }]
    ///   }]
    /// }
    /// ```
    pub static RULE = {
        code: "invalid-rewrite",
        vercel: "invalid_rewrite",
        severity: Error,
        check: Check::Entry(check),
    }
}

fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    refused_entry::check(&RULE, Block::Rewrites, facts, findings);
}
