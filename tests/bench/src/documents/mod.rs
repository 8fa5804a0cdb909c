//! `vercel.json` files with the projects around them and the places to type at.

mod project;
mod routes;
mod services;

use std::fmt;

/// A `vercel.json` and its project.
#[derive(Debug)]
pub struct Document {
    /// Its name in the tables, which starts with its size.
    pub name: String,
    /// The text of the `vercel.json`.
    pub text: String,
    /// The other files of the project: path, text.
    pub files: Vec<(String, String)>,
    /// Where it is typed into. The first place is where a hover is asked for, too.
    pub typed: Vec<Typing>,
    /// Where completion is asked for, inside a key: an offset in bytes.
    pub key: usize,
}

/// Someone who types at one place, keystroke after keystroke.
#[derive(Debug, Clone, Copy)]
pub struct Typing {
    /// What is typed into.
    pub place: Place,
    /// Where each keystroke inserts its text: an offset in bytes.
    pub at: usize,
    /// What the keystroke of this number inserts.
    pub text: fn(usize) -> String,
}

/// What is typed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// A rule's `source`.
    Source,
    /// A rule's `destination`, which names an unknown parameter from then on where the rule has parameters.
    Destination,
    /// A setting that concerns nothing else in the file, such as `buildCommand`.
    Setting,
    /// A service's `routePrefix`.
    RoutePrefix,
    /// The gap between two entries, where each keystroke inserts another entry.
    Insert,
}

impl Place {
    /// All of them.
    pub const ALL: [Place; 5] =
        [Place::Source, Place::Destination, Place::Setting, Place::RoutePrefix, Place::Insert];

    /// Its name on the command line: `source`, `destination`, `setting`, `routePrefix` or `insert`.
    pub fn name(self) -> &'static str {
        match self {
            Place::Source => "source",
            Place::Destination => "destination",
            Place::Setting => "setting",
            Place::RoutePrefix => "routePrefix",
            Place::Insert => "insert",
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Source | Place::Destination => write!(formatter, "a `{}`", self.name()),
            Place::Setting => formatter.write_str("a setting"),
            Place::RoutePrefix => formatter.write_str("a `routePrefix`"),
            Place::Insert => formatter.write_str("a new entry"),
        }
    }
}

impl fmt::Display for Document {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)
    }
}

impl Document {
    /// The typing at a place, if the document has such a place.
    pub fn typing(&self, place: Place) -> Option<Typing> {
        self.typed.iter().find(|typing| typing.place == place).copied()
    }

    /// The line and the column of an offset. Documents are ASCII: a column is the same in every encoding.
    pub fn line_column(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(&self.text);
        (before.matches('\n').count(), before.len() - before.rfind('\n').map_or(0, |newline| newline + 1))
    }
}

/// The documents of the tables. The first is the small file that the others are compared with.
pub fn documents() -> Vec<Document> {
    vec![
        services::small(),
        routes::literal(6),
        services::v1(50),
        services::v2(50, 4),
        routes::patterned(1_000),
        routes::literal(1_000),
        routes::mixed(),
        routes::literal(5_000),
    ]
}

/// Documents of one kind that differ in size.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    /// Its name on the command line.
    pub name: &'static str,
    /// The document with this many entries.
    pub document: fn(usize) -> Document,
    /// How many entries are counted with, from few to many.
    pub sizes: [usize; 3],
}

/// The families whose growth is counted.
pub const FAMILIES: [Family; 4] = [
    Family { name: "literal", document: routes::literal, sizes: [1_000, 5_000, 20_000] },
    Family { name: "patterned", document: routes::patterned, sizes: [1_000, 5_000, 20_000] },
    Family { name: "v1", document: services::v1, sizes: [10, 50, 200] },
    Family { name: "v2", document: |services| services::v2(services, 4), sizes: [10, 50, 200] },
];

/// A document's text while it is written, and the places in it.
struct Draft {
    text: String,
    files: Vec<(String, String)>,
    typed: Vec<Typing>,
}

impl Draft {
    fn new(text: String, files: Vec<(String, String)>) -> Draft {
        Draft { text, files, typed: Vec::new() }
    }

    /// Letters are typed where the bar is.
    fn letters(self, place: Place, marked: &str) -> Draft {
        self.typing(place, marked, |_| "x".to_owned())
    }

    /// `text` is typed where the bar is.
    fn typing(mut self, place: Place, marked: &str, text: fn(usize) -> String) -> Draft {
        let at = find(&self.text, marked);
        self.typed.extend(at.map(|at| Typing { place, at, text }));
        self
    }

    /// Completion is asked for where the bar is.
    fn document(self, contents: &str, marked: &str) -> Document {
        let key = find(&self.text, marked).unwrap_or_default();
        let name = format!("{}, {contents}", size(self.text.len()));
        Document { name, text: self.text, files: self.files, typed: self.typed, key }
    }
}

/// The offset of the bar in `marked` where the rest of it first occurs in the text.
fn find(text: &str, marked: &str) -> Option<usize> {
    let (before, after) = marked.split_once('|')?;
    Some(text.find(&format!("{before}{after}"))? + before.len())
}

/// A size as the tables say it: `1 KB`, `118 KB`.
fn size(bytes: usize) -> String {
    format!("{} KB", bytes.div_ceil(1_000))
}

/// A number with commas between thousands.
fn count(number: usize) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}

/// Lines with commas between them.
fn lines(entries: impl IntoIterator<Item = String>) -> String {
    entries.into_iter().map(|entry| format!("    {entry}")).collect::<Vec<_>>().join(",\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_document_has_its_places() {
        let places: Vec<String> = documents()
            .iter()
            .map(|document| {
                let typed: Vec<&str> = document.typed.iter().map(|typing| typing.place.name()).collect();
                format!("{}: {}", document.name, typed.join(" "))
            })
            .collect();
        assert_eq!(
            places,
            [
                "1 KB, 4 services (v1): routePrefix setting source destination insert",
                "1 KB, 6 literal redirects: destination source setting insert",
                "7 KB, 50 services (v1): routePrefix setting insert",
                "26 KB, 50 services (v2), 200 rewrites: source setting insert",
                "121 KB, 1,000 redirects with parameters: source destination setting insert",
                "118 KB, 1,000 literal redirects: destination source setting insert",
                "562 KB, 8 services (v2), 5,048 rules: source destination setting insert",
                "586 KB, 5,000 literal redirects: destination source setting insert",
            ]
        );
        assert!(documents().iter().all(|document| document.key > 0 && document.text.is_ascii()));
    }

    #[test]
    fn places_are_lines_and_columns() {
        let document = Draft::new("{\n  \"a\": 1\n}\n".to_owned(), Vec::new()).document("nothing", "\"|a");
        assert_eq!((document.key, document.line_column(document.key)), (5, (1, 3)));
    }
}
