//! Unrelated file.

use crate::rules::finding::Finding;
use crate::rules::{Check, unknown_key};
use crate::snapshot::Snapshot;
use svc_config::model;
use svc_syntax::value::{Member, Object};

rule! {
    /// # Not a Vercel configuration file
    ///
    /// svc-lsp doesn't check this file, because it doesn't look like a Vercel configuration file.
    ///
    /// Some files are called `vercel.json` for other reasons: for example, they hold an entry in a list of companies, or the translation of
    /// a page. Their keys
    /// are not Vercel's. If the file is meant for Vercel, the deployment is rejected because of its unknown keys.
    ///
    /// ```json bad
    /// { "slug": "vercel", "name": "Vercel", "category": "Hosting", "isActive": true }
    /// ```
    ///
    /// ```json good
    /// { "name": "my-app", "cleanUrls": true }
    /// ```
    ///
    /// A file is checked if it has a key that only Vercel uses, or if its unknown keys look like misspellings of Vercel's keys. This file,
    /// for example, is checked:
    ///
    /// ```json good
    /// { "rewrites": [{ "source": "/old", "destination": "/new" }] }
    /// ```
    pub static RULE = {
        code: "unrelated-file",
        severity: Hint,
        check: Check::File(check),
    }
}

/// Keys of Vercel's that files of all kinds have.
const COMMON: [&str; 11] = [
    "$schema",
    "alias",
    "build",
    "env",
    "framework",
    "images",
    "name",
    "public",
    "regions",
    "scope",
    "version",
];
/// How many keys are looked at: more are more of the same.
const MAX_KEYS: usize = 100;
/// How many keys Vercel doesn't know in a file that isn't its own.
const MIN_UNKNOWN: usize = 3;

/// Whether a file isn't a Vercel configuration: most of its keys are unknown to Vercel and aren't misspellings, and none is used only by
/// Vercel. Files that aren't valid JSON don't count: anything in them may look like a key.
pub fn is_unrelated(snapshot: &Snapshot) -> bool {
    let is_json = snapshot.parse.errors().is_empty();
    snapshot.config().as_object().filter(|_| is_json).is_some_and(|object| {
        let is_vercels = |member: &Member| {
            let names_vercel = || member.value.as_str().is_some_and(|text| text.contains("vercel.sh"));
            is_known(member) && (!COMMON.contains(&&*member.key) || member.key == "$schema" && names_vercel())
        };
        let looked_at = object.members().len().min(MAX_KEYS);
        let unknown = object.members().iter().take(looked_at).filter(|member| !is_known(member)).count();
        unknown >= MIN_UNKNOWN
            && unknown * 2 > looked_at
            && foreign(object).count() * 2 > unknown
            && !object.members().iter().any(is_vercels)
    })
}

fn is_known(member: &Member) -> bool {
    model().root().property(&member.key).is_some()
}

/// The keys that mean nothing to Vercel, not even misspelled.
fn foreign(object: &Object) -> impl Iterator<Item = &Member> {
    let is_foreign = |key: &str| model().root().meant(key).is_none() && !unknown_key::is_comment(key);
    let looked_at = object.members().iter().take(MAX_KEYS);
    looked_at.filter(move |member| !is_known(member) && is_foreign(&member.key))
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let object = snapshot.config().as_object().filter(|_| is_unrelated(snapshot));
    let first = object.and_then(|object| foreign(object).next());
    findings.extend(first.map(|first| {
        let message = format!(
            "This file isn't checked, because keys such as `{}` aren't Vercel's. Vercel would reject it as a configuration.",
            first.key
        );
        Finding::new(&RULE, first.key_range, message)
    }));
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::testing::snapshot;

    fn codes(config: &str) -> Vec<&'static str> {
        check(&snapshot(config)).into_iter().map(|it| it.rule.code).collect()
    }

    #[test]
    fn data_gets_one_hint() {
        for config in [
            r#"{ "title": "Vercel", "hex": "000000", "source": "https://vercel.com/design" }"#,
            r#"{ "name": "Vercel", "version": "1.2.0", "description": "x", "icon": "v", "author": { "name": "y" }, "license": "MIT" }"#,
            r#"{ "id": 1, "images": ["a.png"], "regions": "world", "price": 3, "tags": [], "website": "x" }"#,
        ] {
            assert_eq!(codes(config), ["unrelated-file"], "{config}");
        }
    }

    #[test]
    fn a_configuration_is_checked() {
        let unknown = "unknown-top-level-key";
        assert_eq!(codes(r#"{ "rewrite": [] }"#), [unknown]);
        assert_eq!(codes(r#"{ "cleanUrls": true, "a1": 1, "b1": 1, "c1": 1 }"#), [unknown; 3]);
        assert_eq!(
            codes(r#"{ "rewrite": [], "redirect": [], "cleanUrl": true, "header": [] }"#),
            [unknown; 4]
        );
        let broken = codes("{ \"a1\": 1, \"b1\": 1, \"c1\": 1, }");
        assert_eq!(broken.iter().filter(|code| **code == unknown).count(), 3);
        let schema = r#"{ "$schema": "https://openapi.vercel.sh/vercel.json", "a1": 1, "b1": 1, "c1": 1 }"#;
        assert_eq!(codes(schema), [unknown; 3]);
    }
}
