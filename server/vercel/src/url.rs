//! Node's `url.parse`, `url.format` and `querystring`, which take destinations apart and put them together again.
//!
//! Not the URL standard: the older reader that knows relative URLs, keeps what it does not understand, and escapes some
//! characters on the way. What it makes of a destination decides which segments Vercel finds there.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::javascript::JsObject;

/// What `querystring.escape` escapes.
const ESCAPED_IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What `url.format` escapes in credentials.
const ESCAPED_IN_AUTH: &AsciiSet = &ESCAPED_IN_QUERY.remove(b':');

/// A URL's parts, as `url.parse(url, true)` gives them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Url {
    /// `https:`, lower case.
    pub protocol: Option<String>,
    /// Whether `//` follows the protocol.
    pub slashes: bool,
    /// What stands before `@`, decoded.
    pub auth: Option<String>,
    /// Digits after the host's `:`.
    pub port: Option<String>,
    /// The host's name, lower case and in punycode.
    pub hostname: Option<String>,
    /// From `#` on.
    pub hash: Option<String>,
    /// The path.
    pub pathname: Option<String>,
    /// The query, decoded.
    pub query: JsObject<QueryValue>,
}

/// A query parameter's value.
#[derive(Debug, Clone, PartialEq)]
pub enum QueryValue {
    /// It stands once.
    One(String),
    /// It stands several times.
    Many(Vec<String>),
}

impl QueryValue {
    /// The first value.
    #[must_use]
    pub fn first(&self) -> &str {
        match self {
            QueryValue::One(value) => value,
            QueryValue::Many(values) => values.first().map_or("", String::as_str),
        }
    }
}

/// `url.parse` throws: the host or the credentials are invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidUrl;

fn is_javascript(protocol: &str) -> bool {
    matches!(protocol, "javascript" | "javascript:")
}

fn is_slashed(protocol: &str) -> bool {
    matches!(
        protocol.strip_suffix(':').unwrap_or(protocol),
        "http" | "https" | "ftp" | "gopher" | "file" | "ws" | "wss"
    )
}

/// JavaScript's `\s`.
pub(crate) fn is_space(char: char) -> bool {
    char.is_whitespace() && char != '\u{85}' || char == '\u{feff}'
}

/// `url.parse(url, true)`.
///
/// # Errors
/// Where it throws.
pub fn parse(url: &str) -> Result<Url, InvalidUrl> {
    let trimmed = url.trim_matches(|char: char| char < '!' || matches!(char, '\u{a0}' | '\u{feff}'));
    // Only what is before the query and the hash counts for `\` and `@`.
    let head_len = trimmed.find(['#', '?']).unwrap_or(trimmed.len());
    let (head, tail) = trimmed.split_at_checked(head_len).unwrap_or((trimmed, ""));
    let mut rest = head.replace('\\', "/") + tail;

    let mut parsed = Url::default();
    if !head.contains('@')
        && !tail.contains('#')
        && rest.starts_with('/')
        && !rest.starts_with("///")
        && !rest.contains(is_space)
    {
        let (path, query) = rest.split_once('?').unwrap_or((&rest, ""));
        parsed.pathname = Some(path.to_owned());
        parsed.query = parse_query(query);
        return Ok(parsed);
    }

    let proto_len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-')));
    let proto = proto_len.filter(|&len| len > 0 && rest.get(len..).is_some_and(|rest| rest.starts_with(':')));
    let proto: Option<String> = proto.map(|len| rest.drain(..=len).collect());
    let lower = proto.as_ref().map(|proto| proto.to_ascii_lowercase());
    let javascript = lower.as_deref().is_some_and(is_javascript);
    parsed.protocol.clone_from(&lower);

    let mut slashes = false;
    if proto.is_some() || looks_like_credentials(&rest) {
        slashes = rest.starts_with("//");
        if slashes && !javascript {
            rest.drain(..2);
            parsed.slashes = true;
        }
    }
    if !javascript && (slashes || proto.as_deref().is_some_and(|proto| !is_slashed(proto))) {
        rest = parse_authority(&mut parsed, &rest)?;
    }
    if !javascript {
        rest = auto_escape(&rest);
    }

    if let Some(start) = rest.find('#') {
        parsed.hash = Some(rest.split_off(start));
    }
    if let Some(start) = rest.find('?') {
        let query = rest.split_off(start);
        parsed.query = parse_query(query.get(1..).unwrap_or_default());
    }
    if !rest.is_empty() {
        parsed.pathname = Some(rest);
    } else if lower.as_deref().is_some_and(is_slashed)
        && parsed.hostname.as_ref().is_some_and(|it| !it.is_empty())
    {
        parsed.pathname = Some("/".to_owned());
    }
    Ok(parsed)
}

