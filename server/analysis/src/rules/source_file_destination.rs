//! Destination is a source file.

use crate::functions::framework;
use crate::routes::{Block, EntryFacts, EntryKind, Scope};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{self, Configured};
use crate::snapshot::Snapshot;
use svc_syntax::TextRange;
use svc_syntax::value::Query;
use svc_vercel::posix_path;

rule! {
    /// # Destination is a source file
    ///
    /// This rewrite returns 404.
    ///
    /// A deployment serves the files that the build outputs and the functions in `api`. A source file elsewhere is neither. Move it
    /// into `api`, or rewrite to a path that the application handles.
    ///
    /// ```files
    /// //- /package.json
    /// { "devDependencies": { "vite": "7" } }
    /// //- /server/index.js
    /// export default (req, res) => res.end()
    /// ```
    /// ```json bad
    /// { "rewrites": [{ "source": "/api/(.*)", "destination": "/server/index.js" }] }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "devDependencies": { "vite": "7" } }
    /// //- /api/index.js
    /// export default (req, res) => res.end()
    /// ```
    /// ```json good
    /// { "rewrites": [{ "source": "/api/(.*)", "destination": "/api/index.js" }] }
    /// ```
    ///
    /// svc-lsp reports this only in projects whose framework it knows.
    pub static RULE = {
        code: "source-file-destination",
        severity: Warning,
        check: Check::Note(|entry| entry.remember::<Destinations>(find)), Check::File(check),
    }
}

/// Extensions of files that a build reads and doesn't output under their own names.
const SOURCES: [&str; 13] =
    ["js", "mjs", "cjs", "ts", "mts", "cts", "jsx", "tsx", "py", "go", "rb", "rs", "php"];

/// The builders of frameworks whose output holds no file of the project under its own name. A backend answers every path itself.
const FRONTENDS: [&str; 2] = ["@vercel/next", "@vercel/static-build"];

struct Destinations;

impl Query for Destinations {
    type Answer = Option<(TextRange, String)>;
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    let Some(scope) = Scope::of_file(snapshot) else { return };
    let mut is_built = None;
    for (base, found) in scope.answers::<Destinations>(find) {
        let Some((place, path)) = found else { continue };
        let is_built = *is_built.get_or_insert_with(|| {
            matches!(services::configured(config), Configured::None)
                && !["builds", "outputDirectory", "routes"].into_iter().any(|key| config.get(key).is_some())
                && framework::of(snapshot).flatten().is_some_and(|it| FRONTENDS.contains(&it.builder()))
        });
        let is_file = |path: &str| snapshot.project.is_file(path);
        let file = path.trim_start_matches('/');
        if !is_built
            || !is_file(file)
            || is_file(&format!("public/{file}"))
            || is_file(&format!("static/{file}"))
        {
            continue;
        }
        let message = format!(
            "`{path}` is a source file outside `api`, so it isn't deployed, and this rewrite returns 404. Move it into `api`."
        );
        findings.push(Finding::new(&RULE, *place + base, message));
    }
}

fn find(facts: &EntryFacts) -> Option<(TextRange, String)> {
    let EntryFacts { block: Block::Rewrites, entry, kind: EntryKind::Pattern { .. }, .. } = facts else {
        return None;
    };
    let (node, written) = entry.destination()?;
    let path = written.split(['?', '#']).next()?;
    let (_, extension) = posix_path::basename(path).rsplit_once('.')?;
    let is_source = SOURCES.contains(&extension)
        && path.starts_with('/')
        && !path.contains([':', '$', '('])
        && !path.starts_with("/api/");
    is_source.then(|| (node.range, path.to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"//- /package.json
{ "dependencies": { "next": "16" } }
//- /server/app.ts
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"/server/app.ts"}]}"#,
                r#"//- /package.json
{ "devDependencies": { "vite": "7" } }
//- /main.py
//- /vercel.json
{"rewrites":[{"source":"/x/(.*)","destination":"/main.py?p=$1"}]}"#,
                r#"//- /src/api.js
//- /vercel.json
{"framework":"astro","rewrites":[{"source":"/x","destination":"/src/api.js"}]}"#,
            ],
            &[
                r#"//- /package.json
{ "devDependencies": { "vite": "7" } }
//- /public/sw.js
//- /sw.js
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"/sw.js"}]}"#,
                r#"//- /package.json
{ "dependencies": { "express": "4" } }
//- /index.js
const express = require("express")
//- /vercel.json
{"rewrites":[{"source":"/(.*)","destination":"/index.js"}]}"#,
                r#"//- /app.js
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"/app.js"}]}"#,
            ],
        );
    }
}
