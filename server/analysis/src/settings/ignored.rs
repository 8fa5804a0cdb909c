//! Findings that are not reported, each at a place in a `vercel.json` that is found again after an edit.

use svc_syntax::value::{Json, Node, segments};
use svc_syntax::{KeyPath, PathSegment};

/// A finding that is not reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// The code of its rule.
    pub code: String,
    /// Where it is.
    pub place: Place,
}

/// Where a finding is: a JSON Pointer, and what the entries on the way are called. An entry that moved is found by that.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// The JSON Pointer.
    pub at: String,
    /// The `source` of a redirect, rewrite or header rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The `src` of a route or build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub src: Option<String>,
    /// The `path` of a cron job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The `key` of a header or condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Place {
    /// The place of a path in a file.
    #[must_use]
    pub fn of(root: &Node, path: &KeyPath) -> Place {
        let mut place = Place { at: path.to_string(), ..Place::default() };
        let elements =
            (1..=path.len()).filter(|length| matches!(path.get(length - 1), Some(PathSegment::Index(_))));
        for element in elements.filter_map(|length| root.at(path.get(..length)?)) {
            let name = |key| element.get(key).and_then(Node::as_str).map(str::to_owned);
            if let Some(source) = name("source") {
                place.source = Some(source);
            } else if let Some(src) = name("src") {
                place.src = Some(src);
            } else if let Some(path) = name("path") {
                place.path = Some(path);
            } else if let Some(key) = name("key") {
                place.key = Some(key);
            }
        }
        place
    }

    /// Its members as `svc-lsp.jsonc` has them.
    pub fn members(&self) -> impl Iterator<Item = (&'static str, &str)> {
        std::iter::once(("at", self.at.as_str())).chain(self.names())
    }

    /// What the entries on the way are called.
    fn names(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let names = [("source", &self.source), ("src", &self.src), ("path", &self.path), ("key", &self.key)];
        names.into_iter().filter_map(|(key, name)| Some((key, name.as_deref()?)))
    }

    /// Whether an element of an array is the one that is meant: it has its name, or has none and is where it was.
    fn is_of(&self, element: &Node, is_where_it_was: bool) -> bool {
        let own = |key| element.get(key).and_then(Node::as_str);
        let mut named = self.names().filter_map(|(key, name)| Some(own(key)? == name)).peekable();
        if named.peek().is_none() { is_where_it_was } else { named.all(|is_same| is_same) }
    }

    /// The path in a file; `None` if nothing is there.
    #[must_use]
    pub fn find(&self, root: &Node) -> Option<KeyPath> {
        let mut node = root;
        let mut path = Vec::new();
        for segment in segments(&self.at)? {
            let step = match &node.json {
                Json::Object(object) => {
                    node = object.get(&segment)?;
                    PathSegment::Key(segment)
                }
                Json::Array(elements) => {
                    let written: usize = segment.parse().ok()?;
                    let meant =
                        elements.iter().enumerate().filter(|(index, it)| self.is_of(it, *index == written));
                    // The nearest one: the entry is where it was, or others came or went before it.
                    let (index, element) = meant.min_by_key(|(index, _)| index.abs_diff(written))?;
                    node = element;
                    PathSegment::Index(index)
                }
                _ => return None,
            };
            path.push(step);
        }
        Some(KeyPath(path))
    }
}

#[cfg(test)]
mod tests {
    use svc_syntax::{Source, TextRange, TextSize};

    use super::*;

    fn place(text: &str, marked: &str) -> Place {
        let root = Source::new(text).value();
        let start = TextSize::try_from(text.find(marked).unwrap()).unwrap();
        Place::of(&root, &root.path_around(TextRange::at(start, TextSize::of(marked))))
    }

    #[test]
    fn an_entry_is_found_where_it_went() {
        let before = r#"{ "headers": [{ "source": "/a" }, { "source": "/b", "headers": [{ "key": "X-A", "value": "1" }] }] }"#;
        let place = place(before, "\"1\"");
        assert_eq!(place.at, "/headers/1/headers/0/value");
        assert_eq!((place.source.as_deref(), place.key.as_deref()), (Some("/b"), Some("X-A")));
        let find = |text: &str| place.find(&Source::new(text).value()).map(|path| path.to_string());
        assert_eq!(find(before).as_deref(), Some("/headers/1/headers/0/value"));
        let moved = r#"{ "headers": [{ "source": "/b", "headers": [{ "key": "X-B", "value": "" }, { "key": "X-A", "value": "2" }] }] }"#;
        assert_eq!(find(moved).as_deref(), Some("/headers/0/headers/1/value"));
        assert_eq!(find(r#"{ "headers": [{ "source": "/a" }] }"#), None);
        assert_eq!(find("{}"), None);
    }

    #[test]
    fn without_a_name_the_index_counts() {
        let place = Place { at: "/regions/1".to_owned(), ..Place::default() };
        let find = |text: &str| place.find(&Source::new(text).value()).map(|path| path.to_string());
        assert_eq!(find(r#"{ "regions": ["a", "b"] }"#).as_deref(), Some("/regions/1"));
        assert_eq!(find(r#"{ "regions": ["a"] }"#), None);
    }
}
