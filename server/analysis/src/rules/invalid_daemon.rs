//! Invalid daemon.

use crate::rules::Check;
use crate::rules::conflicts::bindings;
use crate::rules::finding::Finding;
use crate::services::v2;
use crate::snapshot::Snapshot;
use svc_syntax::value::{Member, Node, Object};

rule! {
    /// # Invalid daemon
    ///
    /// Vercel rejects the deployment because of how a daemon is declared or used.
    ///
    /// A daemon is a container, so its `entrypoint` is a Dockerfile or Containerfile. It receives no requests: a binding, rewrite or
    /// route can't target it unless a service has the same name.
    ///
    /// ```json bad
    /// { "daemons": { "indexer": { "root": "indexer", "entrypoint": "main.py", "instances": { "iad1": 1 } } } }
    /// ```
    ///
    /// ```files
    /// //- /indexer/Dockerfile
    /// FROM alpine
    /// ```
    /// ```json bad
    /// { "daemons": { "indexer": { "root": "indexer", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } },
    ///   "rewrites": [{ "source": "/index", "destination": { "service": "indexer" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /indexer/Dockerfile
    /// FROM alpine
    /// ```
    /// ```json bad
    /// { "daemons": { "indexer": { "root": "indexer", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } },
    ///   "services": { "web": { "root": "web", "bindings": [{ "service": "indexer", "format": "url", "env": "INDEXER_URL" }] } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /indexer/Dockerfile
    /// FROM alpine
    /// ```
    /// ```json good
    /// { "daemons": { "indexer": { "root": "indexer", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } } }
    /// ```
    ///
    /// Valid daemons aren't reported: Vercel builds them, and they are in [public beta](https://vercel.com/docs/daemons) on all plans (the docs and
    /// Vercel's guide of 2026-10-15). Outside of Vercel, `vercel build` 64.0.2 rejects every daemon with `DAEMONS_NOT_SUPPORTED`.
    pub static RULE = {
        code: "invalid-daemon",
        vercel: "INVALID_DAEMON",
        severity: Error,
        check: Check::File(check),
    }
}

/// The keys under which a service may take a daemon's name.
const SERVICES: [&str; 2] = [v2::ALIAS, v2::KEY];

/// The daemons, and what names them.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    let Some(daemons) = config.get("daemons").and_then(Node::as_object) else { return };
    for daemon in daemons.entries() {
        let Some(node) = daemon.value.get("entrypoint") else { continue };
        let Some(file) = node.as_str().filter(|file| !file.is_empty()) else { continue };
        let name = file.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
        if !name.contains("dockerfile") && !name.contains("containerfile") {
            let message = format!(
                "The `entrypoint` of the daemon `{}` must be a Dockerfile or Containerfile.",
                daemon.key
            );
            findings.push(Finding::new(&RULE, node.range, message));
        }
    }

    let services: Vec<&Object> = SERVICES.iter().filter_map(|key| config.get(key)?.as_object()).collect();
    let is_daemon = |name: &str| v2::is_daemon(config, name);
    let names_daemon = |node: &&Node| node.as_str().is_some_and(is_daemon);
    let report = |target: &Node, what: &str, service: Option<&Member>| {
        let name = target.as_str().unwrap_or_default();
        let mut finding = Finding::new(
            &RULE,
            target.range,
            format!("{what} can't target the daemon `{name}`: daemons receive no requests."),
        );
        if let Some(daemon) = daemons.member(name) {
            finding = finding.related(daemon.key_range, "The daemon is declared here.");
        }
        finding.service = service.map(|it| it.key.clone());
        finding
    };
    for service in services.iter().flat_map(|services| services.entries()) {
        findings.extend(
            bindings(service).filter(names_daemon).map(|target| report(target, "A binding", Some(service))),
        );
    }
    let places = services
        .iter()
        .flat_map(|services| services.entries())
        .map(|service| (&service.value, Some(service)));
    for (owner, service) in std::iter::once((config, None)).chain(places) {
        for key in ["rewrites", "routes"] {
            let entries = owner.get(key).and_then(Node::as_array).unwrap_or_default();
            let targets =
                v2::Destination::all(None, key, entries).filter(|it| it.name().is_some_and(is_daemon));
            let targets = targets.filter_map(|it| it.service());
            findings.extend(targets.map(|target| report(target, "A destination", service)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::testing::Fixture;

    #[test]
    fn a_binding_to_a_daemon_is_one_mistake() {
        let codes = |services: &str| {
            let daemons = r#""daemons": { "d": { "root": "d", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } }"#;
            let binding = r#""bindings": [{ "service": "d", "format": "url", "env": "D_URL" }]"#;
            let text = format!(
                r#"{{ {daemons}, "services": {{ "web": {{ "root": "web", "framework": "nextjs", {binding} }}{services} }},
                  "rewrites": [{{ "source": "/(.*)", "destination": {{ "service": "web" }} }}] }}"#
            );
            let fixture = Fixture::new(&format!(
                "//- /vercel.json\n{text}\n//- /web/package.json\n//- /d/Dockerfile\n"
            ));
            let range = fixture.text.find(r#""d", "format""#).unwrap();
            let at = |finding: &crate::rules::finding::Finding| usize::from(finding.range.start()) == range;
            check(&fixture.snapshot).iter().filter(|it| at(it)).map(|it| it.rule.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(""), ["invalid-daemon"]);
        assert!(codes(r#", "d": { "root": "d", "entrypoint": "Dockerfile" }"#).is_empty());
    }
}
