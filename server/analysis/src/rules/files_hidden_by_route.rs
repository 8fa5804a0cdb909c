//! Files hidden by a route.

use crate::functions::framework;
use crate::request::{Files, Found};
use crate::routes::{Block, BlockEntry, Effect, Scope};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::missing_spa_rewrite::SINGLE_PAGE;
use crate::services::{Configured, configured};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_vercel::project::EntryKind;

rule! {
    /// # Files hidden by a route
    ///
    /// The page doesn't load its scripts, styles and images, because this route answers their requests with the page.
    ///
    /// Vercel tries `routes` before it looks for files. `{ "handle": "filesystem" }` makes it look first, and the routes below
    /// it run only if there is no file. `rewrites` always run after that.
    ///
    /// ```files
    /// //- /package.json
    /// { "devDependencies": { "vite": "7" }, "scripts": { "build": "vite build" } }
    /// //- /index.html
    /// ```
    /// ```json bad
    /// { "routes": [{ "src": "/(.*)", "dest": "/index.html" }] }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "devDependencies": { "vite": "7" }, "scripts": { "build": "vite build" } }
    /// //- /index.html
    /// ```
    /// ```json good
    /// { "routes": [{ "handle": "filesystem" }, { "src": "/(.*)", "dest": "/index.html" }] }
    /// ```
    ///
    /// svc-lsp checks the files of a project without a build step and those in `public`, and it assumes that a single-page
    /// app has scripts.
    pub static RULE = {
        code: "files-hidden-by-route",
        severity: Warning,
        check: Check::File(check),
    }
}

/// A script as the build of a single-page app names it.
const SCRIPT: &str = "/assets/index.js";
/// Extensions of files that a page loads.
const ASSETS: [&str; 16] = [
    "css",
    "js",
    "mjs",
    "json",
    "png",
    "jpg",
    "jpeg",
    "svg",
    "webp",
    "avif",
    "gif",
    "ico",
    "woff2",
    "webmanifest",
    "wasm",
    "mp4",
];
/// How many files are tried.
const MAX_FILES: usize = 20;

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    if configured(config) != Configured::None || config.get("builds").is_some() {
        return;
    }
    let Some(scope) = Scope::of_file(snapshot) else { return };
    let first_phase = || scope.entries_of(Block::Routes).take_while(|it| it.summary.handle.is_none());
    let mut pages = first_phase().enumerate().filter(|(_, entry)| answers_with_page(entry)).peekable();
    if pages.peek().is_none() {
        return;
    }
    let assets = assets(snapshot);
    for (index, page) in pages {
        let is_free = |path: &&String| {
            takes(&page, path)
                && page.summary.moves.as_ref().is_some_and(|target| target.prefix != **path)
                && !first_phase()
                    .take(index)
                    .any(|it| it.summary.effect != Effect::Continues && takes(&it, path))
        };
        let Some(asset) = assets.iter().find(is_free) else { continue };
        let Some(source) = &page.summary.source else { continue };
        let message = format!(
            "This route answers requests for files too: `{asset}` returns the page. Add `{{ \"handle\": \"filesystem\" }}` before it."
        );
        let mut finding = Finding::new(&RULE, source.range + page.base, message);
        let mut handles = scope.entries_of(Block::Routes).filter_map(|it| it.summary.handle.as_deref());
        if handles.next().is_none()
            && let Some(routes) = config.get("routes")
            && let Some(edit) =
                edit::insert_element(&snapshot.text, routes, index, r#"{ "handle": "filesystem" }"#)
        {
            finding = finding.fix(Fix::preferred("Add `{ \"handle\": \"filesystem\" }` before it", edit));
        }
        findings.push(finding);
        return;
    }
}

/// Whether a route answers with one page whatever the request.
fn answers_with_page(entry: &BlockEntry<'_>) -> bool {
    let summary = entry.summary;
    summary.effect == Effect::EndsPhase
        && summary.conditions.is_empty()
        && summary.moves.as_ref().is_some_and(|target| {
            target.is_whole && (target.prefix == "/" || target.prefix.ends_with(".html"))
        })
        && entry.node().is_some_and(|node| node.get("status").is_none() && node.get("statusCode").is_none())
}

fn takes(entry: &BlockEntry<'_>, path: &str) -> bool {
    let regex = entry.summary.source.as_ref().and_then(|source| source.regex());
    regex.is_some_and(|regex| matches!(regex.exec(path), Ok(Some(_))))
}

/// Paths at which the deployment has files that pages load.
fn assets(snapshot: &Snapshot) -> Vec<String> {
    let framework = framework::of(snapshot).flatten().and_then(|it| it.slug());
    let script = framework.filter(|slug| SINGLE_PAGE.contains(slug)).map(|_| SCRIPT.to_owned());
    let files = Files::of(snapshot, Configured::None);
    let listed = ["public", "."].into_iter().flat_map(|folder| snapshot.project.list(folder));
    let named = listed.filter(|it| {
        it.kind == EntryKind::File
            && it.name.rsplit_once('.').is_some_and(|(_, extension)| ASSETS.contains(&extension))
    });
    let there =
        named.map(|it| format!("/{}", it.name)).filter(|path| matches!(files.at(path, None), Found::File(_)));
    script.into_iter().chain(there.take(MAX_FILES)).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"//- /index.html
//- /style.css
//- /vercel.json
{"routes":[{"src":"/api/(.*)","dest":"https://api.example.com/$1"},{"src":".*","dest":"index.html"}]}"#,
                r#"//- /package.json
{ "dependencies": { "react-scripts": "5" }, "scripts": { "build": "react-scripts build" } }
//- /public/index.html
//- /vercel.json
{"routes":[{"src":"/(.*)","headers":{"x-a":"1"},"continue":true},{"src":"/(.*)","dest":"/"},{"handle":"filesystem"}]}"#,
                r#"//- /package.json
{ "devDependencies": { "vite": "7" } }
//- /vercel.json
{"outputDirectory":"dist","routes":[{"source":"/(?!api/).*","destination":"/index.html"}]}"#,
            ],
            &[
                r#"//- /package.json
{ "devDependencies": { "vite": "7" } }
//- /public/icon.svg
//- /vercel.json
{"routes":[{"src":"/assets/(.*)","dest":"/assets/$1"},{"src":"/(.*\\.svg)","dest":"/$1"},{"src":"/(.*)","dest":"/index.html"}]}"#,
                r#"//- /package.json
{ "devDependencies": { "vite": "7" } }
//- /vercel.json
{"routes":[{"src":"/[^.]+","dest":"/","status":200}]}"#,
                r#"//- /index.html
//- /style.css
//- /api/index.php
//- /vercel.json
{"routes":[{"src":"/(.*)","dest":"/api/index.php"}]}"#,
                r#"//- /index.html
//- /vercel.json
{"routes":[{"src":"/(.*)","dest":"/index.html"}]}"#,
            ],
        );
    }
}
