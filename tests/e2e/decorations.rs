//! What an editor shows within and above the text: semantic tokens, inlay hints, code lenses and the commands behind them.

use std::fmt::Write as _;

use expect_test::expect;
use serde_json::{Value, json};

use crate::e2e::client::Client;
use crate::e2e::features::{NAMES, apply, shop};

const URI: &str = "file:///app/vercel.json";

fn document() -> Value {
    json!({ "uri": URI })
}

/// The tokens' texts with their types, put together from the numbers as an editor does.
fn tokens(legend: &Value, text: &str, numbers: &Value) -> String {
    let numbers: Vec<usize> =
        numbers.as_array().unwrap().iter().map(|number| number.as_u64().unwrap() as usize).collect();
    let (mut line, mut character, mut shown) = (0, 0, String::new());
    for token in numbers.chunks(5) {
        line += token[0];
        character = if token[0] == 0 { character + token[1] } else { token[1] };
        let units: Vec<u16> = text.split('\n').nth(line).unwrap().encode_utf16().collect();
        let part = String::from_utf16(&units[character..character + token[2]]).unwrap();
        let modifier = if token[4] == 0 { "" } else { " (declared)" };
        let kind = legend["tokenTypes"][token[3]].as_str().unwrap();
        writeln!(shown, "{line} {part}: {kind}{modifier}").unwrap();
    }
    shown
}

#[test]
fn semantic_tokens_come_in_full_by_range_and_as_deltas() {
    let mut client = Client::spawn();
    let offered = client.initialize(json!({}));
    let legend = &offered["capabilities"]["semanticTokensProvider"]["legend"];
    let text = "{\n  \"framework\": \"nextjs\",\n  \"redirects\": [{ \"source\": \"/😀/:a\", \"destination\": \"/:a\" }]\n}\n";
    client.open(URI, text);
    let whole =
        client.request("textDocument/semanticTokens/full", json!({ "textDocument": document() })).unwrap();
    expect![[r"
        1 nextjs: enumMember
        2 :a: parameter
        2 :a: parameter
    "]]
    .assert_eq(&tokens(legend, text, &whole["data"]));
    let second = json!({ "start": { "line": 2, "character": 0 }, "end": { "line": 3, "character": 0 } });
    let params = json!({ "textDocument": document(), "range": second });
    let part = client.request("textDocument/semanticTokens/range", params).unwrap();
    assert_eq!(tokens(legend, text, &part["data"]).lines().count(), 2);

    let end = json!({ "line": 1, "character": 22 });
    client.change(URI, 2, json!([{ "range": { "start": end, "end": end }, "text": "x" }]));
    let params = json!({ "textDocument": document(), "previousResultId": whole["resultId"] });
    let delta = client.request("textDocument/semanticTokens/full/delta", params.clone()).unwrap();
    assert_eq!(delta["edits"], json!([{ "start": 0, "deleteCount": 10, "data": [2, 33, 2, 2, 0] }]));
    let again = client.request("textDocument/semanticTokens/full/delta", params).unwrap();
    assert!(again["data"].is_array(), "an id of long ago gets all tokens: {again}");
    let params = json!({ "textDocument": document(), "previousResultId": again["resultId"] });
    let delta = client.request("textDocument/semanticTokens/full/delta", params).unwrap();
    assert_eq!(delta["edits"], json!([]));
}

#[test]
fn hints_are_shown_until_they_are_switched_off() {
    let (_dir, uri, text) = shop();
    let text = text.replace("\"framework\": \"nextsj\", ", "");
    let mut client = Client::with(json!({ "workspace": { "inlayHint": { "refreshSupport": true } } }));
    client.open(&uri, &text);
    let range = |line: u32| json!({ "start": { "line": line, "character": 0 }, "end": { "line": line + 1, "character": 0 } });
    let hints = |client: &mut Client, line: u32| {
        let params = json!({ "textDocument": { "uri": uri }, "range": range(line) });
        client.request("textDocument/inlayHint", params).unwrap()
    };
    let labels = |hints: &Value| {
        hints.as_array().unwrap().iter().map(|hint| hint["label"].clone()).collect::<Vec<_>>()
    };
    let api = hints(&mut client, 3);
    assert_eq!(labels(&api), ["FastAPI", "→ API_URL"]);
    assert_eq!((&api[0]["position"], &api[0]["kind"]), (&json!({ "line": 3, "character": 9 }), &json!(1)));
    assert!(api[1]["tooltip"]["value"].as_str().unwrap().contains("NEXT_PUBLIC_API_URL"), "{api}");
    assert_eq!(labels(&hints(&mut client, 0)), Vec::<Value>::new());
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "svcLsp": { "inlayHints": { "enable": false } } } }),
    );
    client.asked("workspace/inlayHint/refresh");
    assert_eq!(hints(&mut client, 3), json!([]));
}

