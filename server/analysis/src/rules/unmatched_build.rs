//! `builds` names a file that doesn't exist.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::unmatched_include_files::is_of_sources;
use crate::services;
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_vercel::posix_path;
use svc_vercel::project::walk::is_pattern;
use svc_vercel::project::{Folder, Missing};

rule! {
    /// # `builds` names a file that doesn't exist
    ///
    /// The deployment succeeds without it: Vercel builds nothing for this entry, and requests return 404.
    ///
    /// `src` is the path of a file from the project root, or a glob. Correct the path. Case matters, and files that `.vercelignore` excludes
    /// aren't deployed. A folder has no builder: name its files with a glob.
    ///
    /// ```files
    /// //- /server.js
    /// ```
    /// ```json bad
    /// { "builds": [{ "src": "Server.js", "use": "@vercel/node" }] }
    /// ```
    ///
    /// ```files
    /// //- /server.js
    /// ```
    /// ```json good
    /// { "builds": [{ "src": "server.js", "use": "@vercel/node" }] }
    /// ```
    ///
    /// `vercel build` (CLI 64.0.2) compares `src` with the names of the project's files before it builds anything. svc-lsp checks neither
    /// globs nor paths of build output, such as those in `dist` or in a folder that `.gitignore` names.
    pub static RULE = {
        code: "unmatched-build",
        severity: Warning,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let builds = snapshot.config().get("builds").filter(|_| services::declared(snapshot).is_none());
    let root = Folder::root(&*snapshot.project);
    for build in builds.and_then(Node::as_array).unwrap_or_default() {
        let Some(node) = build.get("src") else { continue };
        let Some(written) = node.as_str().filter(|src| !is_pattern(src)) else { continue };
        let src = posix_path::normalize(written);
        let src = src.trim_start_matches('/').trim_end_matches('/');
        let is_other = matches!(src, "" | ".") || src.starts_with("..") || !is_of_sources(src);
        if is_other || root.is_file(src) || snapshot.project.ignored_by_git(src).is_some() {
            continue;
        }
        let finding = |message: String| Finding::new(&RULE, node.range, message);
        let replaced = |by: &str| edit::replace_with_string(node, by);
        findings.push(if root.exists(src) {
            let glob = format!("{src}/**");
            finding(format!("`{written}` is a folder, so Vercel builds nothing for it. Use a glob."))
                .fix(Fix::offered(format!("Change to `{glob}`"), replaced(&glob)))
        } else {
            let missing = root.missing(src);
            let message = match missing.clause(written) {
                Some(clause) => format!("{clause}, so Vercel builds nothing for it."),
                None => {
                    format!("`{written}` doesn't exist, so Vercel builds nothing for it. Correct the path.")
                }
            };
            let finding = finding(message);
            match root.nearest(src).filter(|_| missing == Missing::NotFound) {
                Some(meant) => finding.fix(Fix::offered(format!("Change to `{meant}`"), replaced(&meant))),
                None => finding.fix_case(&missing, node),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::assert_reports;

    #[test]
    fn files_that_are_there() {
        let project = |src: &str| {
            format!(
                "//- /api/main.py\n//- /vercel.json\n{{\"builds\":[{{\"src\":\"{src}\",\"use\":\"@vercel/node\"}}]}}"
            )
        };
        let missing =
            ["main.py", "api/Main.py", "API/main.py", "api", "/api/main.js", "./api/", "index.html"];
        let there = ["api/main.py", "/api/main.py", "./api//main.py", "api/*.js", "dist/a.js", "."];
        let (missing, there) = (missing.map(project), there.map(project));
        assert_reports(&RULE, &missing.each_ref().map(String::as_str), &there.each_ref().map(String::as_str));
    }

    #[test]
    fn services_build_nothing_of_it() {
        assert_reports(
            &RULE,
            &[],
            &[
                r#"{ "services": { "a": { "root": "a" } }, "builds": [{ "src": "x.js", "use": "@vercel/node" }] }"#,
            ],
        );
    }
}
