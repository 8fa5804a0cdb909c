//! What a mistyped word was meant to be.

/// The candidate that a word is most likely a misspelling of, if there is one: at most a third of its letters differ, case aside.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed: String = word.to_lowercase().chars().take(LONGEST + 1).collect();
    let letters = typed.chars().count();
    if letters == 0 || letters > LONGEST {
        return None;
    }
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let others = candidate.chars().count();
            let most = (letters.max(others) / 3).max(1);
            // At least as many letters differ as one word has more than the other.
            let distance = (letters.abs_diff(others) <= most)
                .then(|| strsim::osa_distance(&typed, &candidate.to_lowercase()))?;
            (distance <= most && distance < letters.min(others)).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Longer words are not names that anyone mistyped.
const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_were_meant() {
        let keys = ["routePrefix", "runtime", "root", "framework", "entrypoint", "mount", "memory"];
        for (word, meant) in [
            ("routeprefix", Some("routePrefix")),
            ("rotePrefix", Some("routePrefix")),
            ("frmaework", Some("framework")),
            ("entryPoint", Some("entrypoint")),
            ("roto", Some("root")),
            ("rooot", Some("root")),
            ("memroy", Some("memory")),
            ("x", None),
            ("", None),
            ("schedule", None),
            (&"r".repeat(100_000), None),
        ] {
            assert_eq!(nearest(word, keys), meant, "{word:.20}");
        }
    }
}
