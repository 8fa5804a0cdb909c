//! Pieces of a string at the cursor: parameters of a rule in its destination, directives of a header.

use svc_syntax::edit::escaped;
use svc_syntax::{PathSegment, TextRange, TextSize};

use super::item::{CompletionKind, Rank, Writer};
use super::values::header_name;
use svc_analysis::routes::{bound_names, groups};
use svc_analysis::snapshot::Snapshot;
use svc_config::meaning::Meaning;
use svc_config::model::snippet_text;
use svc_vercel::http_headers::{self, Directives};
use svc_vercel::patterns::path_to_regexp::{self, Name};

/// A name that a destination can use, as it is written there.
pub(super) struct Parameter {
    /// `:slug`, `:path*`, `$1`.
    pub(super) text: String,
    about: &'static str,
}

/// Adds the pieces that can be written at the cursor; whether it is in one, so that nothing else can be written there.
pub(super) fn complete(writer: &mut Writer<'_>) -> bool {
    let Some(content) = writer.slot.content(&writer.snapshot.text) else { return false };
    let text = writer.snapshot.text.slice(content).into_owned();
    let at = usize::from(writer.slot.cursor - content.start());
    let is_filled = match writer.snapshot.model().meaning(&writer.slot.path) {
        Some(Meaning::Destination | Meaning::RequestPath | Meaning::HeaderValue) => true,
        _ => matches!(writer.slot.path.last(), Some(PathSegment::Key(key)) if key == "args"),
    };
    if is_filled && parameter(writer, content, &text, at) {
        return true;
    }
    let name = match writer.snapshot.model().meaning(&writer.slot.path) {
        Some(Meaning::HeaderValue) => header_name(writer.snapshot.config(), &writer.slot.path),
        _ => None,
    };
    match name.as_deref().and_then(|name| Some((name, http_headers::directives(name)?))) {
        Some((name, known)) => {
            directives(writer, content, &text, at, name, known);
            true
        }
        None => false,
    }
}

/// Adds the parameters that fit the `:` or `$` and what is written behind it; whether there are any.
fn parameter(writer: &mut Writer<'_>, content: TextRange, text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    let is_word = |char: char| char.is_ascii_alphanumeric() || char == '_';
    let stem = before.trim_end_matches(is_word);
    let Some(mark) = stem.chars().next_back().filter(|char| matches!(char, ':' | '$')) else { return false };
    // `https:` begins a URL, `:3000` is a port.
    let is_scheme = mark == ':'
        && stem.trim_end_matches(':').chars().all(|char| char.is_ascii_alphabetic())
        && stem.len() > 1;
    let is_port = mark == ':'
        && before.get(stem.len()..).is_some_and(|word| word.starts_with(|char: char| char.is_ascii_digit()));
    if is_scheme || is_port {
        return false;
    }
    let rest = after.trim_start_matches(is_word);
    let rest = rest.strip_prefix(['*', '+', '?']).unwrap_or(rest);
    let start = content.start() + size(stem.len() - 1);
    let end = content.start() + size(text.len() - rest.len());
    let range = TextRange::new(start, end);
    let parameters = parameters(writer.snapshot, &writer.slot.path);
    let fitting = parameters.iter().filter(|parameter| parameter.text.starts_with(mark));
    let mut is_any = false;
    for parameter in fitting {
        let snippet = snippet_text(&escaped(&parameter.text));
        if let Some(item) =
            writer.piece(Rank::First, CompletionKind::Variable, range, &parameter.text, &snippet)
        {
            item.description(parameter.about);
            is_any = true;
        }
    }
    is_any
}

