//! Slash added after the host.

use crate::routes::compile::{self, Block};
use crate::routes::{EntryFacts, EntryKind};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};

rule! {
    /// # Slash added to the destination
    ///
    /// Requests go to a URL with an extra `/` at the end: `/api/file.json` becomes `/file.json/`.
    ///
    /// If a group comes directly after the host of a destination, such as `https://example.com$1`, Vercel adds a slash after the
    /// URL. Write the slash in the destination, and leave it out of the group.
    ///
    /// ```json bad
    /// { "rewrites": [{ "source": "/api(/.*)?", "destination": "https://api.example.com$1" }] }
    /// ```
    ///
    /// ```json good
    /// { "rewrites": [{ "source": "/api/(.*)", "destination": "https://api.example.com/$1" }] }
    /// ```
    ///
    /// Source: `replaceSegments` in `@vercel/routing-utils`, which writes the destination with `url.format`.
    pub static RULE = {
        code: "slash-after-host",
        severity: Warning,
        check: Check::Entry(check),
    }
}

fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    let EntryFacts { block, entry, kind: EntryKind::Pattern { examined, is_unfillable: false }, .. } = facts
    else {
        return;
    };
    if !examined.faults.is_empty() {
        return;
    }
    let Some((node, written)) = entry.destination() else { return };
    let Some((_, behind)) = written.split_once("://") else { return };
    let Some(at) = behind.find(['/', '?', '#', '$']).filter(|at| behind.as_bytes().get(*at) == Some(&b'$'))
    else {
        return;
    };
    let Ok(route) = compile::convert(*block, &entry.node, examined) else { return };
    let compiled = match block {
        Block::Redirects => route.pointer("/headers/Location"),
        _ => route.get("dest"),
    };
    let Some(compiled) = compiled.and_then(|it| it.as_str()) else { return };
    // What Vercel made of it tells.
    if written.ends_with('/') || !compiled.ends_with('/') {
        return;
    }
    let start = written.len() - behind.len() + at;
    let message = format!(
        "Vercel adds a `/` to the end of this destination, because `{}` comes directly after the host. Put the slash in the destination, and not in the group.",
        behind.get(at..).unwrap_or_default()
    );
    let mut finding = Finding::new(&RULE, entry.place(node, start..written.len()), message);
    // `/api(/.*)?` with `$1` alone behind the host.
    if let Some((source, path)) = examined.valid_source(&entry.node)
        && behind.get(at..) == Some("$1")
        && let Some(prefix) = path.strip_suffix("(/.*)?").or_else(|| path.strip_suffix("(/.*)"))
        && !prefix.contains(['(', ':', '{'])
    {
        let edits = vec![
            entry.change(source, &format!("{prefix}/(.*)")),
            entry.change(node, &format!("{}/$1", written.get(..start).unwrap_or_default())),
        ];
        finding =
            finding.fix(Fix { title: "Move the slash out of the group".to_owned(), edits, preferred: false });
    }
    findings.push(finding);
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"{"rewrites":[{"source":"/x(/.*)","destination":"https://a.example$1"}]}"#,
                r#"{"rewrites":[{"source":"/y/z(/.*)?","destination":"http://a.example$1"}]}"#,
                r#"{"rewrites":[{"source":"/(.*)","destination":"https://b.a.example$1"}]}"#,
            ],
            &[
                r#"{"rewrites":[{"source":"/x/(.*)","destination":"https://a.example/$1"}]}"#,
                r#"{"rewrites":[{"source":"/x/(.*)","destination":"/y$1"}]}"#,
            ],
        );
    }
}
