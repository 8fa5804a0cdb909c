//! The outline and the search over files.

use svc_analysis::symbols::{NamedPlace, Symbol, SymbolKind};
use tower_lsp::ls_types::{self, DocumentSymbol, DocumentSymbolResponse, SymbolInformation, SymbolTag};

use super::Positions;
use crate::lsp::state::File;

impl File {
    /// The outline: a tree, or a list for a client that shows none.
    #[must_use]
    pub fn symbols(&self, symbols: Vec<Symbol>) -> DocumentSymbolResponse {
        if self.client.symbol_tree {
            let mut positions = self.positions();
            let nested = symbols.into_iter().map(|symbol| nested(symbol, &mut positions));
            return DocumentSymbolResponse::Nested(nested.collect());
        }
        let mut list = Vec::new();
        self.flatten(symbols, None, &mut list);
        DocumentSymbolResponse::Flat(list)
    }

    fn flatten(&self, symbols: Vec<Symbol>, container: Option<&str>, list: &mut Vec<SymbolInformation>) {
        for symbol in symbols {
            #[expect(deprecated, reason = "`deprecated` gave way to tags, and must be filled in")]
            list.push(SymbolInformation {
                name: symbol.name.clone(),
                kind: kind(symbol.kind),
                tags: tags(symbol.deprecated),
                deprecated: None,
                location: self.location(symbol.range),
                container_name: container.map(str::to_owned),
            });
            self.flatten(symbol.children, Some(&symbol.name), list);
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

fn nested(symbol: Symbol, positions: &mut Positions<'_>) -> DocumentSymbol {
    let children: Vec<_> = symbol.children.into_iter().map(|child| nested(child, positions)).collect();
    #[expect(deprecated, reason = "`deprecated` gave way to tags, and must be filled in")]
    DocumentSymbol {
        name: symbol.name,
        detail: Some(symbol.detail).filter(|detail| !detail.is_empty()),
        kind: kind(symbol.kind),
        tags: tags(symbol.deprecated),
        deprecated: None,
        range: positions.range(symbol.range),
        selection_range: positions.range(symbol.selection),
        children: (!children.is_empty()).then_some(children),
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
