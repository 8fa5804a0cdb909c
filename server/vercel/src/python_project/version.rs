//! Which Python a project asks for, in `.python-version` or in its manifest (`parsePythonVersionFile`, `resolvePythonVersion`).

use crate::pep440;
use crate::project::Folder;
use crate::python_project::Unreadable;
use crate::url::is_space;

/// Where a version of Python is asked for.
pub(super) struct Asked {
    pub(super) file: String,
    /// Any of these.
    pub(super) requests: Vec<Request>,
}

/// A Python that is asked for.
pub(super) enum Request {
    /// Any will do.
    Any,
    /// One that Vercel doesn't have: another implementation, or a variant.
    Other,
    /// One that meets conditions on its version.
    Version(String),
    /// One that depends on the machine.
    Unknown,
}

/// The condition of a manifest: the file, what it says, and whether it is lost where Vercel makes a `pyproject.toml` of the file.
pub(super) struct Condition {
    pub(super) file: String,
    pub(super) python: String,
    pub(super) is_converted: bool,
}

/// What is wrong with the version of Python that a project asks for.
pub(super) fn unsuitable(version_file: Option<Asked>, manifest: Option<Condition>) -> Option<Unreadable> {
    let of_manifest = manifest
        .as_ref()
        .map(|it| Asked { file: it.file.clone(), requests: vec![Request::Version(it.python.clone())] });
    let asked = version_file.or(of_manifest)?;
    if asks_for_discontinued(&asked.requests) {
        return Some(Unreadable::Discontinued(asked.file));
    }
    let selected = selected(&asked.requests);
    let Condition { file, python, is_converted } = manifest?;
    let is_excluded = |minor| !pep440::may_allow_python(&python, minor);
    let is_refused = match selected {
        Some(minor) => is_excluded(minor),
        None => PYTHONS.into_iter().all(is_excluded),
    };
    (!is_converted && is_refused).then(|| Unreadable::NoPython(file, python.clone()))
}

/// Minor versions of Python 3 that Vercel builds with, in the order in which it takes them.
const PYTHONS: [u64; 3] = [12, 14, 13];

/// The minor version of Python 3 with which Vercel builds; `None` where the requests aren't plain.
fn selected(requests: &[Request]) -> Option<u64> {
    let all = PYTHONS.into_iter().map(|minor| allows(requests, minor)).collect::<Option<Vec<bool>>>()?;
    let first = PYTHONS.into_iter().zip(all).find_map(|(minor, is_allowed)| is_allowed.then_some(minor));
    Some(first.unwrap_or(12))
}

/// Others that it knows.
const OTHERS: [u64; 3] = [9, 10, 11];
const DISCONTINUED: u64 = 6;

/// Whether only the discontinued version will do.
fn asks_for_discontinued(requests: &[Request]) -> bool {
    let is_allowed = |minor| allows(requests, minor) == Some(true);
    is_allowed(DISCONTINUED) && !OTHERS.into_iter().chain(PYTHONS).any(is_allowed)
}

/// Whether one of the requests is met by a minor version of Python 3; `None` where they aren't plain.
fn allows(requests: &[Request], minor: u64) -> Option<bool> {
    let is_met = |request: &Request| match request {
        Request::Any => Some(true),
        Request::Other => Some(false),
        Request::Version(conditions) => pep440::allows_python(conditions, minor),
        Request::Unknown => None,
    };
    Some(requests.iter().map(is_met).collect::<Option<Vec<_>>>()?.contains(&true))
}

/// The name of the file.
pub(super) const VERSION_FILE: &str = ".python-version";

/// What the file of a folder asks for, line by line; `None` if it isn't there. What is no request is left out.
pub(super) fn requests(folder: &Folder<'_>) -> Option<Vec<Request>> {
    let text = folder.read(VERSION_FILE).filter(|_| folder.is_file(VERSION_FILE))?;
    let lines = text.lines().map(|line| line.trim_matches(is_space).to_lowercase());
    Some(
        lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .filter_map(|it| request(&it))
            .collect(),
    )
}

/// Names of implementations, and whether Vercel has it.
const IMPLEMENTATIONS: [(&str, bool); 8] = [
    ("python", true),
    ("cpython", true),
    ("pypy", false),
    ("pyodide", false),
    ("graalpy", false),
    ("cp", true),
    ("pp", false),
    ("gp", false),
];

/// `parseUvPythonRequest`: `system`, or the name of an environment, is a word of other tools, and no request.
fn request(line: &str) -> Option<Request> {
    if matches!(line, "any" | "default") {
        return Some(Request::Any);
    }
    for (name, is_known) in IMPLEMENTATIONS {
        let Some(rest) = line.strip_prefix(name) else { continue };
        let version = if rest.is_empty() {
            Some(Request::Any)
        } else {
            version(rest.strip_prefix('@').unwrap_or(rest))
        };
        if let Some(version) = version {
            return Some(if is_known { version } else { Request::Other });
        }
    }
    version(line).or_else(|| of_platform(line))
}

/// `parseVersionRequest`: a version or conditions, and after the last digit a variant, of which Vercel has none. `3.6`, `36` and `python3.6`
/// are `==3.6`.
fn version(text: &str) -> Option<Request> {
    let end = text.rfind(|char: char| char.is_ascii_digit()).map_or(text.len(), |last| last + 1);
    let (version, variant) = text.split_at_checked(end)?;
    let conditions = if pep440::is_version(version) {
        let version = version.strip_prefix('v').unwrap_or(version);
        match version.split_at_checked(1) {
            Some((major, minor)) if is_tag(minor) => format!("=={major}.{minor}"),
            _ => format!("=={version}"),
        }
    } else if pep440::is_specifiers(version) {
        version.to_owned()
    } else {
        return None;
    };
    let has_variant = !matches!(variant, "" | "default" | "+default");
    Some(if has_variant { Request::Other } else { Request::Version(conditions) })
}

/// Whether the digits after the first are those of a minor version, as in the tags of packages.
fn is_tag(minor: &str) -> bool {
    minor.bytes().all(|byte| byte.is_ascii_digit()) && minor.parse::<u8>().is_ok()
}

/// `tryParsePlatformRequest`: an implementation, a version and a platform between hyphens, each of which may be left out.
fn of_platform(line: &str) -> Option<Request> {
    let mut parts = line.split('-').take_while(|part| !part.is_empty()).peekable();
    let known = |part: &str| IMPLEMENTATIONS.into_iter().find(|(name, _)| *name == part);
    let implementation = parts.peek().and_then(|part| known(part));
    let is_left_out = implementation.is_none() && parts.peek().is_none_or(|part| *part == "any");
    if implementation.is_some() || is_left_out {
        parts.next();
    }
    let asked = parts.peek().and_then(|part| version(part));
    let is_any = asked.is_none() && parts.peek().is_none_or(|part| *part == "any");
    if asked.is_some() || is_any {
        parts.next();
    }
    let is_request = implementation.is_some() || asked.is_some() || is_left_out && is_any;
    let has_platform = parts.any(|part| part != "any");
    is_request.then(|| match implementation {
        Some((_, false)) => Request::Other,
        _ if has_platform => Request::Unknown,
        _ => asked.unwrap_or(Request::Any),
    })
}