/// The names that the rule at or above `path` defines for its destination.
pub(super) fn parameters(snapshot: &Snapshot, path: &[PathSegment]) -> Vec<Parameter> {
    let config = snapshot.config();
    let above = (0..path.len()).rev().filter_map(|length| path.get(..length));
    let mut rules = above.filter_map(|path| Some((path, config.at(path)?)));
    let Some((path, rule)) = rules.find(|(_, node)| node.get("source").or(node.get("src")).is_some()) else {
        return Vec::new();
    };
    let is_route = path.iter().rev().find_map(|segment| match segment {
        PathSegment::Key(key) => Some(key == "routes"),
        PathSegment::Index(_) => None,
    });
    let source = rule.get("src").or(rule.get("source")).and_then(|it| it.as_str()).unwrap_or_default();
    let conditions = bound_names(rule.get("has"));
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut add = |text: String, about| {
        if !parameters.iter().any(|known| known.text == text) {
            parameters.push(Parameter { text, about });
        }
    };
    if is_route == Some(true) {
        for (index, name) in groups(source).into_iter().enumerate() {
            add(
                name.map_or_else(|| format!("${}", index + 1), |name| format!("${name}")),
                "a group of the pattern",
            );
        }
        conditions.into_iter().for_each(|name| add(format!("${name}"), "from has"));
        return parameters;
    }
    let Ok(compiled) = path_to_regexp::compile_source(source) else { return parameters };
    for (index, param) in compiled.params().enumerate() {
        match &param.name {
            Name::Named(name) => {
                let times: String = param.modifier.filter(|_| param.is_repeated()).into_iter().collect();
                add(format!(":{name}{times}"), "a parameter of the source");
            }
            Name::Unnamed(_) | Name::None => add(format!("${}", index + 1), "a group of the source"),
        }
    }
    conditions.into_iter().for_each(|name| add(format!(":{name}"), "from has"));
    parameters
}

/// Adds the directives that a header's value doesn't have yet, for the one at the cursor.
fn directives(
    writer: &mut Writer<'_>,
    content: TextRange,
    text: &str,
    at: usize,
    header: &str,
    known: &'static Directives,
) {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return };
    let mut start = before.rfind(known.separator).map_or(0, |found| found + 1);
    start += before.get(start..).map_or(0, |it| it.len() - it.trim_start_matches(' ').len());
    let end = after.find(known.separator).map_or(text.len(), |found| at + found);
    let directive = text.get(start..end).unwrap_or_default().trim_end();
    let end = at.max(start + directive.len());
    let others =
        text.get(..start).into_iter().chain(text.get(end..)).flat_map(|it| it.split(known.separator));
    let taken: Vec<String> = others.map(|it| name_of(it.trim()).to_ascii_lowercase()).collect();
    let range =
        |start: usize, end: usize| TextRange::new(content.start() + size(start), content.start() + size(end));

    // Behind its name, a directive of some headers lists what it allows.
    let typed = text.get(start..at).unwrap_or_default();
    if let Some(space) = typed.rfind(' ').filter(|_| !known.arguments.is_empty()) {
        let word = start + space + 1;
        let word_end = after.find([' ', known.separator]).map_or(text.len(), |found| at + found);
        let written: Vec<&str> = text
            .get(start..word)
            .into_iter()
            .chain(text.get(word_end..end))
            .flat_map(str::split_whitespace)
            .collect();
        for (argument, about) in known.arguments.iter().filter(|(argument, _)| !written.contains(argument)) {
            let snippet = snippet_text(&escaped(argument));
            if let Some(item) = writer.piece(
                Rank::Common,
                CompletionKind::EnumMember,
                range(word, word_end),
                argument,
                &snippet,
            ) {
                item.documentation(*about);
            }
        }
        return;
    }
    // What it lists stays where only its name is written anew.
    let has_more = !known.arguments.is_empty() && directive.contains(' ');
    let end = if has_more { after.find(' ').map_or(end, |found| at + found) } else { end };
    if directive.len() == text.len() && !has_more {
        for (value, about) in http_headers::response(header).map_or(&[][..], |header| header.values) {
            let snippet = snippet_text(&escaped(value));
            if let Some(item) =
                writer.piece(Rank::First, CompletionKind::Value, range(start, end), value, &snippet)
            {
                item.documentation(*about);
            }
        }
    }
    for (text, about) in known.known {
        let name = name_of(text);
        if taken.contains(&name.to_ascii_lowercase()) {
            continue;
        }
        let text = if has_more { name } else { text };
        if let Some(item) = writer.piece(
            Rank::Common,
            CompletionKind::EnumMember,
            range(start, end),
            text,
            &directive_snippet(text),
        ) {
            item.documentation(*about);
        }
    }
}

/// A directive with its number or list to fill in.
pub(super) fn directive_snippet(text: &str) -> String {
    match text.split_once('=').filter(|(_, value)| value.chars().all(|char| char.is_ascii_digit())) {
        Some((name, number)) => format!("{name}=${{1:{number}}}"),
        None => snippet_text(&escaped(text)),
    }
}

/// The name of a directive.
fn name_of(directive: &str) -> &str {
    directive.split(['=', ' ']).next().unwrap_or_default()
}

fn size(bytes: usize) -> TextSize {
    TextSize::try_from(bytes).unwrap_or_default()
}
