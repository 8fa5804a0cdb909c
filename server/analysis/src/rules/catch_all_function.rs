//! Catch-all function.

use crate::functions::framework;
use crate::request::{Files, Outcome, Request, Router};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{Configured, configured};
use crate::snapshot::Snapshot;
use svc_syntax::TextRange;

rule! {
    /// # Catch-all function
    ///
    /// Requests for nested paths, such as `/api/auth/login`, return 404.
    ///
    /// Next.js has catch-all routes such as `[...path]`. Vercel's functions in `api` don't: each segment in brackets stands for one segment of
    /// the path, whatever its name (`getSegmentName` in Vercel CLI 64.0.2). Name the function `index`, and add a rewrite from all paths
    /// below it.
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
    let files = Files::of(snapshot, Configured::None);
    let functions = files.api_functions().into_iter().filter(|it| is_usual && it.path.contains("[..."));
    let functions = functions.take(MAX_FUNCTIONS).filter_map(|it| Some((it, nested(&it.path)?)));
    let functions: Vec<_> = functions.collect();
    if functions.is_empty() {
        return;
    }
    let Ok(router) = Router::new(snapshot) else { return };
    for (function, path) in functions {
        let Ok(request) = Request::get(&path) else { continue };
        if !matches!(router.answer(&request).outcome, Outcome::NotFound | Outcome::Status { status: 404 }) {
            continue;
        }
        let configured = config.get("functions").and_then(|it| it.as_object()?.member(&function.file));
        let start = TextRange::at(config.range.start(), 1.into());
        let range = configured.map_or(start, |member| member.key_range);
        let message = format!(
            "`{}` answers only one segment, so `{path}` returns 404. Rename it to `index`, and add a rewrite from all paths below it.",
            function.file
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
