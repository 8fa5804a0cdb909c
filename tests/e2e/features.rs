//! What an editor asks for: each request once, from end to end. The answers themselves are tested where they are made.

use expect_test::expect;
use serde_json::{Value, json};
use tower_lsp::ls_types::DocumentSymbol;

use crate::e2e::client::{Client, codes, uri};

const URI: &str = "file:///app/vercel.json";

fn document() -> Value {
    json!({ "uri": URI })
}

/// A project on disk with a mistake in its services; the URI of its `vercel.json`, and its text.
pub fn shop() -> (tempfile::TempDir, String, String) {
    let text = r#"{
  "experimentalServices": {
    "web": { "framework": "nextsj", "entrypoint": "web", "routePrefix": "/" },
    "api": { "entrypoint": "api/main.py", "routePrefix": "/api" }
  }
}
"#;
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("vercel.json", text),
        ("web/package.json", r#"{ "dependencies": { "next": "15.0.0" } }"#),
        ("api/main.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
        ("api/requirements.txt", "fastapi\n"),
    ] {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let uri = uri(&dir.path().canonicalize().unwrap().join("vercel.json"));
    (dir, uri, text.to_owned())
}

/// The text after the edits of a workspace edit or an answer, which are in UTF-16 positions of ASCII text.
pub fn apply(text: &str, edits: &Value) -> String {
    let line_starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(index, _)| index + 1)).collect();
    let offset = |position: &Value| {
        line_starts[usize::try_from(position["line"].as_u64().unwrap()).unwrap()]
            + usize::try_from(position["character"].as_u64().unwrap()).unwrap()
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (offset(&range["start"]), offset(&range["end"]), edit["newText"].as_str().unwrap())
        })
        .collect();
    edits.sort_by_key(|(start, end, _)| std::cmp::Reverse((*start, *end)));
    let mut text = text.to_owned();
    for (start, end, insert) in edits {
        text.replace_range(start..end, insert);
    }
    text
}

fn fixing_client() -> Client {
    Client::with(json!({ "textDocument": {
        "publishDiagnostics": { "dataSupport": true },
        "codeAction": { "codeActionLiteralSupport": {}, "isPreferredSupport": true },
    } }))
}

#[test]
fn quick_fixes_remove_their_diagnostic() {
    let (_dir, uri, text) = shop();
    for keeps_data in [true, false] {
        let mut client = fixing_client();
        client.open(&uri, &text);
        let (_, mut diagnostics) = client.published(&uri);
        diagnostics.retain(|diagnostic| diagnostic["code"] == "invalid-framework");
        assert_eq!(diagnostics.len(), 1);
        if !keeps_data {
            diagnostics[0].as_object_mut().unwrap().remove("data");
        }
        let params = json!({
            "textDocument": { "uri": uri },
            "range": diagnostics[0]["range"],
            "context": { "diagnostics": diagnostics },
        });
        let actions = client.request("textDocument/codeAction", params).unwrap();
        let action = &actions[0];
        assert_eq!((&action["kind"], &action["isPreferred"]), (&json!("quickfix"), &json!(true)));
        assert_eq!(action["diagnostics"], json!(diagnostics));
        let fixed = apply(&text, &action["edit"]["changes"][&uri]);
        client.change(&uri, 2, json!([{ "text": fixed }]));
        assert!(!codes(&client.published(&uri).1).contains(&"invalid-framework"), "{fixed}");
    }
}

/// A diagnostic that was made for another version of the text must not lead to an edit in the wrong place.
#[test]
fn quick_fixes_of_an_old_version_are_found_again_or_left_out() {
    let (_dir, uri, text) = shop();
    let mut client = fixing_client();
    client.open(&uri, &text);
    let (_, mut diagnostics) = client.published(&uri);
    diagnostics.retain(|diagnostic| diagnostic["code"] == "invalid-framework");
    let longer = format!("\n\n{text}");
    client.change(&uri, 2, json!([{ "text": longer }]));
    let ask = |client: &mut Client, diagnostics: &Vec<Value>| {
        let range = &diagnostics[0]["range"];
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": diagnostics } });
        client.request("textDocument/codeAction", params).unwrap()
    };
    let is_fix = |action: &Value| action["kind"] == "quickfix";
    let actions = ask(&mut client, &diagnostics);
    assert!(
        !actions.as_array().unwrap().iter().any(is_fix),
        "there is no such mistake at this place any more"
    );
    for end in ["start", "end"] {
        diagnostics[0]["range"][end]["line"] = json!(4);
    }
    let actions = ask(&mut client, &diagnostics);
    assert!(!apply(&longer, &actions[0]["edit"]["changes"][&uri]).contains("nextsj"), "{actions}");
}

