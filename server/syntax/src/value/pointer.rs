//! JSON Pointers (RFC 6901): places in a file by the keys and indices that lead there. A [`KeyPath`] prints as one.

use rowan::TextRange;

use super::{Json, Node};
use crate::tree::path::{KeyPath, PathSegment};

impl Node {
    /// The path of the innermost value whose key or value holds the range.
    #[must_use]
    pub fn path_around(&self, range: TextRange) -> KeyPath {
        let mut path = Vec::new();
        let mut node = self;
        loop {
            let inner = match &node.json {
                Json::Object(object) => {
                    let behind = object.members().partition_point(|member| member.range.end() < range.end());
                    let member =
                        object.members().get(behind).filter(|member| member.range.contains_range(range));
                    member.map(|member| (member.key.as_str().into(), &member.value))
                }
                Json::Array(elements) => {
                    let around = |index: &usize| {
                        elements.peek(*index).is_some_and(|element| element.range.contains_range(range))
                    };
                    let index = elements.touching(range).find(around);
                    index.and_then(|index| Some((PathSegment::Index(index), elements.get(index)?)))
                }
                _ => None,
            };
            let Some((segment, inner)) = inner else { return KeyPath(path) };
            path.push(segment);
            node = inner;
        }
    }
}

/// The keys and indices of a JSON Pointer, unescaped; `None` for a text that is none.
pub fn segments(pointer: &str) -> Option<impl Iterator<Item = String>> {
    let mut parts = pointer.split('/');
    (parts.next() == Some("")).then(|| parts.map(|part| part.replace("~1", "/").replace("~0", "~")))
}

#[cfg(test)]
mod tests {
    use rowan::TextSize;

    use super::*;
    use crate::Source;

    fn check(text: &str, marked: &str, expected: &str) {
        let start = TextSize::try_from(text.find(marked).unwrap()).unwrap();
        let range = TextRange::at(start, TextSize::of(marked));
        assert_eq!(Source::new(text).value().path_around(range).to_string(), expected, "{text}");
    }

    #[test]
    fn points_at_the_innermost_value() {
        let text = r#"{ "services": { "a/b~c": { "routePrefix": "/x" } }, "crons": [{}, { "path": 1 }] }"#;
        check(text, "\"services\"", "/services");
        check(text, "\"a/b~c\"", "/services/a~1b~0c");
        check(text, "\"/x\"", "/services/a~1b~0c/routePrefix");
        check(text, "\"path\": 1", "/crons/1/path");
        check(text, "{ \"path\": 1 }", "/crons/1");
        check(text, text, "");
        check("", "", "");
    }

    #[test]
    fn pointers_are_taken_apart() {
        let of = |pointer| segments(pointer).map(Iterator::collect::<Vec<_>>);
        assert_eq!(of("/services/a~1b~0c/0"), Some(vec!["services".into(), "a/b~c".into(), "0".into()]));
        assert_eq!(of(""), Some(vec![]));
        assert_eq!(of("services"), None);
    }
}
