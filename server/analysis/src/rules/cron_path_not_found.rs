//! Cron path not found.

use crate::functions::{self, framework};
use std::cell::OnceCell;

use crate::request::endpoints::{RequestFile, RequestFiles};
use crate::request::{Outcome, Request, Router};
use crate::routes::{Block, BlockEntry, Scope};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix, MAX_FINDINGS};
use crate::rules::missing_spa_rewrite::SINGLE_PAGE;
use crate::services::routing;
use crate::services::{self, Configured, Reading, v1, v2};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::{Json, Node};
use svc_vercel::patterns::js_regex::JsRegex;
use svc_vercel::posix_path;
use svc_vercel::project::{EntryKind, Folder};
use svc_vercel::spelling;

rule! {
    /// # Cron path not found
    ///
    /// Every run of this cron job fails, and Vercel doesn't notify you.
    ///
    /// A cron job sends a request to its `path`. If no function, page or rewrite handles that path, the request returns 404. Cron
    /// requests also don't follow redirects, so a job whose path is redirected never runs. Change `path` to one that your
    /// application handles.
    ///
    /// ```files
    /// //- /api/cron/clean.ts
    /// ```
    /// ```json bad
    /// { "framework": null, "crons": [{ "path": "/api/clean", "schedule": "0 3 * * *" }] }
    /// ```
    ///
    /// ```files
    /// //- /api/cron/clean.ts
    /// ```
    /// ```json good
    /// { "framework": null, "crons": [{ "path": "/api/cron/clean", "schedule": "0 3 * * *" }] }
    /// ```
    ///
    /// `trailingSlash` also causes redirects:
    ///
    /// ```files
    /// //- /api/clean.ts
    /// ```
    /// ```json bad
    /// { "framework": null, "trailingSlash": false, "crons": [{ "path": "/api/clean/", "schedule": "0 3 * * *" }] }
    /// ```
    ///
    /// ```files
    /// //- /api/clean.ts
    /// ```
    /// ```json good
    /// { "framework": null, "trailingSlash": false, "crons": [{ "path": "/api/clean", "schedule": "0 3 * * *" }] }
    /// ```
    ///
    /// With `services`, a request reaches a service only through a rewrite:
    ///
    /// ```files
    /// //- /jobs/package.json
    /// { "dependencies": { "hono": "4" } }
    /// //- /jobs/index.ts
    /// import { Hono } from "hono"
    /// ```
    /// ```json bad
    /// { "services": { "jobs": { "root": "jobs", "entrypoint": "index.ts" } },
    ///   "rewrites": [{ "source": "/jobs(/.*)?", "destination": { "service": "jobs" } }],
    ///   "crons": [{ "path": "/clean", "schedule": "0 3 * * *" }] }
    /// ```
    ///
    /// ```files
    /// //- /jobs/package.json
    /// { "dependencies": { "hono": "4" } }
    /// //- /jobs/index.ts
    /// import { Hono } from "hono"
    /// ```
    /// ```json good
    /// { "services": { "jobs": { "root": "jobs", "entrypoint": "index.ts" } },
    ///   "rewrites": [{ "source": "/jobs(/.*)?", "destination": { "service": "jobs" } }],
    ///   "crons": [{ "path": "/jobs/clean", "schedule": "0 3 * * *" }] }
    /// ```
    ///
    /// svc-lsp reports only paths that it can check against the project's files: functions in `api`, Next.js routes, and paths that
    /// rewrites send to services.
    pub static RULE = {
        code: "cron-path-not-found",
        severity: Warning,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    if config.get("builds").is_some() {
        return;
    }
    findings.extend(missing_functions(snapshot));
    let entries = ["crons", "schedules"].into_iter().filter_map(|key| config.get(key)?.as_array()).flatten();
    let paths = entries.filter_map(|entry| {
        let node = entry.get("path")?;
        let path = node.as_str().filter(|path| path.starts_with('/') && !path.starts_with("//"))?;
        Some((node, path.split(['?', '#']).next().unwrap_or(path)))
    });
    let paths: Vec<(&Node, &str)> = paths.take(MAX_FINDINGS).collect();
    if paths.is_empty() {
        return;
    }
    let scope = Scope::of_file(snapshot);
    let rules: Vec<RoutingRule<'_>> =
        scope.iter().flat_map(Scope::entries).filter_map(RoutingRule::of).collect();
    let router = OnceCell::new();
    let mut files = None;
    for (node, path) in paths {
        let redirected = redirected(snapshot, &rules, node, path);
        let is_redirected = redirected.is_some();
        let found = match redirected {
            None if !is_taken(snapshot, &rules, path) => unanswered(snapshot, node, path, &mut files),
            found => found,
        };
        let Some(finding) = found else { continue };
        // The router has the last word. It is asked only now: most paths are answered.
        let router = router.get_or_init(|| Router::new(snapshot).ok());
        let outcome = router.as_ref().zip(Request::get(node.as_str().unwrap_or(path)).ok());
        let is_right = match outcome.map(|(router, request)| router.answer_alone(&request).outcome) {
            Some(Outcome::Redirect { .. }) => is_redirected,
            Some(
                Outcome::NotFound
                | Outcome::Status { status: 404 }
                | Outcome::BuildOutput { .. }
                | Outcome::Path { file: None, .. },
            ) => !is_redirected,
            _ => false,
        };
        if is_right {
            findings.push(finding);
        }
    }
}

/// An entry of `routes`, `redirects` or `rewrites` that may take a request.
struct RoutingRule<'a> {
    entry: BlockEntry<'a>,
    /// Its source, compiled once for all paths that may match it.
    regex: OnceCell<Option<JsRegex>>,
}