/// ALE, for one, tells neither the source nor the data of its diagnostics, or none at all.
#[test]
fn quick_fixes_are_found_by_the_range_alone() {
    let (_dir, uri, text) = shop();
    let mut client = fixing_client();
    client.open(&uri, &text);
    let (_, diagnostics) = client.published(&uri);
    let range = &diagnostics.iter().find(|it| it["code"] == "invalid-framework").unwrap()["range"];
    let anonymous = json!({ "code": "invalid-framework", "message": "…", "range": range });
    for told in [json!([]), json!([anonymous])] {
        let params =
            json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": told } });
        let actions = client.request("textDocument/codeAction", params).unwrap();
        assert_eq!(actions[0]["kind"], "quickfix", "{actions}");
        assert!(!apply(&text, &actions[0]["edit"]["changes"][&uri]).contains("nextsj"), "{actions}");
    }
}

#[test]
fn fix_all_is_there_for_who_asks() {
    let (_dir, uri, text) = shop();
    let text =
        text.replace("\"routePrefix\": \"/api\"", "\"routePrefix\": \"/api\", \"framework\": \"fastapy\"");
    let mut client = fixing_client();
    client.open(&uri, &text);
    let mut ask = |only: Value| {
        let nowhere = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } });
        let context = json!({ "diagnostics": [], "only": only });
        let params = json!({ "textDocument": { "uri": uri }, "range": nowhere, "context": context });
        client.request("textDocument/codeAction", params).unwrap()
    };
    for only in ["source.fixAll.svcLsp", "source.fixAll", "source"] {
        let actions = ask(json!([only]));
        assert_eq!(actions[0]["kind"], "source.fixAll.svcLsp");
        let fixed = apply(&text, &actions[0]["edit"]["changes"][&uri]);
        assert!(fixed.contains("\"nextjs\"") && fixed.contains("\"fastapi\""), "{fixed}");
    }
    for only in [Value::Null, json!(["quickfix"]), json!(["source.fixAll.other"]), json!(["refactor"])] {
        let actions = ask(only);
        let is_fix_all = |action: &Value| action["kind"] == "source.fixAll.svcLsp";
        assert!(!actions.as_array().unwrap().iter().any(is_fix_all), "{actions}");
    }
}

#[test]
fn offers_refactorings_of_the_kind_that_is_asked_for() {
    let (_dir, uri, _) = shop();
    let text = "{\n  \"experimentalServices\": {\n    \"web\": { \"entrypoint\": \"web\", \"routePrefix\": \"/\" }\n  }\n}\n";
    let mut client = fixing_client();
    client.open(&uri, text);
    let mut ask = |only: Value| {
        let at = json!({ "line": 1, "character": 5 });
        let context = json!({ "diagnostics": [], "only": only });
        let params = json!({ "textDocument": { "uri": uri }, "range": { "start": at, "end": at }, "context": context });
        client.request("textDocument/codeAction", params).unwrap()
    };
    for only in [Value::Null, json!(["refactor"]), json!(["refactor.svcLsp.addService"])] {
        let actions = ask(only.clone());
        let found = actions
            .as_array()
            .unwrap()
            .iter()
            .find(|action| action["title"] == "Add service `api` (FastAPI)");
        let action = found.unwrap_or_else(|| panic!("{only}: {actions}"));
        assert_eq!(action["kind"], "refactor.svcLsp.addService");
        assert!(apply(text, &action["edit"]["changes"][&uri]).contains("\"api\": {"), "{action}");
    }
    for only in ["quickfix", "refactor.extract", "source"] {
        let actions = ask(json!([only]));
        let is_kind = |action: &Value| action["kind"].as_str().unwrap().starts_with(only);
        assert!(actions.as_array().unwrap().iter().all(is_kind), "{only}: {actions}");
    }
}

