//! Missing services.

use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;

rule! {
    /// # Missing services
    ///
    /// Vercel rejects the deployment because `framework` is `services`, and no services are declared.
    ///
    /// Add `services` and remove `framework`, which can't be used together, or change `framework`.
    ///
    /// ```json bad
    /// { "framework": "services" }
    /// ```
    ///
    /// ```files
    /// //- /index.html
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": "." } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    pub static RULE = {
        code: "missing-services",
        vercel: "MISSING_SERVICES",
        severity: Error,
        check: Check::File(check),
    }
}

/// `@vercel/fs-detectors`, `getServicesBuilders`.
fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some((node, _)) = framework::written(snapshot).filter(|(_, it)| it.slug() == Some("services")) else {
        return;
    };
    let message =
        "`framework` is `services`, but the file declares none. Replace it with `services`, or remove it.";
    findings.push(Finding::new(&RULE, node.range, message));
}
