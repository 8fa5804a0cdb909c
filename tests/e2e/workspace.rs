//! What surrounds a file: settings, watched files, several roots, symlinks.

use serde_json::{Value, json};

use crate::e2e::client::{Client, codes, uri};

const URI: &str = "file:///app/vercel.json";
const DUPLICATE: &str = "{ \"cleanUrls\": true, \"cleanUrls\": false }";

fn levels(level: &str) -> Value {
    json!({ "rules": { "duplicate-key": level } })
}

#[test]
fn settings_come_with_initialize() {
    for options in [levels("error"), json!({ "svcLsp": levels("error") })] {
        let mut client = Client::with_params(json!({ "initializationOptions": options }));
        client.open(URI, DUPLICATE);
        assert_eq!(client.published(URI).1[0]["severity"], 1);
    }
}

#[test]
fn settings_are_asked_for_where_the_client_answers() {
    let mut client = Client::spawn();
    client.settings = vec![levels("off")];
    client.initialize(json!({ "capabilities": { "workspace": { "configuration": true } } }));
    client.asked("workspace/configuration");
    client.open(URI, DUPLICATE);
    assert_eq!(client.published(URI).1, Vec::<Value>::new());
    client.settings = vec![levels("hint")];
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    assert_eq!(client.published(URI).1[0]["severity"], 4, "checked again without an edit");
}

#[test]
fn the_first_settings_hold_where_the_client_has_none() {
    let mut client = Client::with_params(json!({
        "capabilities": { "workspace": { "configuration": true } },
        "initializationOptions": levels("error"),
    }));
    client.asked("workspace/configuration");
    client.open(URI, DUPLICATE);
    assert_eq!(client.published(URI).1[0]["severity"], 1);
    client.settings = vec![json!({})];
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    assert_eq!(client.published(URI).1[0]["severity"], 2, "empty settings are settings");
}

#[test]
fn settings_are_told_where_the_client_does_not_answer() {
    let mut client = Client::with(json!({}));
    client.open(URI, DUPLICATE);
    assert_eq!(client.published(URI).1[0]["severity"], 2);
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "svcLsp": levels("off") } }));
    assert_eq!(client.published(URI).1, Vec::<Value>::new());
}

#[test]
fn a_client_that_pulls_is_told_to_pull_again() {
    let mut client = Client::with(json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    }));
    client.open(URI, DUPLICATE);
    let report = client.pull(URI, None);
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "svcLsp": levels("off") } }));
    client.asked("workspace/diagnostic/refresh");
    assert_eq!(client.pull(URI, report["resultId"].as_str())["items"], json!([]));
}

#[test]
fn invalid_settings_are_reported_and_the_others_apply() {
    let options =
        json!({ "rules": { "duplicate-key": "loud" }, "plan": "free", "deploymentHost": "x.vercel.app" });
    let mut client = Client::with_params(json!({ "initializationOptions": options }));
    let mut messages = [client.notification("window/showMessage"), client.notification("window/showMessage")]
        .map(|params| params["message"].as_str().unwrap().to_owned());
    messages.sort();
    assert!(messages[0].starts_with("The setting `svcLsp.plan` must be `hobby`"), "{messages:?}");
    assert!(
        messages[1].starts_with("The setting `svcLsp.rules.duplicate-key` must be `off`"),
        "{messages:?}"
    );
    client.open(URI, DUPLICATE);
    assert_eq!(client.published(URI).1[0]["severity"], 2);
}

#[test]
fn each_root_has_its_own_settings() {
    let mut client = Client::spawn();
    client.settings = vec![levels("warning"), levels("error"), levels("hint"), Value::Null];
    client.initialize(json!({
        "capabilities": { "workspace": { "configuration": true, "workspaceFolders": true } },
        "workspaceFolders": [
            { "uri": "file:///one", "name": "one" },
            { "uri": "file:///one/inner", "name": "inner" },
            { "uri": "file:///my%20two", "name": "two" },
        ],
    }));
    let asked = client.asked("workspace/configuration");
    let scopes: Vec<&Value> =
        asked["params"]["items"].as_array().unwrap().iter().map(|item| &item["scopeUri"]).collect();
    assert_eq!(
        scopes,
        [&Value::Null, &json!("file:///one"), &json!("file:///one/inner"), &json!("file:///my%20two")]
    );
    let mut severity = |uri: &str| {
        client.open(uri, DUPLICATE);
        client.published(uri).1[0]["severity"].as_i64().unwrap()
    };
    assert_eq!(severity("file:///elsewhere/vercel.json"), 2);
    assert_eq!(severity("file:///one/vercel.json"), 1);
    assert_eq!(severity("file:///one/apps/vercel.json"), 1);
    assert_eq!(severity("file:///one/inner/vercel.json"), 4);
    assert_eq!(severity("file:///one-more/vercel.json"), 2, "a longer name is another folder");

    client.settings = vec![Value::Null, levels("off")];
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": {
            "added": [],
            "removed": [{ "uri": "file:///one", "name": "one" }, { "uri": "file:///one/inner/", "name": "inner" }],
        } }),
    );
    let asked = client.asked("workspace/configuration");
    assert_eq!(asked["params"]["items"].as_array().map(Vec::len), Some(3), "{asked}");
}

#[test]
fn watchers_are_registered_where_the_client_can() {
    let mut client = Client::with(json!({ "workspace": {
        "didChangeWatchedFiles": { "dynamicRegistration": true },
        "didChangeConfiguration": { "dynamicRegistration": true },
    } }));
    for method in ["workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration"] {
        let asked = client.asked("client/registerCapability");
        assert_eq!(asked["params"]["registrations"][0]["method"], method);
    }
    let mut client = Client::with(json!({}));
    client.open(URI, "{}");
    client.published(URI);
    assert_eq!(client.rest("client/registerCapability").len() + client.asked.len(), 0);
}

#[test]
fn a_change_on_disk_is_checked_again() {
    let dir = tempfile::tempdir().unwrap();
    let config = uri(&dir.path().join("vercel.json"));
    let mut client = Client::with(json!({}));
    client.open(&config, DUPLICATE);
    client.published(&config);
    let event = |path: &str| json!({ "changes": [{ "uri": uri(&dir.path().join(path)), "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", event("apps/web/package.json"));
    assert_eq!(client.published(&config).0, Some(1), "the same version, said again");
    client.notify("workspace/didChangeWatchedFiles", event("vercel.json"));
    client.notify("workspace/didChangeWatchedFiles", event("node_modules/x/package.json"));
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": "file:///elsewhere/x", "type": 1 }] }),
    );
    assert_eq!(client.rest("textDocument/publishDiagnostics"), Vec::<Value>::new(), "nothing that counts");
}

#[test]
fn every_spelling_of_a_uri_is_the_same_document() {
    let mut client = Client::with(json!({}));
    client.open("file:///my%20app/vercel.json", "{}");
    client.change("file://localhost/my%20app/%76ercel.json", 2, json!([{ "text": "[]" }]));
    assert_eq!(client.text("file:///my%20app/vercel.json").as_deref(), Some("[]"));
    assert_eq!(
        client.text("file:///my app/vercel.json").as_deref(),
        Some("[]"),
        "raw characters are understood"
    );
    assert_eq!(client.text("file:///my%20app/Vercel.json"), None);
}

#[test]
fn what_is_said_comes_under_the_client_s_own_spelling() {
    let mut client = Client::with(json!({}));
    let spelling = "file:///my%20app/%76ercel.json";
    client.open(spelling, DUPLICATE);
    assert_eq!(codes(&client.published(spelling).1), ["duplicate-key"]);
}
