//! `includeFiles` matches no files.

use std::sync::{Arc, Mutex};

use crate::functions::{self, Block};
use crate::rules::Check;
use crate::rules::finding::{Finding, MAX_FINDINGS};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::value::{Member, Node, Query};
use svc_vercel::patterns::glob::{Glob, Steps};
use svc_vercel::project::{Folder, Missing, ProjectFs, folder};

rule! {
    /// # `includeFiles` matches no files
    ///
    /// The function can fail at run time because the files it reads aren't deployed with it.
    ///
    /// `includeFiles` adds files that the code reads without importing them. The glob is relative to the project root or the
    /// service's root, not to the function's folder. Correct the glob. Case matters, and files that `.vercelignore` excludes
    /// aren't deployed.
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
    /// svc-lsp doesn't check globs that match dependencies or build output, such as a folder that `.gitignore` names. For `excludeFiles`
    /// that matches nothing, it shows a hint.
    pub static RULE = {
        code: "unmatched-include-files",
        severity: Warning,
        or: [Hint],
        check: Check::File(check),
    }
}

const INCLUDE: &str = "includeFiles";

/// Folders whose files are not there before a build.
const WRITTEN: [&str; 8] = ["build", "dist", "generated", "gen", "node_modules", "out", "output", "target"];

/// The globs of a block that match no file: each by the index of its member and its key, with why.
struct Unmatched;

impl Query for Unmatched {
    type Answer = Mutex<Option<(String, Arc<Vec<(usize, &'static str, Missing)>>)>>;
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for block in functions::blocks(snapshot) {
        let root = block.root.clone();
        let unmatched = block.remembered::<Unmatched, _, _>(snapshot, root, |_| unmatched(snapshot, &block));
        let members: Vec<&Member> = block.members().collect();
        for (index, key, missing) in unmatched.iter() {
            let Some(node) = members.get(*index).and_then(|member| member.value.get(key)) else { continue };
            let glob = node.as_str().unwrap_or_default();
            let severity = if *key == INCLUDE { Severity::Warning } else { Severity::Hint };
            let message = match functions::missing_clause(missing, glob) {
                Some(clause) => format!("{clause}, so `{key}` has no effect."),
                None => {
                    let root = folder::named(&block.root);
                    format!("`{glob}` matches no file in {root}, so `{key}` has no effect.")
                }
            };
            let mut finding = Finding::new(&RULE, node.range, message).severity(severity);
            finding.service.clone_from(&block.service);
            findings.push(finding);
        }
    }
}

fn unmatched(snapshot: &Snapshot, block: &Block<'_>) -> Vec<(usize, &'static str, Missing)> {
    let fs = &*snapshot.project;
    let mut steps = Steps::default();
    let mut unmatched = Vec::new();
    for (index, member) in block.members().enumerate() {
        for key in [INCLUDE, "excludeFiles"] {
            let glob = member.value.get(key).and_then(Node::as_str).filter(|glob| is_of_sources(glob));
            let Some(glob) = glob else { continue };
            let function = Glob::new(&member.key, &mut steps);
            let compiled = Glob::new(glob, &mut steps);
            // Only where the function is there: otherwise nothing is known of the project.
            if block.matches_a_file(fs, &function, &mut steps) == Some(true)
                && block.matches_a_file(fs, &compiled, &mut steps) == Some(false)
                && !is_ignored_by_git(fs, &block.root, &compiled)
            {
                unmatched.push((index, key, block.missing(fs, glob, &compiled, &mut steps)));
            }
            if unmatched.len() >= MAX_FINDINGS {
                return unmatched;
            }
        }
    }
    unmatched
}

/// Whether git ignores what an alternative of a glob names: a build writes it.
fn is_ignored_by_git(fs: &dyn ProjectFs, root: &str, glob: &Glob) -> bool {
    let folder = Folder::root(fs).folder(root);
    glob.starts().any(|start| !start.is_empty() && fs.ignored_by_git(&folder.resolve(&start)).is_some())
}

/// Whether a glob names files that a user wrote, as far as its names tell.
pub(super) fn is_of_sources(glob: &str) -> bool {
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
    fn a_folder_in_another_case_is_named_and_not_the_glob() {
        let messages = |glob: &str, files: &str| {
            let config = format!(r#"{{ "functions": {{ "api/a.ts": {{ "includeFiles": "{glob}" }} }} }}"#);
            let mut findings = Vec::new();
            check(&snapshot(&format!("//- /vercel.json\n{config}\n//- /api/a.ts\n{files}")), &mut findings);
            findings.into_iter().map(|finding| finding.message).collect::<Vec<_>>()
        };
        let project = "//- /data/x/a.json\n";
        for (glob, clause) in [
            ("Data/**", "`Data` is named `data` on disk, and case matters on Vercel"),
            ("Data/x/*.json", "`Data/x` is named `data/x` on disk, and case matters on Vercel"),
            ("data/X/?.json", "`data/X` is named `data/x` on disk, and case matters on Vercel"),
            ("data/x/A.json", "`data/x/A.json` is named `data/x/a.json` on disk, and case matters on Vercel"),
            ("data/*.csv", "`data/*.csv` matches no file in the project root"),
        ] {
            assert_eq!(messages(glob, project), [format!("{clause}, so `includeFiles` has no effect.")]);
        }
    }

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
        let ignored = format!("{project}//- /.gitignore\npublic/\n");
        assert_eq!(count(r#""includeFiles": "{SHA,public/static/index.html}""#, &ignored), 0);
        assert_eq!(count(r#""includeFiles": "public/**""#, project), 1);
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
