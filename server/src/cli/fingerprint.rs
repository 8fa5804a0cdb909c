//! What a finding is known by from one run to the next, so that a report shows which ones are new.

use std::collections::HashMap;

use svc_analysis::Finding;
use svc_syntax::TextRange;

use super::check::Checked;

/// How many bytes of the text that a finding marks count.
const MAX_BYTES: u32 = 1024;

/// The fingerprints of the findings of one file: which rule, at which keys, about which text. Neither formatting nor entries that
/// are added change them.
#[derive(Debug, Default)]
pub struct Fingerprints {
    seen: HashMap<u64, u32>,
}

impl Fingerprints {
    /// The fingerprint of a finding, and how many of the file had the same before, counted from 1. `salt` tells files apart.
    pub fn next(&mut self, file: &Checked, finding: &Finding, salt: &str) -> (u64, u32) {
        let pointer = file.snapshot.config().path_around(finding.range).to_string();
        let keys: Vec<&str> = pointer.split('/').filter(|name| name.parse::<u64>().is_err()).collect();
        let start = finding.range.start();
        let marked =
            file.snapshot.text.slice(TextRange::at(start, finding.range.len().min(MAX_BYTES.into())));
        let marked: String = marked.split_whitespace().collect();
        let hash = hash(&[salt, finding.rule.code, &keys.join("/"), &marked]);
        let count = self.seen.entry(hash).or_default();
        *count += 1;
        (hash, *count)
    }
}

/// FNV-1a, which is the same on every machine and in every version.
fn hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xFF]));
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_stays() {
        assert_eq!(hash(&[]), 0xCBF2_9CE4_8422_2325);
        assert_eq!(hash(&["a", "b"]), hash(&["a", "b"]));
        assert_ne!(hash(&["a", "b"]), hash(&["ab", ""]));
    }
}
