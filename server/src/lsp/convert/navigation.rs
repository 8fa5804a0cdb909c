//! Places in this file and in others.

use svc_ide::code_place::CodePlace;
use svc_ide::definition::Definition;
use svc_ide::linked_editing::WORD_PATTERN;
use svc_ide::links::{Link, LinkTarget};
use svc_ide::references::Reference;
use svc_ide::rename::Renameable;
use svc_syntax::{Encoding, TextRange};
use tower_lsp::ls_types::{
    DocumentHighlight, DocumentHighlightKind, DocumentLink, GotoDefinitionResponse, LinkedEditingRanges,
    Location, LocationLink, Position, PrepareRenameResponse, Range,
};

use crate::display::sentence;
use crate::lsp::client_capabilities::ClientCapabilities;
use crate::lsp::file::File;

/// One definition in the form that the client takes.
#[must_use]
pub fn definition_of(link: LocationLink, client: &ClientCapabilities) -> GotoDefinitionResponse {
    if client.definition_links {
        return GotoDefinitionResponse::Link(vec![link]);
    }
    let location = Location { uri: link.target_uri, range: link.target_selection_range };
    GotoDefinitionResponse::Array(vec![location])
}

/// The range of a name in source code.
#[must_use]
pub fn code_range(place: &CodePlace, encoding: Encoding) -> Range {
    let column = match encoding {
        Encoding::Utf8 => place.start.bytes,
        Encoding::Utf16 => place.start.utf16,
        Encoding::Utf32 => place.start.characters,
    };
    let at = |character| Position { line: place.start.line, character };
    Range { start: at(column), end: at(column.saturating_add(place.length)) }
}

impl File {
    /// A place in this file.
    #[must_use]
    pub fn location(&self, range: TextRange) -> Location {
        Location { uri: self.uri.clone(), range: self.range(range) }
    }

    /// A place in source code of the project.
    #[must_use]
    pub fn code_location(&self, place: &CodePlace) -> Option<Location> {
        Some(Location { uri: self.uri_of(&place.file)?, range: code_range(place, self.encoding()) })
    }

    /// Where the string at `origin` leads.
    #[must_use]
    pub fn definitions(&self, origin: TextRange, definitions: Vec<Definition>) -> GotoDefinitionResponse {
        let links = definitions.into_iter().filter_map(|definition| self.definition(origin, definition));
        if self.client.definition_links {
            return GotoDefinitionResponse::Link(links.collect());
        }
        let locations =
            links.map(|link| Location { uri: link.target_uri, range: link.target_selection_range }).collect();
        GotoDefinitionResponse::Array(locations)
    }

    fn definition(&self, origin: TextRange, definition: Definition) -> Option<LocationLink> {
        let (target_uri, target_range, target_selection_range) = match definition.file {
            Some(path) => (self.uri_of(&path)?, Range::default(), Range::default()),
            None => (self.uri.clone(), self.range(definition.range), self.range(definition.selection)),
        };
        let origin_selection_range = Some(self.range(origin));
        Some(LocationLink { origin_selection_range, target_uri, target_range, target_selection_range })
    }

    /// A place where the thing at the cursor is named.
    #[must_use]
    pub fn highlight(&self, reference: &Reference) -> DocumentHighlight {
        let kind =
            if reference.declares { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ };
        DocumentHighlight { range: self.range(reference.range), kind: Some(kind) }
    }

    /// A link; none where it leads to a file of which the client has no URI.
    #[must_use]
    pub fn link(&self, link: Link) -> Option<DocumentLink> {
        let target = match link.target {
            LinkTarget::File(path) => self.uri_of(&path)?,
            LinkTarget::Url(url) => url.parse().ok()?,
        };
        let range = self.range(link.range);
        let tooltip = self.client.link_tooltips.then(|| sentence(&link.tooltip));
        Some(DocumentLink { range, target: Some(target), tooltip, data: None })
    }

    /// What can be renamed.
    #[must_use]
    pub fn renameable(&self, name: Renameable) -> PrepareRenameResponse {
        PrepareRenameResponse::RangeWithPlaceholder { range: self.range(name.range), placeholder: name.name }
    }

    /// Ranges that are edited together; none where there are none.
    #[must_use]
    pub fn linked(&self, ranges: &[TextRange]) -> Option<LinkedEditingRanges> {
        (!ranges.is_empty()).then(|| LinkedEditingRanges {
            ranges: ranges.iter().map(|range| self.range(*range)).collect(),
            word_pattern: Some(WORD_PATTERN.to_owned()),
        })
    }
}
