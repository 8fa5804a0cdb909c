//! Invalid function runtime.

use crate::functions::{self, Block};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::edit;
use svc_syntax::value::{Member, Node};

rule! {
    /// # Invalid function runtime
    ///
    /// The build fails: Vercel can't install this runtime.
    ///
    /// `runtime` is an npm package with an exact version, such as `vercel-php@0.7.4`, and is needed only for community runtimes.
    /// Vercel chooses its own runtimes by file extension, so remove `runtime` for those. Set the Node.js version under `engines` in
    /// `package.json`, and the Python version in `.python-version` or `pyproject.toml`.
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "functions": { "api/report.ts": { "runtime": "nodejs20.x", "maxDuration": 60 } } }
    /// ```
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json good
    /// { "functions": { "api/report.ts": { "maxDuration": 60 } } }
    /// ```
    ///
    /// ```files
    /// //- /api/index.php
    /// ```
    /// ```json bad
    /// { "functions": { "api/*.php": { "runtime": "vercel-php@0.7" } } }
    /// ```
    pub static RULE = {
        code: "invalid-function-runtime",
        vercel: "invalid_function_runtime",
        severity: Error,
        or: [Warning],
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for block in functions::blocks(snapshot) {
        if block.service.is_none() && !block.is_zero_config() {
            continue;
        }
        for member in block.members() {
            let Some(node) = member.value.get("runtime") else { continue };
            let Some(runtime) = node.as_str() else { continue };
            if is_version(runtime.rsplit('@').next().unwrap_or_default()) {
                continue;
            }
            let mut finding = finding(snapshot, &block, member, node, runtime);
            if let Some(service) = &block.service {
                // The build does not look at the functions of services.
                finding = finding.service(service).severity(Severity::Warning);
            }
            findings.push(finding);
        }
    }
}

fn finding(snapshot: &Snapshot, block: &Block<'_>, member: &Member, node: &Node, runtime: &str) -> Finding {
    let is_of_service = block.service.is_some();
    if is_own(runtime) {
        let what = if runtime == "edge" {
            "the Edge runtime is chosen in the function's code".to_owned()
        } else {
            "Vercel's own runtimes are chosen by file extension".to_owned()
        };
        let outcome = if is_of_service { "`runtime` has no effect" } else { "The build fails" };
        let message = format!("{outcome}, because {what}. Remove `runtime`.");
        let settings = member.value.as_object();
        let alone = settings.is_some_and(|settings| settings.members().len() == 1);
        let edit = match settings.and_then(|settings| Some((settings, settings.member("runtime")?))) {
            Some((settings, runtime)) if !alone => edit::remove_member(&snapshot.text, settings, runtime),
            _ => block.without(snapshot, member),
        };
        let title = if alone { format!("Remove `{}`", member.key) } else { "Remove `runtime`".to_owned() };
        return Finding::new(&RULE, node.range, message).fix(Fix::preferred(title, edit));
    }
    let outcome = if is_of_service { "it has no effect" } else { "the build fails" };
    let message = format!(
        "`{runtime}` doesn't specify an exact version, so {outcome}. Use an npm package with one, such as `vercel-php@0.7.4`."
    );
    let finding = Finding::new(&RULE, node.range, message);
    match pinned(runtime) {
        Some(pinned) => finding
            .fix(Fix::preferred(format!("Change to `{pinned}`"), edit::replace_with_string(node, &pinned))),
        None => finding,
    }
}

/// What node-semver takes for a version.
fn is_version(text: &str) -> bool {
    let text = text.trim();
    semver::Version::parse(text.strip_prefix('v').unwrap_or(text)).is_ok()
}

/// A runtime of Vercel's own: its package without a version, or a name as other platforms have it.
fn is_own(runtime: &str) -> bool {
    const NAMES: [&str; 7] = ["nodejs", "node", "python", "go", "ruby", "rust", "bun"];
    const PACKAGES: [&str; 6] = ["node", "python", "go", "ruby", "rust", "edge"];
    let package = runtime.strip_prefix("@vercel/").or_else(|| runtime.strip_prefix("@now/"));
    if let Some(package) = package {
        let name = package.split('@').next().unwrap_or_default();
        return PACKAGES.contains(&name);
    }
    let lower = runtime.to_ascii_lowercase();
    let rest = NAMES.into_iter().find_map(|name| lower.strip_prefix(name));
    lower == "edge"
        || rest.is_some_and(|rest| {
            rest.chars().all(|char| char.is_ascii_digit() || matches!(char, '.' | 'x' | '-' | '@'))
        })
}

/// `package@0.7` with the missing zeros.
fn pinned(runtime: &str) -> Option<String> {
    let (package, version) = runtime.rsplit_once('@').filter(|(package, _)| !package.is_empty())?;
    let version = version.trim_start_matches(['^', '~', 'v', '=']);
    let parts: Vec<&str> = version.split('.').collect();
    let numbers = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let version = match parts.len() {
        1 if numbers => format!("{version}.0.0"),
        2 if numbers => format!("{version}.0"),
        3 => version.to_owned(),
        _ => return None,
    };
    is_version(&version).then(|| format!("{package}@{version}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for runtime in ["now-php@1.0.0", "vercel-php@0.7.4-beta.1", "@scope/x@v1.2.3", "1.2.3"] {
            assert!(is_version(runtime.rsplit('@').next().unwrap()), "{runtime}");
        }
        for runtime in ["", "x", "x@", "x@1", "x@1.2", "@vercel/node", "x@01.2.3", "x@latest"] {
            assert!(!is_version(runtime.rsplit('@').next().unwrap()), "{runtime}");
        }
    }

    #[test]
    fn own_runtimes_and_pins() {
        for runtime in [
            "nodejs20.x",
            "nodejs",
            "node",
            "python3.12",
            "edge",
            "@vercel/node",
            "@vercel/node@3",
            "go1.x",
            "bun",
        ] {
            assert!(is_own(runtime), "{runtime}");
        }
        for runtime in ["vercel-php", "@vercel/php", "nodeish", "vercel-deno@3"] {
            assert!(!is_own(runtime), "{runtime}");
        }
        assert_eq!(pinned("vercel-php@0.7").as_deref(), Some("vercel-php@0.7.0"));
        assert_eq!(pinned("vercel-deno@^3.0.0").as_deref(), Some("vercel-deno@3.0.0"));
        assert_eq!(pinned("vercel-php"), None);
        assert_eq!(pinned("vercel-php@latest"), None);
    }
}
