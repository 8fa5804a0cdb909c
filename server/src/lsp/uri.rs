//! File URIs and paths, as pure functions.
//!
//! Editors spell one file in several ways (`file:///c%3A/x`, `file:///C:/x`, `FILE://localhost/C:/x`); [`key`] is the same
//! for all of them. What can't be a path gives `None`, never a panic.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use tower_lsp::ls_types::Uri;

/// How a system spells paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Unix,
    Windows,
}

const NATIVE: Style = if cfg!(windows) { Style::Windows } else { Style::Unix };

/// Characters that are escaped in the path of a URI. A colon is one too: VS Code escapes that of a drive.
const ESCAPED_IN_PATHS: &AsciiSet = &ESCAPED_IN_URIS.add(b':').add(b'?').add(b'#');

/// What may not stand in a URI.
const ESCAPED_IN_URIS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'#')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// The path of a `file:` URI.
#[must_use]
pub fn to_path(uri: &Uri) -> Option<PathBuf> {
    native_path(uri.as_str(), NATIVE).map(path_of_bytes)
}

/// The path that a document which was never saved will have, if its URI tells: `untitled:/srv/app/vercel.json`.
#[must_use]
pub fn to_future_path(uri: &Uri) -> Option<PathBuf> {
    native_path(&format!("file:{}", uri.as_str().strip_prefix("untitled:")?), NATIVE).map(path_of_bytes)
}

/// Whether a document was never saved.
#[must_use]
pub fn is_untitled(uri: &Uri) -> bool {
    uri.as_str().starts_with("untitled:")
}

/// The URI of the folder that holds a document, with a slash at its end.
#[must_use]
pub fn folder(uri: &Uri) -> Option<String> {
    let text = without_query(uri.as_str());
    text.rfind('/').and_then(|slash| text.get(..=slash)).map(str::to_owned)
}

/// The `file:` URI of a folder, with a slash at its end.
#[must_use]
pub fn of_folder(path: &Path) -> Option<String> {
    let uri = uri_text(path.as_os_str().as_encoded_bytes(), NATIVE)?;
    Some(if uri.ends_with('/') { uri } else { format!("{uri}/") })
}

/// The URI of a path with `/` between names, below the URI of a folder.
#[must_use]
pub fn below(folder: &str, path: &str) -> Option<Uri> {
    format!("{folder}{}", encode(path.as_bytes(), ESCAPED_IN_PATHS)).parse().ok()
}

/// One name for every spelling of a URI.
#[must_use]
pub fn key(uri: &Uri) -> String {
    native_path(uri.as_str(), NATIVE)
        .and_then(|path| uri_text(&path, NATIVE))
        .unwrap_or_else(|| uri.as_str().to_owned())
}

/// The last segment of a URI's path, decoded: the file's name.
#[must_use]
pub fn file_name(uri: &Uri) -> String {
    let text = without_query(uri.as_str());
    let path = text.split_once(':').map_or(text, |(_, path)| path);
    String::from_utf8_lossy(&decode(path.rsplit('/').next().unwrap_or_default())).into_owned()
}

/// A URI in which every character that may not stand in one is percent-encoded. Some editors send them raw.
#[must_use]
pub fn repair(uri: &str) -> String {
    let mut parts = uri.split('%');
    let mut text = encode(parts.next().unwrap_or_default().as_bytes(), ESCAPED_IN_URIS).into_owned();
    for part in parts {
        let escape = part.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        text.push_str(if escape { "%" } else { "%25" });
        text.push_str(&encode(part.as_bytes(), ESCAPED_IN_URIS));
    }
    text
}

fn native_path(uri: &str, style: Style) -> Option<Vec<u8>> {
    let (scheme, rest) = without_query(uri).split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/')?),
        None => ("", rest),
    };
    let path = decode(path.strip_prefix('/')?);
    if path.contains(&0) {
        return None;
    }
    let local = host.is_empty() || host.eq_ignore_ascii_case("localhost");
    match style {
        Style::Unix if local => Some([b"/", &*path].concat()),
        Style::Unix => None,
        Style::Windows => {
            let mut native = match &*path {
                [drive, b':', rest @ ..] if local && drive.is_ascii_alphabetic() => {
                    let rest = if rest.is_empty() { b"/" } else { rest };
                    [&[drive.to_ascii_uppercase(), b':'], rest].concat()
                }
                _ if local => return None,
                share => [b"//", &*decode(host), b"/", share].concat(),
            };
            native.iter_mut().filter(|byte| **byte == b'/').for_each(|byte| *byte = b'\\');
            std::str::from_utf8(&native).is_ok().then_some(native)
        }
    }
}

