//! What the client can do.

use serde_json::Value;
use svc_syntax::Encoding;

/// What the names of VS Code and its kin contain.
const VS_CODE_FORKS: [&str; 6] =
    ["Visual Studio Code", "Code - OSS", "VSCodium", "Cursor", "Windsurf", "Positron"];

/// What the client can do, as far as the server asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one capability of the protocol's own list of booleans"
)]
pub struct ClientCapabilities {
    /// The best of the encodings that it offers.
    pub encoding: Encoding,
    /// It asks for diagnostics, and can be told to ask again when a file of the project changes: none are pushed.
    pub pulls_diagnostics: bool,
    /// It can be told to ask for inlay hints again.
    pub refreshes_inlay_hints: bool,
    /// It can be told to ask for code lenses again.
    pub refreshes_code_lenses: bool,
    /// It shows work-done progress.
    pub shows_progress: bool,
    /// It supports `workspace/applyEdit`.
    pub applies_edits: bool,
    /// It opens a document at a place when it is asked to.
    pub shows_documents: bool,
    /// The commands that it runs by itself.
    pub commands: Vec<String>,
    /// It keeps a diagnostic's `data`.
    pub diagnostic_data: bool,
    /// It shows a diagnostic's `relatedInformation`.
    pub related_information: bool,
    /// It links a diagnostic's `codeDescription`.
    pub code_description: bool,
    /// The diagnostic tags that it shows.
    pub tag_unnecessary: bool,
    /// See [`ClientCapabilities::tag_unnecessary`].
    pub tag_deprecated: bool,
    /// It takes edits that are for one version of a document.
    pub versioned_edits: bool,
    /// It shows edits for confirmation.
    pub annotated_edits: bool,
    /// It creates files as a part of an edit.
    pub creates_files: bool,
    /// It asks which edits follow from renaming files.
    pub renames_files: bool,
    /// It asks what can be renamed before it asks for a rename.
    pub prepares_renames: bool,
    /// It takes code actions rather than bare commands.
    pub code_action_literals: bool,
    /// It understands `isPreferred`.
    pub preferred_code_actions: bool,
    /// It shows code actions that can't be taken, with the reason.
    pub disabled_code_actions: bool,
    /// It answers `workspace/configuration`.
    pub configuration: bool,
    /// It can be asked for `workspace/didChangeConfiguration`.
    pub registers_configuration: bool,
    /// It can be asked to watch files.
    pub registers_watchers: bool,
    /// Whether it opens more languages, and asks about them, when it is told to.
    pub registers_code: bool,
    /// It takes watchers of single folders.
    pub watches_folders: bool,
    /// It expands `$1` and the like in completions.
    pub snippets: bool,
    /// It shows Markdown in hovers.
    pub markdown_hover: bool,
    /// It shows Markdown in a completion's documentation.
    pub markdown_completion: bool,
    /// It shows a completion's `labelDetails`.
    pub label_details: bool,
    /// It takes a completion's `tags`.
    pub tags_completions: bool,
    /// It takes a completion's `insertTextMode`.
    pub insert_text_modes: bool,
    /// It starts a completion after the quote if `filterText` is set: Neovim before 0.11.
    pub filters_by_text: bool,
    /// It is VS Code or one of its kin, whose command shows completions again.
    pub suggests_by_command: bool,
    /// It shows a tree of symbols.
    pub symbol_tree: bool,
    /// It shows a document link's `tooltip`.
    pub link_tooltips: bool,
    /// It understands a link with an origin range as the answer to "go to definition".
    pub definition_links: bool,
}

impl ClientCapabilities {
    /// Whether it runs the command by itself.
    #[must_use]
    pub fn runs(&self, command: &str) -> bool {
        self.commands.iter().any(|it| it == command)
    }

