//! `vercel.json` outside the Root Directory.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_vercel::project::{EntryKind, Folder};

rule! {
    /// # `vercel.json` outside the Root Directory
    ///
    /// Vercel doesn't read this `vercel.json`, because the project's Root Directory is another folder.
    ///
    /// Vercel builds the Root Directory set in the project's settings and reads the `vercel.json` there. Vercel CLI saves the settings in
    /// `.vercel/project.json`. Move the file to the Root Directory, or change the setting. If the saved settings are out of
    /// date, run `vercel pull`.
    ///
    /// ```files
    /// //- /.vercel/project.json
    /// { "projectId": "prj_1", "orgId": "team_1", "settings": { "rootDirectory": "apps/web" } }
    /// //- /apps/web/index.html
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```files
    /// //- /.vercel/project.json
    /// { "projectId": "prj_1", "orgId": "team_1", "settings": { "rootDirectory": null } }
    /// ```
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    ///
    /// svc-lsp checks only the syntax of such a file. It also reports a Root Directory that doesn't exist.
    pub static RULE = {
        code: "other-root-directory",
        severity: Warning,
        check: Check::File(check),
    }
}

/// The Root Directory, where it is another folder than the file's.
#[must_use]
pub fn elsewhere(snapshot: &Snapshot) -> Option<String> {
    snapshot.project.linked()?.root_directory.clone()
}

/// Reports it. [`crate::check`] asks about nothing else that such a file says.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(linked) = snapshot.project.linked() else { return };
    let Some(folder) = &linked.root_directory else { return };
    let file = &linked.file;
    let message = match Folder::root(&*snapshot.project).missing(folder).clause(folder) {
        _ if snapshot.project.kind(folder) == Some(EntryKind::Directory) => format!(
            "Vercel reads only the vercel.json in the Root Directory, which is `{folder}` according to `{file}`."
        ),
        Some(clause) => format!("{clause}. Correct the Root Directory in the project's settings (`{file}`)."),
        None => {
            format!(
                "The Root Directory `{folder}` doesn't exist. Correct it in the project's settings (`{file}`)."
            )
        }
    };
    findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
}
