//! Proxy runtime mismatch.

use crate::rules::finding::Finding;
use crate::rules::proxy_framework_conflict::framework_beside;
use crate::rules::{Check, proxy_entrypoint_not_found};
use crate::snapshot::Snapshot;
use svc_vercel::frameworks::Framework;
use svc_vercel::runtime::Runtime;

rule! {
    /// # Proxy runtime mismatch
    ///
    /// The build fails because the proxy and the application use different runtimes.
    ///
    /// A `.js` or `.ts` proxy runs on Node.js, so it can't be used with FastAPI, Flask, Go, Ruby or Rust, nor with Hugo, Jekyll, Middleman or Zola.
    ///
    /// ```files
    /// //- /proxy.ts
    /// ```
    /// ```json bad
    /// { "framework": "fastapi", "proxy": { "entrypoint": "proxy.ts" } }
    /// ```
    ///
    /// ```files
    /// //- /proxy.ts
    /// //- /package.json
    /// { "dependencies": { "hono": "4" } }
    /// //- /index.ts
    /// import { Hono } from "hono";
    /// ```
    /// ```json good
    /// { "framework": "hono", "proxy": { "entrypoint": "proxy.ts" } }
    /// ```
    ///
    /// Vercel reports this only during the build.
    pub static RULE = {
        code: "proxy-runtime-mismatch",
        vercel: "proxy_runtime_mismatch",
        severity: Error,
        check: Check::File(check),
    }
}

/// What builds sites on another runtime than Node.js (`STATIC_BUILDER_RUNTIMES`).
const SITES: [(&str, Runtime); 4] =
    [("hugo", Runtime::Go), ("jekyll", Runtime::Ruby), ("middleman", Runtime::Ruby), ("zola", Runtime::Rust)];

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(node) = proxy_entrypoint_not_found::entrypoint(snapshot) else { return };
    let Some(framework) = framework_beside(snapshot) else { return };
    let Some(runtime) = runtime(framework).filter(|it| *it != Runtime::Node) else { return };
    let message = format!(
        "This proxy runs on Node.js, but {} runs on `{}`, so the build fails. Remove `proxy`.",
        framework.in_words(),
        runtime.name()
    );
    findings.push(Finding::new(&RULE, node.range, message));
}

/// What the application runs on, as Vercel compares it with the proxy (`inferBuilderRuntimeFromFramework`).
fn runtime(framework: &Framework) -> Option<Runtime> {
    let of_site = || {
        let slug = framework.slug()?;
        SITES.iter().find(|(site, _)| *site == slug).map(|(_, runtime)| *runtime)
    };
    match &framework.use_runtime {
        Some(builder) => Runtime::of_builder(&builder.package).filter(|it| *it != Runtime::Container),
        None => of_site(),
    }
}
