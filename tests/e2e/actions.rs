//! The menu of a problem: its fixes, then what else can be done about it.

use serde_json::{Value, json};

use crate::e2e::client::{Client, codes, uri};

fn capabilities(commands: &[&str]) -> Value {
    json!({
        "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create"] } },
        "textDocument": { "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } } },
        "experimental": { "commands": { "commands": commands } },
    })
}

/// The actions in the menu of all problems of a file.
fn menu(client: &mut Client, uri: &str, text: &str) -> Vec<Value> {
    client.open(uri, text);
    let diagnostics = client.published(uri).1;
    assert_eq!(codes(&diagnostics), ["invalid-json", "deprecated-key", "deprecated-key"]);
    let params = json!({ "textDocument": { "uri": uri }, "range": { "start": { "line": 0, "character": 0 },
        "end": { "line": 9, "character": 0 } }, "context": { "diagnostics": diagnostics, "only": ["quickfix"] } });
    client.request("textDocument/codeAction", params).unwrap().as_array().unwrap().clone()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
}

const TEXT: &str = "{\n  'cleanUrls': true,\n  \"name\": \"a\",\n  \"version\": 2\n}\n";

#[test]
fn a_problem_can_be_fixed_with_all_others_ignored_disabled_and_explained() {
    let dir = tempfile::tempdir().unwrap();
    let file = uri(&dir.path().canonicalize().unwrap().join("vercel.json"));
    let mut client = Client::with(capabilities(&["svcLsp.explainRule"]));
    let actions = menu(&mut client, &file, TEXT);
    assert_eq!(
        titles(&actions),
        [
            "Use double quotes",
            "Remove `version`",
            "Fix all auto-fixable problems",
            "Disable `invalid-json` for this workspace (`svc-lsp.jsonc`)",
            "Explain `invalid-json`",
            "Ignore `deprecated-key` here (`svc-lsp.jsonc`)",
            "Disable `deprecated-key` for this workspace (`svc-lsp.jsonc`)",
            "Explain `deprecated-key`",
            "Ignore `deprecated-key` here (`svc-lsp.jsonc`)",
        ]
    );
    let explain = &actions[4];
    assert_eq!(explain["command"]["command"], "svcLsp.explainRule");
    assert_eq!(explain["command"]["arguments"], json!(["invalid-json"]));
    assert!(actions.iter().all(|action| action["kind"] == "quickfix"));
    // An editor that can't show the page isn't offered it.
    let mut client = Client::with(capabilities(&[]));
    let actions = menu(&mut client, &file, TEXT);
    assert!(!titles(&actions).iter().any(|title| title.starts_with("Explain")));
}

#[test]
fn the_page_of_a_rule_is_there_offline() {
    let mut client = Client::with(json!({}));
    let page = client.request("svcLsp/rulePage", json!({ "code": "shadowed-rule" })).unwrap();
    assert_eq!(
        (&page["code"], &page["title"]),
        (&json!("shadowed-rule"), &json!("Unreachable routing rule"))
    );
    let on_disk = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules/shadowed-rule.md");
    assert_eq!(page["markdown"], std::fs::read_to_string(on_disk).unwrap());
    assert_eq!(client.request("svcLsp/rulePage", json!({ "code": "no-such-rule" })), Ok(Value::Null));
}

#[test]
fn what_names_a_folder_follows_when_it_is_renamed() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    for (path, text) in [
        ("vercel.json", "{ \"services\": { \"web\": { \"root\": \"apps/web\" } } }"),
        ("apps/web/package.json", "{}"),
        ("apps/web/vercel.json", "{ \"functions\": { \"api/a.ts\": {} } }"),
        ("apps/web/api/a.ts", ""),
    ] {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let capabilities = json!({ "workspace": {
        "fileOperations": { "willRename": true }, "workspaceEdit": { "documentChanges": true },
    } });
    let mut client = Client::spawn();
    let offered = client.initialize(
        json!({ "workspaceFolders": [{ "uri": uri(&root), "name": "shop" }], "capabilities": capabilities }),
    );
    assert_eq!(
        offered["capabilities"]["workspace"]["fileOperations"],
        json!({ "willRename": { "filters": [{ "scheme": "file", "pattern": { "glob": "**" } }] } })
    );
    let mut renamed = |from: &str, to: &str| -> Value {
        let files = json!([{ "oldUri": uri(&root.join(from)), "newUri": uri(&root.join(to)) }]);
        client.request("workspace/willRenameFiles", json!({ "files": files })).unwrap()
    };
    let changed = |edit: &Value| -> Vec<(String, String)> {
        let changes = edit["documentChanges"].as_array().unwrap().iter();
        let pair = |change: &Value| {
            let uri = change["textDocument"]["uri"].as_str().unwrap().to_owned();
            (uri, change["edits"][0]["newText"].as_str().unwrap().to_owned())
        };
        changes.map(pair).collect()
    };
    let edit = renamed("apps/web", "apps/site");
    assert_eq!(changed(&edit), [(uri(&root.join("vercel.json")), "\"apps/site\"".to_owned())]);
    let edit = renamed("apps/web/api/a.ts", "apps/web/api/b.ts");
    assert_eq!(changed(&edit), [(uri(&root.join("apps/web/vercel.json")), "\"api/b.ts\"".to_owned())]);
    assert_eq!(renamed("README.md", "readme.md"), Value::Null);
}
