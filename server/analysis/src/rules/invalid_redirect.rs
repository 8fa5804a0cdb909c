//! A redirect that Vercel refuses.

use crate::routes::{Block, Entry, EntryFacts, EntryKind, Fault};
use crate::rules::finding::{Finding, Fix};
use crate::rules::{Check, refused_entry};

rule! {
    /// # A redirect that Vercel refuses
    ///
    /// The `source` of a redirect is a path pattern: text with parameters in it (`:name`, `:name*`, `:name(\\d+)`) and groups
    /// (`(.*)`). It is not a regular expression. These are the usual mistakes:
    ///
    /// - A group that captures inside a group. Start the inner one with `?:`, as in `/(.*\\.(?:js|css))`.
    /// - A lookahead outside a group. Write `/((?!api).*)`.
    /// - `*` as a wildcard. Write `(.*)` or `:path*`.
    /// - A query string or a host. The path alone is matched; `has` tests the rest.
    ///
    /// Every `:name` in `destination` must be a parameter of `source`, or be bound by `has`; `$1`, `$2` stand for groups.
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "/old/*", "destination": "/new" }] }
    /// ```
    ///
    /// ```json good
    /// { "redirects": [{ "source": "/old/(.*)", "destination": "/new" }] }
    /// ```
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "/post/:slug", "destination": "/blog/:slugg" }] }
    /// ```
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "/search?page=1", "destination": "/find" }] }
    /// ```
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "https://example.com/:path", "destination": "/:path" }] }
    /// ```
    ///
    /// A redirect has one status: `permanent` sets 308 or 307, `statusCode` any other.
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "/old", "destination": "/new", "permanent": true, "statusCode": 301 }] }
    /// ```
    pub static RULE = {
        code: "invalid-redirect",
        vercel: "invalid_redirect",
        severity: Error,
        check: Check::Entry(check),
    }
}

fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    refused_entry::check(&RULE, Block::Redirects, facts, findings);
    if let EntryKind::Pattern { examined, .. } = &facts.kind
        && examined.faults.contains(&Fault::PermanentAndStatus)
    {
        findings.extend(both_statuses(&facts.entry));
    }
}

/// `permanent` and `statusCode` in one redirect.
fn both_statuses(entry: &Entry) -> Option<Finding> {
    let status = entry.node.as_object()?.member("statusCode")?;
    let message = "A redirect has either `permanent` or `statusCode`. Remove one of them.";
    let mut finding = Finding::new(&RULE, status.key_range, message);
    for (key, preferred) in [("permanent", true), ("statusCode", false)] {
        let edit = entry.remove(key)?;
        finding = finding.fix(Fix { title: format!("Remove `{key}`"), edits: vec![edit], preferred });
    }
    Some(finding)
}
