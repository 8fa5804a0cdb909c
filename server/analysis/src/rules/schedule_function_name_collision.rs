//! Schedule functions with the same name.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::functions::{framework, schedules};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_vercel::project::{EntryKind, Folder, PackageJson};
use svc_vercel::runtime::Runtime;

rule! {
    /// # Schedule functions with the same name
    ///
    /// The build fails because two functions that run schedules get the same name.
    ///
    /// Files that schedules run share a function if `functions` gives them the same settings. The function is named after the keys of
    /// `functions` that match; characters other than letters, digits, `.`, `-` and `_` become `_`. Rename one of the keys, or give both the same settings.
    /// A static file at the function's path below `_vercel/schedules` fails the build too (`SCHEDULE_FUNCTION_OUTPUT_COLLISION`).
    ///
    /// ```files
    /// //- /jobs/a+b.py
    /// //- /jobs/a_b.py
    /// ```
    /// ```json bad
    /// { "schedules": [
    ///     { "entrypoint": "jobs/a+b.py", "schedule": "0 5 * * *" },
    ///     { "entrypoint": "jobs/a_b.py", "schedule": "0 6 * * *" }],
    ///   "functions": { "jobs/a+b.py": { "maxDuration": 60 }, "jobs/a_b.py": { "maxDuration": 300 } } }
    /// ```
    ///
    /// ```files
    /// //- /jobs/a.py
    /// //- /jobs/b.py
    /// ```
    /// ```json good
    /// { "schedules": [
    ///     { "entrypoint": "jobs/a.py", "schedule": "0 5 * * *" },
    ///     { "entrypoint": "jobs/b.py", "schedule": "0 6 * * *" }],
    ///   "functions": { "jobs/a.py": { "maxDuration": 60 }, "jobs/b.py": { "maxDuration": 300 } } }
    /// ```
    pub static RULE = {
        code: "schedule-function-name-collision",
        vercel: "SCHEDULE_FUNCTION_NAME_COLLISION",
        severity: Error,
        check: Check::File(check),
    }
}

/// The folder whose files are published as they are, if nothing builds others.
fn published(snapshot: &Snapshot) -> Option<Folder<'_>> {
    let root = Folder::root(&*snapshot.project);
    let is_built = framework::build_command(snapshot).is_some()
        || framework::output_directory(snapshot).is_some()
        || PackageJson::of(&root).is_some_and(|package| package.has_build_script());
    if !framework::builds_whole_project(snapshot) || is_built {
        return None;
    }
    let has_public = snapshot.project.kind("public") == Some(EntryKind::Directory);
    let folder = if has_public { root.folder("public") } else { root };
    match framework::chosen(snapshot) {
        None => Some(folder),
        // A backend's files are published in `public` only.
        Some(chosen) => (has_public && Runtime::of_framework(&chosen.slug).is_some()).then_some(folder),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let files = schedules::files(snapshot);
    let mut first = HashMap::new();
    let published = published(snapshot);
    for function in schedules::functions(&files) {
        let scheduled = function.first;
        let file = published
            .as_ref()
            .map(|folder| folder.resolve(&format!("_vercel/schedules/{}", function.output())));
        if let Some(file) = file.filter(|file| snapshot.project.is_file(file)) {
            let message = format!(
                "`{file}` is published where Vercel puts the function of `{}`, so the build fails. Rename it.",
                scheduled.file
            );
            let finding = Finding::new(&RULE, scheduled.node.range, message);
            findings.push(finding.vercel_code("SCHEDULE_FUNCTION_OUTPUT_COLLISION"));
        }
        match first.entry(function.name()) {
            Entry::Vacant(entry) => {
                entry.insert(scheduled);
            }
            Entry::Occupied(entry) => {
                let other = entry.get();
                let message = format!(
                    "`{}` and `{}` have different settings in `functions` but the same function name, so the build fails. Rename a key.",
                    other.file, scheduled.file
                );
                let (place, also) = match (scheduled.key, other.key) {
                    (Some(key), Some(also)) => (key.key_range, also.key_range),
                    _ => (scheduled.node.range, other.node.range),
                };
                findings.push(Finding::new(&RULE, place, message).related(also, "The other one is here."));
            }
        }
    }
}
