//! The outline and the search over files.

use serde::Serialize;
use svc_analysis::symbols::{self, NamedPlace, Symbol, SymbolKind, Visitor};
use tower_lsp::ls_types::{self, Range, SymbolInformation, SymbolTag};

use super::Positions;
use crate::lsp::state::File;

impl File {
    /// The outline as JSON: a tree, or a list for a client that shows none. It is the largest answer by far, and is written while
    /// it is told.
    #[must_use]
    pub fn symbols(&self) -> String {
        if self.client.symbol_tree {
            let mut tree = Tree { json: b"[".to_vec(), before: b"", positions: self.positions() };
            symbols::visit(&self.snapshot, &mut tree);
            tree.json.push(b']');
            String::from_utf8(tree.json).unwrap_or_default()
        } else {
            let mut list = List { file: self, containers: Vec::new(), list: Vec::new() };
            symbols::visit(&self.snapshot, &mut list);
            serde_json::to_string(&list.list).unwrap_or_default()
        }
    }

    /// A place that a search over files found.
    #[must_use]
    pub fn named_place(&self, place: NamedPlace) -> SymbolInformation {
        #[expect(deprecated, reason = "`deprecated` gave way to tags, and must be filled in")]
        SymbolInformation {
            name: place.name,
            kind: kind(place.kind),
            tags: None,
            deprecated: None,
            location: self.location(place.range),
            container_name: Some(place.container),
        }
    }
}

/// An array of `DocumentSymbol` while it is written.
struct Tree<'f> {
    json: Vec<u8>,
    /// What stands between what is written and the next entry.
    before: &'static [u8],
    positions: Positions<'f>,
}

const CHILDREN: &[u8] = br#","children":["#;

/// A `DocumentSymbol` but for its children.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
    kind: ls_types::SymbolKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<SymbolTag>>,
    range: Range,
    selection_range: Range,
}

impl Visitor for Tree<'_> {
    fn begin(&mut self, symbol: &Symbol<'_>) {
        let entry = Entry {
            name: &symbol.name,
            detail: &symbol.detail,
            kind: kind(symbol.kind),
            tags: tags(symbol.deprecated),
            range: self.positions.range(symbol.range),
            selection_range: self.positions.range(symbol.selection),
        };
        self.json.extend_from_slice(self.before);
        // Writing to memory does not fail.
        let _ = serde_json::to_writer(&mut self.json, &entry);
        // It stays open for its children.
        self.json.pop();
        self.before = CHILDREN;
    }

    fn end(&mut self) {
        self.json.extend_from_slice(if self.before == CHILDREN { b"}" } else { b"]}" });
        self.before = b",";
    }
}

/// An array of `SymbolInformation` while it is made.
struct List<'f> {
    file: &'f File,
    /// The names of the entries that have begun, outermost first.
    containers: Vec<String>,
    list: Vec<SymbolInformation>,
}

impl Visitor for List<'_> {
    fn begin(&mut self, symbol: &Symbol<'_>) {
        #[expect(deprecated, reason = "`deprecated` gave way to tags, and must be filled in")]
        self.list.push(SymbolInformation {
            name: symbol.name.to_string(),
            kind: kind(symbol.kind),
            tags: tags(symbol.deprecated),
            deprecated: None,
            location: self.file.location(symbol.range),
            container_name: self.containers.last().cloned(),
        });
        self.containers.push(symbol.name.to_string());
    }

    fn end(&mut self) {
        self.containers.pop();
    }
}

fn tags(deprecated: bool) -> Option<Vec<SymbolTag>> {
    deprecated.then(|| vec![SymbolTag::DEPRECATED])
}

fn kind(kind: SymbolKind) -> ls_types::SymbolKind {
    match kind {
        SymbolKind::Service => ls_types::SymbolKind::MODULE,
        SymbolKind::Rule => ls_types::SymbolKind::FUNCTION,
        SymbolKind::Schedule => ls_types::SymbolKind::EVENT,
        SymbolKind::Variable => ls_types::SymbolKind::VARIABLE,
        SymbolKind::File => ls_types::SymbolKind::FILE,
        SymbolKind::Object => ls_types::SymbolKind::OBJECT,
        SymbolKind::Array => ls_types::SymbolKind::ARRAY,
        SymbolKind::String => ls_types::SymbolKind::STRING,
        SymbolKind::Number => ls_types::SymbolKind::NUMBER,
        SymbolKind::Boolean => ls_types::SymbolKind::BOOLEAN,
        SymbolKind::Null => ls_types::SymbolKind::NULL,
    }
}
