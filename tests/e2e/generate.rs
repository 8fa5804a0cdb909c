//! From a project without a configuration to one: `svcLsp/generate`.

use std::path::Path;

use serde_json::{Value, json};

use crate::e2e::cli::project;
use crate::e2e::client::{Client, uri};

/// A frontend and a backend.
const PROJECT: [(&str, &str); 3] = [
    ("frontend/package.json", r#"{ "devDependencies": { "vite": "7" } }"#),
    ("backend/requirements.txt", "fastapi"),
    ("backend/main.py", "app = FastAPI()"),
];

fn client(root: &Path) -> Client {
    Client::with_params(json!({ "workspaceFolders": [{ "uri": uri(root), "name": "root" }] }))
}

#[test]
fn a_configuration_for_a_folder() {
    let folder = project(&PROJECT);
    let mut client = client(folder.path());
    let params = json!({ "folder": { "uri": uri(folder.path()) } });
    let made = client.request("svcLsp/generate", params.clone()).unwrap();
    assert_eq!(made["source"], "layout");
    assert_eq!(made["errors"], json!([]));
    assert_eq!(made["found"][1]["why"], "FastAPI in `backend`");
    let text = made["text"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), made["config"]);
    assert_eq!(made["config"]["services"]["backend"], json!({ "root": "backend", "entrypoint": "main.py" }));

    let file = uri(&folder.path().join("vercel.json"));
    client.open(&file, "{\n  // mine\n  \"cleanUrls\": true\n}");
    let broken = client.request("svcLsp/generate", params.clone()).unwrap();
    assert_eq!(
        broken["errors"][0]["code"], "INVALID_VERCEL_JSON",
        "what is open counts, not what is on disk"
    );
    client.change(&file, 2, json!([{ "text": text }]));
    let params = json!({ "textDocument": { "uri": file }, "model": "experimentalServices" });
    let again = client.request("svcLsp/generate", params).unwrap();
    assert_eq!(again["errors"][0]["code"], "SERVICES_CONFIGURED");
    assert_eq!((&again["config"], &again["text"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_folder_is_looked_at_again() {
    let folder = project(&PROJECT[1..]);
    let mut client = client(folder.path());
    let params = json!({ "folder": { "uri": uri(folder.path()) } });
    let made = client.request("svcLsp/generate", params.clone()).unwrap();
    assert_ne!(made["errors"], json!([]), "there is no frontend");
    std::fs::create_dir(folder.path().join("frontend")).unwrap();
    std::fs::write(folder.path().join(PROJECT[0].0), PROJECT[0].1).unwrap();
    assert_eq!(client.request("svcLsp/generate", params).unwrap()["errors"], json!([]));
}

#[test]
fn what_can_not_be_asked() {
    let folder = project(&PROJECT);
    let mut client = client(&folder.path().join("frontend"));
    let outside = json!({ "folder": { "uri": uri(folder.path()) } });
    let error = client.request("svcLsp/generate", outside).unwrap_err();
    assert!(error["message"].as_str().unwrap().ends_with("isn't a folder in the workspace."), "{error}");
    let closed = json!({ "textDocument": { "uri": uri(&folder.path().join("vercel.json")) } });
    assert_eq!(client.request("svcLsp/generate", closed).unwrap(), Value::Null);
    let model = json!({ "folder": { "uri": uri(folder.path()) }, "model": "v3" });
    let error = client.request("svcLsp/generate", model).unwrap_err();
    assert_eq!(error["message"], "`model` must be `services` or `experimentalServices`.");
}

/// The code actions of one kind at the start of a line.
fn actions(client: &mut Client, file: &str, line: u32, kind: &str) -> Vec<Value> {
    let at = json!({ "line": line, "character": 3 });
    let params = json!({
        "textDocument": { "uri": file },
        "range": { "start": at, "end": at },
        "context": { "diagnostics": [], "only": [kind] },
    });
    client.request("textDocument/codeAction", params).unwrap().as_array().unwrap().clone()
}

fn editor(root: &Path) -> Client {
    Client::with_params(json!({
        "workspaceFolders": [{ "uri": uri(root), "name": "root" }],
        "capabilities": {
            "workspace": { "workspaceEdit": {
                "documentChanges": true,
                "changeAnnotationSupport": { "groupsOnLabel": true },
            } },
            "textDocument": { "codeAction": {
                "disabledSupport": true,
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } },
            } },
        },
    }))
}

#[test]
fn an_empty_file_is_configured_by_a_code_action() {
    let folder = project(&PROJECT);
    let mut client = editor(folder.path());
    let file = uri(&folder.path().join("vercel.json"));
    client.open(&file, "");
    let found = actions(&mut client, &file, 0, "refactor.svcLsp.generate");
    assert_eq!(found[0]["title"], "Add the detected services: `frontend`, `backend`");
    let text = found[0]["edit"]["documentChanges"][0]["edits"][0]["newText"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(text).unwrap()["services"]["frontend"]["framework"], "vite");
}

#[test]
fn a_migration_is_one_edit() {
    let folder = project(&PROJECT);
    let mut client = editor(folder.path());
    let file = uri(&folder.path().join("vercel.json"));
    let text = "{\r\n\t\"experimentalServices\": {\r\n\t\t\"web\": { \"entrypoint\": \"frontend\", \"routePrefix\": \"/\" }\r\n\t},\r\n\t\"cleanUrls\": true\r\n}\r\n";
    client.open(&file, text);
    let found = actions(&mut client, &file, 1, "refactor");
    let action = found.iter().find(|action| action["kind"] == "refactor.svcLsp.migrateServices").unwrap();
    assert_eq!(action["edit"]["changeAnnotations"], Value::Null, "no part of it can be left out: {action}");
    assert!(!action["edit"]["documentChanges"][0]["edits"].as_array().unwrap().is_empty());

    let follow_up = action["command"].clone();
    let params = json!({ "command": follow_up["command"], "arguments": follow_up["arguments"] });
    client.request("workspace/executeCommand", params).unwrap();
    let shown = client.notification("window/showMessage")["message"].as_str().unwrap().to_owned();
    assert!(shown.contains("`WEB_URL`"), "what is left to do: {shown}");

    let elsewhere = actions(&mut client, &file, 4, "refactor");
    assert!(
        elsewhere.iter().all(|action| action["title"] != "Migrate to `services`"),
        "elsewhere it is not offered"
    );
    let asked = actions(&mut client, &file, 4, "refactor.svcLsp.migrateServices");
    assert_eq!(asked[0]["title"], "Migrate to `services`", "unless it is asked for by its kind");

    client.change(&file, 2, json!([{ "text": text.replace("frontend", "nowhere") }]));
    let blocked = actions(&mut client, &file, 1, "refactor.svcLsp.migrateServices");
    assert_eq!(
        blocked[0]["disabled"]["reason"],
        "`nowhere` doesn't exist in the project, so Vercel rejects the deployment. Correct the path, or add the file."
    );
    assert_eq!(blocked[0]["edit"], Value::Null);
}