/// `//user@host`
fn looks_like_credentials(rest: &str) -> bool {
    let Some((user, host)) = rest.strip_prefix("//").and_then(|rest| rest.split_once('@')) else {
        return false;
    };
    !user.is_empty()
        && !user.contains('/')
        && host.chars().next().is_some_and(|char| !matches!(char, '@' | '/'))
}

/// Reads credentials, host and port at the start of `rest`; answers what follows.
fn parse_authority(parsed: &mut Url, rest: &str) -> Result<String, InvalidUrl> {
    let mut end = None;
    let mut at_sign = None;
    let mut non_host = None;
    let mut kept = String::with_capacity(rest.len());
    for (offset, char) in rest.char_indices() {
        match char {
            '\t' | '\n' | '\r' => continue,
            ' ' | '"' | '%' | '\'' | ';' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                non_host.get_or_insert(kept.len());
            }
            '#' | '/' | '?' => {
                non_host.get_or_insert(kept.len());
                end = Some(offset);
            }
            '@' => {
                at_sign = Some(kept.len());
                non_host = None;
            }
            _ => {}
        }
        if end.is_some() {
            break;
        }
        kept.push(char);
    }
    if let Some(end) = end {
        kept += rest.get(end..).unwrap_or_default();
    }
    let start = match at_sign {
        Some(at) => {
            let auth = kept.get(..at).unwrap_or_default();
            parsed.auth = Some(decode_uri_component(auth).ok_or(InvalidUrl)?);
            at + 1
        }
        None => 0,
    };
    let host_end = non_host.unwrap_or(kept.len());
    let host = kept.get(start..host_end).unwrap_or_default();
    let mut rest = kept.get(host_end..).unwrap_or_default().to_owned();

    let mut hostname = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
            parsed.port = (!port.is_empty()).then(|| port.to_owned());
            name
        }
        _ => host,
    };
    let ipv6 = is_ipv6(hostname);
    if !ipv6 && let Some(bad) = hostname.find(['/', '\\', '#', '?', ':']) {
        let (name, leftover) = hostname.split_at_checked(bad).unwrap_or((hostname, ""));
        rest = format!("/{leftover}{rest}");
        hostname = name;
    }
    let too_long = hostname.encode_utf16().count() > 255;
    let mut hostname = if too_long { String::new() } else { hostname.to_lowercase() };
    if !hostname.is_empty() {
        let forbidden: &[char] = if ipv6 {
            &['\0', '\t', '\n', '\r', ' ', '#', '%', '/', '<', '>', '?', '@', '\\', '^', '|']
        } else {
            hostname = to_ascii(&hostname).ok_or(InvalidUrl)?;
            &['\0', '\t', '\n', '\r', ' ', '#', '%', '/', ':', '<', '>', '?', '@', '[', '\\', ']', '^', '|']
        };
        if hostname.is_empty() || hostname.contains(forbidden) {
            return Err(InvalidUrl);
        }
    }
    if ipv6 {
        hostname =
            hostname.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or_default().to_owned();
        if !rest.starts_with('/') {
            rest.insert(0, '/');
        }
    }
    parsed.hostname = Some(hostname);
    Ok(rest)
}

fn is_ipv6(hostname: &str) -> bool {
    hostname.starts_with('[') && hostname.ends_with(']')
}

