//! Every `vercel.json` of the workspace, open or not: diagnostics, symbols, and how long work is shown.

use std::path::Path;

use serde_json::{Value, json};

use crate::e2e::client::{Client, SILENCE, codes, uri};

const DUPLICATE: &str = "{ \"cleanUrls\": true, \"cleanUrls\": false }";

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// A workspace with two files that count, and some that don't.
fn workspace() -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let files = [
        ("shop/vercel.json", DUPLICATE),
        ("apps/docs/vercel.json", "{ \"services\": { \"docs\": {} } }"),
        ("build/vercel.json", DUPLICATE),
        ("node_modules/x/vercel.json", DUPLICATE),
        (".gitignore", "build\n"),
    ];
    write(dir.path(), &files);
    let root = uri(&dir.path().canonicalize().unwrap());
    (dir, root)
}

fn start(root: &str) -> Client {
    Client::with_params(json!({
        "workspaceFolders": [{ "uri": root, "name": "workspace" }],
        "capabilities": {
            "textDocument": { "diagnostic": {} },
            "workspace": { "diagnostics": { "refreshSupport": true } },
            "window": { "workDoneProgress": true },
        },
    }))
}

fn ask(client: &mut Client, previous: &Value) -> i64 {
    client.send_request("workspace/diagnostic", json!({ "previousResultIds": previous }))
}

/// What a client knows after a report.
fn known(report: &Value) -> Value {
    let items = report["items"].as_array().unwrap().iter();
    items.map(|item| json!({ "uri": item["uri"], "value": item["resultId"] })).collect()
}

/// Each file of a report with its kind and codes.
fn shown(root: &str, report: &Value) -> Vec<String> {
    let show = |item: &Value| {
        let found = item["items"].as_array().map(|items| codes(items).join(","));
        let path = item["uri"].as_str().unwrap().strip_prefix(root).unwrap();
        format!("{path} {} {}", item["kind"].as_str().unwrap(), found.unwrap_or_default())
    };
    let mut shown: Vec<String> = report["items"].as_array().unwrap().iter().map(show).collect();
    shown.sort();
    shown
}

fn is_answered(client: &mut Client, id: i64) -> bool {
    !client.rest_of(|message| message["id"] == id && message.get("method").is_none()).is_empty()
}

