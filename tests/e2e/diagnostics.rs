//! Diagnostics, pushed or pulled, and the code actions that fix them.

use expect_test::expect;
use serde_json::{Value, json};

use crate::e2e::client::{Client, codes};

const URI: &str = "file:///app/vercel.json";
const DUPLICATE: &str = "{ \"cleanUrls\": true, \"cleanUrls\": false }";

fn pulling() -> Value {
    json!({
        "textDocument": { "diagnostic": {}, "publishDiagnostics": { "dataSupport": true } },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    })
}

#[test]
fn a_client_that_does_not_pull_is_pushed_to() {
    let mut client = Client::with(json!({}));
    client.open(URI, DUPLICATE);
    let (version, diagnostics) = client.published(URI);
    assert_eq!((version, codes(&diagnostics)), (Some(1), vec!["duplicate-key"]));
    client.change(URI, 2, json!([{ "text": "{}" }]));
    assert_eq!(client.published(URI), (Some(2), vec![]));
    client.close(URI);
    assert_eq!(client.published(URI), (None, vec![]), "close takes back what was said");
    assert_eq!(client.rest("textDocument/publishDiagnostics"), Vec::<Value>::new());
}

#[test]
fn a_client_that_pulls_is_never_pushed_to() {
    let mut client = Client::with(pulling());
    client.open(URI, DUPLICATE);
    let report = client.pull(URI, None);
    assert_eq!(report["kind"], "full");
    assert_eq!(codes(report["items"].as_array().unwrap()), ["duplicate-key"]);
    let id = report["resultId"].as_str().unwrap();
    assert_eq!(client.pull(URI, Some(id)), json!({ "kind": "unchanged", "resultId": id }));
    client.change(URI, 2, json!([{ "text": "{}" }]));
    let report = client.pull(URI, Some(id));
    assert_eq!((&report["kind"], &report["items"]), (&json!("full"), &json!([])));
    client.close(URI);
    assert_eq!(client.pull(URI, None), json!({ "kind": "full", "items": [] }));
    assert_eq!(client.rest("textDocument/publishDiagnostics"), Vec::<Value>::new());
}

#[test]
fn a_reopened_document_is_never_unchanged() {
    let mut client = Client::with(pulling());
    client.open(URI, DUPLICATE);
    let id = client.pull(URI, None)["resultId"].as_str().unwrap().to_owned();
    client.close(URI);
    client.open(URI, "{}");
    assert_eq!(client.pull(URI, Some(&id))["items"], json!([]));
}

#[test]
fn only_the_last_version_of_a_burst_is_published() {
    let mut client = Client::with(json!({}));
    client.open(URI, "{}");
    assert_eq!(client.published(URI), (Some(1), vec![]));
    for version in 2..=60 {
        client.change(URI, version, json!([{ "text": if version % 2 == 0 { DUPLICATE } else { "{}" } }]));
    }
    let mut published = client.rest("textDocument/publishDiagnostics");
    let last = published.pop().unwrap();
    assert_eq!(last["params"]["version"], 60);
    assert_eq!(codes(last["params"]["diagnostics"].as_array().unwrap()), ["duplicate-key"]);
    for (published, next) in published.iter().zip(published.iter().skip(1)) {
        assert!(published["params"]["version"].as_i64() < next["params"]["version"].as_i64());
    }
    assert!(published.len() < 10, "{} publications for 59 edits without a pause", published.len());
}

#[test]
fn other_files_are_ignored() {
    let mut client = Client::with(json!({}));
    for uri in [
        "file:///app/package.json",
        "file:///app/my-vercel.json",
        "file:///vercel.json/x",
        "untitled:Untitled-1",
    ] {
        client.open(uri, DUPLICATE);
        client.change(uri, 2, json!([{ "text": "{" }]));
        client.close(uri);
    }
    assert_eq!(client.rest("textDocument/publishDiagnostics"), Vec::<Value>::new());
}

#[test]
fn every_vercel_json_is_served() {
    let mut client = Client::with(json!({}));
    for uri in [
        "file:///vercel.json",
        "file:///a/b/c/vercel.json",
        "file:///with%20space/caf%C3%A9/vercel.json",
        "file:///with%20space/%5Bslug%5D/vercel.json",
        "file:///c%3A/app/vercel.json",
        "file:///app/vercel%2Ejson",
        "untitled:vercel.json",
        "vscode-vfs://github/owner/repo/vercel.json",
    ] {
        client.open(uri, DUPLICATE);
        assert!(codes(&client.published(uri).1).contains(&"duplicate-key"), "{uri}");
    }
}

#[test]
fn a_diagnostic_carries_what_the_client_shows() {
    let mut client = Client::with(json!({ "textDocument": { "publishDiagnostics": {
        "relatedInformation": true,
        "codeDescriptionSupport": true,
        "dataSupport": true,
        "tagSupport": { "valueSet": [1, 2] },
    } } }));
    client.open(URI, DUPLICATE);
    let (_, diagnostics) = client.published(URI);
    expect![[r#"
        {
          "range": {
            "start": {
              "line": 0,
              "character": 2
            },
            "end": {
              "line": 0,
              "character": 13
            }
          },
          "severity": 2,
          "code": "duplicate-key",
          "source": "svc-lsp",
          "message": "`cleanUrls` is defined again below, and only the last one counts. Remove or rename one.",
          "relatedInformation": [
            {
              "location": {
                "uri": "file:///app/vercel.json",
                "range": {
                  "start": {
                    "line": 0,
                    "character": 21
                  },
                  "end": {
                    "line": 0,
                    "character": 32
                  }
                }
              },
              "message": "This one counts."
            }
          ],
          "tags": [
            1
          ]
        }"#]].assert_eq(&format!("{:#}", diagnostics[0]));

    let mut client = Client::with(json!({}));
    client.open(URI, DUPLICATE);
    let (_, diagnostics) = client.published(URI);
    let members: Vec<&String> = diagnostics[0].as_object().unwrap().keys().collect();
    assert_eq!(members, ["range", "severity", "code", "source", "message"], "nothing that it does not show");
}
