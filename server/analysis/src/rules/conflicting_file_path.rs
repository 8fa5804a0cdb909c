//! Functions with the same path.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use crate::functions;
use crate::rules::Check;
use crate::rules::conflicting_path_segment::parameter;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_vercel::posix_path::{self, stem};
use svc_vercel::project::walk::walk;

rule! {
    /// # Functions with the same path
    ///
    /// The build fails because a function in `api` conflicts with the path of another file.
    ///
    /// Vercel compares paths without file extensions, and a segment in brackets matches any other: `api/users.js` conflicts with
    /// `api/users.ts` and `api/users.json`, and `api/[id].js` with `api/[name].js`. Rename or move one of the files.
    ///
    /// ```files
    /// //- /api/[id].js
    /// //- /api/[name].js
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```files
    /// //- /api/[id].js
    /// //- /api/names/[name].js
    /// ```
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    pub static RULE = {
        code: "conflicting-file-path",
        vercel: "conflicting_file_path",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let functions = functions::of_project(snapshot);
    if functions.is_empty() {
        return;
    }
    let mut files: Vec<String> = functions.iter().filter(|file| !file.contains('/')).cloned().collect();
    let _walked = walk(&*snapshot.project, "api", |file| {
        files.push(file.to_owned());
        ControlFlow::Continue(())
    });
    let mut at: HashMap<String, Vec<(&str, &str)>> = HashMap::new();
    for file in &files {
        for (place, name) in places(file) {
            at.entry(place).or_default().push((name, file));
        }
    }
    let mut reported = HashSet::new();
    for file in functions {
        let conflict = places(file).into_iter().find_map(|(place, name)| {
            let (_, other) = at.get(&place)?.iter().find(|(other, _)| *other != name)?;
            Some(*other)
        });
        let Some(other) = conflict else { continue };
        if reported.insert((other.min(file), other.max(file))) {
            let message =
                format!("`{file}` and `{other}` match the same requests, so the build fails. Rename one.");
            findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
        }
    }
}

/// The places at which a file conflicts with every file that has another name there (`@vercel/fs-detectors`, `pathOccurrences`): its
/// path without extension and with all parameters alike, and each of its parameters.
fn places(file: &str) -> Vec<(String, &str)> {
    let folder = posix_path::dirname(file);
    let plain: Vec<String> =
        folder.split('/').chain([stem(posix_path::basename(file))]).map(anonymous).collect();
    let mut places = vec![(plain.join("/"), file)];
    let mut before = String::new();
    for segment in file.split('/') {
        if let Some(name) = parameter(segment) {
            places.push((format!("{before}[]"), name));
            before.push_str(&format!("[{name}]/"));
        } else {
            before.push_str(segment);
            before.push('/');
        }
    }
    places
}

/// A segment with `1` for its parameter (`getAbsolutePath`).
fn anonymous(segment: &str) -> String {
    match segment.split_once('[').zip(segment.rsplit_once(']')) {
        Some(((before, inside), (_, after))) if inside.contains(']') => format!("{before}1{after}"),
        _ => segment.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::snapshot;

    use super::*;

    fn conflicts(files: &[&str]) -> usize {
        let files: String = files.iter().map(|file| format!("//- /{file}\n")).collect();
        let findings = crate::check::check(&snapshot(&format!("//- /vercel.json\n{{}}\n{files}")));
        findings.iter().filter(|it| it.rule == &RULE).count()
    }

    #[test]
    fn which_files_conflict() {
        for files in [
            ["api/[a].js", "api/[b].js"],
            ["api/a.js", "api/a.ts"],
            ["api/a.js", "api/a.json"],
            ["api/[a]/x.js", "api/[b]/x.js"],
            ["api/[a]/x.js", "api/[b]/_y.js"],
            ["middleware.js", "middleware.ts"],
        ] {
            assert_eq!(conflicts(&files), 1, "{files:?}");
        }
        for files in [
            ["api/a.js", "api/a/index.js"],
            ["api/[a].js", "api/b.js"],
            ["api/[a]/x.js", "api/[a]/y.js"],
            ["api/_a.js", "api/_a.ts"],
        ] {
            assert_eq!(conflicts(&files), 0, "{files:?}");
        }
    }
}
