//! Destination renamed by `cleanUrls`.

use crate::routes::{Block, EntryFacts, EntryKind, Scope};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::TextEdit;
use svc_syntax::value::{Node, Query};

rule! {
    /// # Destination renamed by `cleanUrls`
    ///
    /// In production, this rewrite returns 404, although it works with `vercel dev`.
    ///
    /// With `cleanUrls`, the build publishes `about.html` as `/about`, and there is nothing at `/about.html`. Leave out the extension.
    ///
    /// ```files
    /// //- /about.html
    /// ```
    /// ```json bad
    /// { "cleanUrls": true, "rewrites": [{ "source": "/x", "destination": "/about.html" }] }
    /// ```
    ///
    /// ```files
    /// //- /about.html
    /// ```
    /// ```json good
    /// { "cleanUrls": true, "rewrites": [{ "source": "/x", "destination": "/about" }] }
    /// ```
    ///
    /// Source: `writeStaticFile` in `vercel build` (Vercel CLI 64.0.2); its `overrides` give such files their paths.
    pub static RULE = {
        code: "clean-urls-destination",
        severity: Warning,
        check: Check::Note(|entry| entry.remember::<Destinations>(find)), Check::File(check),
    }
}

struct Destinations;

impl Query for Destinations {
    type Answer = Vec<Finding>;
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    if !config.get("cleanUrls").is_some_and(Node::is_true) {
        return;
    }
    let Some(scope) = Scope::of_file(snapshot) else { return };
    for (base, found) in scope.answers::<Destinations>(find) {
        findings.extend(found.iter().map(|finding| finding.clone().shifted(base)));
    }
}

fn find(facts: &EntryFacts) -> Vec<Finding> {
    let EntryFacts { block: Block::Rewrites, entry, kind: EntryKind::Pattern { .. }, .. } = facts else {
        return Vec::new();
    };
    let Some((node, written)) = entry.destination().filter(|(_, written)| written.starts_with('/')) else {
        return Vec::new();
    };
    let path = written.split(['?', '#']).next().unwrap_or(written);
    let Some(clean) = path.strip_suffix(".html") else { return Vec::new() };
    let clean = match clean.strip_suffix("/index") {
        Some("") => "/",
        Some(folder) => folder,
        None => clean,
    };
    let message = format!(
        "With `cleanUrls`, there is nothing at `{path}` in production: the file is published as `{clean}`."
    );
    let edit = TextEdit::new(entry.place(node, 0..path.len()), svc_syntax::edit::escaped(clean));
    vec![Finding::new(&RULE, node.range, message).fix(Fix::preferred(format!("Change to `{clean}`"), edit))]
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"{"cleanUrls":true,"rewrites":[{"source":"/(.*)","destination":"/index.html"}]}"#,
                r#"{"cleanUrls":true,"rewrites":[{"source":"/a/:x","destination":"/a/:x.html"}]}"#,
                r#"{"cleanUrls":true,"rewrites":[{"source":"/a","destination":"/b.html?c=1"}]}"#,
            ],
            &[
                r#"{"cleanUrls":true,"rewrites":[{"source":"/(.*)","destination":"/"}]}"#,
                r#"{"cleanUrls":true,"rewrites":[{"source":"/a","destination":"https://b.example/c.html"}]}"#,
                r#"{"rewrites":[{"source":"/a","destination":"/b.html"}]}"#,
            ],
        );
    }
}
