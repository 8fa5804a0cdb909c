//! A rewrite that Vercel refuses.

use crate::routes::{Block, EntryFacts};
use crate::rules::finding::Finding;
use crate::rules::{Check, refused_entry};

rule! {
    /// # A rewrite that Vercel refuses
    ///
    /// The `source` of a rewrite is a path pattern, not a regular expression: see `invalid-redirect` for the usual mistakes.
    ///
    /// ```json bad
    /// { "rewrites": [{ "source": "^/api(?:/.*)?$", "destination": "/api/index" }] }
    /// ```
    ///
    /// ```json good
    /// { "rewrites": [{ "source": "/api(/.*)?", "destination": "/api/index" }] }
    /// ```
    ///
    /// Every `:name` in `destination` must be a parameter of `source`, or be bound by `has`. What a group without a name matches is
    /// `$1`, `$2` and so on:
    ///
    /// ```json bad
    /// { "rewrites": [{ "source": "/api/(.*)", "destination": "/server/:1" }] }
    /// ```
    ///
    /// ```json good
    /// { "rewrites": [{ "source": "/api/(.*)", "destination": "/server/$1" }] }
    /// ```
    ///
    /// The same holds for a `request.path` transform, where `$name` is an environment variable:
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
