//! Pattern in destination.

use crate::routes::{EntryFacts, EntryKind};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};

rule! {
    /// # Pattern in destination
    ///
    /// The wildcard is sent literally as part of the destination, which usually returns 404.
    ///
    /// A destination isn't matched against anything. Use `:name` to insert a named parameter from `source`, and `$1`, `$2` and so on
    /// for unnamed groups.
    ///
    /// ```json bad
    /// { "rewrites": [{ "source": "/api/:path*", "destination": "https://api.example.com/*" }] }
    /// ```
    ///
    /// ```json good
    /// { "rewrites": [{ "source": "/api/:path*", "destination": "https://api.example.com/:path*" }] }
    /// ```
    pub static RULE = {
        code: "literal-destination-syntax",
        severity: Warning,
        check: Check::Entry(check),
    }
}

fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    let EntryFacts { entry, kind: EntryKind::Pattern { examined, is_unfillable: false }, .. } = facts else {
        return;
    };
    // What Vercel rejects is reported by the rule of the block.
    if !examined.faults.is_empty() || examined.valid_source(&entry.node).is_none() {
        return;
    }
    let Some((node, text)) = entry.destination() else { return };
    let path = text.split(['?', '#']).next().unwrap_or_default();
    for wildcard in ["(.*)", "*"] {
        let Some(start) = path.find(wildcard) else { continue };
        let before = path.get(..start).unwrap_or_default();
        // `:name*` and `:name(.*)` are filled; only a whole segment is surely meant as a wildcard.
        let end = start + wildcard.len();
        if !before.ends_with('/')
            || path.get(end..).is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        {
            continue;
        }
        let place = entry.place(node, start..end);
        let names: Vec<&str> = examined.segments.names().collect();
        let value = match (names.as_slice(), examined.segments.source_len()) {
            ([], 1..) => Some("$1".to_owned()),
            ([name], 1) => Some(format!(":{name}*")),
            _ => None,
        };
        let message = format!("`{wildcard}` in a destination is literal text. ");
        findings.push(match value {
            Some(value) => {
                Finding::new(&RULE, place, format!("{message}Use `{value}` for what `source` matched."))
                    .fix(Fix::preferred(format!("Change to `{value}`"), (place, value)))
            }
            None => {
                Finding::new(&RULE, place, format!("{message}Use `:name` or `$1` for what `source` matched."))
            }
        });
        return;
    }
}
