//! Headers: their names and usual values.

use super::item::{CompletionKind, Rank, Writer};
use svc_syntax::edit::slot::SlotKind;
use svc_vercel::http_headers;

/// Adds names of response headers as keys or, where the slot is a value, as values.
pub(super) fn names(writer: &mut Writer<'_>, taken: &[String]) {
    let as_key = matches!(writer.slot.kind, SlotKind::Key { .. });
    for header in http_headers::RESPONSE {
        if taken.iter().any(|it| it.eq_ignore_ascii_case(header.name)) {
            continue;
        }
        let item = if as_key {
            writer.member(Rank::Common, CompletionKind::Value, header.name, "\"$1\"")
        } else {
            writer.string(Rank::Common, CompletionKind::Value, header.name)
        };
        if let Some(item) = item {
            item.documentation(header.about);
        }
    }
}

/// Adds the usual values of a response header.
pub(super) fn values(writer: &mut Writer<'_>, name: &str) {
    let header = http_headers::response(name);
    for (value, about) in header.map_or(&[][..], |header| header.values) {
        if let Some(item) = writer.string(Rank::Common, CompletionKind::Value, value) {
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
