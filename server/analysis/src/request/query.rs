//! The query of a URL.

use std::fmt;

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
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        rest = match (byte, hex) {
            (b'%', Some(value)) => {
                bytes.push(value);
                after.get(2..).unwrap_or_default()
            }
            (b'+', _) => {
                bytes.push(b' ');
                after
            }
            _ => {
                bytes.push(byte);
                after
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/:,@!*'()$".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        let query = Query::parse("a=1&b=%C3%A9+x&c&a=2&&d=%zz");
        assert_eq!(query.get("a"), Some("1"));
        assert_eq!(query.get("b"), Some("é x"));
        assert_eq!(query.get("c"), Some(""));
        assert_eq!(query.to_string(), "a=1&b=%C3%A9%20x&c&a=2&d=%25zz");
        let mut query = Query::parse("a=1");
        query.add_missing(Query::parse("a=2&b=3"));
        assert_eq!(query.to_string(), "a=1&b=3");
    }
}
