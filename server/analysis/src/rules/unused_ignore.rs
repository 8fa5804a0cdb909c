//! An ignored finding that is not there.

use crate::options::{Case, Unused};
use crate::rules::finding::{Finding, Fix};
use crate::rules::{self, Check};
use svc_syntax::edit;
use svc_syntax::value::Node;

rule! {
    /// # Ignored finding that no longer exists
    ///
    /// An `ignore` entry in `svc-lsp.jsonc` that matches no finding now would hide the finding if it came back.
    ///
    /// The problem was fixed, its rule was turned off, or the part of the configuration that it was in is gone. Remove the
    /// `ignore` entry.
    ///
    /// ```files
    /// //- /vercel.json
    /// { "cleanUrls": true }
    /// ```
    /// ```jsonc bad
    /// {
    ///   "ignore": { "vercel.json": { "duplicate-key": [{ "at": "/cleanUrls" }] } }
    /// }
    /// ```
    ///
    /// ```files
    /// //- /vercel.json
    /// { "cleanUrls": true, "name": "shop" }
    /// ```
    /// ```jsonc good
    /// {
    ///   "ignore": { "vercel.json": { "deprecated-key": [{ "at": "/name" }] } }
    /// }
    /// ```
    pub static RULE = {
        code: "unused-ignore",
        severity: Information,
        tags: [Unnecessary],
        check: Check::Options(check),
    }
}

fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let root = case.snapshot.config();
    let Some(files) = root.get("ignore").and_then(Node::as_object) else { return };
    for file in files.entries() {
        let places = match case.unused.get(&file.key) {
            None => continue,
            Some(Unused::NoFile) => {
                let message = format!("`{}` doesn't exist, so nothing is ignored in it.", file.key);
                let fix =
                    Fix::preferred("Remove the file", edit::remove_member(&case.snapshot.text, files, file));
                findings.push(Finding { fixes: vec![fix], ..Finding::new(&RULE, file.key_range, message) });
                continue;
            }
            Some(Unused::Places(places)) => places,
        };
        for (path, ignored) in case.ignored(&file.key) {
            let Some((place, above)) = root.at(&path).zip(path.split_last()) else { continue };
            // That a rule doesn't exist is another finding.
            if !places.contains(&ignored) || rules::find(&ignored.code).is_none() {
                continue;
            }
            let message =
                format!("`{}` reports nothing at `{}`. Remove this entry.", ignored.code, ignored.place.at);
            let list = root.at(above.1).and_then(Node::as_array).zip(above.0.index());
            let edit = list
                .and_then(|(list, index)| edit::remove_elements(&case.snapshot.text, list, index..index + 1));
            let fixes = edit.map(|edit| Fix::preferred("Remove the entry", edit)).into_iter().collect();
            findings.push(Finding { fixes, ..Finding::new(&RULE, place.range, message) });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use svc_vercel::project::MemoryFs;

    use crate::check_beside::check_options;
    use crate::snapshot::Snapshot;
    use crate::testing::snapshot;

    /// A rule that doesn't exist, and a key that is there twice, are one mistake each.
    #[test]
    fn each_mistake_is_reported_once() {
        let text = r#"{
            "plan": "pro",
            "plan": "hobby",
            "ignore": { "vercel.json": { "nope": [{ "at": "/x" }], "duplicate-key": [{ "at": "/x" }] } }
        }"#;
        let options = Snapshot::of(text, Arc::new(MemoryFs::default())).of_options();
        let findings = check_options(&options, |_| Some(snapshot("{}")));
        let codes: Vec<&str> = findings.iter().map(|finding| finding.rule.code).collect();
        assert_eq!(codes, ["duplicate-key", "unknown-rule", "unused-ignore"]);
    }
}
