//! Names made to mislead whoever shows them: each goes through every command, format, request and notification, and what comes
//! out is looked at byte by byte.
#![cfg(target_os = "linux")]

use std::path::PathBuf;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::e2e::client::Client;
use crate::e2e::safe::{repository, run, write};

/// What a terminal, a CI job or a reader is misled by.
const NAME: &str = "x\u{1B}]52;c;eA==\u{7}\u{9B}31m\u{202E}\r\n::error::pwned\n ##[add-mask]pwned\u{7F}\u{2066}\
     [a](command:evil) ![b](command:evil) <img src=evil> `[c](command:evil)` |[d](command:evil)| www.evil.example $(alert)";

/// A project with that name wherever a name may stand; the folder of its `vercel.json`.
fn named_evil(model: &str) -> (TempDir, PathBuf) {
    let (dir, root) = repository();
    let folder = root.join(NAME);
    write(&folder.join("frontend/package.json"), r#"{ "devDependencies": { "vite": "7" } }"#);
    write(
        &folder.join(format!("frontend/{NAME}.ts")),
        "process.env.X; process.env.WEB_URL; process.env.OTHER",
    );
    write(&folder.join("backend/requirements.txt"), "fastapi");
    write(&folder.join("backend/main.py"), "app = FastAPI()");
    write(
        &folder.join(NAME).join("package.json"),
        &json!({ "name": NAME, "dependencies": { NAME: NAME, "next": NAME } }).to_string(),
    );
    let rules = json!([
        { "source": format!("/{NAME}"), "destination": NAME },
        { "source": "/(.*)", "destination": { "service": NAME } },
        { "source": format!("/old{NAME}/:{NAME}"), "destination": format!("/{NAME}"), NAME: NAME },
    ]);
    let config = match model {
        "v1" => json!({ "experimentalServices": {
                NAME: { "entrypoint": NAME, "framework": NAME, "routePrefix": NAME, "workspace": NAME, NAME: NAME },
                "web": { "entrypoint": "frontend", "framework": "vite", "routePrefix": "/" },
                format!("{NAME}2"): { "entrypoint": "backend/main.py", "routePrefix": format!("/{NAME}"), "subdomain": NAME } },
            "rewrites": rules, "redirects": rules, "headers": [{ "source": "/(.*)", "headers": [{ "key": "x", "value": NAME }] }],
            "crons": [{ "path": NAME, "schedule": NAME }], "functions": { NAME: { "maxDuration": NAME } }, NAME: NAME }),
        "v2" => json!({ "services": {
                NAME: { "root": NAME, "framework": NAME, "entrypoint": NAME, "bindings": [{ "type": "service", "service": NAME, "env": NAME }] },
                "web": { "root": "frontend", "framework": "vite", "bindings": [{ "type": "service", "service": NAME, "env": "X" }] } },
            "rewrites": rules, "redirects": rules, "regions": [NAME], "framework": NAME, NAME: NAME }),
        "v2e" => {
            json!({ "experimentalServicesV2": { NAME: { "root": NAME, "framework": "nextjs" }, "web": { "root": "frontend", "framework": "vite" } },
            "rewrites": rules })
        }
        _ => return (dir, folder),
    };
    let comment = "\n::error::pwned\n  ::error::pwned ##[add-mask]pwned \u{1B}[31m\u{9B}31m\u{202E}\n";
    write(
        &folder.join("vercel.json"),
        &format!("{{ /*{comment}*/\n{}", config.to_string().trim_start_matches('{')),
    );
    let options = json!({ "plan": NAME, NAME: NAME, "rules": { NAME: NAME },
        "ignore": { NAME: { NAME: [{ "at": NAME }] }, "vercel.json": { NAME: [{ "at": NAME, NAME: NAME }] } },
        "requests": [{ "request": NAME, NAME: NAME }, { "request": "/x", "service": NAME, "redirect": NAME, "headers": { NAME: NAME } }] });
    write(&folder.join("svc-lsp.jsonc"), &format!("/*{comment}*/{options}"));
    write(&folder.join("Procfile"), &format!("web: {NAME}\n{NAME}: {NAME}\nx\u{1B}[31m\u{9B}: y\n"));
    (dir, folder)
}

/// Panics if bytes do more than be read.
fn assert_harmless(bytes: &[u8], is_annotations: bool, what: &str) {
    let text = std::str::from_utf8(bytes).unwrap();
    let is_bad = |char: char| {
        (char.is_control() && char != '\n' && char != '\t')
            || matches!(char, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    assert!(!text.contains(is_bad), "{what}: {text:?}");
    assert!(!text.contains("##["), "{what}: {text:?}");
    // A code frame names another place in a line that begins with `:::`, which is no command.
    let is_place = |line: &str| line.trim_start().starts_with("::: ");
    for line in text.lines().filter(|line| line.trim_start().starts_with("::") && !is_place(line)) {
        let is_ours = ["::error file=", "::warning file=", "::notice file="]
            .iter()
            .any(|start| line.starts_with(start));
        assert!(is_annotations && is_ours, "{what}: {line:?}");
    }
}

#[test]
fn what_a_name_holds_reaches_no_terminal_and_no_job() {
    let commands: [&[&str]; 35] = [
        &["check"],
        &["check", "--format", "json"],
        &["check", "--format", "github"],
        &["check", "--format", "sarif"],
        &["check", NAME],
        &["check", "--format", "gitlab"],
        &["check", "--format", "junit"],
        &["check", "--statistics"],
        &["check", "--statistics", "--format", "json"],
        &["check", "--quiet"],
        &["check", "--output-file", NAME],
        &["check", "--diff"],
        &["check", "--fix"],
        &["check", "--fix", "--format", "json"],
        &["check", "--stdin-filename", NAME],
        &["format", "--check"],
        &["format"],
        &["rule", NAME],
        &["inspect"],
        &["inspect", "--format", "json"],
        &["inspect", "--deployment-host", NAME],
        &["route", "/"],
        &["route", "/x\u{1B}[31m\u{9B}"],
        &["route", "--format", "json", "/"],
        &["test"],
        &["test", "--format", "json"],
        &["test", "--format", "junit"],
        &["test", "--record"],
        &["check", "--write-ignores"],
        &["init", "--print"],
        &["init", "--format", "json", "--print"],
        &["migrate"],
        &["migrate", "--format", "json"],
        &["migrate", "--write"],
        &["init", "--force"],
    ];
    let mut shown = 0;
    for model in ["v1", "v2", "v2e", "none"] {
        for command in commands {
            let (_dir, folder) = named_evil(model);
            for from in [folder.clone(), folder.parent().unwrap().to_owned()] {
                let mut command = command.to_vec();
                if from != folder {
                    match command[0] {
                        "route" => command.extend(["--dir", NAME]),
                        "check" if command.contains(&NAME) => {}
                        "rule" => {}
                        _ => command.push(NAME),
                    }
                }
                let output = run(&from, &command);
                let what = format!("{model} {command:?}");
                assert!(output.status.code().is_some_and(|code| code < 3), "{what}: {output:?}");
                assert_harmless(&output.stdout, command.contains(&"github"), &what);
                assert_harmless(&output.stderr, false, &what);
                if command.contains(&"json") && !output.stdout.is_empty() {
                    serde_json::from_slice::<Value>(&output.stdout).unwrap();
                }
                shown += String::from_utf8_lossy(&output.stdout).matches("pwned").count();
            }
        }
    }
    assert!(shown > 500, "the names are shown: {shown}");
}

/// What `diff` shows of two projects with such names, as text, JSON and a comment on a pull request.
#[test]
fn what_a_name_holds_does_nothing_in_a_diff() {
    let mut shown = 0;
    for (old, new) in
        [("v1", "v2e"), ("v2e", "v1"), ("v2e", "none"), ("v2", "v2"), ("rules", "v1"), ("none", "rules")]
    {
        let [(_old, old_folder), (_new, new_folder)] = [old, new].map(named_evil);
        for (model, folder) in [(old, &old_folder), (new, &new_folder)] {
            write(&folder.join("svc-lsp.jsonc"), "{}");
            if model == "rules" {
                // Characters that mean something in a pattern stand for themselves.
                let name = NAME.replace(['#', '?'], "");
                let name = [':', '(', ')', '{', '}', '*', '+', '`']
                    .iter()
                    .fold(name, |name, char| name.replace(*char, &format!("\\{char}")));
                let rules = json!([
                    { "source": format!("/{name}"), "destination": format!("/{name}") },
                    { "source": "/:path*", "destination": format!("/{name}"),
                      "has": [{ "type": "header", "key": format!("a{NAME}"), "value": "b" }, { "type": "query", "key": NAME }] },
                ]);
                let headers = json!([{ "source": "/(.*)", "headers": [{ "key": "x-a", "value": name }] }]);
                let config = json!({ "redirects": rules, "headers": headers, "experimentalServices": {
                    "web": { "entrypoint": "frontend", "framework": "vite", "routePrefix": "/" } } });
                write(&folder.join("vercel.json"), &config.to_string());
            }
        }
        for format in ["human", "json", "markdown"] {
            let [old_folder, new_folder] = [&old_folder, &new_folder].map(|folder| folder.to_str().unwrap());
            let output = run(
                &new_folder.parse::<PathBuf>().unwrap(),
                &["diff", old_folder, new_folder, "--format", format],
            );
            let what = format!("{old} {new} {format}");
            assert!(output.status.code().is_some_and(|code| code < 3), "{what}: {output:?}");
            assert_harmless(&output.stdout, false, &what);
            assert_harmless(&output.stderr, false, &what);
            let text = String::from_utf8(output.stdout).unwrap();
            shown += text.matches("pwned").count();
            match format {
                "json" if !text.is_empty() => {
                    serde_json::from_str::<Value>(&text).unwrap();
                }
                // The part that is folded is the only HTML.
                "markdown" => {
                    shows_only_text(&text.replace("<details>", "").replace("</details>", ""), &what);
                }
                _ => {}
            }
        }
    }
    assert!(shown > 20, "the names are shown: {shown}");
}

#[test]
fn sarif_and_notifications_show_no_link_of_a_repository() {
    let (_dir, root) = repository();
    let link = "[x](command:workbench.action.quit)";
    write(
        &root.join("vercel.json"),
        &json!({ link: 1, "services": { "web": { "root": "frontend", "framework": link, link: 1 } } })
            .to_string(),
    );
    let output = run(&root, &["check", "--format", "sarif"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let results = report["runs"][0]["results"].to_string();
    assert!(results.contains("command:workbench") && !results.contains("](command"), "{results}");
    let mut client =
        Client::with_params(json!({ "initializationOptions": { "rules": { link: "off" }, "plan": link } }));
    let message = client.notification("window/showMessage")["message"].to_string();
    assert!(message.contains("command:workbench") && !message.contains("](command"), "{message}");
    assert_eq!(client.shut_down(), Some(0));
}

/// Panics if Markdown does more than show text.
fn shows_only_text(markdown: &str, what: &str) {
    let is_bad = |char: char| {
        (char.is_control() && char != '\n')
            || matches!(char, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!markdown.contains(is_bad), "{what}: {markdown:?}");
    let mut is_code = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.starts_with("https://") && !dest_url.contains("evil"), "{what}: {markdown}");
            }
            Event::Start(Tag::Image { .. }) | Event::Html(_) | Event::InlineHtml(_) => {
                panic!("{what}: {markdown}")
            }
            // Some renderers make links of what looks like an address.
            Event::Text(text) if !is_code => {
                assert!(!text.contains("www.evil"), "{what}: {markdown}");
            }
            _ => {}
        }
    }
}

/// Looks at every string of an answer that an editor shows; counts those that hold the name.
fn look(answer: &Value, what: &str) -> usize {
    match answer {
        Value::Array(items) => items.iter().map(|item| look(item, what)).sum(),
        Value::Object(members) if members.get("kind") == Some(&json!("markdown")) => {
            let markdown = members["value"].as_str().unwrap();
            shows_only_text(markdown, what);
            markdown.matches("pwned").count()
        }
        Value::Object(members) => members
            .iter()
            .filter(|(key, _)| !matches!(key.as_str(), "data" | "arguments"))
            .map(|(key, value)| match value {
                Value::String(text)
                    if matches!(
                        key.as_str(),
                        "title"
                            | "label"
                            | "message"
                            | "tooltip"
                            | "detail"
                            | "description"
                            | "name"
                            | "containerName"
                    ) =>
                {
                    let is_bad = |char: char| {
                        (char.is_control() && char != '\n')
                            || matches!(char, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
                    };
                    assert!(!text.contains(is_bad), "{what}, {key}: {text:?}");
                    text.matches("pwned").count()
                }
                value => look(value, what),
            })
            .sum(),
        _ => 0,
    }
}

/// What VS Code can do.
fn capabilities() -> Value {
    json!({
        "textDocument": {
            "hover": { "contentFormat": ["markdown"] },
            "completion": { "completionItem": {
                "documentationFormat": ["markdown"], "labelDetailsSupport": true, "snippetSupport": true,
                "tagSupport": { "valueSet": [1] },
            } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "documentLink": { "tooltipSupport": true },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } },
            "rename": { "prepareSupport": true },
            "publishDiagnostics": { "relatedInformation": true, "dataSupport": true },
        },
        "workspace": { "workspaceEdit": { "documentChanges": true, "changeAnnotationSupport": {} } },
        "experimental": { "commands": { "commands": ["svcLsp.runDev", "svcLsp.showReferences", "svcLsp.showRouting", "svcLsp.showNotes"] } },
    })
}

#[test]
fn what_a_name_holds_does_nothing_in_an_editor() {
    let mut shown = 0;
    for model in ["v1", "v2", "v2e"] {
        let (_dir, folder) = named_evil(model);
        let mut client = Client::with(capabilities());
        let file = percent_encoding::utf8_percent_encode(
            folder.join("vercel.json").to_str().unwrap(),
            percent_encoding::NON_ALPHANUMERIC,
        )
        .to_string()
        .replace("%2F", "/");
        let file = format!("file://{file}");
        let text = std::fs::read_to_string(folder.join("vercel.json")).unwrap();
        client.open(&file, &text);
        let published = client.published(&file).1;
        assert!(!published.is_empty());
        shown += look(&json!(published), model);
        let document = json!({ "uri": file });
        let end = json!({ "line": 99, "character": 0 });
        let whole = json!({ "start": { "line": 0, "character": 0 }, "end": end });
        for method in [
            "textDocument/documentSymbol",
            "textDocument/foldingRange",
            "textDocument/documentLink",
            "textDocument/codeAction",
            "textDocument/inlayHint",
            "textDocument/codeLens",
            "textDocument/semanticTokens/full",
            "textDocument/formatting",
            "textDocument/diagnostic",
            "workspace/symbol",
            "svcLsp/inspect",
            "svcLsp/generate",
        ] {
            let params = json!({
                "textDocument": document, "range": whole, "query": "", "options": { "tabSize": 2, "insertSpaces": true },
                "context": { "diagnostics": published },
            });
            let answer = client.request(method, params).unwrap();
            for item in answer.as_array().into_iter().flatten() {
                if method.ends_with("codeLens") {
                    assert!(!item["command"]["title"].to_string().contains("$("), "{item}");
                }
            }
            shown += look(&answer, &format!("{model} {method}"));
        }
        // At each string: within it, and behind it, where names are completed.
        let (line, body) = text.lines().enumerate().max_by_key(|(_, line)| line.len()).unwrap();
        let units = |byte: usize| body[..byte].encode_utf16().count();
        for (count, (byte, _)) in body.match_indices('"').enumerate() {
            let position = json!({ "line": line, "character": units(byte) + count % 2 });
            for method in [
                "textDocument/hover",
                "textDocument/completion",
                "textDocument/prepareRename",
                "textDocument/rename",
                "textDocument/definition",
                "textDocument/references",
                "textDocument/documentHighlight",
                "textDocument/linkedEditingRange",
                "textDocument/selectionRange",
            ] {
                let params = json!({
                    "textDocument": document, "position": position, "positions": [position], "newName": NAME,
                    "context": { "includeDeclaration": true },
                });
                let what = format!("{model} {method} at {position}");
                let answer = client.request(method, params);
                let (Ok(answer) | Err(answer)) = &answer;
                assert!(!answer["message"].to_string().contains("](command"), "{what}: {answer}");
                shown += look(answer, &what);
                if method == "textDocument/completion" {
                    let items = answer.as_array().or_else(|| answer["items"].as_array());
                    for item in items.into_iter().flatten().take(3) {
                        let item = client.request("completionItem/resolve", item.clone()).unwrap();
                        shown += look(&item, &what);
                    }
                }
            }
        }
        // Requests that are not understood, or that name what is not there, and whose errors quote them.
        for (method, params) in [
            ("svcLsp/route", json!({ "textDocument": document, "url": format!("/{NAME}") })),
            (
                "svcLsp/route",
                json!({ "textDocument": document, "url": "/", "method": NAME, "headers": NAME }),
            ),
            ("svcLsp/generate", json!({ "model": NAME })),
            ("svcLsp/generate", json!({ "folder": { "uri": format!("{file}/[x](command:y)") } })),
            ("workspace/executeCommand", json!({ "command": NAME })),
            (
                "workspace/executeCommand",
                json!({ "command": "svcLsp.showNotes", "arguments": [{ "notes": NAME }] }),
            ),
            (
                "workspace/executeCommand",
                json!({ "command": "svcLsp.showRouting", "arguments": [{ "uri": file, "url": [NAME] }] }),
            ),
        ] {
            let answer = client.request(method, params);
            let (Ok(answer) | Err(answer)) = &answer;
            assert!(!answer["message"].to_string().contains("](command"), "{method}: {answer}");
            shown += look(answer, &format!("{model} {method}"));
        }
        let command = |name: &str| json!({ "command": name, "arguments": [{ "uri": file, "service": NAME, "url": format!("/{NAME}") }] });
        for name in
            ["svcLsp.showRouting", "svcLsp.migrateServices", "svcLsp.showReferences", "svcLsp.showNotes"]
        {
            if let Err(error) = client.request("workspace/executeCommand", command(name)) {
                assert!(!error["message"].to_string().contains("](command"), "{name}: {error}");
                look(&error, name);
            }
        }
        for message in client.rest("window/showMessage") {
            assert!(!message.to_string().contains("](command"), "{message}");
            look(&message, "showMessage");
        }
        assert_eq!(client.shut_down(), Some(0));
    }
    assert!(shown > 500, "the names are shown: {shown}");
}
