//! Catch-all function.

use crate::functions::framework;
use crate::request::endpoints::functions_in;
use crate::request::{Outcome, Request, Router};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{Configured, configured};
use crate::snapshot::Snapshot;
use svc_syntax::TextRange;
use svc_syntax::value::Query;
use svc_vercel::project::Folder;

rule! {
    /// # Catch-all syntax in a function's path
    ///
    /// Requests for nested paths, such as `/api/auth/login`, return 404.
    ///
    /// Next.js has catch-all routes such as `[...path]`. Vercel's functions in `api` don't: a name in brackets matches one segment of
    /// the path, whatever the name is (`^/api/([^/]+)$` in the routes of Vercel CLI 64.0.2). Name the function `index`, and add a rewrite
    /// from all paths below it.
    ///
    /// ```files
    /// //- /api/[...path].ts
    /// ```
    /// ```json bad
    /// { "functions": { "api/[...path].ts": { "maxDuration": 60 } } }
    /// ```
    ///
    /// ```files
    /// //- /api/index.ts
    /// ```
    /// ```json good
    /// {
    ///   "functions": { "api/index.ts": { "maxDuration": 60 } },
    ///   "rewrites": [{ "source": "/api/(.*)", "destination": "/api" }]
    /// }
    /// ```
    pub static RULE = {
        code: "catch-all-function",
        severity: Warning,
        check: Check::File(check),
    }
}

/// How many functions are looked at.
const MAX_FUNCTIONS: usize = 20;

/// The functions that are meant to answer nested paths, each with such a path before it.
struct CatchAlls;

impl Query for CatchAlls {
    type Answer = Vec<(String, String)>;
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    if configured(config) != Configured::None || config.get("builds").is_some() {
        return;
    }
    // Other builders build `api` themselves, or leave it out.
    let is_usual = match framework::of(snapshot) {
        Some(None) => true,
        Some(Some(framework)) => framework.builder() == "@vercel/static-build",
        None => false,
    };
    let root = Folder::root(&*snapshot.project);
    let find = || {
        let functions = functions_in(&root).into_iter().filter(|it| it.file.starts_with("api/"));
        functions.filter_map(|it| Some((nested(&it.path)?, it.file))).take(MAX_FUNCTIONS).collect()
    };
    let functions = snapshot.project_facts().of::<CatchAlls>().get_or_init(find);
    if !is_usual || functions.is_empty() {
        return;
    }
    let Ok(router) = Router::new(snapshot) else { return };
    for (path, file) in functions {
        let Ok(request) = Request::get(path) else { continue };
        if !matches!(
            router.answer_alone(&request).outcome,
            Outcome::NotFound | Outcome::Status { status: 404 }
        ) {
            continue;
        }
        let configured = config.get("functions").and_then(|it| it.as_object()?.member(file));
        let start = TextRange::at(config.range.start(), 1.into());
        let range = configured.map_or(start, |member| member.key_range);
        let message = format!(
            "`{file}` answers only one segment, so `{path}` returns 404. Rename it to `index`, and add a rewrite from all paths below it."
        );
        findings.push(Finding::new(&RULE, range, message));
    }
}

/// A path that a catch-all function is meant to answer; `None` where a function isn't one.
fn nested(pattern: &str) -> Option<String> {
    let (folder, last) = pattern.rsplit_once('/')?;
    let is_catch_all = last.trim_start_matches('[').starts_with("...") && last.ends_with(']');
    is_catch_all.then(|| {
        let folder = folder.split('/').map(|segment| if segment.starts_with('[') { "1" } else { segment });
        format!("{}/auth/login", folder.collect::<Vec<_>>().join("/"))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"//- /api/[[...route]].js
//- /vercel.json
{"framework":null}"#,
                r#"//- /package.json
{ "devDependencies": { "vite": "7" } }
//- /api/users/[id]/[...rest].ts
//- /vercel.json
{"rewrites":[{"source":"/((?!api/).*)","destination":"/index.html"}]}"#,
                r#"//- /index.html
//- /api/v1/[...path].py
//- /vercel.json
{"functions":{"api/**/*.py":{"maxDuration":30}}}"#,
            ],
            &[
                r#"//- /api/[...route].ts
//- /vercel.json
{"rewrites":[{"source":"/api/(.*)","destination":"/api/[...route]"}]}"#,
                r#"//- /package.json
{ "dependencies": { "next": "16" } }
//- /api/[...route].ts
//- /vercel.json
{"cleanUrls":true}"#,
                r#"//- /api/[route].ts
//- /vercel.json
{"framework":null}"#,
            ],
        );
    }
}
