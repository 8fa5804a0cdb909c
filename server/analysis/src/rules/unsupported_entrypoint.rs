//! An entrypoint file that tells no runtime.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{Entrypoint, Service};
use svc_vercel::runtime::EXTENSIONS;

rule! {
    /// # An entrypoint file that tells no runtime
    ///
    /// Vercel knows the runtime of an entrypoint by its file's extension. Where that is another one, write `framework`, `runtime`
    /// or `builder`.
    ///
    /// ```files
    /// //- /main.tsx
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "entrypoint": "main.tsx", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.tsx
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "entrypoint": "main.tsx", "runtime": "node", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "unsupported-entrypoint",
        vercel: "UNSUPPORTED_ENTRYPOINT",
        severity: Error,
        check: Check::Service,
    }
}

/// One service's entrypoint.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let keys = ["builder", "runtime", "framework"];
    if keys.iter().any(|key| service.truthy(key).is_some()) || service.spoken_of(&keys) {
        return;
    }
    let Some((Entrypoint::File(path), node)) = service.entrypoint().zip(service.field("entrypoint")) else {
        return;
    };
    if service.runtime(Some(path)).is_some() {
        return;
    }
    let extensions: Vec<_> = EXTENSIONS.iter().map(|(extension, _)| format!("`{extension}`")).collect();
    let message = format!(
        "Vercel can't tell what runs `{path}`: it knows {}. Add `runtime`, `framework` or `builder`.",
        extensions.join(", ")
    );
    findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
}
