//! `mount` with `routePrefix` or `subdomain`.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use svc_syntax::TextEdit;
use svc_syntax::TextRange;
use svc_syntax::edit;

rule! {
    /// # `mount` with `routePrefix` or `subdomain`
    ///
    /// Vercel rejects a service that sets both `mount` and `routePrefix` or `subdomain`.
    ///
    /// Both say which requests the service receives. Use either `mount` (a path, or an object with `path` and `subdomain`) or
    /// `routePrefix` and `subdomain`.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "mount": "/", "subdomain": "www" } } }
    /// ```
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "mount": "/", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "mount": { "path": "/", "subdomain": "www" } } } }
    /// ```
    pub static RULE = {
        code: "conflicting-mount-config",
        vercel: "CONFLICTING_MOUNT_CONFIG",
        severity: Error,
        check: Check::Problem,
    }
}

/// The finding for a service that says in both ways where it is reached.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let service = case.service;
    let others: Vec<_> = ["routePrefix", "subdomain"]
        .into_iter()
        .filter(|key| service.text(key).is_some())
        .filter_map(|key| service.member(key))
        .collect();
    let names: Vec<_> = others.iter().map(|it| format!("`{}`", it.key)).collect();
    let advice =
        if others.len() > 1 { "Remove `mount`, or remove the other two." } else { "Keep one of them." };
    let message =
        format!("`mount` can't be used with {} in `{}`. {advice}", names.join(" or "), service.name);
    let mut finding = case.finding(&RULE, range, message);
    for other in &others {
        finding = finding.related(other.key_range, format!("`{}` is set here.", other.key));
    }
    let (Some(object), Some(mount)) = (service.object(), service.member("mount")) else { return finding };
    let text = case.text;
    let subdomain = others.iter().find(|it| it.key == "subdomain").and_then(|it| it.value.as_str());
    if let ([only], Some(subdomain), Some(path)) = (others.as_slice(), subdomain, mount.value.as_str()) {
        // A path and a subdomain are no contradiction: both are kept, written in one of the two ways.
        let both =
            format!(r#"{{ "path": {}, "subdomain": {} }}"#, edit::quoted(path), edit::quoted(subdomain));
        let edits = vec![TextEdit::new(mount.value.range, both), edit::remove_member(text, object, only)];
        return finding
            .fix(Fix { title: "Move `subdomain` into `mount`".to_owned(), edits, preferred: true })
            .fix(Fix {
                title: "Rename `mount` to `routePrefix`".to_owned(),
                edits: vec![edit::rename_key(mount, "routePrefix")],
                preferred: false,
            });
    }
    finding = finding.fix(Fix::offered("Remove `mount`", edit::remove_member(text, object, mount)));
    if let [only] = others.as_slice() {
        let edit = edit::remove_member(text, object, only);
        finding = finding.fix(Fix::offered(format!("Remove `{}`", only.key), edit));
    }
    finding
}