#[test]
fn tells_on_hover() {
    let (_dir, uri, text) = shop();
    let text = text.replace("nextsj", "nextjs");
    let mut client = Client::with(json!({ "textDocument": { "hover": { "contentFormat": ["markdown"] } } }));
    client.open(&uri, &text);
    let mut hover = |line: u32, character: u32| {
        let at = json!({ "line": line, "character": character });
        client
            .request("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": at }))
            .unwrap()
    };
    let api = hover(3, 6);
    let markdown = api["contents"]["value"].as_str().unwrap();
    assert_eq!(api["contents"]["kind"], "markdown");
    for part in ["FastAPI", "@vercel/python", "/api", "API_URL", "NEXT_PUBLIC_API_URL"] {
        assert!(markdown.contains(part), "{part} in {markdown}");
    }
    assert_eq!(
        api["range"],
        json!({ "start": { "line": 3, "character": 4 }, "end": { "line": 3, "character": 9 } })
    );
    assert_eq!(hover(5, 0), Value::Null);
}

#[test]
fn tells_in_plain_text_whom_does_not_render() {
    let (_dir, uri, text) = shop();
    for formats in [json!({}), json!({ "textDocument": { "hover": { "contentFormat": ["plaintext"] } } })] {
        let mut client = Client::with(formats);
        client.open(&uri, &text.replace("nextsj", "nextjs"));
        let params = json!({ "textDocument": { "uri": uri }, "position": { "line": 3, "character": 6 } });
        let hover = client.request("textDocument/hover", params).unwrap();
        assert_eq!(hover["contents"]["kind"], "plaintext");
        let words = hover["contents"]["value"].as_str().unwrap();
        assert!(
            words.starts_with("api — web service · FastAPI\n\nFramework   FastAPI (fastapi, detected)\n"),
            "{words}"
        );
        assert!(!words.contains(['`', '|', '*']), "{words}");
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
        let params = json!({ "textDocument": { "uri": uri }, "range": range });
        let hints = client.request("textDocument/inlayHint", params).unwrap();
        let tooltips: Vec<&Value> =
            hints.as_array().unwrap().iter().filter_map(|hint| hint.get("tooltip")).collect();
        assert!(!tooltips.is_empty(), "{hints}");
        for tooltip in tooltips {
            assert_eq!(tooltip["kind"], "plaintext", "{tooltip}");
            assert!(!tooltip["value"].as_str().unwrap().contains('`'), "{tooltip}");
        }
    }
}

/// Completes at `$0`: the labels, and the completion of this label with the text after it was taken.
fn complete(client: &mut Client, uri: &str, fixture: &str, label: &str) -> (Vec<String>, Value, String) {
    let text = fixture.replace("$0", "");
    let before = &fixture[..fixture.find("$0").unwrap()];
    let line = before.matches('\n').count();
    let character = before.len() - before.rfind('\n').map_or(0, |index| index + 1);
    client.open(uri, &text);
    let params =
        json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } });
    let items = client.request("textDocument/completion", params).unwrap();
    client.close(uri);
    let items = items.as_array().unwrap();
    let item = items.iter().find(|item| item["label"] == label).unwrap().clone();
    let mut edits = vec![item["textEdit"].clone()];
    edits.extend(item["additionalTextEdits"].as_array().cloned().unwrap_or_default());
    let labels = items.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect();
    (labels, item, apply(&text, &Value::Array(edits)))
}

