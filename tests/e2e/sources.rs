//! What source code reads is found, shown, kept up to date, and renamed.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::e2e::cli::{project, run};
use crate::e2e::client::{Client, codes, uri};

const CONFIG: &str = r#"{ "experimentalServices": {
  "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" },
  "api": { "entrypoint": "api/main.py", "routePrefix": "/api" }
} }"#;

fn shop() -> TempDir {
    project(&[
        (".git/HEAD", ""),
        (".gitignore", "generated\n"),
        ("vercel.json", CONFIG),
        ("svc-lsp.jsonc", r#"{ "requests": [{ "request": "/api/x", "service": "api" }] }"#),
        ("web/package.json", r#"{ "dependencies": { "next": "16" } }"#),
        ("web/page.tsx", "const a = <p>It's {process.env.NEXT_PUBLIC_API_URL}</p>;\n"),
        ("web/generated/page.tsx", "process.env.API_URL"),
        ("web/node_modules/a/index.js", "process.env.API_URL"),
        ("api/main.py", "import os\napp = os.environ[\"API_URL\"] # os.environ[\"API_URL\"]\n"),
        ("lib/main.go", "var ä, url = \"ä\", os.Getenv(\"API_URL\")\n"),
    ])
}

struct Session {
    dir: TempDir,
    client: Client,
    config: String,
}

impl Session {
    /// A client that opened the file, and was told that the source code is indexed.
    fn new(mut capabilities: Value) -> Session {
        let dir = shop();
        let refresh = json!({ "codeLens": { "refreshSupport": true }, "didChangeWatchedFiles": { "dynamicRegistration": true } });
        let workspace = capabilities["workspace"].as_object_mut().unwrap();
        workspace.extend(refresh.as_object().unwrap().clone());
        capabilities["experimental"] = json!({ "commands": { "commands": ["svcLsp.showReferences"] } });
        let mut client =
            Client::with_params(json!({ "rootUri": uri(dir.path()), "capabilities": capabilities }));
        let config = uri(&dir.path().join("vercel.json"));
        client.open(&config, CONFIG);
        client.asked("workspace/codeLens/refresh");
        Session { dir, client, config }
    }

    fn uri(&self, path: &str) -> String {
        uri(&self.dir.path().join(path))
    }

    fn about_api(&mut self, method: &str, more: &Value) -> Result<Value, Value> {
        let mut params =
            json!({ "textDocument": { "uri": self.config }, "position": { "line": 2, "character": 4 } });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.client.request(method, params)
    }

    /// The places in source code that read the variables of `api`.
    fn references(&mut self) -> Vec<String> {
        let found =
            self.about_api("textDocument/references", &json!({ "context": { "includeDeclaration": false } }));
        let root = format!("{}/", uri(self.dir.path()));
        let shown = |it: &Value| {
            let start = &it["range"]["start"];
            let path = it["uri"].as_str().unwrap().strip_prefix(&root).unwrap();
            format!("{path}:{}:{}", start["line"], start["character"])
        };
        found.unwrap().as_array().unwrap().iter().map(shown).collect()
    }
}

#[test]
fn code_is_shown_where_a_service_is_declared() {
    let mut session = Session::new(json!({ "workspace": {} }));
    let places = ["api/main.py:1:18", "lib/main.go:0:29", "web/page.tsx:0:31"];
    assert_eq!(session.references(), places);
    let hover = session.about_api("textDocument/hover", &json!({})).unwrap().to_string();
    assert!(hover.contains("web/page.tsx:1"), "{hover}");
    let lenses = session.about_api("textDocument/codeLens", &json!({})).unwrap();
    let lens = lenses.as_array().unwrap().iter().find(|lens| lens["command"]["title"] == "3 reads").unwrap();
    assert_eq!(lens["command"]["arguments"][0]["locations"].as_array().unwrap().len(), 3);
    let inspection = session.about_api("svcLsp/inspect", &json!({})).unwrap();
    assert_eq!(inspection["reads"].as_array().unwrap().len(), 3);
}

#[test]
fn open_code_leads_to_the_service() {
    let mut session = Session::new(
        json!({ "workspace": {}, "textDocument": { "hover": { "contentFormat": ["markdown"] } } }),
    );
    let page = session.uri("web/page.tsx");
    session.client.open(&page, "\nconst { API_URL: url } = process.env; // API_URL\nprocess.env.OTHER_URL");
    let ask = |session: &mut Session, method: &str, line: u32, character: u32| {
        let params = json!({
            "textDocument": { "uri": page }, "position": { "line": line, "character": character },
            "context": { "includeDeclaration": true, "triggerKind": 1 },
        });
        session.client.request(&format!("textDocument/{method}"), params).unwrap()
    };
    let hover = ask(&mut session, "hover", 1, 10);
    assert_eq!(
        hover["contents"]["value"],
        "**`API_URL`** — `https://your-deploy.vercel.app/api`, the URL of `api`\n\nVercel generates it for the server code of every service."
    );
    assert_eq!(
        hover["range"],
        json!({ "start": { "line": 1, "character": 8 }, "end": { "line": 1, "character": 15 } })
    );
    let definition = ask(&mut session, "definition", 1, 8);
    assert_eq!(definition[0]["uri"], session.config.as_str());
    assert_eq!(definition[0]["range"]["start"], json!({ "line": 2, "character": 3 }));
    let references = ask(&mut session, "references", 1, 15);
    let files: Vec<&str> =
        references.as_array().unwrap().iter().map(|it| it["uri"].as_str().unwrap()).collect();
    let expected =
        [session.config.clone(), session.uri("api/main.py"), session.uri("lib/main.go"), page.clone()];
    assert_eq!(files, expected);
    for (line, character) in [(1, 42), (2, 14), (0, 0), (9, 9)] {
        assert_eq!(ask(&mut session, "hover", line, character), Value::Null);
        assert_eq!(ask(&mut session, "definition", line, character), Value::Null);
    }
    session.client.change(&page, 2, json!([{ "text": "const ä = process.env.NEXT\n// process.env.\n" }]));
    let items = ask(&mut session, "completion", 0, 26);
    let labels: Vec<&str> =
        items.as_array().unwrap().iter().map(|it| it["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["API_URL", "NEXT_PUBLIC_API_URL", "NEXT_PUBLIC_WEB_URL", "WEB_URL"]);
    let range = json!({ "start": { "line": 0, "character": 22 }, "end": { "line": 0, "character": 26 } });
    assert_eq!(items[1]["textEdit"], json!({ "range": range, "newText": "NEXT_PUBLIC_API_URL" }));
    assert_eq!(items[1]["detail"], "URL of api");
    assert_eq!(ask(&mut session, "completion", 1, 15), Value::Null);
    // Quotes that are yet to be closed, in a module for browsers.
    session.client.change(
        &page,
        3,
        json!([{ "text": "'use client'; f('ü', process.env[\"WEB)\nconst b = 'c'" }]),
    );
    let items = ask(&mut session, "completion", 0, 36);
    let edits: Vec<&Value> = items.as_array().unwrap().iter().map(|it| &it["textEdit"]).collect();
    let range = json!({ "start": { "line": 0, "character": 34 }, "end": { "line": 0, "character": 37 } });
    let edit = |name: &str| json!({ "range": range, "newText": name });
    assert_eq!(edits, [&edit("NEXT_PUBLIC_API_URL"), &edit("NEXT_PUBLIC_WEB_URL")]);
    session.client.change(&page, 4, json!([{ "text": "fetch('/api/🙂#ü')" }]));
    let hover = ask(&mut session, "hover", 0, 10);
    assert_eq!(hover["contents"]["value"], "**`GET /api/🙂#ü`** → `api`, which sees `/%F0%9F%99%82`");
    assert_eq!(hover["range"]["end"], json!({ "line": 0, "character": 16 }));
    // A path that the code requests.
    session.client.change(&page, 5, json!([{ "text": "const ä = <a title='ü' href='/api/users'>/api</a>" }]));
    let hover = ask(&mut session, "hover", 0, 30);
    assert_eq!(hover["contents"]["value"], "**`GET /api/users`** → `api`, which sees `/users`");
    assert_eq!(
        hover["range"],
        json!({ "start": { "line": 0, "character": 29 }, "end": { "line": 0, "character": 39 } })
    );
    let definition = ask(&mut session, "definition", 0, 39);
    assert_eq!(definition[0]["range"]["start"], json!({ "line": 2, "character": 3 }));
    assert_eq!(ask(&mut session, "references", 0, 30), Value::Null);
    assert_eq!(ask(&mut session, "hover", 0, 42), Value::Null);
    // Code that isn't open is none of the client's questions.
    session.client.close(&page);
    assert_eq!(ask(&mut session, "hover", 1, 10), Value::Null);
}

/// Each is asked several times: once all is known, the answer takes another way.
#[test]
fn code_of_a_nested_project_leads_to_its_services() {
    let services = |name: &str| {
        CONFIG.replace("\"api\": {", &format!("\"{name}\": {{")).replace("/api\" }", &format!("/{name}\" }}"))
    };
    let dir = project(&[
        (".git/HEAD", ""),
        ("vercel.json", CONFIG),
        ("web/page.ts", "process.env.API_URL"),
        ("api/main.py", ""),
        ("examples/a/vercel.json", &services("orders")),
        ("examples/a/web/page.ts", "process.env.ORDERS_URL; process.env.API_URL"),
        ("examples/a/api/main.py", ""),
    ]);
    let watched = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true }, "codeLens": { "refreshSupport": true } } });
    let mut client = Client::with_params(json!({ "rootUri": uri(dir.path()), "capabilities": watched }));
    client.open(&uri(&dir.path().join("vercel.json")), CONFIG);
    client.asked("workspace/codeLens/refresh");
    let [outer, inner] = ["web/page.ts", "examples/a/web/page.ts"].map(|path| {
        let file = dir.path().join(path);
        client.open(&uri(&file), &std::fs::read_to_string(&file).unwrap());
        uri(&file)
    });
    let mut hover = |document: &str, character: u32| {
        let position = json!({ "line": 0, "character": character });
        let params = json!({ "textDocument": { "uri": document }, "position": position });
        client.request("textDocument/hover", params).unwrap()["contents"].to_string()
    };
    for _ in 0..5 {
        assert!(hover(&outer, 14).contains("the URL of api"));
        let shown = hover(&inner, 14);
        assert!(shown.contains("the URL of orders"), "{shown}");
        assert_eq!(hover(&inner, 38), "null");
    }
}

