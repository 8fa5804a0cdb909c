//! svc-lsp's own options, `svc-lsp.jsonc`: on the command line and in the editor.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::e2e::client::{Client, codes, uri};

const DUPLICATE: &str = "{ \"cleanUrls\": true, \"cleanUrls\": false }\n";

/// A repository with two projects.
fn repository(options: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let files = [(".git/HEAD", ""), ("vercel.json", DUPLICATE), ("apps/web/vercel.json", DUPLICATE)];
    for (path, text) in files.iter().chain(options) {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn svc_lsp(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_svc-lsp")).args(arguments).current_dir(folder).output().unwrap()
}

/// What is found, as `path: code`, and the exit status.
fn check(folder: &Path, arguments: &[&str]) -> (Vec<String>, Option<i32>) {
    let output = svc_lsp(folder, &[&["check", "--format", "json"], arguments].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let mut found = Vec::new();
    for file in report["files"].as_array().into_iter().flatten() {
        for diagnostic in file["diagnostics"].as_array().unwrap() {
            found.push(format!(
                "{}: {}",
                file["path"].as_str().unwrap(),
                diagnostic["code"].as_str().unwrap()
            ));
        }
    }
    (found, output.status.code())
}

#[test]
fn the_nearest_options_count() {
    let off = r#"{ "rules": { "duplicate-key": "off" }, /* all */ }"#;
    let error = r#"{ "rules": { "duplicate-key": "error" } }"#;
    let dir = repository(&[("svc-lsp.jsonc", off)]);
    assert_eq!(check(dir.path(), &[]), (vec![], Some(0)));
    assert_eq!(check(&dir.path().join("apps/web"), &[]), (vec![], Some(0)), "found above");
    fs::write(dir.path().join("apps/svc-lsp.jsonc"), error).unwrap();
    assert_eq!(check(dir.path(), &[]), (vec!["apps/web/vercel.json: duplicate-key".to_owned()], Some(1)));
    let flag = ["--rule", "duplicate-key=hint"];
    assert_eq!(check(dir.path(), &flag).1, Some(0), "flags go first");
}

#[test]
fn options_above_the_repository_do_not_count() {
    let dir = repository(&[]);
    fs::write(dir.path().join("svc-lsp.jsonc"), r#"{ "rules": { "duplicate-key": "off" } }"#).unwrap();
    fs::create_dir(dir.path().join("apps/web/.git")).unwrap();
    assert_eq!(check(dir.path(), &["apps/web"]).0, ["apps/web/vercel.json: duplicate-key"]);
}

#[test]
fn a_baseline_is_written_and_holds_until_something_new_appears() {
    let dir = repository(&[]);
    let output = svc_lsp(dir.path(), &["check", "--write-ignores"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Ignored 2 findings in svc-lsp.jsonc.\n");
    assert_eq!(check(dir.path(), &[]), (vec![], Some(0)));
    assert_eq!(check(&dir.path().join("apps/web"), &[]), (vec![], Some(0)));
    let more = r#"{ "trailingSlash": true, "cleanUrls": true, "trailingSlash": true, "cleanUrls": false }"#;
    fs::write(dir.path().join("vercel.json"), more).unwrap();
    assert_eq!(check(dir.path(), &[]).0, ["vercel.json: duplicate-key"], "of `trailingSlash`");
    fs::write(dir.path().join("vercel.json"), "{}").unwrap();
    assert_eq!(check(dir.path(), &[]).0, ["svc-lsp.jsonc: unused-ignore"]);
    let again = svc_lsp(dir.path(), &["check", "--write-ignores"]);
    assert_eq!(String::from_utf8_lossy(&again.stdout), "Nothing to ignore.\n");
}

#[test]
fn what_is_ignored_is_found_among_entries_of_the_same_name() {
    let dir = repository(&[]);
    fs::remove_dir_all(dir.path().join("apps")).unwrap();
    let write = |entries: &str| {
        let two =
            r#"{ "source": "/old", "destination": "/new" }, { "source": "/old", "destination": "/new2" }"#;
        fs::write(dir.path().join("vercel.json"), format!(r#"{{ "redirects": [{entries}{two}] }}"#)).unwrap();
    };
    write("");
    assert_eq!(check(dir.path(), &[]).0, ["vercel.json: shadowed-rule"]);
    svc_lsp(dir.path(), &["check", "--write-ignores"]);
    write(r#"{ "source": "/inserted", "destination": "/x" }, "#);
    assert_eq!(check(dir.path(), &[]), (vec![], Some(0)));
}

#[test]
fn syntax_errors_can_not_be_ignored() {
    let dir = repository(&[]);
    fs::remove_dir_all(dir.path().join("apps")).unwrap();
    fs::write(dir.path().join("vercel.json"), r#"{ "cleanUrls": true }}"#).unwrap();
    let output = svc_lsp(dir.path(), &["check", "--write-ignores"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.starts_with("1 finding can't be ignored"), "{said}");
    assert!(!dir.path().join("svc-lsp.jsonc").exists());
    let by_hand =
        r#"{ "ignore": { "vercel.json": { "invalid-json": [{ "at": "" }, { "at": "/cleanUrls" }] } } }"#;
    fs::write(dir.path().join("svc-lsp.jsonc"), by_hand).unwrap();
    assert_eq!(check(dir.path(), &[]).1, Some(1));
}

#[test]
fn a_request_that_is_not_understood_does_not_pass() {
    let dir =
        repository(&[("svc-lsp.jsonc", r#"{ "requests": [{ "request": "/old", "redirct": "/new" }] }"#)]);
    fs::write(dir.path().join("vercel.json"), "{}").unwrap();
    let output = svc_lsp(dir.path(), &["test"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("Unknown key `redirct`. Did you mean `redirect`?"), "{said}");
}

#[test]
fn options_that_can_not_be_read_are_an_error_of_use() {
    for text in ["{ \"plan\" }", "{ 'plan': 'pro' }"] {
        let dir = repository(&[("svc-lsp.jsonc", text)]);
        let output = svc_lsp(dir.path(), &["check"]);
        assert_eq!(output.status.code(), Some(2), "{text}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("svc-lsp.jsonc can't be read: "), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn options_that_are_no_file_of_the_project_are_not_read() {
    let dir = repository(&[]);
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret"), "{}").unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret"), dir.path().join("svc-lsp.jsonc")).unwrap();
    let output = svc_lsp(dir.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2));
    fs::remove_file(dir.path().join("svc-lsp.jsonc")).unwrap();
    assert!(Command::new("mkfifo").arg(dir.path().join("svc-lsp.jsonc")).status().unwrap().success());
    assert_eq!(svc_lsp(dir.path(), &["check"]).status.code(), Some(2), "a pipe does not hold it up");
    assert_eq!(svc_lsp(dir.path(), &["check", "--write-ignores"]).status.code(), Some(2));
}

/// The example of `docs/requests.md` passes, and fails when a rule changes.
#[test]
fn requests_are_tested_and_recorded() {
    let page = include_str!("../../docs/requests.md");
    let block = |after: &str, language: &str| {
        let (_, rest) = page.split_once(after).unwrap();
        let (_, rest) = rest.split_once(&format!("```{language}\n")).unwrap();
        rest.split_once("```").unwrap().0.to_owned()
    };
    let dir = repository(&[]);
    let config = block("`vercel.json`:", "json");
    let folders = [
        ("web/package.json", r#"{ "devDependencies": { "vite": "7" } }"#),
        ("api/requirements.txt", "fastapi"),
        ("api/main.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
    ];
    for (path, text) in folders
        .iter()
        .copied()
        .chain([("vercel.json", config.as_str()), ("svc-lsp.jsonc", &block("`svc-lsp.jsonc`:", "jsonc"))])
    {
        fs::create_dir_all(dir.path().join(path).parent().unwrap()).unwrap();
        fs::write(dir.path().join(path), text).unwrap();
    }
    let test = |arguments: &[&str]| {
        let output = svc_lsp(dir.path(), &[&["test"], arguments].concat());
        (String::from_utf8(output.stdout).unwrap(), output.status.code())
    };
    let (printed, status) = test(&[]);
    assert_eq!(status, Some(0), "{printed}");
    assert!(printed.ends_with("3 passed, 0 failed\n"), "{printed}");
    fs::write(dir.path().join("vercel.json"), config.replace("\"/new\"", "\"/newer\"")).unwrap();
    let (printed, status) = test(&[]);
    assert_eq!(status, Some(1));
    assert!(printed.contains("Expected redirect `/new`, got `/newer`."), "{printed}");
    let report: Value = serde_json::from_str(&test(&["--format", "json"]).0).unwrap();
    assert_eq!(report["summary"], json!({ "passed": 2, "failed": 1 }));
    let junit = test(&["--format", "junit"]).0;
    assert!(junit.contains("failures=\"1\"") && junit.contains("Expected redirect `/new`"), "{junit}");
    assert_eq!(test(&["--record"]), ("Recorded 1 request in svc-lsp.jsonc.\n".to_owned(), Some(0)));
    assert_eq!(test(&[]).1, Some(0));
    fs::write(dir.path().join("svc-lsp.jsonc"), "{}").unwrap();
    assert_eq!(test(&[]).1, Some(2));
    fs::remove_file(dir.path().join("svc-lsp.jsonc")).unwrap();
    assert_eq!(test(&[]).1, Some(2));
}

/// The example of `docs/configuration.md` does what the page says.
#[test]
fn the_documented_example_works() {
    let page = include_str!("../../docs/configuration.md");
    let (_, example) = page.split_once("```jsonc\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let config = r#"{
        "name": "shop",
        "cleanUrls": true,
        "cleanUrls": false,
        "redirects": [
            { "source": "/new", "destination": "/newer" },
            { "source": "/old/:slug", "destination": "/:slug" },
            { "source": "/old/:slug", "destination": "/:slug" },
            { "source": "/(.*)", "destination": "https://example.com/$1" },
            { "source": "/late", "destination": "/x" }
        ]
    }"#;
    let dir = repository(&[]);
    fs::remove_dir_all(dir.path().join("apps")).unwrap();
    fs::write(dir.path().join("vercel.json"), config).unwrap();
    let before = check(dir.path(), &[]);
    assert_eq!(before.1, Some(0), "{before:?}");
    fs::write(dir.path().join("svc-lsp.jsonc"), example.replace("/redirects/1", "/redirects/2")).unwrap();
    let (after, status) = check(dir.path(), &[]);
    assert_eq!(
        (after.as_slice(), status),
        (["vercel.json: shadowed-rule".to_owned()].as_slice(), Some(1)),
        "{before:?}"
    );
}

/// An editor that creates files.
fn editor(dir: &Path) -> Client {
    Client::with_params(json!({
        "workspaceFolders": [{ "uri": uri(dir), "name": "shop" }],
        "capabilities": {
            "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create"] } },
            "textDocument": { "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } } },
        },
    }))
}

#[test]
fn a_finding_is_ignored_by_a_quick_fix() {
    let dir = repository(&[]);
    let mut client = editor(dir.path());
    let config = uri(&dir.path().join("vercel.json"));
    client.open(&config, DUPLICATE);
    let diagnostics = client.published(&config).1;
    assert_eq!(codes(&diagnostics), ["duplicate-key"]);
    let params = json!({ "textDocument": { "uri": config }, "range": diagnostics[0]["range"],
        "context": { "diagnostics": diagnostics } });
    let actions = client.request("textDocument/codeAction", params).unwrap();
    let titles: Vec<&str> =
        actions.as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert!(
        titles.ends_with(&[
            "Ignore `duplicate-key` here (`svc-lsp.jsonc`)",
            "Disable `duplicate-key` for this workspace (`svc-lsp.jsonc`)"
        ]),
        "{titles:?}"
    );
    let changes = actions[titles.len() - 2]["edit"]["documentChanges"].clone();
    let options = uri(&dir.path().join("svc-lsp.jsonc"));
    assert_eq!(changes[0], json!({ "kind": "create", "uri": options }));
    let text = changes[1]["edits"][0]["newText"].as_str().unwrap().to_owned();
    // As the editor does: the new file is open, and not saved.
    client.open(&options, &text);
    assert_eq!(client.published(&config).1, Vec::<Value>::new(), "{text}");
    assert_eq!(client.published(&options).1, Vec::<Value>::new());
    // The mistake is fixed, so the entry no longer ignores anything.
    client.change(&config, 2, json!([{ "text": "{}" }]));
    client.published(&config);
    client.change(&options, 2, json!([{ "text": format!("{text}\n") }]));
    assert_eq!(codes(&client.published(&options).1), ["unused-ignore"]);
}

/// What an action's edit makes of a document.
fn edited(edit: &Value, uri: &str, text: &str) -> String {
    let changes = edit["documentChanges"].as_array().unwrap();
    let change = changes.iter().find(|change| change["textDocument"]["uri"] == uri).unwrap();
    let starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let offset = |position: &Value| {
        let number = |name: &str| usize::try_from(position[name].as_u64().unwrap()).unwrap();
        starts.get(number("line")).map_or(text.len(), |start| start + number("character"))
    };
    let mut edits: Vec<&Value> = change["edits"].as_array().unwrap().iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(offset(&edit["range"]["start"])));
    let mut text = text.to_owned();
    for edit in edits {
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        text.replace_range(range, edit["newText"].as_str().unwrap());
    }
    text
}

/// An entry that is ignored, and moves because a fix removes the one before it or a rename changes its service's name.
#[test]
fn what_is_ignored_follows_the_edits_of_actions() {
    let config_text = "{\n  \"services\": {\n    \"web\": { \"root\": \"web\", \"framework\": \"nextsj\" }\n  },\n  \"redirects\": [\n    { \"source\": \"/a\", \"destination\": \"/b\" },\n    { \"source\": \"/a\", \"destination\": \"/b\" },\n    { \"source\": \"/d\", \"destination\": \"/e/:x\" }\n  ]\n}\n";
    let options_text = "{\n  // ours\n  \"ignore\": {\n    \"vercel.json\": {\n      \"invalid-redirect\": [{ \"at\": \"/redirects/2/destination\", \"source\": \"/d\" }],\n      \"invalid-framework\": [{ \"at\": \"/services/web/framework\" }]\n    }\n  }\n}\n";
    let dir = repository(&[
        ("vercel.json", config_text),
        ("svc-lsp.jsonc", options_text),
        ("web/package.json", "{}"),
    ]);
    let mut client = editor(dir.path());
    let (config, options) = (uri(&dir.path().join("vercel.json")), uri(&dir.path().join("svc-lsp.jsonc")));
    client.open(&config, config_text);
    let diagnostics = client.published(&config).1;
    let found = codes(&diagnostics);
    assert!(found.contains(&"redundant-rule") && !found.contains(&"invalid-redirect"), "{found:?}");
    let redundant: Vec<&Value> = diagnostics.iter().filter(|it| it["code"] == "redundant-rule").collect();
    let params = json!({ "textDocument": { "uri": config }, "range": redundant[0]["range"],
        "context": { "diagnostics": redundant, "only": ["quickfix"] } });
    let actions = client.request("textDocument/codeAction", params).unwrap();
    let removal = &actions[0];
    assert!(removal["title"].as_str().unwrap().starts_with("Remove"), "{removal}");
    let after = edited(&removal["edit"], &options, options_text);
    assert_eq!(after, options_text.replace("/redirects/2/", "/redirects/1/"));
    assert_eq!(edited(&removal["edit"], &config, config_text).matches("\"/a\"").count(), 1);
    let params = json!({ "textDocument": { "uri": config }, "position": { "line": 2, "character": 6 }, "newName": "site" });
    let edit = client.request("textDocument/rename", params).unwrap();
    let after = edited(&edit, &options, options_text);
    assert_eq!(after, options_text.replace("/services/web/", "/services/site/"));
    // Where nothing that is ignored moves, the options aren't touched.
    let params = json!({ "textDocument": { "uri": config }, "range": { "start": { "line": 7, "character": 6 }, "end": { "line": 7, "character": 6 } },
        "context": { "diagnostics": [], "only": ["refactor"] } });
    let actions = client.request("textDocument/codeAction", params).unwrap();
    let touches = |action: &Value| {
        action["edit"]["documentChanges"].as_array().is_some_and(|changes| changes.len() > 1)
    };
    assert!(!actions.as_array().unwrap().iter().any(touches), "{actions}");
}

#[test]
fn options_are_edited_with_completion_and_hover() {
    let dir = repository(&[]);
    let mut client = editor(dir.path());
    let options = uri(&dir.path().join("svc-lsp.jsonc"));
    let text = "{\n  \"rules\": { \"deprecated-key\": \"off\", \"\" },\n  \"ignore\": { \"vercel.json\": { \"duplicate-key\": [{ \"at\": \"\" }] }, \"\" }\n}\n";
    client.open(&options, text);
    let labels = |client: &mut Client, line: u32, character: u32| -> Vec<String> {
        let params = json!({ "textDocument": { "uri": options }, "position": { "line": line, "character": character } });
        let answer = client.request("textDocument/completion", params).unwrap();
        let items = answer.get("items").unwrap_or(&answer).as_array().unwrap().clone();
        items.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    };
    let column = |line: usize, marked: &str| {
        u32::try_from(text.lines().nth(line).unwrap().find(marked).unwrap()).unwrap()
    };
    let rules = labels(&mut client, 1, column(1, "\"\" }") + 1);
    assert!(rules.contains(&"shadowed-rule".to_owned()) && !rules.contains(&"deprecated-key".to_owned()));
    assert_eq!(labels(&mut client, 1, column(1, "off")), ["off", "hint", "information", "warning", "error"]);
    assert_eq!(labels(&mut client, 2, column(2, "\"\" }] }") + 1), ["/cleanUrls"]);
    let last = u32::try_from(text.lines().nth(2).unwrap().rfind("\"\"").unwrap()).unwrap();
    assert_eq!(labels(&mut client, 2, last + 1), ["apps/web/vercel.json"]);
    let params = json!({ "textDocument": { "uri": options }, "position": { "line": 1, "character": column(1, "deprecated") } });
    let hover = client.request("textDocument/hover", params).unwrap().to_string();
    assert!(hover.contains("Deprecated key"), "{hover}");
}
