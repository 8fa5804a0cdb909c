//! Another Root Directory.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_vercel::project::{EntryKind, Folder};

rule! {
    /// # Another Root Directory
    ///
    /// Vercel doesn't read this `vercel.json`, because the project's Root Directory is another folder.
    ///
    /// Vercel builds the Root Directory of the project's settings, and reads the `vercel.json` in it. Vercel's command line saves the
    /// settings in `.vercel/project.json`. Move the file to the Root Directory, or change the setting. If the saved settings are out of
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

/// Whether Vercel reads the `vercel.json` of another folder.
#[must_use]
pub fn is_elsewhere(snapshot: &Snapshot) -> bool {
    let linked = snapshot.project.linked();
    let folder = linked.as_ref().and_then(|linked| linked.root_directory.as_deref());
    folder.is_some_and(|folder| snapshot.project.kind(folder) == Some(EntryKind::Directory))
}

/// Reports it. [`crate::check`] asks nothing else about such a file.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(linked) = snapshot.project.linked() else { return };
    let Some(folder) = &linked.root_directory else { return };
    let file = &linked.file;
    let message = if is_elsewhere(snapshot) {
        format!(
            "Vercel reads only the vercel.json in the Root Directory, which is `{folder}` according to `{file}`."
        )
    } else {
        match Folder::root(&*snapshot.project).missing(folder).clause(folder) {
            Some(clause) => {
                format!("{clause}. Correct the Root Directory in the project's settings (`{file}`).")
            }
            None => format!(
                "The Root Directory `{folder}` doesn't exist. Correct it in the project's settings (`{file}`)."
            ),
        }
    };
    findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
}
