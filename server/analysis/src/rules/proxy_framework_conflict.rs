//! `proxy` conflicts with the framework's middleware.

use crate::functions::framework;
use crate::manifests::package_json;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_vercel::frameworks::Framework;

rule! {
    /// # `proxy` conflicts with the framework's middleware
    ///
    /// Vercel accepts the configuration, but the build fails because the framework already has routing middleware of its own.
    ///
    /// Next.js and Astro build theirs from `proxy.ts` or `middleware.ts` in the project. Remove `proxy` and use that file.
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /proxy.ts
    /// ```
    /// ```json bad
    /// { "proxy": { "entrypoint": "proxy.ts" } }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /proxy.ts
    /// ```
    /// ```json good
    /// {}
    /// ```
    pub static RULE = {
        code: "proxy-framework-conflict",
        vercel: "proxy_framework_conflict",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(object) = snapshot.config().as_object() else { return };
    let Some(proxy) = object.member("proxy").filter(|it| it.value.as_object().is_some()) else { return };
    let Some(framework) = framework_beside(snapshot).filter(|it| builds_middleware(snapshot, it)) else {
        return;
    };
    let message = format!(
        "`proxy` can't be used with {}, which builds its own routing middleware: the build fails. Remove `proxy`.",
        framework.in_words()
    );
    let removal = edit::remove_member(&snapshot.text, object, proxy);
    findings.push(Finding::new(&RULE, proxy.key_range, message).fix(Fix {
        title: "Remove `proxy`".to_owned(),
        edits: vec![removal],
        preferred: false,
    }));
}

/// The framework of a project with a proxy: the preset that is set, whatever is built with it, or what Vercel finds in the project.
pub(super) fn framework_beside(snapshot: &Snapshot) -> Option<&'static Framework> {
    if let Some(chosen) = framework::chosen(snapshot) {
        return chosen.framework();
    }
    framework::of(snapshot).flatten().filter(|_| framework::builds_whole_project(snapshot))
}

/// Whether the framework builds its own middleware: it is one of the two that Vercel looks for, or Next.js builds the project.
fn builds_middleware(snapshot: &Snapshot, framework: &Framework) -> bool {
    let is_chosen = framework::chosen(snapshot).is_some();
    let is_built = || {
        let has_script = || package_json(snapshot, ".").is_some_and(|it| it.script("build").is_some());
        // In a linked project without a preset, something has to ask for a build.
        is_chosen
            || snapshot.project.linked().is_none()
            || framework::build_command(snapshot).is_some()
            || has_script()
    };
    let is_known = matches!(framework.slug(), Some("nextjs" | "astro"));
    let is_next = || {
        framework.builder() == "@vercel/next"
            && framework::builds_whole_project(snapshot)
            && !framework::is_static(snapshot)
    };
    is_known && is_chosen || (is_known || is_next()) && is_built()
}