impl<'a> RoutingRule<'a> {
    fn of(entry: BlockEntry<'a>) -> Option<RoutingRule<'a>> {
        let takes_requests = entry.block != Block::Headers && entry.summary.handle.is_none();
        takes_requests.then(|| RoutingRule { entry, regex: OnceCell::new() })
    }

    /// Whether its source matches a path; `None` if that can't be determined.
    fn takes(&self, path: &str) -> Option<bool> {
        let source = self.entry.summary.source.as_ref()?;
        let start = path.get(..source.prefix.len());
        if path.is_ascii()
            && source.prefix.is_ascii()
            && !start.is_some_and(|start| start.eq_ignore_ascii_case(&source.prefix))
        {
            return Some(false);
        }
        let regex = self.regex.get_or_init(|| JsRegex::ignoring_case(&source.expression).ok()).as_ref()?;
        // `/:path*` is compiled to what matches nothing or more, with a slash before each segment: it is meant for `/` too.
        let is_root = path == "/" && regex.exec("").ok()?.is_some();
        Some(is_root || regex.exec(path).ok()?.is_some())
    }
}

/// What follows for a job whose path is redirected.
const NEVER_RUNS: &str = "and cron requests don't follow redirects, so this job never runs.";

/// The functions of schedules that aren't deployed, or that are there in other upper and lower case.
fn missing_functions(snapshot: &Snapshot) -> impl Iterator<Item = Finding> {
    let schedules = snapshot.config().get("schedules").and_then(Node::as_array).unwrap_or_default();
    schedules.iter().take(MAX_FINDINGS).filter_map(|schedule| {
        let node = schedule.get("function")?;
        let service = schedule.get("service").and_then(Node::as_str);
        let root = match service {
            Some(name) => {
                let services = v2::services(snapshot, Reading::Diagnostics);
                services.iter().find(|it| *it.name == *name)?.folder()?.path().to_owned()
            }
            None => ".".to_owned(),
        };
        let folder = Folder::root(&*snapshot.project).folder(&root);
        let file = node.as_str().filter(|file| !file.is_empty() && !folder.is_file(file))?;
        let missing = folder.missing(file);
        let message = format!("{}, so this job calls no function.", missing.clause(file)?);
        let mut finding = Finding::new(&RULE, node.range, message).fix_case(&missing, node);
        finding.service = service.map(str::to_owned);
        Some(finding)
    })
}

/// A path that a redirect takes, whatever the request holds.
fn redirected(snapshot: &Snapshot, rules: &[RoutingRule<'_>], node: &Node, path: &str) -> Option<Finding> {
    let config = snapshot.config();
    let slash = match config.get("trailingSlash").map(|node| &node.json) {
        Some(Json::Bool(false)) if path.len() > 1 => path.strip_suffix('/').map(str::to_owned),
        Some(Json::Bool(true)) => {
            let needs_one = !path.ends_with('/')
                && !posix_path::basename(path).contains('.')
                && !path.starts_with("/.well-known");
            needs_one.then(|| format!("{path}/"))
        }
        _ => None,
    };
    if let Some(target) = slash {
        let message = format!("`trailingSlash` redirects `{path}` to `{target}`, {NEVER_RUNS}");
        let written = node.as_str()?.replacen(path, &target, 1);
        let edit = edit::replace_with_string(node, &written);
        return Some(
            Finding::new(&RULE, node.range, message)
                .fix(Fix::preferred(format!("Change to `{written}`"), edit)),
        );
    }
    let mut redirects =
        rules.iter().filter(|rule| rule.entry.block == Block::Redirects && rule.takes(path) == Some(true));
    let is_unconditional = |node: &&Node| node.get("has").is_none() && node.get("missing").is_none();
    let redirect = redirects.find_map(|rule| rule.entry.node().filter(is_unconditional))?;
    let message = format!("`{path}` is redirected, {NEVER_RUNS}");
    Some(Finding::new(&RULE, node.range, message).related(redirect.range, "The redirect is here."))
}

/// Whether a route or rewrite of the file takes the path, or one can't be read.
fn is_taken(snapshot: &Snapshot, rules: &[RoutingRule<'_>], path: &str) -> bool {
    let config = snapshot.config();
    let is_strange = |key| config.get(key).is_some_and(|block| block.as_array().is_none());
    ["routes", "redirects", "rewrites"].into_iter().any(is_strange)
        || rules.iter().any(|rule| rule.takes(path) != Some(false))
}

/// A path that no file or service of the project answers, as far as that is known.
fn unanswered<'a>(
    snapshot: &'a Snapshot,
    node: &Node,
    path: &str,
    files: &mut Option<RequestFiles<'a>>,
) -> Option<Finding> {
    let finding = |message: String| Finding::new(&RULE, node.range, message);
    match services::configured(snapshot.config()) {
        Configured::None => {}
        Configured::V2 => {
            let message =
                format!("No rewrite sends `{path}` to a service, so every run of this job returns 404.");
            return v2::resolution(snapshot).errors.is_empty().then(|| finding(message));
        }
        Configured::V1 => {
            let resolution = v1::resolution(snapshot);
            let is_owned = routing::owner(&resolution.services, path).is_some();
            let message =
                format!("No service's route prefix covers `{path}`, so every run of this job returns 404.");
            return (resolution.errors.is_empty() && !is_owned).then(|| finding(message));
        }
        Configured::Both => return None,
    }
    let files = files.get_or_insert_with(|| RequestFiles::of(snapshot));
    if !is_knowable(snapshot, path) || !files.answering(path).is_empty() {
        return None;
    }
    if let Some(file) = left_out(snapshot, path) {
        return Some(finding(format!("{file}, so every run of this job returns 404.")));
    }
    if let Some(function) = in_other_case(files.functions(), path) {
        let message = format!(
            "`{path}` differs from the function `{function}` in case, and case matters on Vercel, so every run of this job returns 404."
        );
        let edit = edit::replace_with_string(node, &node.as_str()?.replacen(path, function, 1));
        return Some(finding(message).fix(Fix::preferred(format!("Change to `{function}`"), edit)));
    }
    let functions = files.functions();
    // Nothing that could answer at all: the project is not here.
    let known: Vec<&str> =
        functions.iter().map(|it| it.path.as_str()).filter(|path| path.starts_with("/api")).collect();
    if functions.is_empty() || known.is_empty() && path.starts_with("/api/") {
        return None;
    }
    let mut found =
        finding(format!("No file in the project handles `{path}`, so every run of this job returns 404."));
    let name = posix_path::basename(path);
    let same_name = || known.iter().copied().find(|known| posix_path::basename(known) == name);
    if let Some(near) =
        spelling::nearest(path, known.iter().copied()).or_else(same_name).filter(|near| !near.contains('['))
    {
        let edit = edit::replace_with_string(node, &node.as_str()?.replacen(path, near, 1));
        found = found.fix(Fix::offered(format!("Change to `{near}`"), edit));
    }
    Some(found)
}

/// The path of the only function that differs from a path in upper and lower case alone.
fn in_other_case<'a>(functions: &'a [RequestFile], path: &str) -> Option<&'a str> {
    let lower = path.to_lowercase();
    let mut alike = functions.iter().map(|it| it.path.as_str()).filter(|it| it.to_lowercase() == lower);
    alike.next().filter(|_| alike.next().is_none())
}

