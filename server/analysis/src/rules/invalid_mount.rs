//! A `mount` that Vercel can't read.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Service;
use svc_syntax::value::Json;

rule! {
    /// # A `mount` that Vercel can't read
    ///
    /// `mount` is a path, or an object with `path`, `subdomain` or both, each a string, and nothing else.
    ///
    /// ```json bad
    /// { "experimentalServices": { "api": { "framework": "nextjs", "mount": { "prefix": "/api" } } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "api": { "framework": "nextjs", "mount": { "path": "/api" } } } }
    /// ```
    pub static RULE = {
        code: "invalid-mount",
        vercel: "INVALID_MOUNT",
        severity: Error,
        owns_form: true,
        check: Check::Service,
    }
}

/// One service's `mount`.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let Some(mount) = service.member("mount").filter(|it| !it.value.is_missing()) else { return };
    let name = &service.name;
    let mut report =
        |range, message: String| findings.push(Finding::new(&RULE, range, message).service(&**name));
    let object = match &mount.value.json {
        Json::String(_) => return,
        Json::Object(object) => object,
        _ => {
            let kind = mount.value.kind();
            return report(
                mount.value.range,
                format!(
                    "`mount` is a path such as \"/api\", or an object with `path` and `subdomain`, not {kind}."
                ),
            );
        }
    };
    for member in object.entries() {
        match (member.key.as_str(), &member.value.json) {
            ("path" | "subdomain", Json::String(_) | Json::Missing) => {}
            (key @ ("path" | "subdomain"), _) => {
                report(
                    member.value.range,
                    format!("`mount.{key}` must be a string, not {}.", member.value.kind()),
                );
            }
            (key, _) => report(
                member.key_range,
                format!("`mount` has only `path` and `subdomain`; Vercel refuses `{key}`."),
            ),
        }
    }
    if object.members.is_empty() {
        report(mount.key_range, "`mount` must have `path`, `subdomain` or both.".to_owned());
    }
}
