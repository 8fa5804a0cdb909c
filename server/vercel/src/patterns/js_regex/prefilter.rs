//! Rules out texts that an expression can't match without running it.

use super::{Inst, JsRegex};

/// The longest ASCII text that is in all that an expression matches, of what stands before its first choice.
pub(super) fn needle(code: &[Inst]) -> String {
    // More tells hardly more, and costs the square of its length.
    const MAX_LEN: usize = 32;
    let (mut longest, mut run) = (String::new(), String::with_capacity(MAX_LEN));
    let mut end = |run: &mut String| {
        if run.len() > longest.len() {
            longest.clone_from(run);
        }
        run.clear();
    };
    let mut insts = code.iter();
    while let Some(inst) = insts.next() {
        let char = match inst {
            Inst::Char(unit) => u8::try_from(*unit).ok().filter(u8::is_ascii),
            Inst::GroupOpen(_) | Inst::GroupClose(_) | Inst::Start => continue,
            Inst::Repeat { .. } => {
                // The repeated atom.
                insts.next();
                None
            }
            Inst::Any | Inst::Set(_) => None,
            _ => break,
        };
        match char {
            Some(char) if run.len() < MAX_LEN => run.push(char::from(char)),
            Some(_) => break,
            None => end(&mut run),
        }
    }
    end(&mut run);
    longest
}

/// Whether a text starts with the characters that an expression has after its leading `^`, and has its needle.
pub(super) fn may_match(regex: &JsRegex, text: &str) -> bool {
    let mut units = text.encode_utf16();
    let is_start = |atom| units.next().is_some_and(|unit| regex.atom_matches(atom, unit));
    let start = match regex.code.as_slice() {
        [Inst::Start, rest @ ..] => rest,
        _ => &[],
    };
    start.iter().take_while(|inst| matches!(inst, Inst::Char(_) | Inst::Any | Inst::Set(_))).all(is_start)
        && contains(text.as_bytes(), regex.needle.as_bytes(), regex.ignore_case)
}

/// Whether a text has another in it. Both are short, so that it costs least to look at the ends of each place first.
fn contains(text: &[u8], needle: &[u8], ignore_case: bool) -> bool {
    let same = |one: &u8, other: &u8| one == other || ignore_case && one.eq_ignore_ascii_case(other);
    let (Some(first), Some(last)) = (needle.first(), needle.last()) else { return true };
    text.windows(needle.len()).any(|part| {
        part.first().is_some_and(|it| same(it, first))
            && part.last().is_some_and(|it| same(it, last))
            && part.iter().zip(needle).all(|(one, other)| same(one, other))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn needles() {
        let needle = |pattern: &str| JsRegex::new(pattern).unwrap().needle;
        assert_eq!(needle("^(?:/([^/]+?))/page-1(?:/([^/]+?))$"), "/page-1/");
        assert_eq!(needle("^/ab+c"), "/a");
        assert_eq!(needle("(ab)?c"), "");
        assert_eq!(needle("^/é/ab"), "/ab");
        assert_eq!(needle("a|b"), "");
        assert_eq!(needle(&"a".repeat(100)).len(), 32);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        /// Only texts that the expression doesn't match are ruled out.
        #[test]
        fn nothing_is_passed_over_that_matches(
            pattern in prop::collection::vec(
                prop::sample::select(vec!["^", "a", "b", "A", "ab", "(", ")", "(?:", "|", "?", "*", "+", "{0}", "{2}", "+?", ".", "[ab]", "(?=", "(?!", "\\b", "$", "é", "(?<=a)"]),
                0..8,
            ),
            text in "[abABé]{0,6}",
            ignore_case in any::<bool>(),
        ) {
            let compile = if ignore_case { JsRegex::ignoring_case } else { JsRegex::new };
            if let Ok(regex) = compile(&pattern.concat()) {
                let whole = JsRegex { needle: String::new(), ..regex.clone() };
                prop_assert_eq!(regex.exec(&text), whole.exec(&text));
            }
        }
    }
}
