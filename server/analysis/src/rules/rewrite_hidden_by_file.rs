//! Rewrite hidden by a file.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::functions::framework;
use crate::request::{Files, Found};
use crate::routes::{Block, BlockEntry, Scope};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::{Configured, configured};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::{Node, Query};
use svc_vercel::detect;
use svc_vercel::project::Folder;

rule! {
    /// # Rewrite hidden by a file
    ///
    /// This rewrite never runs, because a page, function or static file answers its path first.
    ///
    /// Vercel looks for a file at the request's path before it tries `rewrites`. Remove or rename the file, or use a redirect, which
    /// Vercel tries before it looks for files.
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "astro": "5" } }
    /// //- /src/pages/index.astro
    /// <h1>Home</h1>
    /// ```
    /// ```json bad
    /// { "rewrites": [{ "source": "/", "destination": "/welcome" }] }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "astro": "5" } }
    /// //- /src/pages/index.astro
    /// <h1>Home</h1>
    /// ```
    /// ```json good
    /// { "redirects": [{ "source": "/", "destination": "/welcome", "permanent": false }] }
    /// ```
    ///
    /// svc-lsp recognizes static files in `public`, functions in `api`, Next.js pages, and the page at `/` in Astro, Vite, Gatsby,
    /// Docusaurus, Vue CLI and Create React App. It doesn't check rewrites whose `source` is a pattern, or projects
    /// whose framework configuration moves the pages.
    pub static RULE = {
        code: "rewrite-hidden-by-file",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::File(check),
    }
}

/// What the file says of its build, on which it depends where files are.
const BUILD: [&str; 4] = ["framework", "buildCommand", "outputDirectory", "cleanUrls"];
/// How many paths are remembered.
const MAX_PATHS: usize = 10_000;

/// The files that answer paths, as long as the build stays the same.
struct Responder {
    build: [Option<Value>; BUILD.len()],
    files: HashMap<String, Option<String>>,
}

impl Query for Responder {
    type Answer = Mutex<Option<Responder>>;
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    if configured(config) != Configured::None || config.get("builds").is_some() {
        return;
    }
    let Some(scope) = Scope::of_file(snapshot) else { return };
    let is_literal = |it: &BlockEntry<'_>| it.summary.source.as_ref().is_some_and(|it| it.is_literal);
    let mut rewrites = scope.entries_of(Block::Rewrites).filter(is_literal).take(MAX_PATHS).peekable();
    if rewrites.peek().is_none() {
        return;
    }
    let build = BUILD.map(|key| config.get(key).map(Node::to_value));
    let known = snapshot.project_facts().of::<Responder>().get_or_init(Mutex::default);
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    let holds = |it: &Responder| it.build == build && it.files.len() < MAX_PATHS;
    let new = || Responder { build: build.clone(), files: HashMap::new() };
    let answering = match known.take().filter(holds) {
        Some(answering) => known.insert(answering),
        None => known.insert(new()),
    };
    let files = OnceCell::new();
    let mut file = |path: &str| match answering.files.get(path) {
        Some(file) => file.clone(),
        None => {
            let files = files.get_or_init(|| Files::of(snapshot, Configured::None));
            let file = file_at(snapshot, files, path);
            answering.files.insert(path.to_owned(), file.clone());
            file
        }
    };
    findings.extend(rewrites.filter_map(|entry| finding(snapshot, &entry, &mut file)));
}

/// The file that answers a path before any rewrite does. Files with parameters in their names come after rewrites.
fn file_at(snapshot: &Snapshot, files: &Files<'_>, path: &str) -> Option<String> {
    let Found::File(file) = files.at(path, None) else { return None };
    let is_page = ["app/", "src/app/"].iter().any(|folder| file.starts_with(folder));
    let is_certain = || {
        let folder = Folder::root(&*snapshot.project);
        framework::of(snapshot).flatten().and_then(|it| it.slug()) == Some("nextjs")
            && detect::keeps_paths(&folder, "nextjs")
    };
    (!file.contains('[') && (!is_page || is_certain())).then_some(file)
}