    /// Reads the parameters of `initialize`.
    #[must_use]
    pub fn read(params: &Value) -> ClientCapabilities {
        let capabilities = params.get("capabilities").unwrap_or(&Value::Null);
        let client = params.pointer("/clientInfo/name").and_then(Value::as_str).unwrap_or_default();
        let version = params.pointer("/clientInfo/version").and_then(Value::as_str).unwrap_or_default();
        let at = |path: &str| capabilities.pointer(path);
        let can = |path: &str| at(path) == Some(&Value::Bool(true));
        let lists = |path: &str, value: Value| {
            at(path).and_then(Value::as_array).is_some_and(|list| list.contains(&value))
        };
        let offered = |encoding: &str| lists("/general/positionEncodings", encoding.into());
        let pulls = at("/textDocument/diagnostic").is_some_and(Value::is_object);
        // A client says what it can show in the section of the way by which it gets diagnostics; most fill in the older one only.
        let shows = |name: &str| {
            can(&format!("/textDocument/publishDiagnostics/{name}"))
                || pulls && can(&format!("/textDocument/diagnostic/{name}"))
        };
        let tags = |tag: i32| {
            lists("/textDocument/publishDiagnostics/tagSupport/valueSet", tag.into())
                || pulls && lists("/textDocument/diagnostic/tagSupport/valueSet", tag.into())
        };
        ClientCapabilities {
            encoding: match () {
                () if offered("utf-8") => Encoding::Utf8,
                () if offered("utf-32") => Encoding::Utf32,
                () => Encoding::Utf16,
            },
            pulls_diagnostics: pulls && can("/workspace/diagnostics/refreshSupport"),
            refreshes_inlay_hints: can("/workspace/inlayHint/refreshSupport"),
            refreshes_code_lenses: can("/workspace/codeLens/refreshSupport"),
            shows_progress: can("/window/workDoneProgress"),
            applies_edits: can("/workspace/applyEdit"),
            shows_documents: can("/window/showDocument/support"),
            commands: at("/experimental/commands/commands")
                .and_then(Value::as_array)
                .map(|commands| commands.iter().filter_map(Value::as_str).map(str::to_owned).collect())
                .unwrap_or_default(),
            diagnostic_data: shows("dataSupport"),
            related_information: shows("relatedInformation"),
            code_description: shows("codeDescriptionSupport"),
            tag_unnecessary: tags(1),
            tag_deprecated: tags(2),
            versioned_edits: can("/workspace/workspaceEdit/documentChanges"),
            annotated_edits: at("/workspace/workspaceEdit/changeAnnotationSupport")
                .is_some_and(Value::is_object),
            creates_files: lists("/workspace/workspaceEdit/resourceOperations", "create".into()),
            renames_files: can("/workspace/fileOperations/willRename"),
            prepares_renames: can("/textDocument/rename/prepareSupport"),
            code_action_literals: at("/textDocument/codeAction/codeActionLiteralSupport").is_some(),
            preferred_code_actions: can("/textDocument/codeAction/isPreferredSupport"),
            disabled_code_actions: can("/textDocument/codeAction/disabledSupport"),
            configuration: can("/workspace/configuration"),
            registers_configuration: can("/workspace/didChangeConfiguration/dynamicRegistration"),
            registers_code: CODE_FEATURES
                .iter()
                .chain(pulls.then_some(&"diagnostic"))
                .all(|feature| can(&format!("/textDocument/{feature}/dynamicRegistration"))),
            registers_watchers: can("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            watches_folders: can("/workspace/didChangeWatchedFiles/relativePatternSupport"),
            snippets: can("/textDocument/completion/completionItem/snippetSupport"),
            markdown_hover: lists("/textDocument/hover/contentFormat", "markdown".into()),
            markdown_completion: lists(
                "/textDocument/completion/completionItem/documentationFormat",
                "markdown".into(),
            ),
            label_details: can("/textDocument/completion/completionItem/labelDetailsSupport"),
            tags_completions: at("/textDocument/completion/completionItem/tagSupport").is_some(),
            insert_text_modes: at("/textDocument/completion/completionItem/insertTextModeSupport").is_some(),
            filters_by_text: client == "Neovim" && is_before(version, (0, 11)),
            suggests_by_command: VS_CODE_FORKS.iter().any(|name| client.contains(name)),
            symbol_tree: can("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            link_tooltips: can("/textDocument/documentLink/tooltipSupport"),
            definition_links: can("/textDocument/definition/linkSupport"),
        }
    }
}

/// What is asked about source code.
const CODE_FEATURES: [&str; 6] =
    ["synchronization", "hover", "completion", "definition", "references", "codeAction"];

/// Whether a version such as `0.10.4` is older than another; not if it can't be read.
fn is_before(version: &str, other: (u32, u32)) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse().ok());
    matches!((numbers.next().flatten(), numbers.next().flatten()), (Some(major), Some(minor)) if (major, minor) < other)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(capabilities: &Value) -> ClientCapabilities {
        ClientCapabilities::read(&json!({ "capabilities": capabilities }))
    }

    fn encoding(offered: &Value) -> Encoding {
        read(&json!({ "general": { "positionEncodings": offered } })).encoding
    }

    #[test]
    fn the_best_encoding_wins() {
        assert_eq!(encoding(&json!(["utf-16", "utf-8", "utf-32"])), Encoding::Utf8);
        assert_eq!(encoding(&json!(["utf-16", "utf-32"])), Encoding::Utf32);
        assert_eq!(encoding(&json!(["utf-16"])), Encoding::Utf16);
        assert_eq!(encoding(&json!(["utf-7"])), Encoding::Utf16);
        assert_eq!(encoding(&json!(null)), Encoding::Utf16);
        assert_eq!(ClientCapabilities::read(&json!(null)), ClientCapabilities::default());
    }

    #[test]
    fn versions_of_neovim_differ() {
        for (name, version, expected) in [
            ("Neovim", "0.7.2", true),
            ("Neovim", "v0.10.4+g123", true),
            ("Neovim", "0.11.0", false),
            ("Neovim", "1.0.0", false),
            ("Neovim", "", false),
            ("helix", "0.1.0", false),
        ] {
            let params = json!({ "clientInfo": { "name": name, "version": version } });
            assert_eq!(ClientCapabilities::read(&params).filters_by_text, expected, "{name} {version}");
        }
    }

    #[test]
    fn tags_are_read_from_either_section() {
        let push =
            json!({ "textDocument": { "publishDiagnostics": { "tagSupport": { "valueSet": [1, 2] } } } });
        let can = read(&push);
        assert!(can.tag_unnecessary && can.tag_deprecated && !can.pulls_diagnostics);
        let mut pull = json!({ "textDocument": { "diagnostic": { "tagSupport": { "valueSet": [2] } } } });
        let can = read(&pull);
        assert!(!can.tag_unnecessary && can.tag_deprecated && !can.pulls_diagnostics);
        // What it pulled would grow stale if it couldn't be told to pull again.
        pull["workspace"] = json!({ "diagnostics": { "refreshSupport": true } });
        assert!(read(&pull).pulls_diagnostics);
    }
}