#[test]
fn what_is_typed_and_what_changes_on_disk_counts() {
    let mut session = Session::new(json!({ "workspace": {} }));
    let (page, config) = (session.uri("web/page.tsx"), session.config.clone());
    session.client.open(&page, "\nprocess.env.API_URL");
    assert_eq!(session.references(), ["api/main.py:1:18", "lib/main.go:0:29", "web/page.tsx:1:12"]);
    session.client.change(&page, 2, json!([{ "text": "process.env." }]));
    assert_eq!(session.references(), ["api/main.py:1:18", "lib/main.go:0:29"]);
    session.client.close(&page);
    assert_eq!(session.references().len(), 3);
    let mut write = |path: &str, text: Option<&str>, kind: u32| {
        let place = session.dir.path().join(path);
        match text {
            Some(text) => std::fs::write(&place, text).unwrap(),
            None => std::fs::remove_file(&place).unwrap(),
        }
        let changes = json!({ "changes": [{ "uri": uri(&place), "type": kind }] });
        session.client.notify("workspace/didChangeWatchedFiles", changes);
        session.references()
    };
    assert_eq!(write("web/other.ts", Some("process.env.API_URL"), 1).len(), 4);
    assert_eq!(write("web/generated/other.ts", Some("process.env.API_URL"), 1).len(), 4);
    assert_eq!(write("web/other.ts", None, 3).len(), 3);
    assert_eq!(write("lib/main.go", Some(""), 2), ["api/main.py:1:18", "web/page.tsx:0:31"]);
    session.client.close(&config);
}

