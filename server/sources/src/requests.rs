//! Requests that JavaScript sends to the host that it comes from: URLs in code that are paths.

use std::ops::Range;

use crate::brackets::Brackets;
use crate::javascript_modules::source;
use crate::javascript_reads::is_object;
use crate::javascript_scopes::shadowed;
use crate::javascript_usage::before_type_arguments;
use crate::read::Position;
use crate::scan::{Kind, Tokens};

/// A request whose URL code has as a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The path as the code has it, with its query and fragment.
    pub url: Box<str>,
    /// Where it is, in bytes, without quotes.
    pub range: Range<usize>,
    /// Where that starts.
    pub start: Position,
    /// The method; `None` if code computes it.
    pub method: Option<Box<str>>,
    /// What sends it.
    pub sender: Sender,
}

/// What sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// `fetch`.
    Fetch,
    /// `axios`, which puts its `baseURL` before the path, wherever that is set.
    Axios,
    /// `ky`.
    Ky,
    /// An element of HTML or SVG.
    Element,
    /// Next.js's `Link`, which puts the app's `basePath` and locale before the path.
    NextLink,
}

const GET: &str = "GET";
/// The elements whose `href` is requested.
const ELEMENTS: [&str; 5] = ["a", "area", "image", "link", "use"];
/// The functions of axios and ky that are named after methods.
const METHODS: [&str; 7] = ["delete", "get", "head", "options", "patch", "post", "put"];

/// The path in quotes around an offset.
pub fn literal(text: &str, offset: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let before = bytes.get(..offset)?.iter().rev();
    let start = offset - before.take_while(|byte| is_plain(**byte)).count();
    let quote = bytes.get(start.checked_sub(1)?)?;
    let end = start + bytes.get(start..)?.iter().take_while(|byte| is_plain(**byte)).count();
    let url = text.get(start..end)?;
    let is_quoted = matches!(quote, b'"' | b'\'' | b'`') && bytes.get(end) == Some(quote);
    let is_path = url.starts_with('/') && !url.starts_with("//");
    (is_quoted && is_path).then_some(start..end)
}

/// Whether a byte means itself in any string.
fn is_plain(byte: u8) -> bool {
    (byte.is_ascii_graphic() || byte == b' ' || !byte.is_ascii())
        && !matches!(byte, b'"' | b'\'' | b'`' | b'\\' | b'<' | b'>' | b'{' | b'}')
}

/// What sends a request for the path that is a string of a script, and by which method.
pub fn in_script(tokens: &Tokens<'_>, literal: &Range<usize>) -> Option<(Option<Box<str>>, Sender)> {
    let at = tokens.starting_at(literal.start)?;
    let is_string = tokens.get(at).is_some_and(|it| it.kind == Kind::String && it.end == literal.end);
    if !is_string {
        return None;
    }
    if let Some(sender) = link(tokens, at) {
        return Some((Some(GET.into()), sender));
    }
    let brackets = Brackets::of(tokens);
    call(tokens, &brackets, at).or_else(|| described(tokens, &brackets, at))
}

/// Whether a path is the `href` of an element in a template, by the text of the file around it: `before` from the `<` of the innermost
/// tag, and `rest` from where the path starts.
pub fn is_in_tag(before: &str, rest: &str, has_braces: bool) -> bool {
    let mut names = before.split(|it: char| !(it.is_ascii_alphanumeric() || matches!(it, '-' | '.' | ':')));
    let is_element = names.next().is_some_and(|name| ELEMENTS.contains(&name));
    let Some((path, after)) = rest.split_once(['"', '\'', '`']) else { return false };
    let in_quotes = before.strip_suffix(['"', '\'']);
    let in_braces = before.strip_suffix(['"', '\'', '`']).and_then(|it| it.trim_end().strip_suffix('{'));
    let in_braces = in_braces.filter(|_| has_braces && after.trim_start().starts_with('}'));
    let attribute = in_braces.or(in_quotes).and_then(|it| it.strip_suffix("href="));
    let is_href = attribute.is_some_and(|it| it.ends_with(|it: char| it.is_ascii_whitespace()));
    is_element && is_href && !path.contains('&')
}

/// `href="…"` or `href={"…"}`.
fn link(tokens: &Tokens<'_>, at: usize) -> Option<Sender> {
    let is_braced = tokens.follows(at, &["{"]) && tokens.is(at + 1, "}");
    let equals = at.checked_sub(if is_braced { 2 } else { 1 })?;
    let attribute = equals.checked_sub(1)?;
    let is_href = tokens.kind(attribute) == Some(Kind::Attribute) && tokens.text(attribute) == "href";
    if !is_href || !tokens.is(equals, "=") || tokens.text(at).contains('&') {
        return None;
    }
    let element = element_of(tokens, attribute)?;
    let name = tokens.text(element);
    let is_whole = [".", ":", "-"].iter().all(|more| !tokens.is(element + 1, more));
    if !is_whole {
        None
    } else if ELEMENTS.contains(&name) {
        Some(Sender::Element)
    } else {
        imports(tokens, name, "next/link").then_some(Sender::NextLink)
    }
}

/// The index of the name of the element that an attribute belongs to.
fn element_of(tokens: &Tokens<'_>, attribute: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for at in (0..attribute).rev() {
        if tokens.is(at, "}") {
            depth += 1;
        } else if tokens.is(at, "{") || tokens.is(at, "${") {
            depth = depth.checked_sub(1)?;
        } else if depth == 0 && tokens.is(at, "<") {
            return Some(at + 1);
        }
    }
    None
}

