//! What the editor shows above the hover already.

use svc_analysis::check::findings;
use svc_analysis::snapshot::Snapshot;
use svc_syntax::TextRange;

use crate::markdown::plain;

/// The findings at the word that the hover is about.
pub(super) struct Reported {
    /// Their sentences, as plain text.
    sentences: Vec<String>,
}

impl Reported {
    pub(super) fn at(snapshot: &Snapshot, word: TextRange) -> Reported {
        let findings = findings(snapshot).iter().filter(|it| it.range.intersect(word).is_some());
        let messages = findings.map(|finding| plain(&finding.message));
        let sentences = messages.flat_map(|message| sentences(&message)).collect();
        Reported { sentences }
    }

    /// Whether there are any: what is wrong with the word is said.
    pub(super) fn is_any(&self) -> bool {
        !self.sentences.is_empty()
    }

    /// The Markdown without the paragraphs that say the same.
    pub(super) fn leave_out(&self, markdown: &str) -> String {
        if self.sentences.is_empty() {
            return markdown.to_owned();
        }
        let says_the_same = |paragraph: &str| {
            let words = plain(paragraph);
            self.sentences.iter().any(|sentence| words.contains(sentence))
        };
        let kept: Vec<&str> = markdown
            .split("\n\n")
            .enumerate()
            .filter(|(index, paragraph)| *index == 0 || !says_the_same(paragraph))
            .map(|(_, paragraph)| paragraph)
            .collect();
        kept.join("\n\n")
    }
}

/// The sentences of a message that are long enough to be one.
fn sentences(message: &str) -> Vec<String> {
    let parts = message.split(". ").map(|part| part.trim_end_matches('.').trim());
    parts.filter(|part| part.split(' ').count() > 2).map(str::to_owned).collect()
}
