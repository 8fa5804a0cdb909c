//! Destination that differs from a file in case.

use std::cell::OnceCell;

use crate::functions::framework;
use crate::request::Files;
use crate::routes::{Block, EntryFacts, EntryKind, Scope};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::{Configured, configured};
use crate::snapshot::Snapshot;
use svc_syntax::value::Query;
use svc_syntax::{TextEdit, TextRange, edit};

rule! {
    /// # Destination differs from a file in case
    ///
    /// This rewrite returns 404, because the file or function at its destination is named differently.
    ///
    /// Vercel compares names with upper and lower case, even where the file was written on macOS or Windows. Use the name of the file.
    ///
    /// ```files
    /// //- /public/about.html
    /// ```
    /// ```json bad
    /// { "rewrites": [{ "source": "/us", "destination": "/About.html" }] }
    /// ```
    ///
    /// ```files
    /// //- /public/about.html
    /// ```
    /// ```json good
    /// { "rewrites": [{ "source": "/us", "destination": "/about.html" }] }
    /// ```
    ///
    /// ```files
    /// //- /api/users.js
    /// export default (req, res) => res.end()
    /// ```
    /// ```json bad
    /// { "routes": [{ "src": "/members", "dest": "/api/Users" }] }
    /// ```
    ///
    /// svc-lsp looks at the static files of a project without services and at its functions in `api`. What a framework builds has no extension in
    /// its path, so of such a project only destinations with an extension or in `api` are reported.
    pub static RULE = {
        code: "destination-case",
        severity: Warning,
        check: Check::Note(|entry| entry.remember::<Destinations>(find)), Check::File(check),
    }
}

/// A path that an entry sends requests to.
#[derive(Clone, PartialEq)]
struct Destination {
    /// The string that holds it.
    place: TextRange,
    /// The bytes of the path in the entry.
    path_range: TextRange,
    path: String,
}

struct Destinations;

impl Query for Destinations {
    type Answer = Option<Destination>;
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    if configured(config) != Configured::None
        || ["builds", "outputDirectory"].iter().any(|key| config.get(key).is_some())
    {
        return;
    }
    let Some(scope) = Scope::of_file(snapshot) else { return };
    let files = OnceCell::new();
    let is_built = OnceCell::new();
    for (base, found) in scope.answers::<Destinations>(find) {
        let Some(Destination { place, path_range, path }) = found else { continue };
        let may_be_built = || *is_built.get_or_init(|| framework::of(snapshot) != Some(None));
        let has_extension = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
        if !has_extension && !path.to_lowercase().starts_with("/api/") && may_be_built() {
            continue;
        }
        let files = files.get_or_init(|| Files::of(snapshot, Configured::None));
        let Some((file, meant)) = files.other_case(path) else { continue };
        let message = format!(
            "`{path}` differs from `{file}` in case, and case matters on Vercel, so this rewrite returns 404."
        );
        let edit = TextEdit::new(*path_range + base, edit::escaped(&meant));
        findings.push(
            Finding::new(&RULE, *place + base, message)
                .fix(Fix::preferred(format!("Change to `{meant}`"), edit)),
        );
    }
}

fn find(facts: &EntryFacts) -> Option<Destination> {
    let entry = &facts.entry;
    let (node, written) = match (&facts.kind, facts.block) {
        (EntryKind::Pattern { .. }, Block::Rewrites) => entry.destination()?,
        (EntryKind::Route(route), Block::Routes) => {
            let is_plain = |key: &str| route.value.get(key).is_none();
            if !["status", "continue", "headers"].into_iter().all(is_plain) {
                return None;
            }
            let node = entry.node.get("dest").or_else(|| entry.node.get("destination"))?;
            (node, node.as_str()?)
        }
        _ => return None,
    };
    let path = written.split(['?', '#']).next()?;
    let is_path = path.starts_with('/') && !path.starts_with("//") && !path.contains([':', '$', '(', '%']);
    is_path.then(|| Destination {
        place: node.range,
        path_range: entry.place(node, 0..path.len()),
        path: path.to_owned(),
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
                r#"//- /about.html
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"/About.html?a=1"}]}"#,
                r#"//- /docs/index.html
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"/Docs"}]}"#,
                r#"//- /about.html
//- /vercel.json
{"cleanUrls":true,"rewrites":[{"source":"/x","destination":"/About"}]}"#,
                r#"//- /package.json
{ "dependencies": { "next": "16" } }
//- /public/logo.png
//- /api/users.js
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"/Logo.png"}]}"#,
                r#"//- /api/users.ts
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"/API/users.ts"}]}"#,
                r#"//- /about.html
//- /vercel.json
{"routes":[{"src":"/x","dest":"/ABOUT.html"}]}"#,
            ],
            &[
                r#"//- /about.html
//- /About.html
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"/About.html"}]}"#,
                r#"//- /about.html
//- /About.html
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"/ABOUT.html"}]}"#,
                r#"//- /package.json
{ "dependencies": { "next": "16" } }
//- /public/about/index.html
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"/About"}]}"#,
                r#"//- /about.html
//- /public/logo.png
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"/About.html"}]}"#,
                r#"//- /public/about.html
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"https://a.example/About.html"}, {"source":"/y/:a","destination":"/:a.HTML"}]}"#,
                r#"//- /about.html
//- /vercel.json
{"routes":[{"src":"/x","dest":"/ABOUT.html","continue":true},{"src":"/y","dest":"/ABOUT.html","status":404}]}"#,
                r#"//- /api/[Name].js
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"/api/[name]"}]}"#,
                r#"//- /api/users.js
//- /api/[name].js
//- /vercel.json
{"rewrites":[{"source":"/x","destination":"/api/Users"}]}"#,
            ],
        );
    }
}
