//! Invalid redirect.

use crate::routes::{Block, Entry, EntryFacts, EntryKind, Fault};
use crate::rules::finding::{Finding, Fix};
use crate::rules::{Check, refused_entry};

rule! {
    /// # Invalid redirect
    ///
    /// Vercel rejects the deployment because it can't parse this redirect.
    ///
    /// `source` is a path pattern: text with parameters (`:name`, `:name*`, `:name(\\d+)`) and groups (`(.*)`). It isn't a regular
    /// expression. Common mistakes:
    ///
    /// - A capturing group inside another group. Start the inner one with `?:`, as in `/(.*\\.(?:js|css))`.
    /// - A lookahead outside a group. Write `/((?!api).*)`.
    /// - `*` as a wildcard. Write `(.*)` or `:path*`.
    /// - A query string or a host. `source` matches only the path; use `has` for the rest.
    ///
    /// Every `:name` in `destination` must be defined by `source` or `has`. Use `$1`, `$2` and so on for groups without a name.
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
    /// { "redirects": [{ "source": "https://example.com/:path", "destination": "/blog/:path" }] }
    /// ```
    ///
    /// A redirect has one status. `"permanent": true` sets 308 and `false` sets 307; use `statusCode` for any other status.
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
    let message = "`permanent` can't be used with `statusCode`. Remove one of them.";
    let mut finding = Finding::new(&RULE, status.key_range, message);
    for (key, preferred) in [("permanent", true), ("statusCode", false)] {
        let edit = entry.remove(key)?;
        finding = finding.fix(Fix { title: format!("Remove `{key}`"), edits: vec![edit], preferred });
    }
    Some(finding)
}