fn uri_text(path: &[u8], style: Style) -> Option<String> {
    match style {
        Style::Unix => path.starts_with(b"/").then(|| ["file://", &encode(path, ESCAPED_IN_PATHS)].concat()),
        Style::Windows => {
            let mut path = path.to_vec();
            path.iter_mut().filter(|byte| **byte == b'\\').for_each(|byte| *byte = b'/');
            let path = path.strip_prefix(b"//?/").unwrap_or(&path);
            match path {
                [drive, b':', rest @ ..] if drive.is_ascii_alphabetic() => Some(format!(
                    "file:///{}%3A{}",
                    char::from(drive.to_ascii_lowercase()),
                    encode(rest, ESCAPED_IN_PATHS)
                )),
                [b'/', b'/', share @ ..] if !share.is_empty() => {
                    Some(format!("file://{}", encode(share, ESCAPED_IN_PATHS)))
                }
                _ => None,
            }
        }
    }
}

fn without_query(uri: &str) -> &str {
    uri.split(['?', '#']).next().unwrap_or_default()
}

fn encode<'a>(bytes: &'a [u8], escaped: &'static AsciiSet) -> Cow<'a, str> {
    percent_encode(bytes, escaped).into()
}

fn decode(text: &str) -> Cow<'_, [u8]> {
    percent_decode_str(text).into()
}

