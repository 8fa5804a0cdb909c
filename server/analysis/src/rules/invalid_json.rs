//! Invalid JSON.

use svc_syntax::SyntaxError;
use svc_syntax::edit::repair::{Repair, RepairKind, repair};

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;

rule! {
    /// # Invalid JSON
    ///
    /// Vercel can't parse the file and rejects the deployment.
    ///
    /// `vercel.json` is strict JSON: keys and strings in double quotes, a comma between entries but not after the last one, every
    /// bracket closed, no comments. Fix the error that the message describes.
    ///
    /// ```json bad
    /// { "cleanUrls": true "trailingSlash": false }
    /// ```
    ///
    /// ```json good
    /// { "cleanUrls": true, "trailingSlash": false }
    /// ```
    pub static RULE = {
        code: "invalid-json",
        vercel: "INVALID_VERCEL_JSON",
        severity: Error,
        owns_form: true,
        check: Check::Syntax(finding),
    }
}

fn finding(snapshot: &Snapshot, error: &SyntaxError) -> Option<Finding> {
    let mut finding = Finding::new(&RULE, error.range, error.message());
    finding.fixes.extend(fix(snapshot, error));
    Some(finding)
}

/// The repair, where there is only one.
fn fix(snapshot: &Snapshot, error: &SyntaxError) -> Option<Fix> {
    let Repair { kind, edit } = repair(&snapshot.text, error)?;
    Some(match kind {
        RepairKind::AddComma => Fix::preferred("Add the comma", edit),
        RepairKind::AddBrace => Fix::preferred("Add the brace", edit),
        RepairKind::RemoveComma => Fix::preferred("Remove the comma", edit),
        RepairKind::RemoveBracket => Fix::offered("Remove the bracket", edit),
        RepairKind::RemoveComment => Fix::offered("Remove the comment", edit),
        RepairKind::RemoveByteOrderMark => Fix::preferred("Remove the byte order mark", edit),
        RepairKind::Space => Fix::preferred("Replace with a space", edit),
        RepairKind::AddQuotes => Fix::preferred("Add the quotes", edit),
        RepairKind::DoubleQuotes => Fix::preferred("Use double quotes", edit),
        RepairKind::Rewrite => Fix::preferred(format!("Change to `{}`", edit.insert), edit),
        RepairKind::Escape => Fix::preferred("Write the escape", edit),
        RepairKind::DoubleBackslash => Fix::offered("Double the backslash", edit),
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kinds::syntax;
    use crate::testing::{apply, snapshot};

    /// The text with all fixes applied, until none is left.
    fn fixed(text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..20 {
            let findings = syntax::findings(&snapshot(&text));
            let Some(fix) = findings.iter().flat_map(|it| &it.fixes).next() else { break };
            text = apply(&text, &fix.edits);
        }
        text
    }

    #[test]
    fn fixes() {
        for (text, json) in [
            (r#"{ "a": 1 "b": 2 }"#, r#"{ "a": 1, "b": 2 }"#),
            (r#"{ "a": 1,, "b": 2 }"#, r#"{ "a": 1, "b": 2 }"#),
            ("{ a: yes }", r#"{ "a": true }"#),
            (r#"{ "a": [ "b": 1 }, "c": 2 } ] }"#, r#"{ "a": [ { "b": 1 }, { "c": 2 } ] }"#),
            ("{ a: None, b: word }", r#"{ "a": null, "b": "word" }"#),
            (r#"{ 'it\'s "a"': 'b' }"#, r#"{ "it's \"a\"": "b" }"#),
            ("{ \"a\": \"x\ty\" }", r#"{ "a": "x\ty" }"#),
            (r#"{ "a": "\." }"#, r#"{ "a": "\\." }"#),
            ("\u{feff}{ \"a\":\u{a0}1 }", r#"{ "a": 1 }"#),
            ("[+1, .5, 007, 1., 1_000]", "[1, 0.5, 7, 1, 1000]"),
            ("{ \"a\": 1, // one\n  \"b\": 2, /* two */ }", "{ \"a\": 1,\n  \"b\": 2 }"),
        ] {
            assert_eq!(fixed(text), json);
        }
    }

    #[test]
    fn errors_without_a_single_fix_are_left_alone() {
        for text in ["", "{", "[1", "{ \"a\": }", "{ \"a\" }", "{ \"a\": \"b }", "{} {}", "[0x10]"] {
            let findings = syntax::findings(&snapshot(text));
            assert!(
                !findings.is_empty() && findings.iter().all(|it| it.fixes.is_empty()),
                "{text}: {findings:?}"
            );
        }
    }
}
