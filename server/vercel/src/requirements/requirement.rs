//! One requirement: a package with its versions (PEP 508), or a place without a name.

use super::Fault;
use super::location::{self, Place, has_variable, place, split_extension, split_scheme};
use super::marker::is_marker;
use super::scanner::Scanner;
use crate::pep440;
use crate::project::Folder;

/// What is wrong with a requirement; one that is to be edited must be in a folder.
pub(super) fn fault(text: &str, folder: &Folder<'_>, is_editable: bool) -> Option<Fault> {
    let is_file = |extension| text.ends_with(extension) && folder.is_file(text);
    if is_file(".txt") || is_file(".in") {
        return Some(Fault::Malformed);
    }
    let (from, is_named) = match named(text, folder) {
        Named::Place(place) => (Some(place), true),
        Named::Alone | Named::Versions if !is_editable => return None,
        Named::Alone | Named::Unnamed => (unnamed(text, folder), false),
        Named::Versions | Named::Malformed => (None, true),
    };
    match from {
        None => Some(Fault::Malformed),
        Some(Place::Other | Place::Missing { is_folder: false }) if is_editable => Some(Fault::Malformed),
        Some(Place::Unknown) => None,
        Some(place) if !is_named && !may_name_package(text, place) => Some(Fault::Nameless),
        Some(Place::Missing { .. }) => Some(Fault::Missing),
        Some(Place::Folder | Place::Other) => None,
    }
}

/// Whether a text is a dependency, as `pyproject.toml` lists them. A comma at the end is left out before it is read.
pub(super) fn is_dependency(text: &str, folder: &Folder<'_>) -> bool {
    let plain: String = text.split_whitespace().collect();
    let may_be_corrected = plain.ends_with(',') || [",)", ",;"].iter().any(|it| plain.contains(it));
    may_be_corrected || !matches!(named(text, folder), Named::Malformed | Named::Unnamed)
}

/// Whether the last name of a place may be the name of a package, as Vercel takes it where the requirement doesn't say it.
fn may_name_package(text: &str, place: Place) -> bool {
    let written = until_condition(&mut Scanner::new(text), true);
    let path = location::split_extras(written).map_or(written, |(path, _)| path);
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if matches!(name, "" | "." | "..") {
        return true;
    }
    let Some((stem, extension)) = split_extension(name) else { return is_name(name) };
    // A wheel, or the archive of a version, is named after its package.
    let is_of_version =
        || stem.split('-').skip(1).any(|part| part.starts_with(|char: char| char.is_ascii_digit()));
    let is_repository = extension.contains(['@', '#']) || extension.eq_ignore_ascii_case("git");
    place != Place::Folder && !is_repository && is_of_version()
}

/// A requirement that begins with the name of a package.
enum Named {
    Alone,
    Versions,
    Place(Place),
    /// It doesn't, but may be a place.
    Unnamed,
    Malformed,
}

pub(super) fn is_of_name(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.')
}

/// Whether a text is the name of a package.
pub(super) fn is_name(text: &str) -> bool {
    let is_plain = |char: char| char.is_ascii_alphanumeric();
    text.starts_with(is_plain) && text.ends_with(is_plain) && text.chars().all(is_of_name)
}

fn named(text: &str, folder: &Folder<'_>) -> Named {
    let text = text.trim_start();
    let unnamed = || if may_be_place(text) { Named::Unnamed } else { Named::Malformed };
    let mut scanner = Scanner::new(text);
    if !scanner.peek().is_some_and(|char| char.is_ascii_alphanumeric()) {
        return unnamed();
    }
    let name = scanner.take_while(is_of_name);
    scanner.eat_whitespace();
    if !is_name(name) || extras(&mut scanner).is_none() {
        return Named::Malformed;
    }
    scanner.eat_whitespace();
    let found = match scanner.peek() {
        Some('@') => {
            scanner.next();
            let url = until_condition(&mut scanner, false);
            let place = if url.is_empty() { None } else { place(url, folder, true) };
            place.map_or(Named::Malformed, Named::Place)
        }
        Some('(') => {
            scanner.next();
            let versions = scanner.take_while(|char| char != ')');
            let is_right = scanner.eat(")") && pep440::is_specifiers(versions);
            if is_right { Named::Versions } else { Named::Malformed }
        }
        Some('<' | '=' | '>' | '~' | '!') => {
            let versions = scanner.take_while(|char| char != ';');
            if pep440::is_specifiers(versions) { Named::Versions } else { Named::Malformed }
        }
        Some(';') | None if looks_like_archive(name) => return Named::Unnamed,
        Some(';') | None => Named::Alone,
        Some(_) => return unnamed(),
    };
    if ends(&mut scanner) { found } else { Named::Malformed }
}

