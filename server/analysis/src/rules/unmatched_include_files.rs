//! `includeFiles` matches no files.

use std::ops::ControlFlow;

use crate::functions;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_vercel::project::folder;
use svc_vercel::project::walk::{Walked, matching};

rule! {
    /// # `includeFiles` matches no files
    ///
    /// The function can fail at run time because the files it reads aren't deployed with it.
    ///
    /// `includeFiles` adds files that the code reads without importing them. The glob is relative to the project root or the
    /// service's root, not to the function's folder. Correct the glob.
    ///
    /// ```files
    /// //- /api/report.ts
    /// //- /api/templates/mail.html
    /// ```
    /// ```json bad
    /// { "functions": { "api/report.ts": { "includeFiles": "templates/**" } } }
    /// ```
    ///
    /// ```files
    /// //- /api/report.ts
    /// //- /api/templates/mail.html
    /// ```
    /// ```json good
    /// { "functions": { "api/report.ts": { "includeFiles": "api/templates/**" } } }
    /// ```
    ///
    /// svc-lsp doesn't check globs of dependencies and build output. For `excludeFiles` that matches nothing, it shows a hint.
    pub static RULE = {
        code: "unmatched-include-files",
        severity: Warning,
        check: Check::File(check),
    }
}

/// Folders whose files are not there before a build.
const WRITTEN: [&str; 8] = ["build", "dist", "generated", "gen", "node_modules", "out", "output", "target"];

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let fs = &*snapshot.project;
    for block in functions::blocks(snapshot) {
        for member in block.members() {
            for (key, severity) in [("includeFiles", Severity::Warning), ("excludeFiles", Severity::Hint)] {
                let Some(node) = member.value.get(key) else { continue };
                let Some(glob) = node.as_str().filter(|glob| is_of_sources(glob)) else { continue };
                // Only where the function is there: otherwise nothing is known of the project.
                if block.matches_a_file(fs, &member.key) != Some(true)
                    || matching(fs, &block.root, glob, |_| ControlFlow::Break(())) != Walked::All
                {
                    continue;
                }
                let root = folder::named(&block.root);
                let message = format!("`{glob}` matches no file in {root}, so `{key}` has no effect.");
                let mut finding = Finding::new(&RULE, node.range, message).severity(severity);
                finding.service.clone_from(&block.service);
                findings.push(finding);
            }
        }
    }
}

/// Whether a glob names files that a user wrote, as far as its names tell.
fn is_of_sources(glob: &str) -> bool {
    let mut names = glob.split(['/', '{', '}', ',']).filter(|name| !matches!(*name, "" | "."));
    !glob.starts_with('/')
        && !glob.is_empty()
        && names.all(|name| !name.starts_with('.') && !WRITTEN.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::snapshot;

    #[test]
    fn what_can_be_told() {
        let count = |settings: &str, files: &str| {
            let config = format!(r#"{{ "functions": {{ "api/*.ts": {{ {settings} }} }} }}"#);
            let mut findings = Vec::new();
            check(&snapshot(&format!("//- /vercel.json\n{config}\n{files}")), &mut findings);
            findings.len()
        };
        let project = "//- /api/a.ts\n//- /data/x.json\n";
        assert_eq!(count(r#""includeFiles": "date/**""#, project), 1);
        assert_eq!(count(r#""includeFiles": "data/*.csv", "excludeFiles": "data/*.md""#, project), 2);
        assert_eq!(count(r#""includeFiles": "{data,more}/**""#, project), 0);
        assert_eq!(count(r#""includeFiles": "date/**""#, ""), 0);
        for written in [
            "dist/**",
            "node_modules/x/**",
            "packages/db/generated/*.node",
            ".prisma/**",
            "../data/**",
            "{dist,x}/**",
            "/data",
        ] {
            assert_eq!(count(&format!(r#""includeFiles": "{written}""#), project), 0, "{written}");
        }
    }
}