/// `url.format` of the parts (never with a `host` or `search` of their own).
#[must_use]
pub fn format(url: &Url) -> String {
    let mut auth = utf8_percent_encode(url.auth.as_deref().unwrap_or_default(), ESCAPED_IN_AUTH).to_string();
    if !auth.is_empty() {
        auth.push('@');
    }
    let mut host = String::new();
    if let Some(name) = url.hostname.as_deref().filter(|name| !name.is_empty()) {
        let brackets = name.contains(':') && !is_ipv6(name);
        host = if brackets { format!("{auth}[{name}]") } else { format!("{auth}{name}") };
        if let Some(port) = &url.port {
            host = host + ":" + port;
        }
    }
    let protocol = url.protocol.as_deref().unwrap_or_default();
    let mut path = url.pathname.as_deref().unwrap_or_default().replace('#', "%23").replace('?', "%3F");
    if url.slashes || is_slashed(protocol) && !protocol.is_empty() {
        if url.slashes || !host.is_empty() {
            if !path.is_empty() && !path.starts_with('/') {
                path.insert(0, '/');
            }
            host.insert_str(0, "//");
        } else if protocol.starts_with("file") {
            host = "//".to_owned();
        }
    }
    let query = stringify_query(&url.query);
    let search = if query.is_empty() { query } else { format!("?{query}") };
    let hash = match url.hash.as_deref() {
        None | Some("") => String::new(),
        Some(hash) if hash.starts_with('#') => hash.to_owned(),
        Some(hash) => format!("#{hash}"),
    };
    format!("{protocol}{host}{path}{search}{hash}")
}

/// What `url.parse` escapes. Ours, as the crate `percent-encoding` escapes every character beyond ASCII, which Node keeps.
fn auto_escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\t' | '\n' | '\r' | ' ' | '"' | '\'' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                out += &format!("%{:02X}", u32::from(char));
            }
            _ => out.push(char),
        }
    }
    out
}

/// `querystring.parse`.
fn parse_query(text: &str) -> JsObject<QueryValue> {
    const MAX_PAIRS: usize = 1000;
    let mut query = JsObject::default();
    for pair in text.split('&').take(MAX_PAIRS) {
        if pair.is_empty() {
            continue;
        }
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (key, value) = (decode_query(key), decode_query(value));
        match query.get_mut(&key) {
            Some(QueryValue::Many(values)) => values.push(value),
            Some(one) => {
                let first = one.first().to_owned();
                *one = QueryValue::Many(vec![first, value]);
            }
            None => query.insert(key, QueryValue::One(value)),
        }
    }
    query
}

fn decode_query(text: &str) -> String {
    let spaced = text.replace('+', " ");
    if !has_encoded_byte(text) {
        return spaced;
    }
    decode_uri_component(&spaced).unwrap_or_else(|| unescape_bytes(&spaced))
}

/// Whether `%XX` is in the text, as `querystring` looks for it: a `+` in between does not end its search.
fn has_encoded_byte(text: &str) -> bool {
    let mut seen = 0;
    for byte in text.bytes() {
        match byte {
            b'%' => seen = 1,
            b'+' => {}
            _ if seen > 0 && byte.is_ascii_hexdigit() => {
                seen += 1;
                if seen == 3 {
                    return true;
                }
            }
            _ => seen = 0,
        }
    }
    false
}

