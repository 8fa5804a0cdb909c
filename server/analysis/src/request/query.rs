//! The query of a URL.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_decode_str, utf8_percent_encode};

/// Characters that are escaped in a name or value.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'/')
    .remove(b':')
    .remove(b',')
    .remove(b'@')
    .remove(b'!')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'$');

/// The names and values of a query, in their order, decoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Each name with its value; a name may come several times.
    pub pairs: Vec<(String, String)>,
}

impl Query {
    /// Reads what follows the `?`.
    #[must_use]
    pub fn parse(text: &str) -> Query {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        });
        Query { pairs: pairs.collect() }
    }

    /// The first value of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Adds the names of `other` that are not there yet: what the request brings stays.
    pub fn add_missing(&mut self, other: Query) {
        let known: Vec<String> = self.pairs.iter().map(|(name, _)| name.clone()).collect();
        self.pairs.extend(other.pairs.into_iter().filter(|(name, _)| !known.contains(name)));
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.pairs.iter().enumerate() {
            let separator = if index > 0 { "&" } else { "" };
            write!(f, "{separator}{}", encoded(name))?;
            if !value.is_empty() {
                write!(f, "={}", encoded(value))?;
            }
        }
        Ok(())
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

fn encoded(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, ESCAPED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        let query = Query::parse("a=1&b=%C3%A9+x&c&a=2&&d=%zz&e=%4&f=%FF%2B%2b%&g=%+1");
        assert_eq!(query.get("a"), Some("1"));
        assert_eq!(query.get("b"), Some("é x"));
        assert_eq!(query.get("c"), Some(""));
        assert_eq!(query.to_string(), "a=1&b=%C3%A9%20x&c&a=2&d=%25zz&e=%254&f=%EF%BF%BD%2B%2B%25&g=%25%201");
        let mut query = Query::parse("a=1");
        query.add_missing(Query::parse("a=2&b=3"));
        assert_eq!(query.to_string(), "a=1&b=3");
    }
}