#[test]
fn code_is_completed_before_the_project_is_indexed() {
    let dir = shop();
    let mut client = Client::with_params(json!({ "rootUri": uri(dir.path()), "capabilities": {} }));
    let page = uri(&dir.path().join("web/new.ts"));
    client.open(&page, "process.env.");
    let at = json!({ "textDocument": { "uri": page }, "position": { "line": 0, "character": 12 } });
    let items = client.request("textDocument/completion", at).unwrap();
    let names: Vec<&str> = items.as_array().unwrap().iter().map(|it| it["label"].as_str().unwrap()).collect();
    assert!(names.contains(&"API_URL"), "{names:?}");
}

#[test]
fn a_folder_that_came_is_indexed_before_anyone_asks() {
    let mut session = Session::new(json!({ "workspace": {} }));
    let folder = session.dir.path().join("web/added");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("page.ts"), "process.env.API_URL").unwrap();
    let changes = json!({ "changes": [{ "uri": uri(&folder), "type": 1 }] });
    session.client.notify("workspace/didChangeWatchedFiles", changes);
    // The files on disk rest for a moment first. To ask before would have the folder indexed.
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert!(session.references().contains(&"web/added/page.ts:0:12".to_owned()));
}

/// Edits arrive while the answer is found: it is about the text before all of them, or says that it can't be.
#[test]
fn an_answer_about_code_is_about_the_text_that_was_asked_about() {
    const CONTENT_MODIFIED: i64 = -32801;
    let mut session = Session::new(
        json!({ "workspace": { "workspaceEdit": { "documentChanges": true, "changeAnnotationSupport": {} } } }),
    );
    let page = session.uri("web/page.tsx");
    session.client.open(&page, "process.env.API_URL");
    let new_line = json!([{ "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } }, "text": "\n" }]);
    let rename = json!({ "textDocument": { "uri": session.config }, "position": { "line": 2, "character": 4 }, "newName": "backend" });
    let asked: Vec<(u64, i64, i64)> = (0..20)
        .map(|line| {
            let at =
                json!({ "textDocument": { "uri": page }, "position": { "line": line, "character": 14 } });
            let hover = session.client.send_request("textDocument/hover", at);
            let rename = session.client.send_request("textDocument/rename", rename.clone());
            session.client.change(&page, i64::try_from(line).unwrap() + 2, new_line.clone());
            (line, hover, rename)
        })
        .collect();
    for (line, hover, rename) in asked {
        match session.client.answer(hover) {
            Ok(hover) => assert_eq!(hover["range"]["start"]["line"], line, "{hover}"),
            Err(error) => assert_eq!(error["code"], CONTENT_MODIFIED, "{error}"),
        }
        match session.client.answer(rename) {
            Ok(edit) => {
                let changes = edit["documentChanges"].as_array().unwrap();
                let code = changes.iter().find(|it| it["textDocument"]["uri"] == page.as_str()).unwrap();
                let line = code["textDocument"]["version"].as_i64().unwrap() - 1;
                assert_eq!(code["edits"][0]["range"]["start"]["line"], line, "{code}");
            }
            Err(error) => assert_eq!(error["code"], CONTENT_MODIFIED, "{error}"),
        }
    }
    // Once nothing is typed anymore, both are answered.
    let at = json!({ "textDocument": { "uri": page }, "position": { "line": 20, "character": 14 } });
    let hover = session.client.request("textDocument/hover", at).unwrap();
    assert_eq!(hover["range"]["start"]["line"], 20, "{hover}");
    let edit = session.client.request("textDocument/rename", rename).unwrap();
    assert!(edit["documentChanges"].as_array().is_some_and(|changes| changes.len() > 1), "{edit}");
}

#[test]
fn what_is_typed_counts_while_the_code_is_indexed_again() {
    let dir = shop();
    let capabilities = json!({ "workspace": { "codeLens": { "refreshSupport": true } } });
    let mut client = Client::with_params(json!({ "rootUri": uri(dir.path()), "capabilities": capabilities }));
    let [config, page] = ["vercel.json", "web/page.tsx"].map(|name| uri(&dir.path().join(name)));
    client.open(&config, CONFIG);
    client.asked("workspace/codeLens/refresh");
    client.open(&page, "process.env.NEXT_PUBLIC_API_URL");
    // A client that doesn't report changes on disk has the code indexed again after ten seconds.
    std::thread::sleep(std::time::Duration::from_secs(11));
    client.change(&page, 2, json!([{ "text": "" }]));
    let place = json!({ "line": 2, "character": 4 });
    let about = json!({ "textDocument": { "uri": config }, "position": place, "context": { "includeDeclaration": false } });
    let found = client.request("textDocument/references", about).unwrap();
    let places: Vec<&str> = found.as_array().unwrap().iter().map(|it| it["uri"].as_str().unwrap()).collect();
    assert!(!places.is_empty() && !places.contains(&&*page), "{places:?}");
}

#[test]
fn code_in_three_languages_follows_a_rename() {
    let capabilities = json!({ "workspace": { "workspaceEdit": { "documentChanges": true, "changeAnnotationSupport": {} } } });
    let mut session = Session::new(capabilities);
    let page = session.uri("web/page.tsx");
    session.client.open(&page, "\nconst { NEXT_PUBLIC_API_URL } = process.env");
    // It wasn't reported: a rename reads everything anew.
    std::fs::write(session.dir.path().join("api/other.py"), "import os\nos.getenv('API_URL')").unwrap();
    let edit = session.about_api("textDocument/rename", &json!({ "newName": "backend" })).unwrap();
    let root = format!("{}/", uri(session.dir.path()));
    let shown: Vec<String> = edit["documentChanges"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|change| {
            let path = change["textDocument"]["uri"].as_str().unwrap().strip_prefix(&root).unwrap();
            let version = &change["textDocument"]["version"];
            let edits = change["edits"].as_array().unwrap().iter();
            let line = move |edit: &Value| {
                let (start, id) =
                    (&edit["range"]["start"], edit["annotationId"].as_str().unwrap_or_default());
                format!("{path} {version} {}:{} {} {id}", start["line"], start["character"], edit["newText"])
            };
            edits.map(line).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(
        shown,
        [
            "vercel.json 1 2:2 \"\\\"backend\\\"\" ",
            r#"svc-lsp.jsonc null 0:0 "{ \"requests\": [{ \"request\": \"/api/x\", \"service\": \"backend\" }] }" "#,
            "api/main.py null 1:18 \"BACKEND_URL\" API_URL",
            "api/other.py null 1:11 \"BACKEND_URL\" API_URL",
            "lib/main.go null 0:29 \"BACKEND_URL\" API_URL",
            "web/page.tsx 1 1:8 \"NEXT_PUBLIC_BACKEND_URL: NEXT_PUBLIC_API_URL\" NEXT_PUBLIC_API_URL",
        ]
    );
    assert_eq!(edit["changeAnnotations"]["API_URL"]["needsConfirmation"], true);
    let message = session.client.notification("window/showMessage")["message"].to_string();
    assert!(message.contains("The rename also changes 4 places in 4 source files."), "{message}");
}

#[test]
fn a_client_without_annotations_gets_plain_edits() {
    let mut session = Session::new(json!({ "workspace": {} }));
    let edit = session.about_api("textDocument/rename", &json!({ "newName": "backend" })).unwrap();
    let changes = edit["changes"].as_object().unwrap();
    assert_eq!((changes.len(), edit.get("changeAnnotations")), (5, None));
    assert_eq!(changes[&session.uri("lib/main.go")][0]["newText"], "BACKEND_URL");
}

#[test]
fn what_is_typed_in_code_opens_no_list_in_a_config() {
    let mut session = Session::new(json!({ "workspace": {} }));
    let (page, config) = (session.uri("api/new.py"), session.config.clone());
    session.client.open(&page, "import os\nos.environ['']\nos.path.x\n");
    let labels = |session: &mut Session, uri: &str, line: u32, character: u32, typed: Option<&str>| {
        let context = typed.map_or_else(
            || json!({ "triggerKind": 1 }),
            |typed| json!({ "triggerKind": 2, "triggerCharacter": typed }),
        );
        let params = json!({ "textDocument": { "uri": uri }, "context": context,
            "position": { "line": line, "character": character } });
        let items = session.client.request("textDocument/completion", params).unwrap();
        let items = items.as_array().cloned().unwrap_or_default();
        items.iter().map(|it| it["label"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(labels(&mut session, &page, 1, 12, Some("'")), ["API_URL", "WEB_URL"]);
    assert!(labels(&mut session, &page, 2, 3, Some(".")).is_empty());
    session.client.change(&config, 2, json!([{ "text": CONFIG.replace("nextjs", ".") }]));
    // Behind the dot in `"api/main.py"` and in `"."`.
    assert_eq!(labels(&mut session, &config, 2, 35, Some(".")), ["api/main.py"]);
    assert!(!labels(&mut session, &config, 1, 47, None).is_empty());
    assert!(labels(&mut session, &config, 1, 47, Some(".")).is_empty());
}

/// A client that opens more languages when it is told to.
fn with_more_languages(config: &str) -> (TempDir, Client) {
    let dir = project(&[("vercel.json", config), ("api/main.py", "import os\nos.environ['API_URL']\n")]);
    let can = json!({ "dynamicRegistration": true });
    let capabilities = json!({ "textDocument": {
        "synchronization": can, "hover": can, "completion": can, "definition": can, "references": can,
        "codeAction": can, "diagnostic": can,
    }, "workspace": { "diagnostics": { "refreshSupport": true } } });
    let params = json!({ "rootUri": uri(dir.path()), "capabilities": capabilities });
    (dir, Client::with_params(params))
}

#[test]
fn a_client_is_asked_to_open_source_code_once_there_are_services() {
    let methods = |asked: &Value| -> Vec<String> {
        let all = asked["params"]["registrations"].as_array().unwrap();
        assert!(all[0]["registerOptions"]["documentSelector"].to_string().contains("typescriptreact"));
        all.iter().map(|it| it["method"].as_str().unwrap().replace("textDocument/", "")).collect()
    };
    let expected = [
        "didOpen",
        "didChange",
        "didClose",
        "hover",
        "completion",
        "definition",
        "references",
        "codeAction",
        "diagnostic",
    ];
    let (_dir, mut client) = with_more_languages(CONFIG);
    assert_eq!(methods(&client.asked("client/registerCapability")), expected);

    let (dir, mut client) = with_more_languages("{}");
    let config = uri(&dir.path().join("vercel.json"));
    client.open(&config, "{}");
    let position = json!({ "textDocument": { "uri": config }, "position": { "line": 0, "character": 1 } });
    client.request("textDocument/hover", position.clone()).unwrap();
    assert!(!client.was_asked("client/registerCapability"));
    client.change(&config, 2, json!([{ "text": CONFIG }]));
    client.request("textDocument/hover", position).unwrap();
    assert_eq!(methods(&client.asked("client/registerCapability")), expected);
}

/// A page for browsers that reads a variable that is only there on the server.
const CLIENT: &str = "'use client';\nconst url = process.env.API_URL; fetch(`${url}/users`);\n";

#[test]
fn findings_in_open_code_are_published_and_fixed() {
    let capabilities = json!({
        "workspace": { "workspaceEdit": { "documentChanges": true } },
        "textDocument": { "publishDiagnostics": { "relatedInformation": true }, "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } } },
    });
    let mut session = Session::new(capabilities);
    let (page, config) = (session.uri("web/page.tsx"), session.config.clone());
    session.client.open(&page, CLIENT);
    let (version, found) = session.client.published(&page);
    assert_eq!((version, codes(&found)), (Some(1), vec!["server-variable-in-browser"]));
    let range = json!({ "start": { "line": 1, "character": 24 }, "end": { "line": 1, "character": 31 } });
    assert_eq!(found[0]["range"], range);
    assert_eq!(found[0]["relatedInformation"][0]["location"]["uri"], config.as_str());
    let params =
        json!({ "textDocument": { "uri": page }, "range": range, "context": { "diagnostics": found } });
    let actions = session.client.request("textDocument/codeAction", params).unwrap();
    assert_eq!(actions[0]["title"], "Change to `NEXT_PUBLIC_API_URL`");
    let edit = &actions[0]["edit"]["documentChanges"][0];
    assert_eq!(
        (&edit["textDocument"]["uri"], &edit["edits"][0]["newText"]),
        (&json!(page), &json!("NEXT_PUBLIC_API_URL"))
    );
    // An edit of either file takes it away.
    session.client.change(&page, 2, json!([{ "text": CLIENT.replace("'use client'", "''") }]));
    assert_eq!(session.client.published(&page), (Some(2), Vec::new()));
    session.client.change(&page, 3, json!([{ "text": CLIENT }]));
    assert_eq!(session.client.published(&page).1.len(), 1);
    session.client.change(&config, 2, json!([{ "text": CONFIG.replace("api\": {", "backend\": {") }]));
    assert_eq!(session.client.published(&page), (Some(3), Vec::new()));
    session.client.change(&config, 3, json!([{ "text": CONFIG }]));
    assert_eq!(session.client.published(&page).1.len(), 1);
    session.client.close(&page);
    assert_eq!(session.client.published(&page).1, Vec::<Value>::new());
    // Nothing is said about code without findings, or about other files.
    let other = session.uri("web/other.ts");
    session.client.open(&other, "process.env.API_URL");
    session.client.change(&config, 4, json!([{ "text": CONFIG }]));
    session.client.published(&config);
    session.client.ask_everything(&config, &json!({ "line": 0, "character": 0 }));
    let is_other = |message: &Value| {
        message["params"]["uri"] == other.as_str() && message["method"] == "textDocument/publishDiagnostics"
    };
    assert_eq!(session.client.rest_of(is_other), Vec::<Value>::new());
}

#[test]
fn findings_in_all_code_are_pulled() {
    let dir = shop();
    std::fs::write(dir.path().join("web/page.tsx"), CLIENT).unwrap();
    let capabilities = json!({ "workspace": { "diagnostics": { "refreshSupport": true } }, "textDocument": { "diagnostic": {} } });
    let mut client = Client::with_params(json!({ "rootUri": uri(dir.path()), "capabilities": capabilities }));
    let (page, config) = (uri(&dir.path().join("web/page.tsx")), uri(&dir.path().join("vercel.json")));
    let ask = |client: &mut Client, known: &Value| {
        client.request("workspace/diagnostic", json!({ "previousResultIds": known })).unwrap()["items"]
            .clone()
    };
    let item =
        |items: &Value, uri: &str| items.as_array().unwrap().iter().find(|it| it["uri"] == uri).cloned();
    // The first answer may come before the source code is indexed.
    let mut items = ask(&mut client, &json!([]));
    if item(&items, &page).is_none() {
        let id = &item(&items, &config).unwrap()["resultId"];
        items = ask(&mut client, &json!([{ "uri": config, "value": id }]));
    }
    let found = item(&items, &page).unwrap();
    assert_eq!(codes(found["items"].as_array().unwrap()), ["server-variable-in-browser"]);
    let known = json!([{ "uri": page, "value": found["resultId"] }]);
    let again = item(&ask(&mut client, &known), &page).unwrap();
    assert_eq!(again["kind"], "unchanged");
    // Open code is asked for by itself.
    client.open(&page, "process.env.API_URL");
    assert_eq!(client.pull(&page, None)["items"], json!([]));
    client.change(&page, 2, json!([{ "text": CLIENT }]));
    assert_eq!(client.pull(&page, None)["items"][0]["code"], "server-variable-in-browser");
}

#[test]
fn a_file_that_is_only_on_the_developers_machine_defines_variables() {
    let dir = shop();
    std::fs::write(dir.path().join(".env.local"), "API_URL=x\n").unwrap();
    let inspection = run(dir.path(), &["inspect", "--format", "json"]);
    let inspection: Value = serde_json::from_str(&inspection.out).unwrap();
    let file_of = |name: &str| {
        let read = inspection["reads"].as_array().unwrap().iter().find(|read| read["name"] == name);
        read.unwrap()["envFile"].clone()
    };
    assert_eq!(file_of("API_URL"), ".env.local");
    assert_eq!(file_of("NEXT_PUBLIC_API_URL"), Value::Null);
}

#[test]
fn check_reports_findings_in_the_source_files() {
    let dir = shop();
    std::fs::write(dir.path().join("web/page.tsx"), CLIENT).unwrap();
    let check = |arguments: &[&str]| {
        let output = run(dir.path(), &[&["check", "--format", "json"], arguments].concat());
        let report: Value = serde_json::from_str(&output.out).unwrap();
        let of = |file: &Value| {
            let found = file["diagnostics"].as_array().unwrap().iter();
            let found = found.map(|it| {
                (
                    file["path"].as_str().unwrap().to_owned(),
                    it["code"].as_str().unwrap().to_owned(),
                    it["severity"].as_str().unwrap().to_owned(),
                )
            });
            found.filter(|(_, code, _)| code == "server-variable-in-browser").collect::<Vec<_>>()
        };
        report["files"].as_array().unwrap().iter().flat_map(of).collect::<Vec<_>>()
    };
    let found = |severity: &str| {
        vec![("web/page.tsx".to_owned(), "server-variable-in-browser".to_owned(), severity.to_owned())]
    };
    assert_eq!(check(&[]), found("warning"));
    assert_eq!(check(&["vercel.json"]), found("warning"));
    assert_eq!(check(&["--rule", "server-variable-in-browser=error"]), found("error"));
    assert_eq!(check(&["--rule", "server-variable-in-browser=off"]), []);
    let text = |format: &str| run(dir.path(), &["check", "--format", format]).out;
    let human = text("human");
    assert!(human.contains("web/page.tsx:2:25") && human.contains("process.env.API_URL"), "{human}");
    let github = text("github");
    assert!(github.contains("file=web/page.tsx,line=2,endLine=2,col=25,endColumn=32,"), "{github}");
    let sarif: Value = serde_json::from_str(&text("sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let places = results.iter().map(|it| &it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]);
    assert!(places.into_iter().any(|it| it == "web/page.tsx"), "{sarif}");
    assert!(text("gitlab").contains("\"web/page.tsx\"") && text("junit").contains("web/page.tsx"));
    // What is ignored is found again in `vercel.json`, and counts as used.
    let output = run(dir.path(), &["check", "--write-ignores"]);
    assert_eq!(output.status, Some(0), "{}", output.err);
    let options = std::fs::read_to_string(dir.path().join("svc-lsp.jsonc")).unwrap();
    assert!(
        options.contains("server-variable-in-browser") && options.contains("/experimentalServices/api"),
        "{options}"
    );
    assert_eq!(check(&[]), []);
    assert!(!text("json").contains("unused-ignore"));
}

#[test]
fn a_migration_names_what_code_loses() {
    let dir = shop();
    std::fs::write(dir.path().join("api/main.py"), "import os\nurl = os.environ['NEXT_PUBLIC_WEB_URL']\n")
        .unwrap();
    let output = run(dir.path(), &["migrate", "--format", "json"]);
    let plan: Value = serde_json::from_str(&output.out).unwrap();
    let warnings = plan["warnings"].as_array().unwrap();
    let dropped: Vec<&Value> = warnings.iter().filter(|it| it["code"] == "READ_VARIABLE_DROPPED").collect();
    assert_eq!(dropped.len(), 1, "{plan}");
    assert!(dropped[0]["message"].as_str().unwrap().contains("`api/main.py` reads it on line 2"), "{plan}");
}

#[test]
fn the_action_that_migrates_names_what_code_loses() {
    let capabilities = json!({
        "workspace": { "workspaceEdit": { "documentChanges": true } },
        "textDocument": { "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["refactor"] } } } },
    });
    let mut session = Session::new(capabilities);
    let code = session.uri("api/main.py");
    session.client.open(&code, "import os\nurl = os.environ['NEXT_PUBLIC_WEB_URL']\n");
    let at = json!({ "line": 0, "character": 5 });
    let more = json!({ "range": { "start": at, "end": at }, "context": { "diagnostics": [] } });
    let actions = session.about_api("textDocument/codeAction", &more).unwrap();
    let migrate =
        actions.as_array().unwrap().iter().find(|it| it["title"] == "Migrate to `services`").unwrap();
    let notes = migrate["command"]["arguments"][0]["notes"].as_array().unwrap();
    assert!(notes.iter().any(|it| it["code"] == "READ_VARIABLE_DROPPED"), "{notes:?}");
}

#[test]
fn what_a_migration_would_lose_is_found_in_the_code() {
    let capabilities =
        json!({ "workspace": {}, "textDocument": { "publishDiagnostics": { "relatedInformation": true } } });
    let mut session = Session::new(capabilities);
    let code = session.uri("api/main.py");
    let text = "import os\na = os.environ['NEXT_PUBLIC_WEB_URL']\nb = os.environ['NEXT_PUBLIC_WEB_URL']\n";
    session.client.open(&code, text);
    let found = session.client.published(&code).1;
    assert_eq!(codes(&found), ["variable-lost-in-migration"]);
    assert_eq!((&found[0]["severity"], &found[0]["range"]["start"]["line"]), (&json!(4), &json!(1)));
    assert_eq!(found[0]["relatedInformation"][0]["location"]["uri"], session.config.as_str());
    assert!(found[0]["message"].as_str().unwrap().contains("read `WEB_URL`"), "{found:?}");
    // The first of them is the one that is left, and none is left once the migration can't be carried out, or there is none.
    session.client.change(&code, 2, json!([{ "text": text.replacen("WEB_URL", "OTHER", 1) }]));
    assert_eq!(session.client.published(&code).1[0]["range"]["start"]["line"], 2);
    let rejected = CONFIG.replace("api/main.py", "api/missing.py");
    session.client.change(&session.config, 2, json!([{ "text": rejected }]));
    assert_eq!(session.client.published(&code).1, Vec::<Value>::new());
    session.client.change(&session.config, 3, json!([{ "text": CONFIG }]));
    assert_eq!(session.client.published(&code).1.len(), 1);
    std::fs::write(session.dir.path().join("api/main.py"), text).unwrap();
    let check = |arguments: &[&str]| run(session.dir.path(), &[&["check"], arguments].concat()).out;
    assert!(check(&[]).contains("hint[variable-lost-in-migration]"), "{}", check(&[]));
    assert!(!check(&["--rule", "variable-lost-in-migration=off"]).contains("variable-lost-in-migration"));
}

#[cfg(unix)]
#[test]
fn the_code_behind_a_link_is_that_of_the_service() {
    let dir = project(&[
        (".git/HEAD", ""),
        ("packages/web/package.json", r#"{ "dependencies": { "next": "16" } }"#),
        ("packages/web/page.tsx", "process.env.API"),
        ("api/main.py", "app = FastAPI()"),
        (
            "vercel.json",
            r#"{ "services": {
              "web": { "root": "web", "framework": "nextjs", "bindings": [{ "service": "api", "format": "url", "env": "API" }] },
              "api": { "root": "api", "entrypoint": "main.py" } } }"#,
        ),
    ]);
    std::os::unix::fs::symlink("packages/web", dir.path().join("web")).unwrap();
    let output = run(dir.path(), &["inspect", "--format", "json"]);
    let inspected: Value = serde_json::from_str(&output.out).unwrap();
    let read = &inspected["reads"][0];
    assert_eq!((&read["file"], &read["services"]), (&json!("packages/web/page.tsx"), &json!(["web"])));
    // The editor has the file open by the path of the link: a rename changes it there, and only there.
    let config = std::fs::read_to_string(dir.path().join("vercel.json")).unwrap();
    let mut client = Client::with_params(json!({
        "rootUri": uri(dir.path()),
        "capabilities": { "workspace": { "workspaceEdit": { "documentChanges": true } } },
    }));
    let (config_uri, page) = (uri(&dir.path().join("vercel.json")), uri(&dir.path().join("web/page.tsx")));
    client.open(&config_uri, &config);
    client.open(&page, "\nprocess.env.API");
    let line = config.lines().nth(1).unwrap();
    let character = line.find("API").unwrap();
    let renamed = client.request(
        "textDocument/rename",
        json!({ "textDocument": { "uri": config_uri }, "position": { "line": 1, "character": character }, "newName": "X" }),
    );
    let changes = renamed.unwrap()["documentChanges"].as_array().unwrap().clone();
    let files: Vec<&str> = changes.iter().map(|it| it["textDocument"]["uri"].as_str().unwrap()).collect();
    assert!(files.contains(&page.as_str()) && files.len() == 2, "{files:?}");
}

#[cfg(unix)]
#[test]
fn code_that_is_open_by_the_path_of_a_link_counts_once() {
    use std::os::unix::fs::symlink;

    let mut session = Session::new(json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } }));
    let root = session.dir.path().to_owned();
    symlink("web", root.join("folder")).unwrap();
    symlink("../web/page.tsx", root.join("api/file.tsx")).unwrap();
    symlink("page.tsx", root.join("web/beside.tsx")).unwrap();
    symlink(&root, root.join("lib/project")).unwrap();
    let links = ["folder/page.tsx", "api/file.tsx", "web/beside.tsx", "lib/project/web/page.tsx"];
    let line = "process.env.API_URL";
    for link in links {
        // What is open counts, at its place; the editor knows it by the link's path.
        let page = session.uri(link);
        session.client.open(&page, &format!("// @ts-check\n{line}"));
        let others = ["api/main.py:1:18", "lib/main.go:0:29"];
        let mut places = session.references();
        places.sort();
        let mut expected = vec![others[0].to_owned(), others[1].to_owned(), format!("{link}:1:12")];
        expected.sort();
        assert_eq!(places, expected);
        let lenses = session.about_api("textDocument/codeLens", &json!({})).unwrap().to_string();
        assert!(lenses.contains("3 reads"), "{lenses}");
        let at = json!({ "textDocument": { "uri": page }, "position": { "line": 1, "character": 14 } });
        let hover = session.client.request("textDocument/hover", at.clone()).unwrap().to_string();
        assert!(hover.contains("the URL of"), "{link}: {hover}");
        let definition = session.client.request("textDocument/definition", at).unwrap();
        assert_eq!(definition[0]["uri"], session.config.as_str(), "{link}");
        let renamed = session.about_api("textDocument/rename", &json!({ "newName": "backend" })).unwrap();
        let mut files: Vec<&str> = renamed["documentChanges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["textDocument"]["uri"].as_str().unwrap())
            .collect();
        files.sort_unstable();
        assert_eq!(files.len(), 5, "{files:?}");
        assert!(files.contains(&page.as_str()), "{files:?}");
        // Nothing of it is left when it is closed, or reads nothing.
        session.client.change(&page, 2, json!([{ "text": "" }]));
        assert_eq!(session.references(), others);
        session.client.notify("textDocument/didClose", json!({ "textDocument": { "uri": page } }));
        assert_eq!(session.references(), [others[0], others[1], "web/page.tsx:0:31"]);
    }
    // If the file itself is open, too, its text counts.
    let (file, link) = (session.uri("web/page.tsx"), session.uri("folder/page.tsx"));
    session.client.open(&file, line);
    session.client.open(&link, &format!("\n{line}"));
    assert_eq!(session.references().last().unwrap(), "web/page.tsx:0:12");
    session.client.change(&file, 2, json!([{ "text": format!("\n\n{line}") }]));
    assert_eq!(session.references().last().unwrap(), "web/page.tsx:2:12");
    session.client.notify("textDocument/didClose", json!({ "textDocument": { "uri": file } }));
    assert_eq!(session.references().last().unwrap(), "folder/page.tsx:1:12");
    // A file that isn't there yet.
    let new = session.uri("folder/new.tsx");
    session.client.open(&new, line);
    assert_eq!(session.references().last().unwrap(), "folder/page.tsx:1:12");
    assert_eq!(session.references().len(), 4);
}

#[test]
fn a_reserved_name_is_refused_before_a_new_one_is_typed() {
    let config = r#"{ "services": { "web": { "root": "web", "bindings": [{ "service": "api", "format": "url", "env": "PATH" }] }, "api": { "root": "api" } } }"#;
    let dir = project(&[("vercel.json", config)]);
    let mut client = Client::with_params(json!({ "rootUri": uri(dir.path()), "capabilities": {} }));
    let document = uri(&dir.path().join("vercel.json"));
    client.open(&document, config);
    let mut refused = |method: &str, more: Value| {
        let position = json!({ "line": 0, "character": config.find("PATH").unwrap() });
        let mut params = json!({ "textDocument": { "uri": document }, "position": position });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        client.request(method, params).unwrap_err()["message"].as_str().unwrap().to_owned()
    };
    let prepared = refused("textDocument/prepareRename", json!({}));
    assert!(prepared.starts_with("`PATH` is reserved"), "{prepared}");
    assert_eq!(refused("textDocument/rename", json!({ "newName": "API_URL" })), prepared);
}
