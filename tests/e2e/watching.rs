//! What changes on disk is seen without an edit: reported by the client, or found by the server.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::e2e::cli::project;
use crate::e2e::client::{Client, codes, uri};

const CONFIG: &str = r#"{ "services": { "api": { "root": "apps/api", "entrypoint": "index.js" } },
    "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }"#;

fn write(dir: &TempDir, path: &str, text: &str) {
    let path = dir.path().join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Waits until the codes of what is published are these.
fn wait_for(client: &mut Client, config: &str, expected: &[&str]) {
    for _ in 0..20 {
        if codes(&client.published(config).1) == expected {
            return;
        }
    }
    panic!("{expected:?} was never published");
}

/// A client that opens the project's file, without the entrypoint.
fn opened(mut client: Client, workspace: &TempDir, dir: &TempDir, capabilities: &Value) -> (Client, String) {
    client.initialize(json!({ "rootUri": uri(workspace.path()), "capabilities": capabilities }));
    let config = uri(&dir.path().join("vercel.json"));
    client.open(&config, CONFIG);
    wait_for(&mut client, &config, &["entrypoint-not-found"]);
    (client, config)
}

#[test]
fn what_the_client_does_not_watch_is_looked_at_again() {
    let watching = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let elsewhere = project(&[]);
    for (refuses, capabilities, workspace) in [
        (Some("workspace/didChangeWatchedFiles"), &watching, None),
        (None, &json!({}), None),
        (None, &watching, Some(&elsewhere)),
    ] {
        let dir = project(&[("apps/api/package.json", "{}")]);
        let mut client = Client::spawn();
        client.refuses = refuses;
        let (mut client, config) = opened(client, workspace.unwrap_or(&dir), &dir, capabilities);
        write(&dir, "apps/api/index.js", "");
        wait_for(&mut client, &config, &[]);
        write(&dir, ".vercelignore", "apps/api/index.js");
        wait_for(&mut client, &config, &["entrypoint-not-found"]);
        write(&dir, ".vercelignore", "apps/api/index.ts");
        wait_for(&mut client, &config, &[]);
        write(&dir, ".vercel/project.json", r#"{ "settings": { "framework": "vite" } }"#);
        wait_for(&mut client, &config, &["services-framework-preset"]);
        std::fs::remove_dir_all(dir.path().join("apps")).unwrap();
        wait_for(&mut client, &config, &["services-framework-preset", "root-not-found"]);
        assert_eq!(client.rest("textDocument/publishDiagnostics"), [Value::Null; 0], "nothing changes");
    }
}

#[test]
fn what_lies_above_the_project_is_looked_at_again() {
    let dir = project(&[(".git/HEAD", ""), ("shop/apps/api/index.js", "")]);
    let config = uri(&dir.path().join("shop/vercel.json"));
    let mut client = Client::with(json!({}));
    client.open(&config, CONFIG);
    wait_for(&mut client, &config, &[]);
    let settings = r#"{ "settings": { "framework": "vite", "rootDirectory": "shop" } }"#;
    write(&dir, ".vercel/project.json", settings);
    wait_for(&mut client, &config, &["services-framework-preset"]);
    write(&dir, ".gitignore", "index.js");
    wait_for(&mut client, &config, &["services-framework-preset", "git-ignored-file"]);
    write(&dir, ".gitignore", "");
    wait_for(&mut client, &config, &["services-framework-preset"]);
}

/// The last watchers that the client was asked for, by folder.
fn watchers(client: &mut Client, dir: &Path) -> Vec<(String, String)> {
    let asked = client.asked("client/registerCapability");
    let watchers = asked["params"]["registrations"][0]["registerOptions"]["watchers"].as_array().unwrap();
    let root = uri(dir);
    let watcher = |watcher: &Value| {
        let glob = &watcher["globPattern"];
        let base = glob["baseUri"].as_str().unwrap().strip_prefix(&root).unwrap().to_owned();
        (base, glob["pattern"].as_str().unwrap().to_owned())
    };
    watchers.iter().map(watcher).collect()
}

#[test]
fn folders_are_watched_that_were_looked_at() {
    let dir = project(&[("apps/api/package.json", "{}"), ("api/a.js", ""), ("node_modules/x/index.js", "")]);
    let dir_path = dir.path().canonicalize().unwrap();
    let mut client = Client::spawn();
    client.initialize(json!({ "rootUri": uri(&dir_path), "capabilities": { "workspace": {
        "didChangeWatchedFiles": { "dynamicRegistration": true, "relativePatternSupport": true } } } }));
    let everywhere = client.asked("client/registerCapability");
    let glob = &everywhere["params"]["registrations"][0]["registerOptions"]["watchers"][0]["globPattern"];
    assert_eq!(glob, "**/{vercel.json,svc-lsp.jsonc,.gitignore,.ignore}");
    let config = uri(&dir_path.join("vercel.json"));
    client.open(&config, CONFIG);
    wait_for(&mut client, &config, &["api-dir-ignored", "entrypoint-not-found"]);
    let found = watchers(&mut client, &dir_path);
    for folder in ["", "/api", "/apps", "/apps/api"] {
        assert!(found.contains(&(folder.to_owned(), "*".to_owned())), "{folder}: {found:?}");
    }
    assert!(!found.iter().any(|(folder, _)| folder.contains("node_modules")), "{found:?}");
    // Every file of a folder that was looked at counts.
    write(&dir, "apps/api/index.js", "");
    let event = |path: &str| json!({ "changes": [{ "uri": uri(&dir_path.join(path)), "type": 1 }] });
    client.notify("workspace/didChangeWatchedFiles", event("apps/api/index.js"));
    wait_for(&mut client, &config, &["api-dir-ignored"]);
    // Folders that come into question later are watched, too, in place of what was watched before.
    let other = CONFIG.replace("apps/api", "services/other");
    client.change(&config, 2, json!([{ "text": other }]));
    wait_for(&mut client, &config, &["root-not-found"]);
    write(&dir, "services/other/index.js", "");
    client.notify("workspace/didChangeWatchedFiles", event("services"));
    wait_for(&mut client, &config, &["api-dir-ignored"]);
    let found = watchers(&mut client, &dir_path);
    assert!(found.contains(&("/services/other".to_owned(), "*".to_owned())), "{found:?}");
    let before = client.asked("client/unregisterCapability");
    assert_eq!(before["params"]["unregisterations"][0]["method"], "workspace/didChangeWatchedFiles");
    assert_eq!(client.rest("textDocument/publishDiagnostics"), [Value::Null; 0]);
    assert!(client.asked.is_empty(), "{:?}", client.asked);
}
