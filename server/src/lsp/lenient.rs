//! Messages that are almost JSON: made readable, or at least known by their id.
//!
//! A dropped message may be a lost edit; every later answer would then be about the wrong text.

use serde_json::Value;
use tower_lsp::jsonrpc::Id;

/// How deep arrays and objects may lie in each other: `serde_json` reads 127, and the parameters of no method need as many.
const MAX_DEPTH: usize = 120;

/// The message with what keeps it from being read replaced: half of a surrogate pair (`JSON.stringify` writes it, a text of
/// JavaScript may hold it) and bytes that are not UTF-8 by U+FFFD, which has the same length in UTF-16; raw control characters
/// and backslashes that begin no escape by their escapes; what lies deeper than is read by `null`.
pub fn repaired(body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    let mut rest = text.trim_start_matches('\u{FEFF}').as_bytes();
    let mut out = Vec::with_capacity(rest.len());
    let (mut depth, mut in_string) = (0_usize, false);
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let was_deep = depth > MAX_DEPTH;
        match byte {
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                if depth == MAX_DEPTH + 1 {
                    out.extend_from_slice(b"null");
                }
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if was_deep || depth > MAX_DEPTH {
            if in_string && byte == b'\\' {
                rest = rest.get(1..).unwrap_or_default();
            }
            continue;
        }
        match byte {
            b'\\' if in_string => {
                rest = escape(rest, &mut out);
            }
            0..=0x1F if in_string => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(byte),
        }
    }
    out
}

/// Writes the escape that a backslash begins, and gives back what follows it.
fn escape<'a>(rest: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    let length = match rest {
        [b'u', ..] => match (unit(rest), rest.get(5), rest.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(b'\\'), Some(0xDC00..=0xDFFF)) => 11,
            (Some(0xD800..=0xDFFF), ..) => {
                out.extend_from_slice(b"\\ufffd");
                return rest.get(5..).unwrap_or_default();
            }
            (Some(_), ..) => 5,
            (None, ..) => 0,
        },
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 1,
        _ => 0,
    };
    let (copied, rest) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    out.extend_from_slice(if length == 0 { b"\\\\" } else { b"\\" });
    out.extend_from_slice(copied);
    rest
}

/// The number of `uXXXX`.
fn unit(rest: &[u8]) -> Option<u32> {
    let digits = rest.strip_prefix(b"u")?.get(..4)?;
    digits.iter().try_fold(0, |number, digit| Some(number * 16 + char::from(*digit).to_digit(16)?))
}

/// What can be extracted from a message that isn't valid JSON.
#[derive(Debug, Default, PartialEq)]
pub struct Outline {
    /// The id that its answer carries.
    pub id: Option<Id>,
    /// Its method.
    pub method: Option<String>,
    /// The document that it is about.
    pub uri: Option<String>,
}

/// Looks through a message that can't be read, as far as its strings can be delimited.
pub fn outline(body: &[u8]) -> Outline {
    /// `params`, `textDocument`, `uri`.
    const URI_DEPTH: usize = 3;
    let mut outline = Outline::default();
    let (mut depth, mut key) = (0_usize, String::new());
    let mut rest = body;
    while let Some((&byte, after)) = rest.split_first() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' | b'0'..=b'9' | b'-' => {
                let length = if byte == b'"' { string_length(rest) } else { number_length(rest) };
                let (token, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
                rest = after;
                let value = serde_json::from_slice::<Value>(token).unwrap_or_default();
                let text = value.as_str().map(str::to_owned);
                if after.trim_ascii_start().starts_with(b":") {
                    key = text.unwrap_or_default();
                    continue;
                }
                match (depth, key.as_str()) {
                    (1, "id") if !value.is_null() => {
                        outline.id = outline.id.or(serde_json::from_value(value).ok());
                    }
                    (1, "method") => outline.method = outline.method.or(text),
                    (URI_DEPTH, "uri") => outline.uri = outline.uri.or(text),
                    _ => {}
                }
                continue;
            }
            _ => {}
        }
        rest = after;
    }
    outline
}

fn string_length(text: &[u8]) -> usize {
    let mut escaped = false;
    let end = text.iter().skip(1).position(|&byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

fn number_length(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Value {
        serde_json::from_slice(&repaired(text)).unwrap_or_else(|error| panic!("{error}: {text:?}"))
    }

    #[test]
    fn half_of_a_pair_becomes_a_character() {
        for (text, expected) in [
            (r#""\ud800""#, "\u{FFFD}"),
            (r#""\udfff!""#, "\u{FFFD}!"),
            (r#""\uD800\uD800""#, "\u{FFFD}\u{FFFD}"),
            (r#""\ud83d\ude00""#, "\u{1F600}"),
            (r#""\ud83dx\ude00""#, "\u{FFFD}x\u{FFFD}"),
            (r#""\ud83d\\ude00""#, "\u{FFFD}\\ude00"),
            (r#""\\ud800""#, "\\ud800"),
            (r#""\ud83d\n""#, "\u{FFFD}\n"),
            (r#""\x \u12 \"""#, "\\x \\u12 \""),
            ("\"a\tb\nc\u{1}\"", "a\tb\nc\u{1}"),
            ("\u{FEFF}\"a\"", "a"),
        ] {
            assert_eq!(read(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(read(b"\"a\xFFb\""), "a\u{FFFD}b");
    }

    #[test]
    fn what_lies_too_deep_becomes_null() {
        for depth in [1, MAX_DEPTH, MAX_DEPTH + 1, 127, 128, 100_000] {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            let text = format!(r#"{{"a":{open}"]\"}}"{close},"id":1}}"#);
            assert_eq!(read(text.as_bytes())["id"], 1, "{depth}");
        }
    }

    #[test]
    fn what_is_sound_stays() {
        for text in [r#"{"a":[1,2,{"b":"c\u00e9\/\\"}],"d":null,"e":-1.5e3}"#, "[]", "7"] {
            assert_eq!(repaired(text.as_bytes()), text.as_bytes());
        }
    }

    #[test]
    fn what_can_not_be_read_has_an_outline() {
        let text = br#"{"jsonrpc":"2.0","id":"x\"y","method":"m","params":{"id":7,"textDocument":{"uri":"file:///a"},"x":nonsense"#;
        let expected = Outline {
            id: Some(Id::String("x\"y".to_owned())),
            method: Some("m".to_owned()),
            uri: Some("file:///a".to_owned()),
        };
        assert_eq!(outline(text), expected);
        assert_eq!(outline(br#"{"params":[{"id":1}],"id":-5,"method"#).id, Some(Id::Number(-5)));
        for text in [&b"\""[..], b"{\"id\":", b"}}}", b"{\"id\":\"\\", b"\xFF"] {
            assert_eq!(outline(text), Outline::default());
        }
    }
}
