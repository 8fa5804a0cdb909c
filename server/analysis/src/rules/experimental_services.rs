//! `experimentalServices`, the earlier model.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::v1;
use crate::snapshot::Snapshot;

rule! {
    /// # `experimentalServices` is the earlier model
    ///
    /// Vercel still builds it, and offers to migrate it to `services`, where each service has its own folder and the top-level
    /// `rewrites` say which requests it answers. New projects use `services`. In both models the project's framework setting
    /// must be "Services".
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
    let message = "`experimentalServices` is the earlier model of services. New projects use `services`.";
    findings.push(Finding::new(&RULE, member.key_range, message));
}
