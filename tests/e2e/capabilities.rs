//! `docs/capabilities.md` is what the server answers to `initialize`. `UPDATE=1 cargo test -p svc-lsp` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::e2e::client::Client;

/// Each capability, with its requests and what they do here.
const CAPABILITIES: &[(&str, &str, &str)] = &[
    ("positionEncoding", "", "the unit of columns: the best one that the client supports"),
    (
        "textDocumentSync",
        "`textDocument/didOpen`, `didChange`, `didSave`, `didClose`",
        "edits instead of whole texts",
    ),
    (
        "diagnosticProvider",
        "`textDocument/diagnostic`, `workspace/diagnostic`",
        "all problems in open files and in the workspace; unchanged reports; a request is held until something changes. Clients that don't pull \
         diagnostics, or can't be told to pull them again, receive `textDocument/publishDiagnostics`",
    ),
    (
        "completionProvider",
        "`textDocument/completion`, `completionItem/resolve`",
        "keys, values, paths, services, names; documentation on request; in open source code, the variables that its service gets",
    ),
    (
        "hoverProvider",
        "`textDocument/hover`",
        "every key and value: documentation, limits, how Vercel reads it; in open source code, who provides a variable and what answers a path",
    ),
    (
        "documentSymbolProvider",
        "`textDocument/documentSymbol`",
        "the outline: services, rules by source, schedules",
    ),
    ("workspaceSymbolProvider", "`workspace/symbol`", "names in every `vercel.json` in the workspace"),
    (
        "definitionProvider",
        "`textDocument/definition`",
        "from names and the `env` of bindings to services, from paths, globs, destinations and schedules to files; from a variable in open source code to what provides it, from a path to what answers it",
    ),
    (
        "referencesProvider",
        "`textDocument/references`",
        "all uses of a service, and where source code reads its variables; from a variable in open source code to its other reads",
    ),
    ("documentHighlightProvider", "`textDocument/documentHighlight`", "the same, in the current file"),
    ("documentLinkProvider", "`textDocument/documentLink`", "files and URLs, with tooltips"),
    (
        "renameProvider",
        "`textDocument/prepareRename`, `textDocument/rename`",
        "renames a service or the variable of a binding everywhere, also in source code; clients that can, show those edits for confirmation",
    ),
    (
        "linkedEditingRangeProvider",
        "`textDocument/linkedEditingRange`",
        "a service's name, everywhere as you type",
    ),
    ("codeActionProvider", "`textDocument/codeAction`", "quick fixes, fix all, refactorings"),
    (
        "codeLensProvider",
        "`textDocument/codeLens`",
        "requests that a service answers, references, reads in source code, migration, `vercel dev -L`",
    ),
    ("executeCommandProvider", "`workspace/executeCommand`", "see [commands.md](commands.md)"),
    (
        "experimental",
        "`initialize`",
        "`rules`: the number of rules; `vercelCli`: the version of Vercel's CLI that svc-lsp follows. For an editor's status bar",
    ),
    (
        "inlayHintProvider",
        "`textDocument/inlayHint`",
        "detected frameworks, variables, file counts, next runs",
    ),
    (
        "semanticTokensProvider",
        "`textDocument/semanticTokens/full`, `full/delta`, `range`",
        "frameworks, services, pattern parameters, schedule fields",
    ),
    ("foldingRangeProvider", "`textDocument/foldingRange`", "objects, lists, comments"),
    ("selectionRangeProvider", "`textDocument/selectionRange`", "from the word outwards"),
    ("documentFormattingProvider", "`textDocument/formatting`", "the whole file, keeping comments"),
    ("documentRangeFormattingProvider", "`textDocument/rangeFormatting`", "a range of lines"),
    ("documentOnTypeFormattingProvider", "`textDocument/onTypeFormatting`", "after a closing bracket"),
    (
        "workspace",
        "`workspace/didChangeWorkspaceFolders`, `workspace/willRenameFiles`",
        "several folders, each with its own settings; paths, globs, destinations and cron paths follow when a file or folder is renamed",
    ),
];

/// What an editor can do that can do everything.
fn everything() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-8", "utf-16"] },
        "textDocument": {
            "diagnostic": {},
            "rename": { "prepareSupport": true },
            "codeAction": { "codeActionLiteralSupport": {} },
        },
        "workspace": { "applyEdit": true, "fileOperations": { "willRename": true }, "diagnostics": { "refreshSupport": true } },
        "window": { "showDocument": { "support": true }, "workDoneProgress": true },
        "experimental": { "commands": { "commands": ["svcLsp.runDev", "svcLsp.showReferences"] } },
    })
}

/// The options of a capability, each list with its words.
fn options(value: &Value) -> String {
    let words = |list: &[Value]| {
        list.iter()
            .map(|word| word.as_str().map_or_else(|| word.to_string(), |word| format!("`{word}`")))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match value {
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| match value {
                Value::Bool(true) => key.clone(),
                Value::Bool(false) | Value::Null => String::new(),
                value => match options(value).as_str() {
                    "" => key.clone(),
                    options => format!("{key}: {options}"),
                },
            };
            members.iter().map(member).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")
        }
        Value::Array(list) => words(list),
        Value::String(text) => format!("`{text}`"),
        Value::Bool(_) => String::new(),
        other => other.to_string(),
    }
}

fn table() -> String {
    let answer = |capabilities: Value| {
        Client::spawn().initialize(json!({ "capabilities": capabilities }))["capabilities"].take()
    };
    let (all, plain) = (answer(everything()), answer(json!({})));
    let mut page = String::from(
        "# Capabilities\n\nWhat the server answers to `initialize` if the editor supports everything. The last column says \
         whether an editor that declares no capabilities gets the same.\n\n| capability | requests | what | options | for every \
         editor |\n| --- | --- | --- | --- | --- |\n",
    );
    for (name, value) in all.as_object().unwrap() {
        let known = CAPABILITIES.iter().find(|(known, ..)| known == name);
        let (_, requests, about) = known.unwrap_or_else(|| panic!("`{name}` is not described"));
        let plain = match plain.get(name) {
            None => "no",
            Some(plain) if plain == value => "yes",
            Some(_) => "partly",
        };
        // How many rules there are, and which version, is no news for this page.
        let options = if name == "experimental" {
            "rules, vercelCli".to_owned()
        } else {
            options(value).replace('|', "\\|")
        };
        writeln!(page, "| `{name}` | {requests} | {about} | {options} | {plain} |").unwrap();
    }
    for (name, ..) in CAPABILITIES {
        assert!(all.get(name).is_some(), "`{name}` is described and not offered");
    }
    page + "\nThe server also uses `window/workDoneProgress` for work that takes longer than half a second, `workspace/diagnostic/refresh`, \
            `inlayHint/refresh` and `codeLens/refresh` when a file of the project or a setting changes, `$/setTrace` with \
            `$/logTrace`, and the requests in [protocol.md](protocol.md).\n\nOnce a `vercel.json` of the workspace declares services, it \
            registers for the languages in [variables.md](variables.md) with editors that support dynamic registration of documents, hover, \
            completion, definition, references, code actions and diagnostics. In others, it answers about the source files that they open.\n"
}

#[test]
fn the_page_is_what_the_server_answers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/capabilities.md");
    let table = table();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        written.replace("\r\n", "\n"),
        table,
        "write it anew with UPDATE=1 cargo test -p svc-lsp capabilities"
    );
}
