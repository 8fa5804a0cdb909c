//! The outline and the search over files.

use serde::Serialize;
use svc_ide::symbols::{self, NamedPlace, Symbol, SymbolKind, Visitor};
use svc_syntax::TextRange;
use svc_vercel::words::marked;
use tower_lsp::ls_types::{self, Position, Range, SymbolInformation, SymbolTag};

use super::Positions;
use crate::lsp::file::File;

impl File {
    /// The outline as JSON: a tree, or a list for a client that shows none. It is by far the largest response, so it is serialized
    /// while the outline is visited.
    #[must_use]
    pub fn symbols(&self) -> String {
        if self.client.symbol_tree {
            let mut tree = Tree::new(self);
            symbols::visit(&self.snapshot, &mut tree);
            tree.write("]");
            String::from_utf8(tree.json).unwrap_or_default()
        } else {
            let mut list = List { file: self, containers: Vec::new(), list: Vec::new() };
            symbols::visit(&self.snapshot, &mut list);
            serde_json::to_string(&list.list).unwrap_or_default()
        }
    }

    /// A place that a search over files found.
    #[must_use]
    pub fn named_place(&self, place: &NamedPlace) -> SymbolInformation {
        #[expect(deprecated, reason = "`deprecated` gave way to tags, and must be filled in")]
        SymbolInformation {
            name: marked(&place.name).into_owned(),
            kind: kind(place.kind),
            tags: None,
            deprecated: None,
            location: self.location(place.range),
            container_name: Some(marked(&place.container).into_owned()),
        }
    }
}

/// An array of `DocumentSymbol` while it is written: by hand, which takes a third of the time.
struct Tree<'f> {
    json: Vec<u8>,
    /// What stands between what is written and the next entry.
    before: &'static str,
    positions: Positions<'f>,
    /// How many entries have begun and not ended.
    depth: usize,
    /// How positions on a line begin, and the line: most are on that of the one before.
    line: (Option<u32>, Vec<u8>),
}

/// How deep the tree is. Each level is an object in an array, and many clients read no JSON that is nested deeper than 127.
const DEEPEST: usize = 50;

const CHILDREN: &str = r#","children":["#;

impl<'f> Tree<'f> {
    fn new(file: &'f File) -> Tree<'f> {
        // Entries of one line each take a little less; what is not needed is never touched.
        let room = 9 * usize::from(file.snapshot.text.len());
        let (json, positions) = (Vec::with_capacity(room), file.positions());
        let mut tree = Tree { json, before: "", positions, depth: 0, line: (None, Vec::new()) };
        tree.write("[");
        tree
    }

    fn write(&mut self, json: &str) {
        self.json.extend_from_slice(json.as_bytes());
    }

    fn value(&mut self, value: impl Serialize) {
        // Writing to memory does not fail.
        let _ = serde_json::to_writer(&mut self.json, &value);
    }

    fn range(&mut self, range: TextRange) {
        let Range { start, end } = self.positions.range(range);
        self.write(r#"{"start":"#);
        self.position(start);
        self.write(r#","end":"#);
        self.position(end);
        self.write("}");
    }

    fn position(&mut self, position: Position) {
        let (line, start) = &mut self.line;
        if line.replace(position.line) != Some(position.line) {
            *start = format!(r#"{{"line":{},"character":"#, position.line).into_bytes();
        }
        self.json.extend_from_slice(start);
        let mut digits = [0; 10];
        let mut first = digits.len();
        let mut rest = position.character;
        for digit in digits.iter_mut().rev() {
            *digit = b"0123456789".get(rest as usize % 10).copied().unwrap_or(b'0');
            (first, rest) = (first - 1, rest / 10);
            if rest == 0 {
                break;
            }
        }
        self.json.extend_from_slice(digits.get(first..).unwrap_or_default());
        self.write("}");
    }
}

impl Visitor for Tree<'_> {
    fn begin(&mut self, symbol: &Symbol<'_>) {
        self.depth += 1;
        if self.depth > DEEPEST {
            return;
        }
        self.write(self.before);
        self.write(r#"{"name":"#);
        self.value(marked(&symbol.name));
        if !symbol.detail.is_empty() {
            self.write(r#","detail":"#);
            self.value(marked(&symbol.detail));
        }
        self.write(r#","kind":"#);
        self.value(kind(symbol.kind));
        if let Some(tags) = tags(symbol.deprecated) {
            self.write(r#","tags":"#);
            self.value(tags);
        }
        self.write(r#","range":"#);
        self.range(symbol.range);
        self.write(r#","selectionRange":"#);
        self.range(symbol.selection);
        // It stays open for its children.
        self.before = CHILDREN;
    }

    fn end(&mut self) {
        self.depth -= 1;
        if self.depth >= DEEPEST {
            return;
        }
        self.write(if self.before == CHILDREN { "}" } else { "]}" });
        self.before = ",";
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
            name: marked(&symbol.name).into_owned(),
            kind: kind(symbol.kind),
            tags: tags(symbol.deprecated),
            deprecated: None,
            location: self.file.location(symbol.range),
            container_name: self.containers.last().cloned(),
        });
        self.containers.push(marked(&symbol.name).into_owned());
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