#[test]
fn completes_and_documents() {
    let (_dir, uri, _) = shop();
    let mut client = Client::with(json!({}));
    let fixture = r#"{ "experimentalServices": { "web": { "framework": "next$0", "entrypoint": "web" } } }"#;
    let (labels, nextjs, text) = complete(&mut client, &uri, fixture, "nextjs");
    assert!(labels.len() > 40, "{labels:?}");
    assert_eq!(labels[0], "nextjs", "what is detected comes first");
    assert_eq!(text, fixture.replace("next$0", "nextjs"));
    assert_eq!(nextjs["filterText"], "\"nextjs\"", "compared with the whole token");
    assert!(nextjs.get("command").is_none() && nextjs.get("labelDetails").is_none(), "{nextjs}");
    client.open(&uri, "{}");
    let resolved = client.request("completionItem/resolve", nextjs).unwrap();
    let documentation = resolved["documentation"].as_str().expect("the client did not ask for Markdown");
    assert!(documentation.starts_with("Next.js — framework nextjs\n"), "{resolved}");
    assert!(!documentation.contains(['`', '|']), "{resolved}");
    let (_, crons, _) = complete(&mut client, &uri, "{ $0 }", "crons");
    client.close(&uri);
    let resolved = client.request("completionItem/resolve", crons).unwrap();
    assert!(resolved["documentation"].as_str().unwrap().contains("schedule"), "{resolved}");
}

