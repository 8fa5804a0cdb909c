//! Proxy runtime mismatch.

use crate::functions::framework;
use crate::rules::finding::Finding;
use crate::rules::{Check, proxy_entrypoint_not_found};
use crate::services;
use crate::snapshot::Snapshot;
use svc_vercel::runtime::Runtime;

rule! {
    /// # Proxy runtime mismatch
    ///
    /// The build fails because the proxy and the application use different runtimes.
    ///
    /// A `.js` or `.ts` proxy runs on Node.js, so it can't be used with FastAPI, Flask, Go or Ruby.
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

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(node) = proxy_entrypoint_not_found::entrypoint(snapshot) else { return };
    if services::declared(snapshot).is_some() || snapshot.config().get("builds").is_some() {
        return;
    }
    let Some(Some(framework)) = framework::of(snapshot) else { return };
    let Some(runtime) = framework.slug().and_then(Runtime::of_framework).filter(|it| *it != Runtime::Node)
    else {
        return;
    };
    let message = format!(
        "This proxy runs on Node.js, but {} runs on `{}`, so the build fails.",
        framework.in_words(),
        runtime.name()
    );
    findings.push(Finding::new(&RULE, node.range, message));
}