/// Reads the condition after a requirement; whether the text ends with it. After a name and its version, a comment may follow without a space.
fn ends(scanner: &mut Scanner<'_>) -> bool {
    scanner.eat_whitespace();
    if scanner.eat(";") {
        return is_marker(scanner.rest);
    }
    scanner.rest.is_empty() || scanner.rest.starts_with('#')
}

/// Reads extras in brackets, if there are any.
fn extras(scanner: &mut Scanner<'_>) -> Option<()> {
    if !scanner.eat("[") {
        return Some(());
    }
    scanner.eat_whitespace();
    let mut is_first = true;
    while !scanner.eat("]") {
        if !is_first && !scanner.eat(",") {
            return None;
        }
        scanner.eat_whitespace();
        if !is_name(scanner.take_while(is_of_name)) {
            return None;
        }
        scanner.eat_whitespace();
        is_first = false;
    }
    Some(())
}

/// Whether the first word of a text may be a place.
fn may_be_place(text: &str) -> bool {
    let word = text.split(char::is_whitespace).next().unwrap_or_default();
    let url = location::split_extras(word).map_or(word, |(url, _)| url);
    url.starts_with(['\\', '/', '.'])
        || split_scheme(url).is_some()
        || url.contains(['/', '\\'])
        || looks_like_archive(url)
        || has_variable(word)
}

/// Whether a name is an archive's, and no package's.
fn looks_like_archive(name: &str) -> bool {
    split_extension(name).is_some_and(|(stem, extension)| match extension {
        "whl" | "zip" | "tgz" | "tar" => true,
        "gz" => split_extension(stem).is_some_and(|(_, inner)| inner == "tar"),
        _ => false,
    })
}

/// A place without the name of a package.
fn unnamed(text: &str, folder: &Folder<'_>) -> Option<Place> {
    let mut scanner = Scanner::new(text);
    let written = until_condition(&mut scanner, true);
    let (url, extras_of) = location::split_extras(written).unwrap_or((written, ""));
    extras(&mut Scanner::new(extras_of))?;
    let found = if written.is_empty() { None } else { place(url, folder, false) };
    scanner.eat_whitespace();
    let ends = if scanner.eat(";") { is_marker(scanner.rest) } else { scanner.rest.is_empty() };
    found.filter(|_| ends)
}

/// Reads a URL up to the condition or the comment after it: a space is before the mark, or behind it. With brackets, those that are open hide
/// both.
fn until_condition<'a>(scanner: &mut Scanner<'a>, has_brackets: bool) -> &'a str {
    scanner.eat_whitespace();
    let start = scanner.rest;
    let (mut length, mut depth, mut was_space) = (0, 0_usize, false);
    while let Some(char) = scanner.next() {
        if char == '\n' {
            break;
        }
        match char {
            '[' if has_brackets => depth += 1,
            ']' if has_brackets => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_space = char.is_whitespace();
        // All spaces in a row are followed by the same character.
        if depth == 0 && is_space && !was_space {
            let next = scanner.rest.trim_start().chars().next();
            if matches!(next, None | Some(';' | '#')) {
                break;
            }
        }
        was_space = is_space;
        length += char.len_utf8();
        let mut ahead = scanner.rest.chars();
        if depth == 0
            && matches!(ahead.next(), Some(';' | '#'))
            && ahead.next().is_some_and(char::is_whitespace)
        {
            break;
        }
    }
    start.get(..length).unwrap_or_default()
}