/// `querystring.unescapeBuffer(text).toString()`: decodes what it can, a byte for each UTF-16 unit.
/// Ours, as the crate `percent-encoding` decodes the bytes of UTF-8, not UTF-16 units.
fn unescape_bytes(text: &str) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = Vec::with_capacity(units.len());
    let mut at = 0;
    while let Some(unit) = units.get(at) {
        let hex =
            |ahead: usize| units.get(at + ahead).and_then(|&unit| char::from_u32(unit.into())?.to_digit(16));
        let decoded = if *unit == u16::from(b'%') {
            hex(1).zip(hex(2)).map(|(high, low)| high * 16 + low)
        } else {
            None
        };
        at += if decoded.is_some() { 3 } else { 1 };
        bytes.push(decoded.unwrap_or(u32::from(*unit)).to_le_bytes()[0]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `decodeURIComponent`; `None` where it throws: the crate `percent-encoding` keeps a `%` without two digits.
fn decode_uri_component(text: &str) -> Option<String> {
    let is_escape =
        |part: &str| part.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    let decoded = percent_decode_str(text).decode_utf8().ok()?;
    text.split('%').skip(1).all(is_escape).then(|| decoded.into_owned())
}

/// `querystring.stringify`.
fn stringify_query(query: &JsObject<QueryValue>) -> String {
    let escape = |text| utf8_percent_encode(text, ESCAPED_IN_QUERY).to_string();
    let mut fields = Vec::new();
    for (key, value) in query.entries() {
        let key = escape(key);
        match value {
            QueryValue::One(value) => fields.push(format!("{key}={}", escape(value))),
            QueryValue::Many(values) => {
                fields.extend(values.iter().map(|value| format!("{key}={}", escape(value))));
            }
        }
    }
    fields.join("&")
}

/// A host name in ASCII: labels with other characters in punycode. `None` where a label is not valid punycode.
fn to_ascii(hostname: &str) -> Option<String> {
    if hostname.is_ascii() && !hostname.contains("xn--") {
        return Some(hostname.to_owned());
    }
    let labels: Option<Vec<String>> = hostname
        .split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'])
        .map(|label| match label.strip_prefix("xn--") {
            Some(encoded) if label.is_ascii() => punycode_is_valid(encoded).then(|| label.to_owned()),
            _ if label.is_ascii() => Some(label.to_owned()),
            _ => punycode(label).map(|encoded| format!("xn--{encoded}")),
        })
        .collect();
    labels.map(|labels| labels.join("."))
}

const BASE: u32 = 36;

/// RFC 3492, section 6.1.
fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > 455 {
        delta /= BASE - 1;
        k += BASE;
    }
    k + BASE * delta / (delta + 38)
}

fn threshold(k: u32, bias: u32) -> u32 {
    k.saturating_sub(bias).clamp(1, 26)
}

/// RFC 3492, section 6.3.
fn punycode(label: &str) -> Option<String> {
    let digit = |value: u32| char::from_digit(if value < 26 { value + 10 } else { value - 26 }, 36);
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(out.len()).ok()?;
    if basic > 0 {
        out.push('-');
    }
    let (mut next, mut delta, mut bias, mut handled) = (128u32, 0u32, 72, basic);
    let total = u32::try_from(label.chars().count()).ok()?;
    while handled < total {
        let lowest = label.chars().map(u32::from).filter(|&point| point >= next).min()?;
        delta = delta.checked_add((lowest - next).checked_mul(handled + 1)?)?;
        next = lowest;
        for point in label.chars().map(u32::from) {
            if point < next {
                delta = delta.checked_add(1)?;
            }
            if point == next {
                let (mut rest, mut k) = (delta, BASE);
                loop {
                    let limit = threshold(k, bias);
                    if rest < limit {
                        break;
                    }
                    out.push(digit(limit + (rest - limit) % (BASE - limit))?);
                    rest = (rest - limit) / (BASE - limit);
                    k += BASE;
                }
                out.push(digit(rest)?);
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta += 1;
        next += 1;
    }
    Some(out)
}

/// Whether it decodes to something that needed encoding: RFC 3492, section 6.2.
fn punycode_is_valid(encoded: &str) -> bool {
    let (basic, digits) = encoded.rsplit_once('-').unwrap_or(("", encoded));
    let decode = || -> Option<u32> {
        let mut len = u32::try_from(basic.len()).ok()?;
        let (mut point, mut index, mut bias, mut decoded) = (128u32, 0u32, 72, 0);
        let mut chars = digits.chars().peekable();
        while chars.peek().is_some() {
            let (before, mut weight, mut k) = (index, 1u32, BASE);
            loop {
                let value = match chars.next()? {
                    char @ 'a'..='z' => u32::from(char) - u32::from('a'),
                    char @ '0'..='9' => u32::from(char) - u32::from('0') + 26,
                    _ => return None,
                };
                index = index.checked_add(value.checked_mul(weight)?)?;
                let limit = threshold(k, bias);
                if value < limit {
                    break;
                }
                weight = weight.checked_mul(BASE - limit)?;
                k += BASE;
            }
            len += 1;
            bias = adapt(index - before, len, before == 0);
            point = point.checked_add(index / len)?;
            index = index % len + 1;
            char::from_u32(point)?;
            decoded += 1;
        }
        Some(decoded)
    };
    decode().is_some_and(|decoded| decoded > 0)
}
