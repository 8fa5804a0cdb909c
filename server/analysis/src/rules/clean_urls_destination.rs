//! Destination renamed by `cleanUrls`.

use std::cell::OnceCell;

use crate::request::Files;
use crate::routes::{Block, EntryFacts, EntryKind, Scope};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::Configured;
use crate::snapshot::Snapshot;
use svc_syntax::value::{Node, Query};
use svc_syntax::{TextEdit, TextRange, edit};

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

/// A path whose file is published under another.
#[derive(Clone, PartialEq)]
struct Destination {
    /// The string that holds it.
    place: TextRange,
    /// The bytes of the path in the entry.
    path_range: TextRange,
    path: String,
    /// The path without the extension.
    clean: String,
}

struct Destinations;

impl Query for Destinations {
    type Answer = Option<Destination>;
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    if !config.get("cleanUrls").is_some_and(Node::is_true) {
        return;
    }
    let Some(scope) = Scope::of_file(snapshot) else { return };
    let files = OnceCell::new();
    for (base, found) in scope.answers::<Destinations>(find) {
        let Some(Destination { place, path_range, path, clean }) = found else { continue };
        let files = files.get_or_init(|| Files::of(snapshot, Configured::None));
        let (file, clean) = match files.other_case(clean) {
            Some((file, meant)) => (format!("`{file}`"), meant),
            None => ("the file".to_owned(), clean.clone()),
        };
        let message = format!(
            "With `cleanUrls`, there is nothing at `{path}` in production: {file} is published as `{clean}`."
        );
        let edit = TextEdit::new(*path_range + base, edit::escaped(&clean));
        findings.push(
            Finding::new(&RULE, *place + base, message)
                .fix(Fix::preferred(format!("Change to `{clean}`"), edit)),
        );
    }
}

fn find(facts: &EntryFacts) -> Option<Destination> {
    let EntryFacts { block: Block::Rewrites, entry, kind: EntryKind::Pattern { .. }, .. } = facts else {
        return None;
    };
    let (node, written) = entry.destination().filter(|(_, written)| written.starts_with('/'))?;
    let path = written.split(['?', '#']).next()?;
    let clean = path.strip_suffix(".html")?;
    let clean = match clean.strip_suffix("/index") {
        Some("") => "/",
        Some(folder) => folder,
        None => clean,
    };
    Some(Destination {
        place: node.range,
        path_range: entry.place(node, 0..path.len()),
        path: path.to_owned(),
        clean: clean.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;
    use crate::testing::snapshot;

    /// The page is published under the name that it has.
    #[test]
    fn names_in_another_case() {
        let snapshot = snapshot(
            r#"//- /about.html
//- /vercel.json
{"cleanUrls":true,"rewrites":[{"source":"/x","destination":"/About.html"}]}"#,
        );
        let mut findings = Vec::new();
        super::check(&snapshot, &mut findings);
        let titles: Vec<_> = findings.iter().flat_map(|it| &it.fixes).map(|fix| &*fix.title).collect();
        assert_eq!(titles, ["Change to `/about`"]);
    }

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
