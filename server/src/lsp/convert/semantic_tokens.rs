//! Semantic tokens as the protocol counts them: each from the one before.

use svc_ide::semantic_tokens::{SemanticToken, TokenKind};
use tower_lsp::ls_types::{self, Position, SemanticTokenModifier, SemanticTokenType, SemanticTokensLegend};

use crate::lsp::file::File;

/// What the numbers in the tokens stand for.
#[must_use]
pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: TokenKind::ALL.iter().map(|kind| SemanticTokenType::new(kind.name())).collect(),
        // Bit 0.
        token_modifiers: vec![SemanticTokenModifier::DECLARATION],
    }
}

impl File {
    /// Tokens in the order of the text.
    #[must_use]
    pub fn semantic_tokens(&self, tokens: &[SemanticToken]) -> Vec<ls_types::SemanticToken> {
        let mut before = Position::default();
        let convert = |token: &SemanticToken| {
            let range = self.range(token.range);
            let (start, line) = (range.start, before.line);
            let from = if start.line == line { before.character } else { 0 };
            before = start;
            ls_types::SemanticToken {
                delta_line: start.line - line,
                delta_start: start.character - from,
                length: range.end.character - start.character,
                token_type: token.kind.index(),
                token_modifiers_bitset: u32::from(token.declares),
            }
        };
        tokens.iter().map(convert).collect()
    }
}
