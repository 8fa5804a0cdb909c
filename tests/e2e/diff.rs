//! `svc-lsp diff`.

use std::fs;

use serde_json::{Value, json};

use crate::e2e::cli::{project, run};

/// The two versions and the output of `docs/diff.md`.
fn documented() -> [&'static str; 3] {
    let page = include_str!("../../docs/diff.md");
    let mut blocks = page.split("```").skip(1).step_by(2);
    [(); 3].map(|()| {
        let block = blocks.next().unwrap();
        block.split_once('\n').unwrap().1
    })
}

#[test]
fn the_documented_example_is_printed() {
    let [old, new, printed] = documented();
    let dir = project(&[("old.json", old), ("new.json", new), ("index.html", "")]);
    let output = run(dir.path(), &["diff", "old.json", "new.json"]);
    if std::env::var_os("UPDATE").is_some() {
        let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diff.md");
        let text = fs::read_to_string(&page).unwrap();
        fs::write(page, text.replacen(&format!("```\n{printed}```"), &format!("```\n{}```", output.out), 1))
            .unwrap();
        return;
    }
    assert_eq!((output.out.as_str(), output.status), (printed, Some(1)));
    let output = run(dir.path(), &["diff", "old.json", "old.json"]);
    assert!(output.out.starts_with("No differences in "), "{}", output.out);
    assert_eq!(output.status, Some(0));
}

#[test]
fn a_comment_has_a_heading_and_a_bounded_length() {
    let rules = |target: &str| {
        let long = "x".repeat(900);
        let rule = |index: usize| json!({ "source": format!("/a{index}/{long}"), "destination": format!("/{target}{index}/{long}") });
        json!({ "redirects": (0..300).map(rule).collect::<Vec<_>>() }).to_string()
    };
    let dir = project(&[("old.json", &rules("b")), ("new.json", &rules("c"))]);
    let output = run(dir.path(), &["diff", "old.json", "new.json", "--format", "markdown"]);
    assert_eq!(output.status, Some(1), "{}", output.err);
    assert!(
        output.out.starts_with("## Routing changes\n\n300 groups of requests and 0 variables differ"),
        "{}",
        output.out
    );
    assert!(output.out.contains("<details>\n<summary>90 more</summary>\n\n| Rule |"), "{}", output.out);
    assert!(output.out.contains("200 more are not shown here"), "{}", output.out);
    assert!(output.out.len() < 65_000, "{}", output.out.len());
}

#[test]
fn folders_are_compared_with_their_files() {
    let config = r#"{ "redirects": [{ "source": "/a", "destination": "/b" }] }"#;
    let services = |prefix: &str| {
        json!({ "experimentalServices": { "api": { "entrypoint": "main.py", "routePrefix": prefix } } })
            .to_string()
    };
    let dir = project(&[
        ("none/index.html", ""),
        ("old/vercel.json", config),
        ("old/index.html", ""),
        ("one/vercel.json", &services("/api")),
        ("one/main.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
        ("one/requirements.txt", "fastapi"),
        ("other/vercel.json", &services("/v2")),
        ("other/main.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
        ("other/requirements.txt", "fastapi"),
        ("broken/vercel.json", "{"),
    ]);
    let diff = |old: &str, new: &str| {
        let output = run(dir.path(), &["diff", old, new, "--format", "json"]);
        (serde_json::from_str::<Value>(&output.out).unwrap_or_default(), output.status, output.err)
    };
    // A folder without a file has an empty one.
    let (found, status, _) = diff("none", "old");
    assert_eq!(status, Some(1));
    let request = &found["requests"][0];
    assert_eq!(request["request"], "/a");
    assert_eq!(request["new"], json!({ "redirect": "/b", "status": 308 }));
    assert_eq!(request["rule"]["change"], "added");
    assert_eq!(request["rule"]["new"]["path"], "/redirects/0");
    assert_eq!(diff("old", "old").1, Some(0));
    let (found, ..) = diff("one", "other");
    assert_eq!(
        found["variables"],
        json!([{ "name": "API_URL", "old": "https://your-deploy.vercel.app/api", "new": "https://your-deploy.vercel.app/v2" }])
    );
    for (old, new, reason) in [
        ("old", "nowhere", "nowhere can't be read"),
        ("old/nothing.json", "old/vercel.json", "nothing.json can't be read"),
        ("none", "none", "No vercel.json found in `none` or `none`."),
        ("old", "broken", "broken: The file isn't valid JSON"),
    ] {
        let (_, status, error) = diff(old, new);
        assert!(status == Some(2) && error.contains(reason), "{old} {new}: {error}");
    }
}