/// The main clause of a sentence about the function that would answer a path, if it isn't deployed.
fn left_out(snapshot: &Snapshot, path: &str) -> Option<String> {
    let path = path.strip_prefix('/').filter(|path| path.starts_with("api/"))?;
    let names = [path.to_owned(), format!("{path}/index")];
    let mut files = names
        .iter()
        .flat_map(|name| functions::EXTENSIONS.iter().map(move |extension| format!("{name}.{extension}")));
    files.find_map(|file| Some(snapshot.project.excluded_by(&file)?.clause(&file)))
}

/// Whether the files of a project without services tell what answers a path.
fn is_knowable(snapshot: &Snapshot, path: &str) -> bool {
    let project = &*snapshot.project;
    // A generated file, or one deeper than files are looked for.
    if posix_path::basename(path).contains('.') || path.split('/').count() > 6 {
        return false;
    }
    match framework::of(snapshot) {
        None => false,
        Some(None) => path.starts_with("/api/"),
        Some(Some(framework)) => match framework.slug() {
            Some("nextjs") => {
                let entries = project.list(".").into_iter().chain(project.list("src"));
                let answers_itself = entries
                    .filter(|entry| entry.kind == EntryKind::File)
                    .any(|entry| entry.name.starts_with("middleware.") || entry.name.starts_with("proxy."));
                let configs =
                    ["js", "mjs", "ts", "cjs", "mts"].map(|extension| format!("next.config.{extension}"));
                // What the configuration says about paths, or reads from elsewhere.
                let signs = ["rewrites", "basePath", "i18n", "pageExtensions", "trailingSlash", "..."];
                let is_plain = |text: std::sync::Arc<str>| !signs.iter().any(|sign| text.contains(sign));
                !answers_itself && configs.iter().filter_map(|file| project.read(file)).all(is_plain)
            }
            Some(slug) => path.starts_with("/api/") && SINGLE_PAGE.contains(&slug),
            None => path.starts_with("/api/"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::snapshot;

    fn messages(config: &str, path: &str, files: &str) -> Vec<String> {
        let cron = format!(r#""crons": [{{ "path": "{path}", "schedule": "0 3 * * *" }}]"#);
        let mut findings = Vec::new();
        check(&snapshot(&format!("//- /vercel.json\n{{ {config}{cron} }}\n{files}")), &mut findings);
        findings.into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn next_answers_with_its_routes() {
        let next = "//- /package.json\n{ \"dependencies\": { \"next\": \"16\" } }\n//- /app/api/cron/[job]/route.ts\n//- /app/page.tsx\n";
        assert_eq!(messages("", "/api/cron/clean", next), [""; 0]);
        assert_eq!(messages("", "/api/cron/clean?key=1", next), [""; 0]);
        assert_eq!(messages("", "/", next), [""; 0]);
        assert_eq!(messages("", "/api/crons/clean", next).len(), 1);
        assert_eq!(messages("", "/sitemap.xml", next), [""; 0]);
        assert_eq!(messages("", "/api/crons/clean", &format!("{next}//- /src/middleware.ts\n")), [""; 0]);
        let rewriting = format!("{next}//- /next.config.ts\nexport default {{ rewrites }}\n");
        assert_eq!(messages("", "/api/crons/clean", &rewriting), [""; 0]);
    }

    #[test]
    fn nothing_is_said_without_the_project() {
        assert_eq!(messages("", "/api/clean", ""), [""; 0]);
        assert_eq!(messages("", "/clean", "//- /api/other.ts\n"), [""; 0]);
        let svelte =
            "//- /package.json\n{ \"devDependencies\": { \"@sveltejs/kit\": \"2\" } }\n//- /api/other.ts\n";
        assert_eq!(messages("", "/api/clean", svelte), [""; 0]);
    }

    #[test]
    fn routes_of_the_file_take_paths() {
        let api = "//- /api/index.py\napp = 1\n";
        assert_eq!(messages("", "/api/clean", api).len(), 1);
        for taking in [
            r#""rewrites": [{ "source": "/api/(.*)", "destination": "/api/index" }], "#,
            r#""rewrites": [{ "source": "/(.*", "destination": "/api/index" }], "#,
            r#""routes": [{ "src": "/api/.*", "dest": "/api/index.py" }], "#,
            r#""builds": [{ "src": "api/index.py", "use": "@vercel/python" }], "#,
        ] {
            assert_eq!(messages(taking, "/api/clean", api), [""; 0], "{taking}");
        }
    }

    #[test]
    fn names_differ_in_case() {
        let api = "//- /api/clean.ts\n";
        assert_eq!(
            messages("", "/api/Clean", api),
            [
                "`/api/Clean` differs from the function `/api/clean` in case, and case matters on Vercel, so every run of this job returns 404."
            ]
        );
        let schedule = |function: &str| {
            let mut findings = Vec::new();
            let config =
                format!(r#"{{ "schedules": [{{ "function": "{function}", "schedule": "0 3 * * *" }}] }}"#);
            check(&snapshot(&format!("//- /vercel.json\n{config}\n{api}")), &mut findings);
            findings.into_iter().map(|it| (it.message, it.fixes.len())).collect::<Vec<_>>()
        };
        assert_eq!(
            schedule("api/Clean.ts"),
            [(
                "`api/Clean.ts` is named `api/clean.ts` on disk, and case matters on Vercel, so this job calls no function.".to_owned(),
                1
            )]
        );
        assert_eq!(schedule("api/clean.ts"), []);
        assert_eq!(schedule("api/other.ts"), []);
    }

    #[test]
    fn redirects_end_a_run() {
        let api = "//- /api/clean.ts\n";
        assert_eq!(
            messages(r#""trailingSlash": true, "#, "/api/clean?a=1", api),
            [
                "`trailingSlash` redirects `/api/clean` to `/api/clean/`, and cron requests don't follow redirects, so this job never runs."
            ]
        );
        let redirect = r#""redirects": [{ "source": "/api/:path*", "destination": "/v2/:path*" }], "#;
        assert_eq!(
            messages(redirect, "/api/clean", api),
            ["`/api/clean` is redirected, and cron requests don't follow redirects, so this job never runs."]
        );
        let conditional = r#""redirects": [{ "source": "/api/:path*", "has": [{ "type": "host", "value": "a.b" }], "destination": "/v2/:path*" }], "#;
        assert_eq!(messages(conditional, "/api/clean", api), [""; 0]);
    }

    #[test]
    fn services_own_paths() {
        let v1 = |path: &str| {
            messages(
                r#""experimentalServices": { "api": { "framework": "hono", "entrypoint": "api/index.ts", "routePrefix": "/api" } }, "#,
                path,
                "//- /api/index.ts\n",
            )
        };
        assert_eq!(v1("/api/clean"), [""; 0]);
        assert_eq!(
            v1("/clean"),
            ["No service's route prefix covers `/clean`, so every run of this job returns 404."]
        );
    }
}
