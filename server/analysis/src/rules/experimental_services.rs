//! Deprecated `experimentalServices`.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::v1;
use crate::snapshot::Snapshot;

rule! {
    /// # Deprecated `experimentalServices`
    ///
    /// Vercel still deploys `experimentalServices`, but use `services` in new projects.
    ///
    /// With `services`, each service has its own folder, and top-level `rewrites` decide which requests it receives. Run `svc-lsp
    /// migrate` or use the code action to migrate. With either key, the project's framework preset must be "Services".
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": ".", "framework": "nextjs" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    pub static RULE = {
        code: "experimental-services",
        severity: Hint,
        tags: [Deprecated],
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(member) = snapshot.config().as_object().and_then(|config| config.member(v1::KEY)) else {
        return;
    };
    let message = "`experimentalServices` is superseded by `services`. Run `svc-lsp migrate` to migrate.";
    findings.push(Finding::new(&RULE, member.key_range, message));
}
