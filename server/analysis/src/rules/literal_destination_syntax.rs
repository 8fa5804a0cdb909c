//! Pattern syntax in a destination, which is sent on as it is.

use crate::routes::{Entry, Examined, report};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};

rule! {
    /// # Pattern syntax in a destination
    ///
    /// A destination is filled, not matched: `*` and `(.*)` stand there as they are. What `source` matched is `:name` for a
    /// parameter, `$1`, `$2` for groups.
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
        check: Check::Pass,
    }
}

/// The destination of an entry that Vercel accepts.
pub fn check(entry: &Entry, examined: &Examined, findings: &mut Vec<Finding>) {
    let Some((node, text)) = report::destination_text(&entry.node) else { return };
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
        let message = format!("`{wildcard}` in a destination is sent on as it is. ");
        findings.push(match value {
            Some(value) => {
                Finding::new(&RULE, place, format!("{message}What `source` matched is `{value}`."))
                    .fix(Fix::preferred(format!("Write `{value}`"), (place, value)))
            }
            None => Finding::new(&RULE, place, format!("{message}What `source` matched is `:name` or `$1`.")),
        });
        return;
    }
}
