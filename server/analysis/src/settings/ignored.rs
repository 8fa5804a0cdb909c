//! Findings that are not reported, each at a place in a `vercel.json` that is found again after an edit.

use svc_syntax::value::{Json, Node, segments};
use svc_syntax::{KeyPath, PathSegment, TextEdit, TextRange, TextSize};

/// How many entries of the same name are tried.
const MAX_PLACES: usize = 100;

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
    /// The members that say what the entries on the way are called.
    pub const NAMES: [&str; 4] = ["source", "src", "path", "key"];

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

    /// Where what is meant in a file is after some edits; `None` if it stays where it is, or its place is unclear.
    #[must_use]
    pub fn after(&self, before: &Node, edits: &[TextEdit], after: &Node) -> Option<Place> {
        let path = self.find(before).into_iter().next()?;
        let now = match before.at(&path).and_then(|node| moved(node.range, edits)) {
            Some(range) => after.path_around(range),
            None => self.find(after).into_iter().next()?,
        };
        let now = Place::of(after, &now);
        (now != Place::of(before, &path) && now.at.matches('/').count() == path.len()).then_some(now)
    }

    /// What the entries on the way are called.
    fn names(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let names = [("source", &self.source), ("src", &self.src), ("path", &self.path), ("key", &self.key)];
        names.into_iter().filter_map(|(key, name)| Some((key, name.as_deref()?)))
    }

    /// Whether an element of an array may be the one that is meant: it has its name, or has none and is where it was.
    fn may_be(&self, element: &Node, is_outermost: bool, is_where_it_was: bool) -> bool {
        let own = |key| element.get(key).and_then(Node::as_str);
        let mut named = self.names().filter_map(|(key, name)| Some(own(key)? == name)).peekable();
        if named.peek().is_some() {
            return named.all(|is_same| is_same);
        }
        // The entry itself had a name if any of these was written.
        let had_name = self.source.is_some() || self.src.is_some() || self.path.is_some();
        is_where_it_was && !(is_outermost && had_name && element.as_object().is_some())
    }

    /// The paths in a file that may be meant, the nearest to where it was first; none if there is nothing. A pointer to the whole file
    /// is none.
    #[must_use]
    pub fn find(&self, root: &Node) -> Vec<KeyPath> {
        let mut found = vec![(0, root, Vec::new())];
        let Some(segments) = segments(&self.at) else { return Vec::new() };
        for segment in segments {
            let mut next: Vec<(usize, &Node, Vec<PathSegment>)> = Vec::new();
            for (distance, node, path) in found {
                let mut step = |distance: usize, node, segment| {
                    let path = path.iter().cloned().chain([segment]).collect();
                    next.push((distance, node, path));
                };
                match &node.json {
                    Json::Object(object) => {
                        if let Some(value) = object.get(&segment) {
                            step(distance, value, PathSegment::Key(segment.clone()));
                        }
                    }
                    Json::Array(elements) => {
                        let Ok(written) = segment.parse::<usize>() else { continue };
                        let is_outermost = path.iter().all(|it| it.index().is_none());
                        for (index, element) in elements.iter().enumerate() {
                            if self.may_be(element, is_outermost, index == written) {
                                step(distance + index.abs_diff(written), element, PathSegment::Index(index));
                            }
                        }
                    }
                    _ => {}
                }
            }
            next.sort_by_key(|(distance, ..)| *distance);
            next.truncate(MAX_PLACES);
            found = next;
        }
        found.into_iter().map(|(_, _, path)| KeyPath(path)).filter(|path| !path.is_empty()).collect()
    }
}

/// Where bytes are after some edits; `None` if one changes them.
fn moved(range: TextRange, edits: &[TextEdit]) -> Option<TextRange> {
    let (mut added, mut removed) = (TextSize::new(0), TextSize::new(0));
    for edit in edits {
        if edit.range.end() <= range.start() {
            added += TextSize::of(&*edit.insert);
            removed += edit.range.len();
        } else if edit.range.start() < range.end() {
            return None;
        }
    }
    Some(TextRange::at(range.start() + added - removed, range.len()))
}

#[cfg(test)]
mod tests {
    use svc_syntax::Source;

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
        let find = |text: &str| place.find(&Source::new(text).value()).first().map(ToString::to_string);
        assert_eq!(find(before).as_deref(), Some("/headers/1/headers/0/value"));
        let moved = r#"{ "headers": [{ "source": "/b", "headers": [{ "key": "X-B", "value": "" }, { "key": "X-A", "value": "2" }] }] }"#;
        assert_eq!(find(moved).as_deref(), Some("/headers/0/headers/1/value"));
        assert_eq!(find(r#"{ "headers": [{ "source": "/a" }] }"#), None);
        assert_eq!(find("{}"), None);
    }

    #[test]
    fn an_entry_that_lost_its_name_is_another_one() {
        let before = r#"{ "redirects": [{ "source": "/a" }] }"#;
        let place = place(before, r#"{ "source": "/a" }"#);
        let after = r#"{ "redirects": [{ "destination": "/a" }, { "source": "/a" }] }"#;
        let found: Vec<String> =
            place.find(&Source::new(after).value()).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["/redirects/1"]);
        assert_eq!(Place { at: String::new(), ..Place::default() }.find(&Source::new(after).value()), []);
    }

    #[test]
    fn without_a_name_the_index_counts() {
        let place = Place { at: "/regions/1".to_owned(), ..Place::default() };
        let find = |text: &str| place.find(&Source::new(text).value()).first().map(ToString::to_string);
        assert_eq!(find(r#"{ "regions": ["a", "b"] }"#).as_deref(), Some("/regions/1"));
        assert_eq!(find(r#"{ "regions": ["a"] }"#), None);
    }
}
