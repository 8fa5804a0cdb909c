//! The commands that change a `vercel.json` as the editor does: `check --fix` and `format`.

use expect_test::expect;
use serde_json::{Value, json};

use crate::e2e::cli::{Output, project, run, run_with_input, says};

const BROKEN: &str = "{\n  'cleanUrls': True, // yes\n  \"trailingSlash\": fals,\n  \"redirects\": []\n}";
const FIXED: &str = "{\n  \"cleanUrls\": true, // yes\n  \"trailingSlash\": fals,\n  \"redirects\": []\n}";

fn text(dir: &tempfile::TempDir, path: &str) -> String {
    std::fs::read_to_string(dir.path().join(path)).unwrap()
}

#[test]
fn fixes_are_written_and_said() {
    let dir = project(&[
        ("vercel.json", BROKEN),
        ("b/vercel.json", "{ \"cleanUrls\": true, }\r\n"),
        ("c/vercel.json", "{}"),
    ]);
    says(
        &dir,
        &["check", "--fix"],
        &expect![[r#"
            error[comment-in-json]: JSON can't have comments. Remove this one.
             --> vercel.json:2:22
              |
            2 |   "cleanUrls": true, // yes
              |                      ^^^^^^
              |
              = fix: Remove the comment

            error[invalid-json]: This word isn't valid JSON. Put it in double quotes, or use `true`, `false`, `null` or a number.
             --> vercel.json:3:20
              |
            3 |   "trailingSlash": fals,
              |                    ^^^^
              |
              = fix: Add the quotes

            b/vercel.json: fixed 1 problem.
              trailing-comma  Remove the comma

            vercel.json: fixed 2 problems.
              invalid-json  Use double quotes
              invalid-json  Change to `true`

            2 errors in 1 file.
            exit status: 1
        "#]],
    );
    assert_eq!(text(&dir, "vercel.json"), FIXED);
    assert_eq!(text(&dir, "b/vercel.json"), "{ \"cleanUrls\": true }\r\n");
    assert_eq!(text(&dir, "c/vercel.json"), "{}");
    let again = run(dir.path(), &["check", "--fix", "--format", "json"]);
    let report: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!((again.status, &report["files"][0]["fixed"]), (Some(1), &json!([])));
    assert_eq!(text(&dir, "vercel.json"), FIXED, "nothing is left to fix");
    let json = project(&[("vercel.json", "{ \"cleanUrls\": true, }")]);
    let output = run(json.path(), &["check", "--fix", "--format", "json"]);
    let report: Value = serde_json::from_str(&output.out).unwrap();
    assert_eq!(output.status, Some(0));
    assert_eq!(
        report["files"][0]["fixed"],
        json!([{ "code": "trailing-comma", "title": "Remove the comma" }])
    );
    assert_eq!(report["files"][0]["diagnostics"], json!([]));
}

#[test]
fn a_diff_is_shown_and_nothing_written() {
    let dir = project(&[("vercel.json", BROKEN), ("c/vercel.json", "{}")]);
    says(
        &dir,
        &["check", "--diff"],
        &expect![[r#"
            --- vercel.json
            +++ vercel.json
            @@ -1,5 +1,5 @@
             {
            -  'cleanUrls': True, // yes
            +  "cleanUrls": true, // yes
               "trailingSlash": fals,
               "redirects": []
             }
            \ No newline at end of file
            standard error:
            svc-lsp: 2 problems in 1 file would be fixed. Remaining: 2 errors.
            exit status: 1
        "#]],
    );
    assert_eq!(run(dir.path(), &["check", "--fix", "--diff"]).out, run(dir.path(), &["check", "--diff"]).out);
    assert_eq!(text(&dir, "vercel.json"), BROKEN);
    says(
        &dir,
        &["check", "--diff", "c"],
        &expect![[r#"
        standard error:
        svc-lsp: Nothing to fix.
        exit status: 0
    "#]],
    );
    let dir = project(&[("vercel.json", "{ \"cleanUrls\": true, }\n")]);
    let output = run(dir.path(), &["check", "--diff", "--quiet"]);
    assert_eq!((output.status, output.err.as_str()), (Some(1), ""), "something would change");
    let patch = dir.path().join("fix.patch");
    std::fs::write(&patch, output.out).unwrap();
    let patched =
        std::process::Command::new("patch").args(["-p0", "-i"]).arg(&patch).current_dir(dir.path()).output();
    if patched.is_ok_and(|output| output.status.success()) {
        assert_eq!(text(&dir, "vercel.json"), "{ \"cleanUrls\": true }\n");
    }
}

#[test]
fn standard_input_is_fixed_to_standard_output() {
    let dir = project(&[("vercel.json", "{}")]);
    for arguments in [
        &["check", "--fix", "-"][..],
        &["check", "--fix", "--stdin-filename", "vercel.json"],
        &["check", "--fix", "--stdin-filename", "vercel.json", "-"],
    ] {
        let Output { status, out, err } = run_with_input(dir.path(), arguments, BROKEN.as_bytes());
        assert_eq!((status, out.as_str()), (Some(1), FIXED), "{arguments:?}");
        assert!(
            err.contains("error[invalid-json]") && err.contains("vercel.json: fixed 2 problems."),
            "{err}"
        );
    }
    let sound = run_with_input(dir.path(), &["check", "--fix", "--quiet", "-"], b"{}\r\n");
    assert_eq!((sound.status, sound.out.as_str(), sound.err.as_str()), (Some(0), "{}\r\n", ""));
    let diff = run_with_input(dir.path(), &["check", "--diff", "-"], BROKEN.as_bytes());
    assert!(
        diff.status == Some(1) && diff.out.starts_with("--- vercel.json\n+++ vercel.json\n@@ "),
        "{}",
        diff.out
    );
    let plain = run_with_input(dir.path(), &["check", "-"], b"{}");
    assert_eq!((plain.status, plain.out.as_str()), (Some(0), "No problems in 1 file.\n"));
    assert_eq!(text(&dir, "vercel.json"), "{}", "no file is written");
}

#[test]
fn a_read_only_file_is_not_fixed() {
    let dir = project(&[("vercel.json", BROKEN)]);
    let path = dir.path().join("vercel.json");
    let mut permissions = path.metadata().unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let output = run(dir.path(), &["check", "--fix"]);
    assert_eq!(output.status, Some(2));
    assert!(
        output.err.starts_with("svc-lsp: vercel.json can't be written: it is read-only"),
        "{}",
        output.err
    );
    assert_eq!(text(&dir, "vercel.json"), BROKEN);
}

#[test]
fn format_writes_what_the_editor_would() {
    let dir = project(&[
        ("vercel.json", "{\"cleanUrls\":true,\n    \"redirects\":[] }"),
        ("b/vercel.json", "{\r\n\t\"cleanUrls\":true}\r\n"),
        ("c/vercel.json", "{ \"cleanUrls\": true }\n"),
    ]);
    says(
        &dir,
        &["format", "--check"],
        &expect![[r#"
        b/vercel.json: not formatted.
        vercel.json: not formatted.
        Not formatted: 2 of 3 files. Run `svc-lsp format`.
        exit status: 1
    "#]],
    );
    says(
        &dir,
        &["format"],
        &expect![[r#"
        b/vercel.json: formatted.
        vercel.json: formatted.
        Formatted: 2 of 3 files.
        exit status: 0
    "#]],
    );
    says(
        &dir,
        &["format"],
        &expect![[r#"
        Already formatted: 3 files.
        exit status: 0
    "#]],
    );
    assert_eq!(run(dir.path(), &["format", "--check"]).status, Some(0));
    expect![[r#"
        { "cleanUrls": true, "redirects": [] }
    "#]]
    .assert_eq(&text(&dir, "vercel.json"));
    assert_eq!(text(&dir, "b/vercel.json"), "{\r\n\t\"cleanUrls\": true\r\n}\r\n");
    let output = run_with_input(dir.path(), &["format", "-"], b"{\"a\":1}");
    assert_eq!((output.status, output.out.as_str()), (Some(0), "{ \"a\": 1 }\n"));
    assert_eq!(run_with_input(dir.path(), &["format", "--check", "-"], b"{\"a\":1}").status, Some(1));
    let broken = project(&[("vercel.json", "{ \"a\": "), ("b/vercel.json", "{\"a\":1}")]);
    says(
        &broken,
        &["format"],
        &expect![[r#"
        b/vercel.json: formatted.
        Formatted: 1 of 2 files.
        standard error:
        svc-lsp: vercel.json can't be formatted: line 1, column 6 isn't valid JSON.
        exit status: 2
    "#]],
    );
    assert_eq!(text(&broken, "vercel.json"), "{ \"a\": ");
}
