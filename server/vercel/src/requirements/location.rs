//! Where a requirement comes from: a path, a URL, a repository.

use std::net::Ipv6Addr;

use super::scanner::Scanner;
use crate::posix_path;
use crate::project::Folder;

/// What is at a place, as far as its name and the project's files tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Folder,
    /// An archive or a repository.
    Other,
    /// A path of the project at which nothing is.
    Missing {
        /// Whether its name is a folder's.
        is_folder: bool,
    },
    /// It depends on the environment.
    Unknown,
}

/// The place of a requirement, `None` if Vercel can't take it. A path without a package's name is written together with its fragment.
pub(super) fn place(text: &str, folder: &Folder<'_>, has_name: bool) -> Option<Place> {
    // How a backslash is read depends on what is before it.
    if has_variable(text) || text.contains('\\') {
        return Some(Place::Unknown);
    }
    let of_path = |path: &str| of_path(path, folder, has_name);
    let Some((scheme, rest)) = split_scheme(text) else { return of_path(text) };
    if scheme == "file" {
        let path = rest.strip_prefix("//localhost").filter(|path| path.starts_with('/'));
        return of_path(path.or_else(|| rest.strip_prefix("//")).unwrap_or(rest));
    }
    let is_known =
        matches!(scheme, "http" | "https") || scheme.starts_with("git+") || OTHERS.contains(&scheme);
    if is_known { of_url(text) } else { of_path(text) }
}

/// Other version control systems, which Vercel doesn't install from.
const OTHERS: [&str; 17] = [
    "bzr+http",
    "bzr+https",
    "bzr+ssh",
    "bzr+sftp",
    "bzr+ftp",
    "bzr+lp",
    "bzr+file",
    "hg+file",
    "hg+http",
    "hg+https",
    "hg+ssh",
    "hg+static-http",
    "svn+ssh",
    "svn+http",
    "svn+https",
    "svn+svn",
    "svn+file",
];

/// Whether a text has a variable such as `${TOKEN}`.
pub(super) fn has_variable(text: &str) -> bool {
    let is_of_name = |char: char| char.is_ascii_uppercase() || char.is_ascii_digit() || char == '_';
    text.match_indices("${").any(|(at, mark)| {
        let rest = text.get(at + mark.len()..).unwrap_or_default();
        rest.split_once('}').is_some_and(|(name, _)| !name.is_empty() && name.chars().all(is_of_name))
    })
}

/// A URL's scheme and what follows its colon.
pub(super) fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.trim_matches(|char| char <= ' ').split_once(':')?;
    let is_scheme = scheme.starts_with(|char: char| char.is_ascii_alphabetic())
        && scheme.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.'));
    is_scheme.then_some((scheme, rest))
}

/// Whether a path names an archive from which uv installs.
fn is_archive(path: &str) -> bool {
    let Some((stem, extension)) = split_extension(path) else { return false };
    let is_tar = || split_extension(stem).is_some_and(|(_, inner)| inner.eq_ignore_ascii_case("tar"));
    match extension {
        "whl" | "zip" | "tar" | "tgz" | "tbz" | "txz" | "tlz" => true,
        "gz" | "bz2" | "xz" | "lz" | "lzma" | "zst" => is_tar(),
        _ => false,
    }
}

/// The last name of a path in two, at its last dot.
pub(super) fn split_extension(path: &str) -> Option<(&str, &str)> {
    let mut names = path.split('/').filter(|name| !matches!(*name, "" | "."));
    names.next_back().filter(|name| *name != "..")?.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())
}

fn of_path(path: &str, folder: &Folder<'_>, has_name: bool) -> Option<Place> {
    let without_fragment = path.split('#').next().unwrap_or_default();
    let normal = posix_path::normalize(without_fragment);
    let is_outside = normal.starts_with('/') || normal == ".." || normal.starts_with("../");
    // What the folder itself is called isn't known here.
    if matches!(&*normal, "" | "." | "..") || is_outside && split_extension(&normal).is_none() {
        return Some(Place::Folder);
    }
    let is_missing = !is_outside && !folder.exists(&normal);
    let is_folder =
        if is_missing { split_extension(&normal).is_none() } else { !is_outside && !folder.is_file(&normal) };
    if is_folder {
        return Some(if is_missing { Place::Missing { is_folder } } else { Place::Folder });
    }
    let named = if has_name { without_fragment } else { path };
    let is_repository =
        || has_name && split_extension(named).is_some_and(|(_, it)| it.eq_ignore_ascii_case("git"));
    if is_archive(named) || is_repository() {
        return Some(if is_missing { Place::Missing { is_folder } } else { Place::Other });
    }
    // A folder may be there.
    is_outside.then_some(Place::Unknown)
}