/// The titles and commands of the lenses that a client with these capabilities gets.
fn lenses(capabilities: Value, uri: &str, text: &str) -> (Client, Vec<(String, Value)>) {
    let mut client = Client::with(capabilities);
    client.open(uri, text);
    let lenses = client.request("textDocument/codeLens", json!({ "textDocument": { "uri": uri } })).unwrap();
    let lens = |lens: &Value| {
        let command = &lens["command"];
        (
            format!("{}: {}", command["command"].as_str().unwrap(), command["title"].as_str().unwrap()),
            command["arguments"][0].clone(),
        )
    };
    let lenses = lenses.as_array().unwrap().iter().map(lens).collect();
    (client, lenses)
}

#[test]
fn lenses_are_shown_to_who_can_follow_them() {
    let (_dir, uri, text) = shop();
    let titles = |capabilities: Value, text: &str| {
        let lenses = lenses(capabilities, &uri, text).1;
        lenses.into_iter().map(|(title, _)| title + "\n").collect::<String>()
    };
    assert_eq!(titles(json!({}), &text), "", "no editor runs any command");
    let applies = json!({ "workspace": { "applyEdit": true } });
    expect!["svcLsp.migrateServices: Migrate to services\n"].assert_eq(&titles(applies.clone(), &text));
    let names = NAMES.replace("\"root\": \"api\"", "\"root\": \"api\", \"entrypoint\": \"main.py\"");
    assert_eq!(titles(applies, &names), "");
    let commands = json!(["svcLsp.runDev", "svcLsp.showRouting", "svcLsp.showReferences"]);
    let runs = json!({ "experimental": { "commands": { "commands": commands } } });
    expect![[r#"
        svcLsp.runDev: Run vercel dev -L
        svcLsp.showRouting: Show routing
        svcLsp.showRouting: private: no rewrite to this service
        svcLsp.showRouting: answers /api/(.*)
        svcLsp.showReferences: 2 references
    "#]]
    .assert_eq(&titles(runs.clone(), &names));
    let (_, found) = lenses(runs, &uri, &names);
    let references = &found[4].1;
    assert_eq!(
        references["locations"][0],
        json!({ "uri": uri, "range": { "start": { "line": 2, "character": 74 }, "end": { "line": 2, "character": 77 } } })
    );
    assert_eq!(found[3].1, json!({ "uri": uri, "service": "api" }));
}

#[test]
fn a_lens_migrates_the_file() {
    let (_dir, uri, text) = shop();
    let text = text.replace("nextsj", "nextjs");
    let (mut client, lenses) = lenses(json!({ "workspace": { "applyEdit": true } }), &uri, &text);
    let run = |client: &mut Client, argument: &Value| {
        let params = json!({ "command": "svcLsp.migrateServices", "arguments": [argument] });
        client.request("workspace/executeCommand", params)
    };
    let answer = run(&mut client, &lenses[0].1).unwrap();
    let note = &answer["notes"][0];
    assert!(note["code"].is_string() && note["message"].is_string() && note["range"].is_object(), "{answer}");
    let shown = client.notification("window/showMessage");
    assert!(shown["message"].as_str().unwrap().contains(note["message"].as_str().unwrap()), "{shown}");
    let edit = client.asked("workspace/applyEdit");
    let migrated = apply(&text, &edit["params"]["edit"]["changes"][&uri]);
    assert!(migrated.contains("\"services\": {") && !migrated.contains("experimentalServices"), "{migrated}");

    client.applies_edits = false;
    let error = run(&mut client, &lenses[0].1).unwrap_err();
    assert_eq!(error["message"], "The editor didn't apply the migration.");
    let error = run(&mut client, &json!({ "uri": "file:///nowhere/vercel.json" })).unwrap_err();
    assert!(error["message"].as_str().unwrap().contains("open vercel.json"), "{error}");
    let params = json!({ "command": "svcLsp.noSuchCommand" });
    let error = client.request("workspace/executeCommand", params).unwrap_err();
    assert_eq!(error["message"], "Unknown command `svcLsp.noSuchCommand`.");
}

#[test]
fn an_editor_that_shows_notes_is_told_them_in_the_answer_alone() {
    let (_dir, uri, text) = shop();
    let commands = json!(["svcLsp.showNotes"]);
    let capabilities = json!({ "workspace": { "applyEdit": true }, "experimental": { "commands": { "commands": commands } } });
    let (mut client, lenses) = lenses(capabilities, &uri, &text.replace("nextsj", "nextjs"));
    let params = json!({ "command": "svcLsp.migrateServices", "arguments": [lenses[0].1] });
    let answer = client.request("workspace/executeCommand", params).unwrap();
    assert!(answer["notes"][0]["message"].is_string(), "{answer}");
    assert_eq!(client.rest("window/showMessage"), Vec::<Value>::new());
}

#[test]
fn a_request_leads_to_its_service() {
    let (_dir, uri, _) = shop();
    let mut client = Client::with(json!({ "window": { "showDocument": { "support": true } } }));
    client.open(&uri, &NAMES.replace("\"root\": \"api\"", "\"root\": \"api\", \"entrypoint\": \"main.py\""));
    let document = json!({ "uri": uri });
    let params =
        json!({ "textDocument": document, "url": "/api/users?page=2", "headers": { "Host": "example.com" } });
    let answer = client.request("svcLsp/route", params).unwrap();
    assert_eq!(answer["outcome"], json!({ "kind": "service", "service": "api", "declared": true }));
    assert_eq!(
        (&answer["request"]["host"], &answer["received"]["query"]),
        (&json!("example.com"), &json!("page=2"))
    );
    assert_eq!(answer["steps"][0]["path"], "/rewrites/0");
    let refused = client.request("svcLsp/route", json!({ "textDocument": document, "url": "api" })).unwrap();
    assert!(refused["error"].as_str().unwrap().contains("starts with `/`"), "{refused}");
    let elsewhere = json!({ "textDocument": { "uri": "file:///x/vercel.json" }, "url": "/" });
    assert_eq!(client.request("svcLsp/route", elsewhere), Ok(Value::Null));

    let show = |client: &mut Client, argument: Value| {
        client.request(
            "workspace/executeCommand",
            json!({ "command": "svcLsp.showRouting", "arguments": [argument] }),
        )
    };
    let answer = show(&mut client, json!({ "uri": uri, "url": "/api/users" })).unwrap();
    assert_eq!(answer["answer"]["service"], "api");
    let shown = client.asked("window/showDocument");
    assert_eq!(shown["params"]["selection"], answer["location"]["range"]);
    assert_ne!(answer["location"], answer["rule"]);
    let answer = show(&mut client, json!({ "uri": uri, "service": "web" })).unwrap();
    assert_eq!(answer["routing"], json!([{ "source": "/api/(.*)", "service": "api" }]));
    assert_eq!(client.asked("window/showDocument")["params"]["selection"], answer["location"]["range"]);
    let error = show(&mut client, json!({ "uri": uri, "url": 1 })).unwrap_err();
    assert!(error["message"].as_str().unwrap().contains("string"), "{error}");
}
