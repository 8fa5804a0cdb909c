//! Rewritten path sent to a backend.

use crate::functions::framework;
use crate::request::{Files, Found};
use crate::routes::{Block, BlockEntry, Scope};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::{Configured, configured};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::edit;
use svc_vercel::detect::entrypoints_in;
use svc_vercel::frameworks::Framework;
use svc_vercel::project::{Folder, Preset};
use svc_vercel::runtime::{Runtime, is_node_backend};

rule! {
    /// # Rewritten path sent to a backend
    ///
    /// The backend receives the rewrite's destination as the path, so its own routes may not match.
    ///
    /// If the framework preset is a backend (such as FastAPI, Flask, Django, Express, Hono, NestJS, Go or a container), Vercel sends every
    /// request to the app. Since July 2026, a rewrite to a path changes what the app receives: after a rewrite from `/(.*)` to
    /// `/api/index`, every request arrives as `/api/index`. Before that, the app received the requested path. Vercel CLI warns about
    /// such rewrites when it builds (`hasBackendRewriteBehaviorChange`, Vercel CLI 64.0.2).
    ///
    /// Remove the rewrite, or add its destination to the app's routes.
    ///
    /// ```files
    /// //- /requirements.txt
    /// fastapi
    /// //- /api/index.py
    /// from fastapi import FastAPI
    /// app = FastAPI()
    /// @app.get("/health")
    /// def health(): return {}
    /// ```
    /// ```json bad
    /// { "framework": "fastapi", "rewrites": [{ "source": "/(.*)", "destination": "/api/index" }] }
    /// ```
    ///
    /// ```files
    /// //- /requirements.txt
    /// fastapi
    /// //- /api/index.py
    /// from fastapi import FastAPI
    /// app = FastAPI()
    /// @app.get("/health")
    /// def health(): return {}
    /// ```
    /// ```json good
    /// { "framework": "fastapi" }
    /// ```
    ///
    /// If svc-lsp only detects the backend, because neither `framework` nor `.vercel/project.json` names the preset, it reports this as
    /// information: the project may have another preset. svc-lsp doesn't report a destination that the app's own code mentions.
    pub static RULE = {
        code: "rewritten-backend-path",
        severity: Warning,
        or: [Information],
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    if configured(config) != Configured::None || config.get("builds").is_some() {
        return;
    }
    let Some(scope) = Scope::of_file(snapshot) else { return };
    // Most projects have none: only then is it worth a look at their framework.
    let mut rewrites = scope.entries_of(Block::Rewrites).filter(changes_path).peekable();
    if rewrites.peek().is_none() {
        return;
    }
    let Some((framework, is_certain)) = preset(snapshot) else { return };
    let code = code(snapshot, framework);
    let files = Files::of(snapshot, Configured::None);
    let mut rewrites = rewrites.filter(|entry| reaches_app(entry, &files, &code));
    let Some(first) = rewrites.next() else { return };
    let Some((source, target)) = first.summary.source.as_ref().zip(written_target(&first)) else { return };
    let message = if is_certain {
        format!(
            "Since July 2026, the app receives `{target}` instead of the requested path. Remove this rewrite unless the app has that route."
        )
    } else {
        format!(
            "If the project's framework preset is {}, the app receives `{target}` instead of the requested path. Check the preset.",
            framework.name
        )
    };
    let mut finding = Finding::new(&RULE, source.range + first.base, message);
    if !is_certain {
        finding = finding.severity(Severity::Information);
    }
    for other in rewrites.filter_map(|other| Some(other.summary.source.as_ref()?.range + other.base)) {
        finding = finding.related(other, "This rewrite changes the path too.");
    }
    let (elements, index) = first.place();
    if is_certain && let Some(edit) = edit::remove_elements(&snapshot.text, elements, index..index + 1) {
        finding = finding.fix(Fix::offered("Remove this rewrite", edit));
    }
    findings.push(finding);
}

/// The framework preset, if rewrites change what its app receives, and whether that is certain: `isAffectedFramework` in
/// `backend-rewrite-warning.ts` of Vercel CLI 64.0.2.
fn preset(snapshot: &Snapshot) -> Option<(&'static Framework, bool)> {
    let is_saved = || snapshot.project.linked().is_some_and(|linked| linked.preset != Preset::Unset);
    let is_certain = snapshot.config().get("framework").is_some() || is_saved();
    let framework = framework::of(snapshot).flatten()?;
    let slug = framework.slug()?;
    let is_affected = matches!(slug, "go" | "container")
        || is_node_backend(slug)
        || Runtime::of_framework(slug) == Some(Runtime::Python);
    is_affected.then_some((framework, is_certain))
}

/// What the files that may start the app say.
fn code(snapshot: &Snapshot, framework: &Framework) -> String {
    let root = Folder::root(&*snapshot.project);
    let runtime = framework.slug().and_then(Runtime::of_framework);
    let files = entrypoints_in(&root, runtime).into_iter().take(8);
    files
        .filter_map(|file| root.read(&file))
        .flat_map(|text| [text, "\n".into()])
        .collect::<Vec<_>>()
        .concat()
}

/// Whether a rewrite gives requests another path of the deployment.
fn changes_path(entry: &BlockEntry<'_>) -> bool {
    entry.summary.moves.is_some() && entry.outcome().is_some_and(|outcome| !outcome.keeps_path())
}

/// Whether the app gets a path that it doesn't expect: no static file answers there, and no route of the app has it.
fn reaches_app(entry: &BlockEntry<'_>, files: &Files<'_>, code: &str) -> bool {
    let Some(target) = &entry.summary.moves else { return false };
    let is_static = || match files.at(&target.prefix, None) {
        Found::File(file) => file.starts_with("public/"),
        _ => false,
    };
    let path = target.prefix.trim_end_matches('/');
    let is_route = ['"', '\'', '`'].iter().any(|quote| code.contains(&format!("{quote}{path}")));
    !(path.is_empty() || target.is_whole && is_static() || is_route)
}

/// The destination as it is written.
fn written_target<'a>(entry: &BlockEntry<'a>) -> Option<&'a str> {
    entry.node()?.get("destination")?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::snapshot;

    /// The severity and the rewrites that are reported.
    fn reported(config: &str, files: &str) -> Option<(Severity, Vec<String>)> {
        let snapshot = snapshot(&format!("//- /vercel.json\n{config}\n{files}"));
        let finding = crate::check::check(&snapshot).into_iter().find(|it| it.rule == &RULE)?;
        let text = snapshot.text.to_string();
        let ranges = std::iter::once(finding.range).chain(finding.related.iter().map(|it| it.range));
        Some((finding.severity, ranges.map(|range| text[range].to_owned()).collect()))
    }

    const EXPRESS: &str = "//- /package.json\n{ \"dependencies\": { \"express\": \"5\" } }\n//- /src/index.js\nimport express from \"express\";\napp.get(\"/users\", list);\n";

    fn sources(sources: &[&str]) -> Vec<String> {
        sources.iter().map(|source| format!("\"{source}\"")).collect()
    }

    #[test]
    fn every_rewrite_to_a_path_counts() {
        let config = r#"{ "framework": "express", "rewrites": [
            { "source": "/docs/(.*)", "destination": "https://docs.example.com/$1" },
            { "source": "/v1/:path*", "destination": "/src/:path*" },
            { "source": "/(.*)", "destination": "/src/index" }
        ] }"#;
        let expected = (Severity::Warning, sources(&["/v1/:path*", "/(.*)"]));
        assert_eq!(reported(config, EXPRESS), Some(expected));
    }

    #[test]
    fn the_linked_project_names_the_preset() {
        let config = r#"{ "rewrites": [{ "source": "/(.*)", "destination": "/api/app" }] }"#;
        let project = "//- /.vercel/project.json\n{ \"settings\": { \"framework\": \"flask\" } }\n";
        let expected = Some((Severity::Warning, sources(&["/(.*)"])));
        assert_eq!(reported(config, &format!("{project}//- /api/app.py\n")), expected);
        let project = "//- /.vercel/project.json\n{ \"settings\": { \"framework\": null } }\n";
        assert_eq!(reported(config, &format!("{project}{EXPRESS}")), None);
    }

    #[test]
    fn what_is_only_detected_may_be_another_preset() {
        let config = r#"{ "rewrites": [{ "source": "/(.*)", "destination": "/index" }] }"#;
        assert_eq!(reported(config, EXPRESS), Some((Severity::Information, sources(&["/(.*)"]))));
    }

    #[test]
    fn a_route_of_the_app_is_meant() {
        let config = r#"{ "framework": "express", "rewrites": [
            { "source": "/people", "destination": "/users" },
            { "source": "/:path*", "destination": "/:path*" }
        ] }"#;
        assert_eq!(reported(config, EXPRESS), None);
    }

    #[test]
    fn other_rewrites_leave_the_app_alone() {
        let config = r#"{ "framework": "express", "rewrites": [
            { "source": "/logo", "destination": "/logo.svg" },
            { "source": "/docs", "destination": "https://docs.example.com" }
        ] }"#;
        assert_eq!(reported(config, &format!("{EXPRESS}//- /public/logo.svg\n")), None);
        let frontend =
            r#"{ "framework": "vite", "rewrites": [{ "source": "/(.*)", "destination": "/index.html" }] }"#;
        assert_eq!(reported(frontend, EXPRESS), None);
    }
}