fn of_url(text: &str) -> Option<Place> {
    let url = Url::parse(text)?;
    if let Some((system, _)) = url.scheme.split_once('+') {
        if system != "git" {
            return None;
        }
        let inner = Url::parse(text.trim_matches(|char| char <= ' ').get("git+".len()..)?)?;
        return matches!(&*inner.scheme, "http" | "https" | "ssh" | "file").then_some(Place::Other);
    }
    let is_repository = split_extension(url.path).is_some_and(|(_, it)| it.eq_ignore_ascii_case("git"));
    (is_repository || is_archive(url.path)).then_some(Place::Other)
}

/// Whether a text is a URL as an option takes it. A path that exists on the build machine is one, too; relative ones begin at its root.
pub(super) fn is_index(text: &str) -> bool {
    let path = text.trim_start_matches("./");
    let may_exist = path.starts_with('/')
        || path
            .split('/')
            .next()
            .is_some_and(|first| matches!(first, "" | "." | "..") || ROOT.contains(&first));
    may_exist || has_variable(text) || Url::parse(text).is_some()
}

/// What a Linux machine has in its first folder.
const ROOT: [&str; 20] = [
    "bin", "boot", "dev", "etc", "home", "lib", "lib64", "media", "mnt", "opt", "proc", "root", "run",
    "sbin", "srv", "sys", "tmp", "usr", "var", "vercel",
];

/// Parts of a URL that the URL standard accepts. Where it depends on more than is read here, a URL is taken for one.
struct Url<'a> {
    scheme: String,
    path: &'a str,
}

impl<'a> Url<'a> {
    fn parse(text: &'a str) -> Option<Url<'a>> {
        let (scheme, rest) = split_scheme(text)?;
        let scheme = scheme.to_ascii_lowercase();
        let is_special = matches!(&*scheme, "http" | "https" | "ws" | "wss" | "ftp");
        let mut scanner = Scanner::new(rest);
        if is_special {
            scanner.take_while(|char| matches!(char, '/' | '\\'));
        } else if scheme == "file" || !scanner.eat("//") {
            let path = scanner.take_while(|char| !matches!(char, '?' | '#'));
            return Some(Url { scheme, path });
        }
        let authority = scanner.take_while(|char| !matches!(char, '/' | '?' | '#'));
        let path = scanner.take_while(|char| !matches!(char, '?' | '#'));
        let (credentials, host) =
            authority.rsplit_once('@').map_or((None, authority), |(before, host)| (Some(before), host));
        let is_valid = is_host(host, is_special, credentials.is_some());
        // uv takes this for a password with a slash in it.
        let has_password =
            credentials.is_some_and(|it| it.split_once(':').is_some_and(|(_, it)| !it.is_empty()));
        let is_ambiguous = !has_password
            && (hides_credentials(path)
                || scanner.rest.split_once('#').is_some_and(|(_, it)| hides_credentials(it)));
        (is_valid && !is_ambiguous).then_some(Url { scheme, path })
    }
}

/// Whether a text has a colon, and an `@` after it; `://` doesn't count.
fn hides_credentials(text: &str) -> bool {
    let mut colons = text.match_indices(':').map(|(at, _)| text.get(at + 1..).unwrap_or_default());
    colons.any(|after| !after.starts_with("//") && after.contains('@'))
}

/// Whether a host with its port may be one.
fn is_host(text: &str, is_special: bool, has_credentials: bool) -> bool {
    let (host, port) = match text.strip_prefix('[') {
        Some(inner) => {
            let Some((address, port)) = inner.split_once(']') else { return false };
            if address.parse::<Ipv6Addr>().is_err() || !(port.is_empty() || port.starts_with(':')) {
                return false;
            }
            ("[]", port.strip_prefix(':'))
        }
        None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
    };
    let is_port = |port: &str| {
        port.is_empty() || port.bytes().all(|it| it.is_ascii_digit()) && port.parse::<u16>().is_ok()
    };
    if host.is_empty() {
        return !is_special && !has_credentials && port.is_none();
    }
    let is_forbidden = |char: char| "\0 #/<>?@\\^|".contains(char);
    let is_control = |char: char| is_special && char.is_ascii_control() && !matches!(char, '\t' | '\n');
    (host == "[]"
        || !host.contains(|char| is_forbidden(char) || is_control(char) || matches!(char, '[' | ']')))
        && port.is_none_or(is_port)
}

/// Takes a place and the extras in brackets behind it apart.
pub(super) fn split_extras(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_suffix(']')?;
    let start =
        inner.rfind(['[', ']']).filter(|at| inner.get(*at..).is_some_and(|it| it.starts_with('[')))?;
    text.split_at_checked(start)
}
