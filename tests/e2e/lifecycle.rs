//! The server's life: from `initialize` to its end.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::e2e::client::Client;

#[test]
fn introduces_itself() {
    let mut client = Client::spawn();
    let result = client.initialize(json!({}));
    assert_eq!(result["serverInfo"]["name"], "svc-lsp");
    assert_eq!(result["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
    let capabilities = &result["capabilities"];
    assert_eq!(capabilities["positionEncoding"], "utf-16");
    assert_eq!(capabilities["textDocumentSync"]["change"], 2, "edits, not whole texts");
    assert_eq!(capabilities["diagnosticProvider"], Value::Null, "it pushes to a client that does not pull");
}

#[test]
fn takes_the_best_encoding_that_is_offered() {
    for (offered, taken) in [
        (json!(["utf-16", "utf-32", "utf-8"]), "utf-8"),
        (json!(["utf-16", "utf-32"]), "utf-32"),
        (json!(["utf-16"]), "utf-16"),
        (json!([]), "utf-16"),
    ] {
        let mut client = Client::spawn();
        let result =
            client.initialize(json!({ "capabilities": { "general": { "positionEncodings": offered } } }));
        assert_eq!(result["capabilities"]["positionEncoding"], taken);
    }
}

#[test]
fn capabilities_of_an_unknown_shape_are_no_trouble() {
    let mut client = Client::spawn();
    let result = client.initialize(json!({
        "capabilities": {
            "general": { "positionEncodings": ["utf-8"] },
            "textDocument": { "codeAction": { "codeActionLiteralSupport": 7 }, "hover": [], "diagnostic": null },
            "workspace": "all",
        },
        "workspaceFolders": [{ "uri": "file:///not encoded/[slug]", "name": "x" }],
    }));
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-8");
}

#[test]
fn ends_with_0_after_shutdown_and_exit() {
    assert_eq!(Client::with(json!({})).shut_down(), Some(0));
}

#[test]
fn ends_with_1_after_exit_alone() {
    let mut client = Client::with(json!({}));
    client.notify("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(1));
    let mut client = Client::spawn();
    client.notify("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(1), "not even initialized");
}

/// lsp-mode for Emacs sends empty parameters.
#[test]
fn ends_with_0_also_if_shutdown_and_exit_have_parameters() {
    let mut client = Client::with(json!({}));
    assert_eq!(client.request("shutdown", json!({})), Ok(Value::Null));
    client.notify("exit", json!({}));
    assert_eq!(client.ended().code(), Some(0));
}

#[test]
fn refuses_requests_before_initialize_and_after_shutdown() {
    let mut client = Client::spawn();
    let hover = json!({ "textDocument": { "uri": "file:///vercel.json" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(client.request("textDocument/hover", hover.clone()).unwrap_err()["code"], -32002);
    client.open("file:///ignored/vercel.json", "{}");
    client.initialize(json!({}));
    assert_eq!(client.text("file:///ignored/vercel.json"), None, "nothing counts before `initialize`");
    client.request("shutdown", Value::Null).unwrap();
    assert_eq!(client.request("textDocument/hover", hover).unwrap_err()["code"], -32600);
}

#[test]
fn takes_what_is_sent_right_after_initialize() {
    let mut client = Client::spawn();
    let id =
        client.send_request("initialize", json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    client.notify("initialized", json!({}));
    client.open("file:///app/vercel.json", "{}");
    assert_eq!(client.text("file:///app/vercel.json").as_deref(), Some("{}"));
    client.answer(id).unwrap();
}

#[test]
fn ends_when_its_input_ends() {
    let mut client = Client::with(json!({}));
    client.close_input();
    assert_eq!(client.ended().code(), Some(1));
    let mut client = Client::with(json!({}));
    client.request("shutdown", Value::Null).unwrap();
    client.close_input();
    assert_eq!(client.ended().code(), Some(0));
}

#[test]
fn answers_what_it_got_before_its_input_ended() {
    let mut client = Client::with(json!({}));
    client.open("file:///app/vercel.json", "{}");
    let id = client.send_request(
        "svcLsp/test/work",
        json!({ "textDocument": { "uri": "file:///app/vercel.json" }, "milliseconds": 300 }),
    );
    client.close_input();
    assert_eq!(client.answer(id), Ok(Value::Bool(true)));
    client.ended();
}

#[cfg(target_os = "linux")]
#[test]
fn ends_when_the_client_s_process_ends() {
    let process = || Command::new("sleep").arg("1000").stdin(Stdio::null()).spawn().unwrap();
    let mut editor = process();
    let mut client = Client::with_params(json!({ "processId": editor.id() }));
    client.request("svcLsp/test/text", json!({})).unwrap();
    editor.kill().unwrap();
    assert_eq!(client.ended().code(), Some(1), "even if nobody has waited for it");
    editor.wait().unwrap();

    let mut editor = process();
    let mut client = Client::spawn_with(&["--clientProcessId", &editor.id().to_string()]);
    client.request("textDocument/hover", json!({})).unwrap_err();
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(client.ended().code(), Some(1), "even if it was never initialized");
}

#[test]
fn a_client_whose_process_is_not_visible_is_served() {
    let mut client = Client::with_params(json!({ "processId": u32::MAX }));
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn the_log_goes_to_a_file_if_asked() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("server.log");
    let mut client = Client::spawn_with(&["--log-file", log.to_str().unwrap()]);
    client.initialize(json!({}));
    client.send_raw(b"Content-Length: 1\r\n\r\n{");
    assert_eq!(client.shut_down(), Some(0));
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("A message isn't JSON"), "{log}");
}

#[test]
fn traces_requests_if_asked() {
    let mut client = Client::with(json!({}));
    client.notify("$/setTrace", json!({ "value": "messages" }));
    client.request("svcLsp/test/text", json!({})).unwrap();
    let trace = client.notification("$/logTrace");
    let message = trace["message"].as_str().unwrap();
    assert!(message.starts_with("svcLsp/test/text took "), "{message}");
    client.notify("$/setTrace", json!({ "value": "off" }));
    client.request("svcLsp/test/text", json!({})).unwrap();
    assert_eq!(client.rest("$/logTrace"), Vec::<Value>::new());
}
