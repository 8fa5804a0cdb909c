//! From a project without a configuration to one: `svcLsp/generate`.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::project;
use crate::client::{Client, uri};

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
fn what_can_not_be_asked() {
    let folder = project(&PROJECT);
    let mut client = client(&folder.path().join("frontend"));
    let outside = json!({ "folder": { "uri": uri(folder.path()) } });
    let error = client.request("svcLsp/generate", outside).unwrap_err();
    assert!(error["message"].as_str().unwrap().ends_with("is no folder of the workspace."), "{error}");
    let closed = json!({ "textDocument": { "uri": uri(&folder.path().join("vercel.json")) } });
    assert_eq!(client.request("svcLsp/generate", closed).unwrap(), Value::Null);
    let model = json!({ "folder": { "uri": uri(folder.path()) }, "model": "v3" });
    let error = client.request("svcLsp/generate", model).unwrap_err();
    assert_eq!(error["message"], "`model` is `services` or `experimentalServices`.");
}
