//! Other version of Vercel's CLI.

use crate::manifests::package_json;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_vercel::frameworks;

rule! {
    /// # Different Vercel CLI version
    ///
    /// The project uses a different major version of Vercel's CLI from the one that svc-lsp follows, so their results may
    /// differ.
    ///
    /// svc-lsp reports what one version of the CLI does; `svc-lsp --version` names it. Other major versions may know other keys, limits and
    /// errors. Update `vercel` in `package.json`, or svc-lsp if it follows an older version.
    ///
    /// ```files
    /// //- /package.json
    /// { "devDependencies": { "vercel": "^41.7.0" } }
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "devDependencies": { "vercel": "latest" } }
    /// ```
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    ///
    /// Ranges that may include the followed version, such as `>=41`, are not reported.
    pub static RULE = {
        code: "other-cli-version",
        severity: Information,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(package) = package_json(snapshot, ".") else { return };
    let version = &frameworks::source().cli;
    let (Some(versions), Some(followed)) = (package.versions_of("vercel"), major(version)) else { return };
    let Some(asked) = other_major(versions, followed) else { return };
    let older = if asked < followed { "`vercel`" } else { "svc-lsp" };
    let message = format!(
        "`package.json` asks for `vercel` {asked}, but svc-lsp follows {version}, so their answers may differ. Update {older}."
    );
    findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
}

/// The major number of one version, such as `50.x` or `^50.1.0`.
fn major(version: &str) -> Option<u64> {
    let version = version.trim().trim_start_matches(['^', '~', 'v', '=']);
    let mut parts = version.split('.');
    let major = parts.next()?.parse().ok()?;
    let is_part = |part: &str| matches!(part, "x" | "X" | "*") || part.parse::<u64>().is_ok();
    (version.split('.').count() <= 3 && parts.all(is_part)).then_some(major)
}

/// The newest major version that is asked for, if the one that is followed certainly isn't. Only alternatives of single versions are
/// certain.
fn other_major(versions: &str, followed: u64) -> Option<u64> {
    let majors: Vec<u64> = versions.split("||").map(major).collect::<Option<_>>()?;
    majors.iter().max().copied().filter(|_| !majors.contains(&followed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_certainly_leaves_the_version_out() {
        for versions in ["50.1.0", "^50.1.0", "~50", "50.x", "v50.0.0", "=50.1.2", "48 || 50.x"] {
            assert_eq!(other_major(versions, 64), Some(50), "{versions}");
        }
        for versions in [
            "64.0.2",
            "^64.0.0",
            "64",
            "64.x",
            "63 || 64",
            "*",
            "x",
            "",
            "latest",
            "canary",
            ">=50",
            ">50 <60",
            "50 - 60",
            "workspace:*",
            "catalog:",
            "npm:vercel@50.0.0",
            "file:../vercel",
            "64.0.0-canary.1",
        ] {
            assert_eq!(other_major(versions, 64), None, "{versions}");
        }
    }
}
