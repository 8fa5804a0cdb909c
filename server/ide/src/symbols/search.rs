//! The search over all files: entries of the outline by their names.

use svc_analysis::snapshot::Snapshot;
use svc_syntax::TextRange;

use super::{Symbol, SymbolKind, Visitor, visit};

/// An entry of the search over all files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPlace {
    /// Its name.
    pub name: String,
    /// The key that it stands under.
    pub container: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Where it stands.
    pub range: TextRange,
}

/// The services, rules, schedules and files that are named in the file and match `query`: its letters, in their order, in any
/// case. An empty query matches all.
#[must_use]
pub fn named_places(snapshot: &Snapshot, query: &str) -> Vec<NamedPlace> {
    let mut search = Search { query, containers: vec!["vercel.json".to_owned()], found: Vec::new() };
    visit(snapshot, &mut search);
    search.found
}

struct Search<'q> {
    query: &'q str,
    /// The names of the entries that have begun, outermost first.
    containers: Vec<String>,
    found: Vec<NamedPlace>,
}

impl Visitor for Search<'_> {
    fn begin(&mut self, symbol: &Symbol<'_>) {
        let is_name = matches!(
            symbol.kind,
            SymbolKind::Service | SymbolKind::Rule | SymbolKind::Schedule | SymbolKind::File
        );
        if is_name && is_subsequence(self.query, &symbol.name) {
            self.found.push(NamedPlace {
                name: symbol.name.to_string(),
                container: self.containers.last().cloned().unwrap_or_default(),
                kind: symbol.kind,
                range: symbol.selection,
            });
        }
        self.containers.push(symbol.name.to_string());
    }

    fn end(&mut self) {
        self.containers.pop();
    }
}

/// Whether the letters of `query` are in `text` in their order, in any case.
fn is_subsequence(query: &str, text: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|wanted| letters.any(|letter| letter == wanted))
}
