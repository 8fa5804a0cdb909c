//! Invalid proxy matcher.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;

rule! {
    /// # Invalid proxy matcher
    ///
    /// Vercel rejects a `proxy.matcher` that doesn't start with `/`.
    ///
    /// Each matcher is a path pattern. Add the leading slash.
    ///
    /// ```files
    /// //- /proxy.ts
    /// ```
    /// ```json bad
    /// { "proxy": { "entrypoint": "proxy.ts", "matcher": ["/admin/:path*", "account"] } }
    /// ```
    ///
    /// ```files
    /// //- /proxy.ts
    /// ```
    /// ```json good
    /// { "proxy": { "entrypoint": "proxy.ts", "matcher": ["/admin/:path*", "/account"] } }
    /// ```
    pub static RULE = {
        code: "invalid-proxy-matcher",
        vercel: "INVALID_PROXY_MATCHER",
        severity: Error,
        check: Check::File(check),
    }
}

/// The proxy's matchers.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(matcher) = snapshot.config().get("proxy").and_then(|proxy| proxy.get("matcher")) else { return };
    for (node, pattern) in matcher.each().filter_map(|node| Some((node, node.as_str()?))) {
        if pattern.is_empty() || pattern.starts_with('/') {
            continue;
        }
        let json = edit::quoted(&format!("/{pattern}"));
        let finding = Finding::new(&RULE, node.range, format!("`{pattern}` must start with `/`."));
        findings.push(finding.fix(Fix::preferred(format!("Change to `{json}`"), (node.range, json))));
    }
}
