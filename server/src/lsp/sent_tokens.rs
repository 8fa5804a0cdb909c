//! The semantic tokens that were sent to the client, so that the next response only needs a delta.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tower_lsp::ls_types::{SemanticToken, SemanticTokens, SemanticTokensDelta, SemanticTokensEdit, Uri};

use super::uri;

/// How many numbers a token is on the wire.
const NUMBERS: u32 = 5;

/// The latest tokens of each file that were sent.
#[derive(Debug, Default)]
pub struct SentTokens(Mutex<HashMap<String, SemanticTokens>>);

impl SentTokens {
    /// Remembers what is sent.
    pub fn keep(&self, uri: &Uri, tokens: SemanticTokens) {
        self.lock().insert(uri::key(uri), tokens);
    }

    /// The tokens that were sent under this id, if they are the latest.
    pub fn get(&self, uri: &Uri, result_id: &str) -> Option<SemanticTokens> {
        let sent = self.lock();
        sent.get(&uri::key(uri)).filter(|sent| sent.result_id.as_deref() == Some(result_id)).cloned()
    }

    /// Forgets a file that was closed.
    pub fn forget(&self, uri: &Uri) {
        self.lock().remove(&uri::key(uri));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, SemanticTokens>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What turns the tokens that the client has into those of now: at most one edit.
#[must_use]
pub fn delta(before: &SemanticTokens, now: &SemanticTokens) -> SemanticTokensDelta {
    let (old, new) = (before.data.as_slice(), now.data.as_slice());
    let same = |(a, b): &(&SemanticToken, &SemanticToken)| a == b;
    let start = old.iter().zip(new).take_while(same).count();
    let (old, new) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let end = old.iter().rev().zip(new.iter().rev()).take_while(same).count();
    let numbers = |tokens: usize| u32::try_from(tokens).unwrap_or(u32::MAX).saturating_mul(NUMBERS);
    let edit = SemanticTokensEdit {
        start: numbers(start),
        delete_count: numbers(old.len() - end),
        data: new.get(..new.len() - end).map(<[_]>::to_vec),
    };
    SemanticTokensDelta {
        result_id: now.result_id.clone(),
        edits: if old.is_empty() && new.is_empty() { Vec::new() } else { vec![edit] },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(lines: &[u32]) -> SemanticTokens {
        let token = |line: &u32| SemanticToken { delta_line: *line, ..SemanticToken::default() };
        SemanticTokens { result_id: Some(format!("{lines:?}")), data: lines.iter().map(token).collect() }
    }

    /// The tokens after the delta, counted as a client does.
    fn apply(before: &[u32], delta: &SemanticTokensDelta) -> Vec<u32> {
        let mut lines = before.to_vec();
        for edit in &delta.edits {
            let index = |number: u32| usize::try_from(number / NUMBERS).unwrap();
            let insert = edit.data.iter().flatten().map(|token| token.delta_line);
            lines.splice(index(edit.start)..index(edit.start + edit.delete_count), insert);
        }
        lines
    }

    #[test]
    fn a_delta_leads_from_one_to_the_other() {
        let lists: [&[u32]; 7] = [&[], &[1], &[1, 1], &[1, 2, 3], &[1, 3], &[0, 1, 2, 3], &[1, 2, 9, 3]];
        for before in lists {
            for now in lists {
                let delta = delta(&tokens(before), &tokens(now));
                assert_eq!(apply(before, &delta), now, "{before:?}");
                assert_eq!(delta.edits.is_empty(), before == now);
            }
        }
    }

    #[test]
    fn only_the_latest_count() {
        let (sent, file) = (SentTokens::default(), "file:///a/vercel.json".parse().unwrap());
        sent.keep(&file, tokens(&[1]));
        sent.keep(&file, tokens(&[2]));
        assert_eq!(sent.get(&file, "[1]"), None);
        assert_eq!(sent.get(&file, "[2]"), Some(tokens(&[2])));
        sent.forget(&file);
        assert_eq!(sent.get(&file, "[2]"), None);
    }
}
