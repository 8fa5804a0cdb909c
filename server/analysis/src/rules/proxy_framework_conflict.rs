//! `proxy` conflicts with the framework's middleware.

use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services;
use crate::snapshot::Snapshot;
use svc_syntax::edit;

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
    if services::declared(snapshot).is_some() || object.has("builds") {
        return;
    }
    let Some(Some(framework)) = framework::of(snapshot) else { return };
    if !matches!(framework.slug(), Some("nextjs" | "astro")) {
        return;
    }
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
