//! Inlay hints.

use svc_ide::inlay_hints::InlayHint;
use tower_lsp::ls_types::{self, InlayHintKind, InlayHintLabel, InlayHintTooltip};

use crate::display::sentence;
use crate::lsp::file::File;

impl File {
    /// A hint.
    #[must_use]
    pub fn inlay_hint(&self, hint: InlayHint) -> ls_types::InlayHint {
        // There is no capability for the format of tooltips. Clients render them like hovers.
        let tooltip = |markdown| super::completion::markup(markdown, self.client.markdown_hover);
        ls_types::InlayHint {
            position: super::position(&self.snapshot.text, hint.offset, self.encoding()),
            label: InlayHintLabel::String(sentence(&hint.label)),
            kind: hint.is_type.then_some(InlayHintKind::TYPE),
            text_edits: None,
            tooltip: hint.tooltip.map(|markdown| InlayHintTooltip::MarkupContent(tooltip(markdown))),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        }
    }
}
