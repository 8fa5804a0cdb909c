//! The requests of `svc-lsp.jsonc` in an editor's test view.

use std::fs;

use serde_json::{Value, json};

use crate::e2e::client::{Client, uri};

const CONFIG: &str = r#"{
  "redirects": [
    { "source": "/old", "destination": "/new" }
  ]
}
"#;

const OPTIONS: &str = r#"{
  "requests": [
    { "request": "/old", "redirect": "/new", "status": 308 }, // moved in 2024
    { "request": "/old", "method": "POST", "status": 404 },
    { "request": "/x", "servce": "api" }
  ]
}
"#;

/// A client of a workspace with these files.
fn workspace(files: &[(&str, &str)]) -> (tempfile::TempDir, Client) {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let edits = json!({ "documentChanges": true, "resourceOperations": ["create"] });
    let client = Client::with_params(json!({
        "rootUri": uri(dir.path()),
        "capabilities": { "workspace": { "workspaceEdit": edits } },
    }));
    (dir, client)
}

fn tests(client: &mut Client) -> Vec<Value> {
    let tests = client.request("svcLsp/requestTests", json!({})).unwrap();
    tests.as_array().unwrap().clone()
}

#[test]
fn requests_are_listed_with_their_places() {
    let (dir, mut client) = workspace(&[("vercel.json", CONFIG), ("svc-lsp.jsonc", OPTIONS)]);
    let found = tests(&mut client);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["textDocument"]["uri"], uri(&dir.path().join("vercel.json")));
    let options = uri(&dir.path().join("svc-lsp.jsonc"));
    assert_eq!(found[0]["options"]["uri"], options);
    assert_eq!(
        found[0]["tests"][0],
        json!({
            "expected": { "request": "/old", "redirect": "/new", "status": 308 },
            "range": { "start": { "line": 2, "character": 4 }, "end": { "line": 2, "character": 60 } }
        })
    );
    assert_eq!(found[0]["tests"].as_array().unwrap().len(), 3);
    // What is open counts, saved or not.
    client.open(&options, r#"{ "requests": [{ "request": "/" }] }"#);
    assert_eq!(tests(&mut client)[0]["tests"][0]["expected"], json!({ "request": "/" }));
}

#[test]
fn requests_belong_to_the_file_beside_them() {
    let apps =
        [("apps/web/vercel.json", CONFIG), ("apps/docs/vercel.json", "{}"), ("svc-lsp.jsonc", OPTIONS)];
    let paths = |dir: &tempfile::TempDir, client: &mut Client| {
        let root = uri(dir.path());
        let path = |file: &Value| file["textDocument"]["uri"].as_str().unwrap().replace(&root, "");
        let mut paths: Vec<String> = tests(client).iter().map(path).collect();
        paths.sort();
        paths
    };
    let (dir, mut client) = workspace(&apps);
    assert_eq!(paths(&dir, &mut client), ["/apps/docs/vercel.json", "/apps/web/vercel.json"]);
    let (dir, mut client) = workspace(&[&apps[..], &[("vercel.json", CONFIG)]].concat());
    assert_eq!(paths(&dir, &mut client), ["/vercel.json"]);
}

#[test]
fn results_say_what_differs_and_which_rule_decided() {
    let (dir, mut client) = workspace(&[("vercel.json", CONFIG), ("svc-lsp.jsonc", OPTIONS)]);
    let config = uri(&dir.path().join("vercel.json"));
    let document = json!({ "textDocument": { "uri": config } });
    let run = |client: &mut Client| {
        let ran = client.request("svcLsp/runRequestTests", document.clone()).unwrap();
        ran["tests"].as_array().unwrap().iter().map(|test| test["result"].clone()).collect::<Vec<_>>()
    };
    let closed = run(&mut client);
    assert_eq!(
        closed[0],
        json!({
            "passed": true,
            "differences": [],
            "summary": "Redirected to /new (308)",
            "rule": {
                "title": "redirect /old",
                "location": { "uri": config, "range": { "start": { "line": 2, "character": 16 }, "end": { "line": 2, "character": 22 } } }
            }
        })
    );
    assert_eq!(closed[1]["differences"], json!(["Expected status `404`, got `308`."]));
    assert_eq!(closed[2]["passed"], false);
    assert!(closed[2]["differences"][0].as_str().unwrap().contains("Unknown key `servce`"), "{closed:?}");
    assert_eq!(closed[2]["summary"], Value::Null);

    client.open(&config, "{}");
    assert_eq!(run(&mut client)[0]["passed"], false, "the text that is open counts");
    client.change(&config, 2, json!([{ "text": r#"{ "redirects": [{ "source": "/(" }] }"# }]));
    let rejected = run(&mut client);
    assert!(
        rejected.iter().all(|result| result["passed"] == false && result["rule"].is_null()),
        "{rejected:?}"
    );

    let elsewhere = json!({ "textDocument": { "uri": "file:///nowhere/vercel.json" } });
    assert_eq!(client.request("svcLsp/runRequestTests", elsewhere), Ok(Value::Null));
}

#[test]
fn a_request_is_added_with_what_becomes_of_it() {
    let (dir, mut client) = workspace(&[("vercel.json", CONFIG), ("svc-lsp.jsonc", OPTIONS)]);
    let config = uri(&dir.path().join("vercel.json"));
    client.open(&config, CONFIG);
    let add = |client: &mut Client, request: Value| {
        let mut params = json!({ "textDocument": { "uri": config } });
        params.as_object_mut().unwrap().extend(request.as_object().unwrap().clone());
        client.request("svcLsp/addRequestTest", params)
    };
    let edit =
        add(&mut client, json!({ "url": "/old?a=1", "method": "put", "cookies": { "a": "b" } })).unwrap();
    let change = &edit["documentChanges"][0];
    assert_eq!(change["textDocument"]["uri"], uri(&dir.path().join("svc-lsp.jsonc")));
    let edits = change["edits"].as_array().unwrap();
    let inserted: String = edits.iter().map(|edit| edit["newText"].as_str().unwrap()).collect();
    for part in [r#""method": "PUT""#, r#""cookie": "a=b""#, r#""redirect": "/new?a=1""#, r#""status": 308"#]
    {
        assert!(inserted.contains(part), "{part}: {inserted}");
    }
    assert!(!inserted.contains("moved in 2024"), "the rest stays as it is");
    let again = add(&mut client, json!({ "url": "/old" })).unwrap_err();
    assert_eq!(again["message"], "`/old` is already one of the requests.");
    let refused = add(&mut client, json!({ "url": "old" })).unwrap_err();
    assert!(refused["message"].as_str().unwrap().contains("starts with `/`"), "{refused}");

    fs::remove_file(dir.path().join("svc-lsp.jsonc")).unwrap();
    let (dir, mut client) = workspace(&[("vercel.json", CONFIG)]);
    let config = uri(&dir.path().join("vercel.json"));
    client.open(&config, CONFIG);
    let params = json!({ "textDocument": { "uri": config }, "url": "/old" });
    let edit = client.request("svcLsp/addRequestTest", params.clone()).unwrap();
    assert_eq!(edit["documentChanges"][0]["kind"], "create");
    let mut plain = Client::with(json!({}));
    plain.open(&config, CONFIG);
    let refused = plain.request("svcLsp/addRequestTest", params).unwrap_err();
    assert!(refused["message"].as_str().unwrap().contains("can't create svc-lsp.jsonc"), "{refused}");
}
