//! A runtime that Vercel doesn't have.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::{Entrypoint, Reading, Service};
use svc_config::ServicesModel;
use svc_config::Severity;
use svc_syntax::edit;
use svc_vercel::runtime::Runtime;
use svc_vercel::spelling;

rule! {
    /// # A runtime that Vercel doesn't have
    ///
    /// `runtime` is one of `node`, `python`, `go`, `rust`, `ruby` and `container`, without a version: versions are set where the
    /// language keeps them (`engines` in `package.json`, `.python-version`, `go.mod`).
    ///
    /// ```files
    /// //- /main.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "runtime": "python3.12", "entrypoint": "main.py", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "runtime": "python", "entrypoint": "main.py", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-runtime",
        vercel: "INVALID_RUNTIME",
        severity: Error,
        owns_form: true,
        check: Check::Service,
    }
}

/// The names of properties of every object at which Vercel's search for a manifest doesn't stop with an exception.
const WITHOUT_LENGTH: [&str; 3] = ["toLocaleString", "toString", "valueOf"];

/// The `runtime`, where Vercel takes it for one although it is the name of a property of every JavaScript object.
#[must_use]
pub fn property_of_every_object<'a>(service: &Service<'a>) -> Option<&'a str> {
    service.text("runtime").filter(|it| svc_vercel::javascript::OF_EVERY_OBJECT.contains(it))
}

/// One service's runtime.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if service.spoken_of(&["runtime"]) {
        return;
    }
    let Some(node) = service.truthy("runtime") else { return };
    let text = node.as_str().unwrap_or_default();
    if Runtime::named(text).is_some() {
        return;
    }
    let names: Vec<_> = Runtime::ALL.iter().map(|it| format!("`{}`", it.name())).collect();
    let shown = if text.is_empty() { node.kind().to_owned() } else { format!("`{text}`") };
    let message = format!("{shown} is no runtime. Use one of {}.", names.join(", "));
    let mut finding = Finding::new(&RULE, node.range, message).service(&*service.name);
    // Where the resolver doesn't get past it, it fails later: `invalid_service_config::check_readable` says so.
    if property_of_every_object(service).is_some()
        && (service.reading == Reading::Resolver || passes(service, text))
    {
        finding = finding.severity(Severity::Warning);
    }
    if let Some(nearest) = nearest(text) {
        let edit = edit::replace_with_string(node, nearest);
        finding = finding.fix(Fix::preferred(format!("Change to `{nearest}`"), edit));
    }
    findings.push(finding);
}

/// Whether Vercel's resolver lets the name of a property of every object pass to the end.
pub fn passes(service: &Service<'_>, text: &str) -> bool {
    service.model == ServicesModel::V2
        || WITHOUT_LENGTH.contains(&text)
        || !matches!(service.entrypoint(), Some(Entrypoint::File(_)))
}

/// The runtime that a name was meant for: `python3.12`, `nodejs20.x`, `golang`, or one mistyped.
fn nearest(text: &str) -> Option<&'static str> {
    let letters: String =
        text.chars().take_while(|it| !it.is_ascii_digit()).collect::<String>().to_ascii_lowercase();
    let meant = match letters.trim_end_matches(['-', '@', '.', ':', '_', ' ']) {
        "nodejs" | "node.js" | "js" | "javascript" | "typescript" | "@vercel/node" => "node",
        "py" | "@vercel/python" => "python",
        "golang" | "@vercel/go" => "go",
        "rb" | "@vercel/ruby" => "ruby",
        "rs" | "@vercel/rust" => "rust",
        "docker" | "dockerfile" | "oci" | "image" | "@vercel/container" => "container",
        other => return spelling::nearest(other, Runtime::ALL.map(Runtime::name)),
    };
    Some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_version_are_understood() {
        for (written, meant) in [
            ("python3.12", Some("python")),
            ("nodejs20.x", Some("node")),
            ("nodejs", Some("node")),
            ("Node", Some("node")),
            ("pyhton", Some("python")),
            ("golang", Some("go")),
            ("go1.22", Some("go")),
            ("docker", Some("container")),
            ("@vercel/python@4.0.0", Some("python")),
            ("php", None),
            ("edge", None),
            ("", None),
        ] {
            assert_eq!(nearest(written), meant, "{written}");
        }
    }
}