#[test]
fn files_that_are_not_open_have_diagnostics() {
    let (dir, root) = workspace();
    let mut client = start(&root);
    let id = ask(&mut client, &json!([]));
    let first = client.answer(id).unwrap();
    assert_eq!(
        shown(&root, &first),
        ["/apps/docs/vercel.json full missing-root", "/shop/vercel.json full duplicate-key"]
    );
    assert_eq!(first["items"][0]["version"], Value::Null, "it is not open");

    // Nothing new: the question is held, until a file changes.
    let held = ask(&mut client, &known(&first));
    assert!(!is_answered(&mut client, held));
    write(dir.path(), &[("shop/vercel.json", "{}")]);
    let event = json!({ "changes": [{ "uri": format!("{root}/shop/vercel.json"), "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", event);
    let second = client.answer(held).unwrap();
    assert_eq!(shown(&root, &second), ["/apps/docs/vercel.json unchanged ", "/shop/vercel.json full "]);

    // What is gone is taken back.
    let held = ask(&mut client, &known(&second));
    std::fs::remove_file(dir.path().join("shop/vercel.json")).unwrap();
    let event = json!({ "changes": [{ "uri": format!("{root}/shop/vercel.json"), "type": 3 }] });
    client.notify("workspace/didChangeWatchedFiles", event);
    let third = client.answer(held).unwrap();
    assert_eq!(shown(&root, &third), ["/apps/docs/vercel.json unchanged ", "/shop/vercel.json full "]);

    // What is open is told as it is in the editor.
    let docs = json!([third["items"].as_array().unwrap().iter().find(|item| item["kind"] == "unchanged")]);
    let held = ask(&mut client, &known(&json!({ "items": docs })));
    client.open(&format!("{root}/apps/docs/vercel.json"), "{");
    let fourth = client.answer(held).unwrap();
    assert_eq!(shown(&root, &fourth), ["/apps/docs/vercel.json full invalid-json"]);
    assert_eq!(fourth["items"][0]["version"], 1);
}

#[test]
fn a_project_file_that_changes_counts_for_the_file_beside_it_alone() {
    let (dir, root) = workspace();
    write(
        dir.path(),
        &[(
            "shop/vercel.json",
            "{ \"services\": { \"web\": { \"root\": \"web\", \"entrypoint\": \"main.py\" } } }",
        )],
    );
    let mut client = start(&root);
    let id = ask(&mut client, &json!([]));
    let first = client.answer(id).unwrap();
    let held = ask(&mut client, &known(&first));
    write(dir.path(), &[("shop/web/main.py", ""), ("shop/web/requirements.txt", "")]);
    let event = json!({ "changes": [{ "uri": format!("{root}/shop/web/main.py"), "type": 1 }] });
    client.notify("workspace/didChangeWatchedFiles", event);
    let second = client.answer(held).unwrap();
    let kinds: Vec<&Value> = second["items"].as_array().unwrap().iter().map(|item| &item["kind"]).collect();
    assert!(kinds.contains(&&json!("full")) && kinds.contains(&&json!("unchanged")), "{second}");
}

#[test]
fn a_held_question_does_not_stand_in_the_way() {
    let (_dir, root) = workspace();
    let mut client = start(&root);
    let id = ask(&mut client, &json!([]));
    let first = client.answer(id).unwrap();
    let (held, next) = (ask(&mut client, &known(&first)), ask(&mut client, &known(&first)));
    let answer = client.answer(held).unwrap();
    assert!(shown(&root, &answer).iter().all(|item| item.contains("unchanged")), "only the latest is held");
    client.notify("$/cancelRequest", json!({ "id": next }));
    assert_eq!(client.answer(next).unwrap_err()["code"], -32800);
    ask(&mut client, &known(&first));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn many_files_are_told_in_parts() {
    let (dir, root) = workspace();
    for index in 0..40 {
        write(dir.path(), &[(&format!("app{index}/vercel.json"), DUPLICATE)]);
    }
    let mut client = start(&root);
    let params = json!({ "previousResultIds": [], "partialResultToken": "parts", "workDoneToken": 7 });
    assert_eq!(client.request("workspace/diagnostic", params), Ok(json!({ "items": [] })));
    let progress: Vec<Value> =
        client.rest("$/progress").into_iter().map(|mut message| message["params"].take()).collect();
    let (parts, work): (Vec<_>, Vec<_>) = progress.iter().partition(|it| it["token"] == "parts");
    let told: usize = parts.iter().map(|part| part["value"]["items"].as_array().unwrap().len()).sum();
    assert_eq!((parts.len(), told), (3, 42));
    let kinds: Vec<&Value> = work.iter().map(|it| &it["value"]["kind"]).collect();
    assert_eq!((kinds[0], kinds[kinds.len() - 1]), (&json!("begin"), &json!("end")));
}

#[test]
fn symbols_are_found_in_files_that_are_not_open() {
    let (_dir, root) = workspace();
    let mut client = start(&root);
    client.open(&format!("{root}/shop/vercel.json"), "{ \"services\": { \"docs-search\": {} } }");
    let found = client.request("workspace/symbol", json!({ "query": "docs" })).unwrap();
    let mut places: Vec<(&str, &str)> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|symbol| (symbol["name"].as_str().unwrap(), symbol["location"]["uri"].as_str().unwrap()))
        .collect();
    places.sort_unstable();
    let (docs, shop) = (format!("{root}/apps/docs/vercel.json"), format!("{root}/shop/vercel.json"));
    assert_eq!(places, [("docs", docs.as_str()), ("docs-search", shop.as_str())]);
}

#[test]
fn work_is_shown_that_takes_longer_than_half_a_second() {
    let (_dir, root) = workspace();
    let mut client = start(&root);
    let config = format!("{root}/shop/vercel.json");
    client.open(&config, "{}");
    let mut work = |milliseconds: u64| {
        let params = json!({ "textDocument": { "uri": config }, "milliseconds": milliseconds });
        client.request("svcLsp/test/work", params).unwrap();
        client.rest("$/progress")
    };
    let shown = work(500 + 2 * u64::try_from(SILENCE.as_millis()).unwrap());
    let kinds: Vec<&Value> = shown.iter().map(|message| &message["params"]["value"]["kind"]).collect();
    assert_eq!(kinds, ["begin", "end"]);
    let created = client.asked("window/workDoneProgress/create");
    assert_eq!(created["params"]["token"], shown[0]["params"]["token"]);
}