fn finding(
    snapshot: &Snapshot,
    entry: &BlockEntry<'_>,
    file: &mut impl FnMut(&str) -> Option<String>,
) -> Option<Finding> {
    let source = entry.summary.source.as_ref()?;
    let path = source.prefix.as_str();
    let answering = file(path)?;
    let target = entry.summary.moves.as_ref().filter(|target| target.is_whole);
    let is_itself = target.is_some_and(|target| {
        let target = target.prefix.as_str();
        target.trim_end_matches('/') == path.trim_end_matches('/')
            || path == "/" && matches!(target, "/index" | "/index.html")
            || target.strip_prefix('/') == Some(&answering)
            || file(target).as_ref() == Some(&answering)
    });
    if is_itself {
        return None;
    }
    let message = format!(
        "This rewrite never runs: `{answering}` answers `{path}` first. Remove or rename that file, or use a redirect."
    );
    let (elements, index) = entry.place();
    let removal = edit::remove_elements(&snapshot.text, elements, index..index + 1)?;
    let finding = Finding::new(&RULE, source.range + entry.base, message);
    Some(finding.fix(Fix::offered("Remove this rewrite", removal)))
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::testing::snapshot;

    /// What is reported of rewrites in a project.
    fn messages(config: &str, files: &str) -> Vec<String> {
        let snapshot = snapshot(&format!("//- /vercel.json\n{config}\n{files}"));
        let findings = check(&snapshot).into_iter();
        findings.filter(|it| it.rule.code == "rewrite-hidden-by-file").map(|it| it.message).collect()
    }

    #[track_caller]
    fn is_hidden_by(file: &str, config: &str, files: &str) {
        let messages = messages(config, files);
        assert!(
            matches!(&messages[..], [one] if one.starts_with(&format!("This rewrite never runs: `{file}` "))),
            "{messages:?}"
        );
    }

    const NEXT: &str = "//- /package.json\n{ \"dependencies\": { \"next\": \"16\" } }\n";
    const VITE: &str = "//- /package.json\n{ \"devDependencies\": { \"vite\": \"7\" } }\n";

    #[test]
    fn a_page_answers_first() {
        let rewrite =
            r#"{ "rewrites": [{ "source": "/about", "destination": "https://about.example.com" }] }"#;
        is_hidden_by(
            "app/(site)/about/page.tsx",
            rewrite,
            &format!("{NEXT}//- /app/(site)/about/page.tsx\n"),
        );
        let rewrite = r#"{ "rewrites": [{ "source": "/", "destination": "/home" }] }"#;
        is_hidden_by("src/pages/index.tsx", rewrite, &format!("{NEXT}//- /src/pages/index.tsx\n"));
        is_hidden_by("index.html", rewrite, &format!("{VITE}//- /index.html\n"));
    }

    #[test]
    fn a_static_file_answers_first() {
        let rewrite = r#"{ "rewrites": [{ "source": "/robots.txt", "destination": "/api/robots" }] }"#;
        is_hidden_by(
            "public/robots.txt",
            rewrite,
            &format!("{VITE}//- /public/robots.txt\n//- /api/robots.ts\n"),
        );
    }

    #[test]
    fn a_function_answers_first() {
        let rewrite = r#"{ "rewrites": [
            { "source": "/api/users", "has": [{ "type": "host", "value": "a.com" }], "destination": "/api/v2/users" }
        ] }"#;
        is_hidden_by("api/users.ts", rewrite, "//- /api/users.ts\n//- /api/v2/users.ts\n");
    }

    #[test]
    fn a_rewrite_to_the_page_itself_is_fine() {
        let rewrites = r#"{ "rewrites": [
            { "source": "/", "destination": "/index.html" }, { "source": "/(.*)", "destination": "/index.html" }
        ] }"#;
        assert_eq!(messages(rewrites, &format!("{VITE}//- /index.html\n")), [""; 0]);
        assert_eq!(messages(rewrites, "//- /index.html\n"), [""; 0]);
        let rewrite = r#"{ "rewrites": [{ "source": "/robots.txt", "destination": "/public/robots.txt" }] }"#;
        assert_eq!(messages(rewrite, "//- /public/robots.txt\n"), [""; 0]);
    }

    #[test]
    fn what_may_be_elsewhere_hides_nothing() {
        let rewrite = r#"{ "rewrites": [{ "source": "/", "destination": "/home" }] }"#;
        let moved = "//- /app/page.tsx\n//- /next.config.js\nmodule.exports = { basePath: '/docs' }\n";
        assert_eq!(messages(rewrite, &format!("{NEXT}{moved}")), [""; 0]);
        assert_eq!(messages(rewrite, &format!("{VITE}//- /client/index.html\n")), [""; 0]);
        let dynamic = r#"{ "rewrites": [{ "source": "/blog", "destination": "/posts" }] }"#;
        assert_eq!(messages(dynamic, &format!("{NEXT}//- /app/[slug]/page.tsx\n")), [""; 0]);
    }
}
