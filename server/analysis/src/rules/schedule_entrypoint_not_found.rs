//! Schedule entrypoint not found.

use crate::functions::schedules::{entrypoints, runtime};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_vercel::project::{Folder, Missing};
use svc_vercel::runtime::Runtime;

rule! {
    /// # Schedule entrypoint not found
    ///
    /// The build fails because the `entrypoint` of a schedule doesn't exist.
    ///
    /// It is the path of a Python file, relative to the project root. Correct the path, or add the file. A file that
    /// `.vercelignore` excludes doesn't exist in the deployment.
    ///
    /// ```files
    /// //- /jobs/nightly.py
    /// ```
    /// ```json bad
    /// { "schedules": [{ "entrypoint": "jobs/nightli.py", "schedule": "0 5 * * *" }] }
    /// ```
    ///
    /// ```files
    /// //- /jobs/nightly.py
    /// ```
    /// ```json good
    /// { "schedules": [{ "entrypoint": "jobs/nightly.py", "schedule": "0 5 * * *" }] }
    /// ```
    pub static RULE = {
        code: "schedule-entrypoint-not-found",
        vercel: "SCHEDULE_ENTRYPOINT_NOT_FOUND",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let root = Folder::root(&*snapshot.project);
    for (node, entrypoint) in entrypoints(snapshot) {
        if runtime(entrypoint) != Some(Runtime::Python) || root.is_file(entrypoint) {
            continue;
        }
        let missing = root.missing(entrypoint);
        let message = match missing.clause(entrypoint) {
            Some(clause) => format!("{clause}, so the build fails."),
            None => {
                format!(
                    "`{entrypoint}` doesn't exist, so the build fails. Correct the path, or add the file."
                )
            }
        };
        let finding = Finding::new(&RULE, node.range, message);
        findings.push(match root.nearest(entrypoint).filter(|_| missing == Missing::NotFound) {
            Some(meant) => {
                let edit = edit::replace_with_string(node, &meant);
                finding.fix(Fix::offered(format!("Change to `{meant}`"), edit))
            }
            None => finding.fix_case(&missing, node),
        });
    }
}