#[cfg(unix)]
fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
#[expect(clippy::needless_pass_by_value, reason = "Unix takes them over")]
fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn native(uri: &str, style: Style) -> Option<String> {
        native_path(uri, style).map(|path| String::from_utf8(path).unwrap())
    }

    fn uri(text: &str) -> Uri {
        text.parse().unwrap()
    }

    #[test]
    fn unix_paths() {
        for (uri, path) in [
            ("file:///srv/app/vercel.json", "/srv/app/vercel.json"),
            ("FILE:///srv/app/vercel.json", "/srv/app/vercel.json"),
            ("file://localhost/srv/vercel.json", "/srv/vercel.json"),
            ("file:/srv/vercel.json", "/srv/vercel.json"),
            ("file:///my%20app/vercel.json", "/my app/vercel.json"),
            ("file:///caf%C3%A9/%E6%96%87/vercel.json", "/café/文/vercel.json"),
            ("file:///100%/vercel.json", "/100%/vercel.json"),
            ("file:///50%25/vercel.json", "/50%/vercel.json"),
            ("file:///a%23b%3Fc/vercel.json?x#y", "/a#b?c/vercel.json"),
            ("file:///app/%5Bslug%5D/vercel.json", "/app/[slug]/vercel.json"),
            ("file:///", "/"),
        ] {
            assert_eq!(native(uri, Style::Unix).as_deref(), Some(path), "{uri}");
        }
    }

    #[test]
    fn windows_paths() {
        for (uri, path) in [
            ("file:///c%3A/x/vercel.json", r"C:\x\vercel.json"),
            ("file:///C:/x/vercel.json", r"C:\x\vercel.json"),
            ("file://localhost/c:/x", r"C:\x"),
            ("file:///d%3A", r"D:\"),
            ("file:///c:/my%20app/caf%C3%A9", r"C:\my app\café"),
            ("file://server/share/x/vercel.json", r"\\server\share\x\vercel.json"),
        ] {
            assert_eq!(native(uri, Style::Windows).as_deref(), Some(path), "{uri}");
        }
    }

    #[test]
    fn what_is_no_path() {
        for uri in [
            "untitled:vercel.json",
            "https://x/vercel.json",
            "file:",
            "file://",
            "file://host",
            "vercel.json",
            "",
        ] {
            assert_eq!(native(uri, Style::Unix), None, "{uri}");
            assert_eq!(native(uri, Style::Windows), None, "{uri}");
        }
        assert_eq!(native("file:///a%00b", Style::Unix), None);
        assert_eq!(native("file://server/share/x", Style::Unix), None, "a share has no Unix path");
        assert_eq!(native("file:///no/drive", Style::Windows), None);
        assert_eq!(native("file:///c:/%FF", Style::Windows), None);
    }

    #[test]
    fn there_and_back() {
        for path in ["/", "/srv/app/vercel.json", "/my app/50%/[slug]/a#b?c", "/café/文/🙂"] {
            let uri = uri_text(path.as_bytes(), Style::Unix).unwrap();
            assert!(uri.parse::<Uri>().is_ok(), "{uri}");
            assert_eq!(native(&uri, Style::Unix).as_deref(), Some(path));
        }
        for path in [r"C:\", r"C:\x\my app\café", r"\\server\share\x y"] {
            let uri = uri_text(path.as_bytes(), Style::Windows).unwrap();
            assert!(uri.parse::<Uri>().is_ok(), "{uri}");
            assert_eq!(native(&uri, Style::Windows).as_deref(), Some(path));
        }
        assert_eq!(uri_text(br"\\?\C:\x", Style::Windows).as_deref(), Some("file:///c%3A/x"));
        assert_eq!(uri_text(b"relative", Style::Unix), None);
        assert_eq!(uri_text(b"relative", Style::Windows), None);
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_not_utf8_survive() {
        let uri = uri("file:///a%FFb/vercel.json");
        let path = to_path(&uri).unwrap();
        assert_eq!(path.as_os_str().as_encoded_bytes(), b"/a\xFFb/vercel.json");
        assert_eq!(key(&uri), uri.as_str());
    }

    #[cfg(unix)]
    #[test]
    fn where_untitled_documents_will_be() {
        let future = |text: &str| to_future_path(&uri(text));
        assert_eq!(future("untitled:/my%20app/vercel.json"), Some(PathBuf::from("/my app/vercel.json")));
        assert_eq!(future("untitled:vercel.json"), None);
        assert_eq!(future("file:///app/vercel.json"), None);
    }

    #[cfg(unix)]
    #[test]
    fn spellings_share_a_key() {
        let key_of = |text: &str| key(&uri(text));
        assert_eq!(key_of("file:///a%20b/%76ercel.json"), key_of("file://localhost/a%20b/vercel.json"));
        assert_ne!(key_of("file:///a/vercel.json"), key_of("file:///A/vercel.json"));
        assert_eq!(key_of("untitled:vercel.json"), "untitled:vercel.json");
    }

    #[test]
    fn files_beside_a_document() {
        let beside =
            |text: &str, path: &str| below(&folder(&uri(text))?, path).map(|uri| uri.as_str().to_owned());
        let path = "web/[slug]/a b.ts";
        assert_eq!(
            beside("file:///c%3A/my%20app/vercel.json", path).as_deref(),
            Some("file:///c%3A/my%20app/web/%5Bslug%5D/a%20b.ts")
        );
        assert_eq!(
            beside("vscode-vfs://github/o/vercel.json?x=/y", "a.ts").as_deref(),
            Some("vscode-vfs://github/o/a.ts")
        );
        assert_eq!(beside("untitled:vercel.json", "a.ts"), None);
    }

    #[test]
    fn file_names() {
        for (text, name) in [
            ("file:///a/vercel.json", "vercel.json"),
            ("file:///a/vercel%2Ejson", "vercel.json"),
            ("untitled:vercel.json", "vercel.json"),
            ("vscode-vfs://github/o/r/vercel.json?ref=1#x", "vercel.json"),
            ("file:///a/vercel.json/", ""),
            ("file:///a/not-vercel.json", "not-vercel.json"),
        ] {
            assert_eq!(file_name(&uri(text)), name, "{text}");
        }
    }

    #[test]
    fn raw_characters_are_repaired() {
        assert_eq!(repair("file:///my app/[slug]/café"), "file:///my%20app/%5Bslug%5D/caf%C3%A9");
        assert_eq!(repair("file:///c%3A/x"), "file:///c%3A/x");
        assert_eq!(repair("file:///100%/5%2/%zz"), "file:///100%25/5%252/%25zz");
        assert!(repair("file:///a b|c^d`e{f}\"<>\\").parse::<Uri>().is_ok());
    }
}
