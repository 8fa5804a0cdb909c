//! Unknown runtime.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use svc_config::{Severity, describe};
use svc_syntax::TextRange;
use svc_syntax::value::Node;
use svc_vercel::runtime::Runtime;
use svc_vercel::spelling;

rule! {
    /// # Unknown runtime
    ///
    /// Vercel rejects a service with an unknown runtime.
    ///
    /// `runtime` is `node`, `python`, `go`, `rust`, `ruby` or `container`, without a version. Set the version where the language
    /// expects it: `engines` in `package.json`, `.python-version`, `go.mod`.
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "runtime": "python3.12", "entrypoint": "main.py", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "runtime": "python", "entrypoint": "main.py", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-runtime",
        vercel: "INVALID_RUNTIME",
        severity: Error,
        or: [Warning],
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for an unknown runtime. Where Vercel accepts it all the same, it is a warning.
pub(super) fn finding(case: &Case<'_>, range: TextRange, is_accepted: bool) -> Finding {
    let runtime = case.service.text("runtime").unwrap_or_default();
    let names = describe::named(Runtime::ALL.iter().map(|it| it.name()), "or");
    let shown = if runtime.is_empty() {
        case.service.field("runtime").map_or("nothing", Node::kind).to_owned()
    } else {
        format!("`{runtime}`")
    };
    let message = format!("Unknown runtime {shown}. Use {names}.");
    let mut finding = case.finding(&RULE, range, message);
    if is_accepted {
        finding = finding.severity(Severity::Warning);
    }
    if let Some(nearest) = nearest(runtime) {
        let edit = replacement(range, nearest);
        finding = finding.fix(Fix::preferred(format!("Change to `{nearest}`"), edit));
    }
    finding
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