/// `fetch("…")`, `axios("…")`, `axios.get("…")`, and the same of ky.
fn call(tokens: &Tokens<'_>, brackets: &Brackets, at: usize) -> Option<(Option<Box<str>>, Sender)> {
    if !tokens.follows(at, &["("]) || !tokens.is_whole_argument(at) {
        return None;
    }
    let callee = before_type_arguments(tokens, at.checked_sub(2)?)?;
    if is_object(tokens, callee, "fetch") && !is_own_fetch(tokens, brackets, callee) {
        return Some((method(tokens, brackets, at), Sender::Fetch));
    }
    let verb = METHODS.iter().find(|verb| tokens.is(callee, verb) && tokens.follows(callee, &["."]));
    let object = if verb.is_some() { callee.checked_sub(2)? } else { callee };
    let method = verb.map_or_else(|| method(tokens, brackets, at), |verb| Some(verb.to_uppercase().into()));
    if is_client(tokens, object, "axios", &["baseURL"]) {
        return Some((method, Sender::Axios));
    }
    let has_prefix = members(tokens, brackets, at + 2).any(|it| tokens.text(it) == "prefix");
    let is_ky = is_client(tokens, object, "ky", &["prefixUrl", "baseUrl"]) && !has_prefix;
    is_ky.then_some((method, Sender::Ky))
}

/// `axios({ url: "…" })` and `axios.request({ url: "…" })`.
fn described(tokens: &Tokens<'_>, brackets: &Brackets, at: usize) -> Option<(Option<Box<str>>, Sender)> {
    let name = at.checked_sub(2).filter(|_| tokens.follows(at, &[":"]))?;
    let is_name = matches!(tokens.kind(name), Some(Kind::Word | Kind::String)) && tokens.text(name) == "url";
    let is_value = tokens.follows(name, &["{", ","]) && (tokens.is(at + 1, ",") || tokens.is(at + 1, "}"));
    if !is_name || !is_value {
        return None;
    }
    let object = brackets.around(at).filter(|object| tokens.is(*object, "{"))?;
    let is_argument =
        brackets.closing(object).is_some_and(|end| tokens.is(end + 1, ")") || tokens.is(end + 1, ","));
    // What it takes from elsewhere may have another URL, or a base.
    let has_spread = members(tokens, brackets, object).any(|at| tokens.is(at, "..."));
    if !is_argument || !tokens.follows(object, &["("]) || has_spread {
        return None;
    }
    let callee = before_type_arguments(tokens, object.checked_sub(2)?)?;
    let is_method = tokens.is(callee, "request") && tokens.follows(callee, &["."]);
    let client = if is_method { callee.checked_sub(2)? } else { callee };
    is_client(tokens, client, "axios", &["baseURL"])
        .then(|| (method_in(tokens, brackets, object), Sender::Axios))
}

/// Whether the object at an index is the default export of the module of its name, and the file sets no base for its URLs, by the
/// names of such options.
fn is_client(tokens: &Tokens<'_>, object: usize, name: &str, bases: &[&str]) -> bool {
    is_object(tokens, object, name)
        && imports(tokens, name, name)
        && !bases.iter().any(|base| tokens.mention(base))
}

/// The method in the options after the URL; `None` if it is computed.
fn method(tokens: &Tokens<'_>, brackets: &Brackets, url: usize) -> Option<Box<str>> {
    let has_options = tokens.is(url + 1, ",") && !tokens.is(url + 2, ")");
    match has_options {
        true => method_in(tokens, brackets, url + 2),
        false => Some(GET.into()),
    }
}

/// The method in the options whose brace is at an index; `None` if it is computed, or if what is there isn't an object.
fn method_in(tokens: &Tokens<'_>, brackets: &Brackets, options: usize) -> Option<Box<str>> {
    brackets.closing(options).filter(|_| tokens.is(options, "{"))?;
    let mut method = Some(GET.into());
    for at in members(tokens, brackets, options) {
        if tokens.text(at) == "method" {
            let is_literal = tokens.is(at + 1, ":")
                && tokens.kind(at + 2) == Some(Kind::String)
                && (tokens.is(at + 3, ",") || tokens.is(at + 3, "}"));
            method = is_literal.then(|| tokens.text(at + 2).to_uppercase().into());
        } else if tokens.is(at, "...") || tokens.is(at, "[") {
            method = None;
        }
    }
    method
}

/// Where the members of an object start, by its brace.
fn members(tokens: &Tokens<'_>, brackets: &Brackets, object: usize) -> impl Iterator<Item = usize> {
    brackets.inside(object).filter(|at| tokens.follows(*at, &["{", ","]))
}

/// Whether a name is the default export of a module: `import name from "module"` or `const name = require("module")`.
fn imports(tokens: &Tokens<'_>, name: &str, module: &str) -> bool {
    let is_module = |at: usize| tokens.kind(at) == Some(Kind::String) && tokens.text(at) == module;
    (0..tokens.len()).filter(|at| tokens.is(*at, name)).any(|at| {
        if tokens.follows(at, &["import"]) {
            return source(tokens, at).is_some_and(|at| tokens.follows(at, &["from"]) && is_module(at));
        }
        tokens.are(at + 1, &["=", "require", "("]) && is_module(at + 4)
    })
}

/// Whether the `fetch` at an index is the script's own. One that a function takes out of its argument is that of SvelteKit, which
/// requests the same.
fn is_own_fetch(tokens: &Tokens<'_>, brackets: &Brackets, at: usize) -> bool {
    let is_taken = |at: usize| {
        let pattern = brackets.around(at).filter(|pattern| tokens.is(*pattern, "{"));
        pattern.is_some_and(|pattern| tokens.follows(pattern, &["("]))
    };
    shadowed(tokens, brackets, "fetch", is_taken).contain(at)
}