#[test]
fn completions_are_what_the_client_can_take() {
    let (_dir, uri, _) = shop();
    let fixture = "{\n  \"cleanUrls\": true\n  \"cron$0\n}";
    let (_, crons, text) = complete(&mut Client::with(json!({})), &uri, fixture, "crons");
    assert_eq!(crons["insertTextFormat"], 1);
    assert!(text.starts_with("{\n  \"cleanUrls\": true,\n  \"crons\": ["), "{text}");
    assert!(!text.contains('$'), "{text}");
    let mut client = Client::with_params(json!({
        "clientInfo": { "name": "Visual Studio Code" },
        "capabilities": { "textDocument": { "completion": { "completionItem": {
            "snippetSupport": true,
            "labelDetailsSupport": true,
            "documentationFormat": ["markdown"],
            "insertTextModeSupport": { "valueSet": [1, 2] },
        } } } },
    }));
    let (_, crons, text) = complete(&mut client, &uri, fixture, "crons");
    assert_eq!((&crons["insertTextFormat"], &crons["insertTextMode"]), (&json!(2), &json!(2)));
    assert!(text.contains("$1") || text.contains("${1"), "{text}");
    let fixture = r#"{ "experimentalServices": { "web": { "frame$0" } } }"#;
    let (_, framework, text) = complete(&mut client, &uri, fixture, "framework");
    assert!(framework.get("command").is_none(), "there is something to choose from: {framework}");
    assert!(text.contains(r#""framework": ${1|"#), "{text}");
    let fixture = r#"{ "experimentalServices": { "web": { "entrypoint": "$0" } } }"#;
    let (_, folder, _) = complete(&mut client, &uri, fixture, "web/");
    assert_eq!(folder["command"]["command"], "editor.action.triggerSuggest");
}

#[test]
fn folds_and_selects() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{\n  \"crons\": [\n    { \"path\": \"/a\" }\n  ]\n}\n");
    let folds = client.request("textDocument/foldingRange", json!({ "textDocument": document() })).unwrap();
    let lines: Vec<(&Value, &Value)> =
        folds.as_array().unwrap().iter().map(|fold| (&fold["startLine"], &fold["endLine"])).collect();
    assert_eq!(lines, [(&json!(0), &json!(3)), (&json!(1), &json!(2))]);
    assert_eq!(folds[0].get("kind"), None, "an object isn't a region that the user marked");
    let positions = json!([{ "line": 2, "character": 8 }, { "line": 99, "character": 0 }]);
    let params = json!({ "textDocument": document(), "positions": positions });
    let selections = client.request("textDocument/selectionRange", params).unwrap();
    assert_eq!(selections.as_array().unwrap().len(), 2, "one for each position");
    let mut shown = Vec::new();
    let mut selection = &selections[0];
    while !selection.is_null() {
        let range = &selection["range"];
        let place = |end: &str| format!("{}:{}", range[end]["line"], range[end]["character"]);
        shown.push(format!("{}-{}", place("start"), place("end")));
        selection = &selection["parent"];
    }
    expect!["2:7-2:11 2:6-2:12 2:6-2:18 2:4-2:20 1:11-3:3 1:2-3:3 0:0-4:1 0:0-5:0"]
        .assert_eq(&shown.join(" "));
}

#[test]
fn formats_files_ranges_and_while_typing() {
    let text = "{\n\"cleanUrls\":true,\n    \"crons\": [\n{\"path\":\"/a\",\"schedule\":\"0 0 * * *\"}]}";
    let mut client = Client::with(json!({}));
    client.open(URI, text);
    let mut ask = |method: &str, mut params: Value| {
        params["textDocument"] = document();
        params["options"] = json!({ "tabSize": 4, "insertSpaces": true });
        apply(text, &client.request(method, params).unwrap())
    };
    expect![[r#"
        {
            "cleanUrls": true,
            "crons": [{ "path": "/a", "schedule": "0 0 * * *" }]
        }
    "#]]
    .assert_eq(&ask("textDocument/formatting", json!({})));
    let line = json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 1 } });
    expect![[r#"
        {
            "cleanUrls": true,
            "crons": [
        {"path":"/a","schedule":"0 0 * * *"}]}"#]]
    .assert_eq(&ask("textDocument/rangeFormatting", json!({ "range": line })));
    let at = json!({ "line": 3, "character": 38 });
    expect![[r#"
        {
            "cleanUrls":true,
            "crons": [
                {"path":"/a","schedule":"0 0 * * *"}]}"#]]
    .assert_eq(&ask("textDocument/onTypeFormatting", json!({ "position": at, "ch": "]" })));
}

#[test]
fn inspects_open_files() {
    let (dir, uri, text) = shop();
    let mut client = Client::with(json!({}));
    let params = json!({ "textDocument": { "uri": uri } });
    assert_eq!(client.request("svcLsp/inspect", params.clone()), Ok(Value::Null), "not open");
    client.open(&uri, &text.replace("nextsj", "nextjs"));
    let inspection = client.request("svcLsp/inspect", params).unwrap();
    assert_eq!(inspection["errors"], json!([]));
    assert_eq!(
        inspection["routing"],
        json!([{ "prefix": "/api", "service": "api" }, { "prefix": "/", "service": "web" }])
    );
    std::fs::write(dir.path().join("vercel.json"), text.replace("nextsj", "nextjs")).unwrap();
    let printed = std::process::Command::new(env!("CARGO_BIN_EXE_svc-lsp"))
        .args(["inspect", "--format", "json"])
        .arg(dir.path())
        .output()
        .unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&printed.stdout).unwrap(),
        inspection,
        "the same as the command line"
    );
    assert!(client.request("svcLsp/inspect", json!({})).is_err());
}

/// The server works on the path that the client names, and takes events under the path that the system names.
#[cfg(unix)]
#[test]
fn a_symlinked_workspace_is_served_under_its_own_name() {
    let (dir, real_uri, text) = shop();
    let links = tempfile::tempdir().unwrap();
    let link = links.path().join("link to shop");
    std::os::unix::fs::symlink(dir.path(), &link).unwrap();
    let link_uri = uri(&link.join("vercel.json")).replace(' ', "%20");
    let text = text.replace("nextsj", "nextjs").replace("api/main.py", "api/other.py");
    let mut client = Client::with(json!({}));
    client.open(&link_uri, &text);
    assert!(codes(&client.published(&link_uri).1).contains(&"entrypoint-not-found"));
    std::fs::write(dir.path().join("api/other.py"), "from fastapi import FastAPI\napp = FastAPI()\n")
        .unwrap();
    let created = real_uri.replace("vercel.json", "api/other.py");
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": created, "type": 1 }] }));
    assert!(!codes(&client.published(&link_uri).1).contains(&"entrypoint-not-found"));
}

#[test]
fn a_file_that_was_never_saved_belongs_to_the_first_root() {
    let (_dir, uri, text) = shop();
    let root = uri.strip_suffix("/vercel.json").unwrap();
    let folders = json!([{ "uri": "vscode-vfs://x/y", "name": "y" }, { "uri": root, "name": "shop" }]);
    let mut client = Client::with_params(json!({ "workspaceFolders": folders }));
    let beside = format!("{}/vercel.json", root.replace("file://", "untitled:"));
    for uri in ["untitled:vercel.json", &beside] {
        client.open(uri, &text);
        assert!(!codes(&client.published(uri).1).contains(&"entrypoint-not-found"), "{uri}");
    }
}

#[test]
fn what_is_open_counts_more_than_what_is_on_disk() {
    let (dir, config, text) = shop();
    let mut client = Client::with(json!({}));
    client.open(&config, &text.replace("\"framework\": \"nextsj\", ", ""));
    let framework = |client: &mut Client| {
        let inspection =
            client.request("svcLsp/inspect", json!({ "textDocument": { "uri": config } })).unwrap();
        inspection["services"][0]["framework"].clone()
    };
    assert_eq!(framework(&mut client), "nextjs");
    let manifest = uri(&dir.path().canonicalize().unwrap().join("web/package.json"));
    client.open(&manifest, r#"{ "dependencies": { "astro": "5.0.0" } }"#);
    assert_eq!(framework(&mut client), "astro");
    let name = json!({ "start": { "line": 0, "character": 21 }, "end": { "line": 0, "character": 26 } });
    client.change(&manifest, 2, json!([{ "range": name, "text": "next" }]));
    assert_eq!(framework(&mut client), "nextjs");
    client.change(&manifest, 3, json!([{ "text": r#"{ "dependencies": { "astro": "5.0.0" } }"# }]));
    client.close(&manifest);
    assert_eq!(framework(&mut client), "nextjs", "closed without being saved");
}

/// A file of v2 in which services name each other.
pub const NAMES: &str = r#"{
  "services": {
    "web": { "root": "web", "bindings": [{ "type": "service", "service": "api", "format": "url", "env": "API" }] },
    "api": { "root": "api" }
  },
  "rewrites": [{ "source": "/api/(.*)", "destination": { "service": "api" } }]
}
"#;

#[test]
fn leads_from_names_to_services() {
    let mut client = Client::with(json!({ "textDocument": { "definition": { "linkSupport": true } } }));
    client.open(URI, NAMES);
    let at = json!({ "textDocument": document(), "position": { "line": 5, "character": 69 } });
    let links = client.request("textDocument/definition", at.clone()).unwrap();
    assert_eq!(links.as_array().unwrap().len(), 1, "{links}");
    assert_eq!(
        (&links[0]["targetUri"], &links[0]["targetSelectionRange"]["start"]["line"]),
        (&json!(URI), &json!(3))
    );
    let highlights = client.request("textDocument/documentHighlight", at.clone()).unwrap();
    let shown: Vec<(u64, u64)> = highlights
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["range"]["start"]["line"].as_u64().unwrap(), it["kind"].as_u64().unwrap()))
        .collect();
    assert_eq!(shown, [(2, 2), (3, 3), (5, 2)], "line and kind: read, written, read");
    for (declaration, count) in [(true, 3), (false, 2)] {
        let mut params = at.clone();
        params["context"] = json!({ "includeDeclaration": declaration });
        let references = client.request("textDocument/references", params).unwrap();
        assert_eq!(references.as_array().unwrap().len(), count);
        assert!(references.as_array().unwrap().iter().all(|reference| reference["uri"] == URI));
    }
    let linked = client.request("textDocument/linkedEditingRange", at).unwrap();
    assert_eq!(linked["ranges"].as_array().unwrap().len(), 3);

    let mut client = Client::with(json!({}));
    client.open(URI, NAMES);
    let at = json!({ "textDocument": document(), "position": { "line": 5, "character": 69 } });
    let locations = client.request("textDocument/definition", at).unwrap();
    assert_eq!(locations[0]["uri"], URI);
    let nowhere = json!({ "textDocument": document(), "position": { "line": 0, "character": 0 } });
    for method in ["textDocument/definition", "textDocument/linkedEditingRange", "textDocument/prepareRename"]
    {
        assert_eq!(client.request(method, nowhere.clone()), Ok(Value::Null), "{method}");
    }
}

#[test]
fn renames_services() {
    let at = json!({ "textDocument": document(), "position": { "line": 3, "character": 6 } });
    let rename = |client: &mut Client, name: &str| {
        let mut params = at.clone();
        params["newName"] = name.into();
        client.request("textDocument/rename", params)
    };
    let mut client = Client::with(json!({ "textDocument": { "rename": { "prepareSupport": true } } }));
    client.open(URI, NAMES);
    let prepared = client.request("textDocument/prepareRename", at.clone()).unwrap();
    assert_eq!(prepared["placeholder"], "api");
    let edit = rename(&mut client, "backend").unwrap();
    let renamed = apply(NAMES, &edit["changes"][URI]);
    assert_eq!(
        renamed,
        NAMES
            .replace("\"api\": {", "\"backend\": {")
            .replace("\"service\": \"api\"", "\"service\": \"backend\"")
    );
    let error = rename(&mut client, "web").unwrap_err();
    assert_eq!(error["code"], -32803);
    assert!(error["message"].as_str().unwrap().contains("`web`"), "{error}");

    let mut client = Client::with(json!({
        "workspace": { "workspaceEdit": { "documentChanges": true, "changeAnnotationSupport": {} } },
    }));
    client.open(URI, NAMES);
    let edit = rename(&mut client, "backend").unwrap();
    let change = &edit["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": URI, "version": 1 }));
    assert_eq!(apply(NAMES, &change["edits"]), renamed);
    assert_eq!(edit["changeAnnotations"], Value::Null, "nothing in it waits to be confirmed: {edit}");
}

#[cfg(unix)]
#[test]
fn links_files_under_the_client_s_own_spelling() {
    let (dir, _, text) = shop();
    let links = tempfile::tempdir().unwrap();
    let link = links.path().join("a b");
    std::os::unix::fs::symlink(dir.path(), &link).unwrap();
    let folder = uri(&link).replace(' ', "%20");
    let config = format!("{folder}/vercel.json");
    let mut client = Client::with(json!({}));
    client.open(&config, &text);
    let found =
        client.request("textDocument/documentLink", json!({ "textDocument": { "uri": config } })).unwrap();
    let targets: Vec<&str> =
        found.as_array().unwrap().iter().map(|link| link["target"].as_str().unwrap()).collect();
    assert!(targets.contains(&format!("{folder}/api/main.py").as_str()), "{targets:?}");
    let at = json!({ "textDocument": { "uri": config }, "position": { "line": 3, "character": 40 } });
    let definition = client.request("textDocument/definition", at).unwrap();
    assert_eq!(definition[0]["uri"], format!("{folder}/api/main.py"));
}

#[test]
fn shows_the_outline_and_finds_names() {
    let mut client = Client::with(json!({
        "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } },
    }));
    client.open(URI, NAMES);
    let symbols =
        client.request("textDocument/documentSymbol", json!({ "textDocument": document() })).unwrap();
    let names = |symbols: &Value| {
        let symbols = symbols.as_array().unwrap().iter();
        symbols.map(|symbol| symbol["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&symbols), ["services", "rewrites"]);
    // It is written by hand: as the protocol's types would write it.
    let typed: Vec<DocumentSymbol> = serde_json::from_value(symbols.clone()).unwrap();
    assert_eq!(serde_json::to_value(typed).unwrap(), symbols);
    assert_eq!(names(&symbols[0]["children"]), ["web", "api"]);
    client.open("file:///other/vercel.json", &NAMES.replace("\"web\": {", "\"website\": {"));
    let found = client.request("workspace/symbol", json!({ "query": "web" })).unwrap();
    assert_eq!(names(&found), ["web", "website"]);
    assert_eq!(found[1]["location"]["uri"], "file:///other/vercel.json");

    let mut client = Client::with(json!({}));
    client.open(URI, NAMES);
    let list = client.request("textDocument/documentSymbol", json!({ "textDocument": document() })).unwrap();
    let web = list.as_array().unwrap().iter().find(|symbol| symbol["name"] == "web").unwrap();
    assert_eq!((&web["containerName"], &web["location"]["uri"]), (&json!("services"), &json!(URI)));
}
