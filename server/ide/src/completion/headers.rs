//! Headers: their names and usual values.

use super::item::{CompletionKind, Rank, Writer};
use super::pieces::directive_snippet;
use super::prefill::choices;
use svc_syntax::edit::slot::SlotKind;
use svc_syntax::edit::{in_quotes, quoted};
use svc_vercel::http_headers;

/// Adds names of response headers as keys or, where the slot is a value, as values.
pub(super) fn names(writer: &mut Writer<'_>, taken: &[String]) {
    let as_key = matches!(writer.slot.kind, SlotKind::Key { .. });
    for header in http_headers::RESPONSE {
        if taken.iter().any(|it| it.eq_ignore_ascii_case(header.name)) {
            continue;
        }
        let item = if as_key {
            let values: Vec<String> = header.values.iter().map(|(value, _)| quoted(value)).collect();
            let values = [choices(&values), vec!["\"$1\"".to_owned()]].concat();
            writer.member(Rank::Common, CompletionKind::Value, header.name, &values)
        } else {
            writer.string(Rank::Common, CompletionKind::Value, header.name)
        };
        if let Some(item) = item {
            item.documentation(header.about);
        }
    }
}

/// Adds the usual values of a response header, and the directives that it is put together from.
pub(super) fn values(writer: &mut Writer<'_>, name: &str) {
    let header = http_headers::response(name);
    for (value, about) in header.map_or(&[][..], |header| header.values) {
        if let Some(item) = writer.string(Rank::Common, CompletionKind::Value, value) {
            item.documentation(*about);
        }
    }
    for (directive, about) in http_headers::directives(name).map_or(&[][..], |it| it.known) {
        let snippet = in_quotes(&directive_snippet(directive));
        if let Some(item) = writer.snippet(Rank::Other, CompletionKind::EnumMember, directive, &snippet) {
            item.documentation(*about);
        }
    }
}

/// Adds names of request headers.
pub(super) fn request(writer: &mut Writer<'_>) {
    for (name, about) in http_headers::REQUEST {
        if let Some(item) = writer.string(Rank::Common, CompletionKind::Value, name) {
            item.documentation(*about);
        }
    }
}
