//! What a mistyped word was meant to be.

/// The candidate that a word is most likely a misspelling of, if there is one: at most a third of its letters differ, case aside.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed: Vec<char> = word.to_lowercase().chars().take(LONGEST + 1).collect();
    if typed.is_empty() || typed.len() > LONGEST {
        return None;
    }
    candidates
        .into_iter()
        // As many letters differ at least as one has more than the other.
        .filter(|candidate| {
            let letters = candidate.chars().count();
            typed.len().abs_diff(letters) <= (typed.len().max(letters) / 3).max(1)
        })
        .map(|candidate| (distance(&typed, &candidate.to_lowercase().chars().collect::<Vec<_>>()), candidate))
        .filter(|(distance, candidate)| *distance <= (typed.len().max(candidate.chars().count()) / 3).max(1))
        .filter(|(distance, candidate)| *distance < typed.len().min(candidate.chars().count()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Longer words are not names that anyone mistyped.
const LONGEST: usize = 64;

/// How many letters were put in, left out, changed, or swapped with their neighbour.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut current: Vec<usize> = Vec::new();
    for (row, typed) in from.iter().enumerate() {
        current.clear();
        current.push(row + 1);
        for (column, meant) in to.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX - 1);
            let changed = at(&last, column) + usize::from(typed != meant);
            let mut best = changed.min(at(&last, column + 1) + 1).min(at(&current, column) + 1);
            let swapped = row.checked_sub(1).and_then(|row| from.get(row)) == Some(meant)
                && column.checked_sub(1).and_then(|column| to.get(column)) == Some(typed);
            if swapped {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            current.push(best);
        }
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut current);
    }
    last.last().copied().unwrap_or_default()
}

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

    #[test]
    fn distances() {
        let distance = |from: &str, to: &str| {
            distance(&from.chars().collect::<Vec<_>>(), &to.chars().collect::<Vec<_>>())
        };
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("acb", "abc"), 1);
        assert_eq!(distance("abd", "abc"), 1);
        assert_eq!(distance("bc", "abc"), 1);
    }
}
