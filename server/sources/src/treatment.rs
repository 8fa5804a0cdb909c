//! What code does with a value that may be missing, as far as the tokens around it say.

use crate::read::Fallback;
use crate::scan::{Kind, Tokens};

/// What code does with an expression that may have no value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// Uses it.
    #[default]
    Used,
    /// Uses something else in its place.
    Replaced(Fallback),
    /// Asks whether it has a value.
    Tested,
}

impl Treatment {
    /// What the code uses where there is no value.
    pub fn fallback(self) -> Fallback {
        match self {
            Treatment::Used => Fallback::None,
            Treatment::Replaced(fallback) => fallback,
            Treatment::Tested => Fallback::Other,
        }
    }

    /// What takes the place of a value: the operand at an index, which ends before the next unless more follows.
    pub fn replaced_by(tokens: &Tokens<'_>, at: usize) -> Treatment {
        Treatment::Replaced(match tokens.kind(at) {
            Some(Kind::String) => Fallback::of_text(tokens.text(at)),
            _ => Fallback::Other,
        })
    }
}

/// How many parentheses around an expression are looked at.
const MAX_GROUPS: usize = 8;
/// How many tokens the type of a variable has at most.
const MAX_TYPE: usize = 12;

/// How a language asks for values and replaces them.
#[derive(Debug)]
pub struct Dialect {
    /// What the tokens before `start` and from `end` do with the expression between; [`Treatment::Used`] if nothing.
    pub around: fn(&Tokens<'_>, usize, usize) -> Treatment,
    /// Where an expression ends to which what is at an index may belong without a change to its value.
    pub end: fn(&Tokens<'_>, usize) -> usize,
    /// Words before a parenthesis that ask for what is in it.
    pub asking: &'static [&'static str],
    /// Words before a parenthesis that aren't the name of a function.
    pub before_group: &'static [&'static str],
}

impl Dialect {
    /// What is done with the expression from the index `start` to before `end`.
    pub fn treatment(&self, tokens: &Tokens<'_>, start: usize, end: usize) -> Treatment {
        let (mut start, mut end) = (start, end);
        for _ in 0..MAX_GROUPS {
            end = (self.end)(tokens, end);
            let found = (self.around)(tokens, start, end);
            if found != Treatment::Used {
                return found;
            }
            let Some(opening) = start.checked_sub(1).filter(|at| tokens.is(*at, "(")) else { break };
            let callee = opening.checked_sub(1).filter(|at| tokens.is_word(*at));
            let is_callee = |words: &[&str]| {
                callee.is_some_and(|callee| words.iter().any(|word| tokens.is(callee, word)))
            };
            let (is_first, is_whole) = (tokens.is(end, ","), tokens.is(end, ")"));
            if (is_first || is_whole) && callee.is_some_and(|callee| chooses(tokens.text(callee))) {
                return Treatment::Replaced(Fallback::Other);
            }
            if !is_whole {
                break;
            }
            if is_callee(self.asking) {
                return Treatment::Tested;
            }
            start = match callee {
                Some(callee) if !is_callee(self.before_group) => start_of_chain(tokens, callee),
                _ => opening,
            };
            end += 1;
        }
        Treatment::Used
    }
}

/// Whether a function of this name chooses the first of its arguments that has a value.
fn chooses(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["default", "fallback", "coalesce", "first"].iter().any(|word| name.contains(word)) || name == "or"
}

/// Where the expression starts whose last member is at an index: that of `a` in `a.b.c`.
pub fn start_of_chain(tokens: &Tokens<'_>, at: usize) -> usize {
    let mut at = at;
    while tokens.follows(at, &[".", "?.", "&.", "::"]) && at >= 2 && tokens.is_word(at - 2) {
        at -= 2;
    }
    // An instance variable of Ruby.
    while tokens.follows(at, &["@"]) {
        at -= 1;
    }
    at
}

/// The names that get the value of the expression that starts at an index, by their indexes: those of a variable, a property, an
/// argument. Of one with a type, the last word of that is among them.
pub fn given(tokens: &Tokens<'_>, start: usize) -> Vec<usize> {
    let mut names = Vec::new();
    let Some(mark) = start.checked_sub(1) else { return names };
    if !["=", ":=", ":", "=>"].iter().any(|it| tokens.is(mark, it)) {
        return names;
    }
    // Go's `:=` is two tokens.
    let is_short = tokens.is(mark, "=") && tokens.follows(mark, &[":"]);
    let Some(before) = mark.checked_sub(if is_short { 2 } else { 1 }) else { return names };
    names.extend(tokens.is_word(before).then_some(before));
    if tokens.is(mark, "=") && !is_short {
        let is_type = |at: &usize| {
            tokens.is_word(*at) || ["|", "<", ">", "[", "]", ".", "&"].iter().any(|it| tokens.is(*at, it))
        };
        let of_type = (0..=before).rev().take(MAX_TYPE).take_while(is_type);
        if let Some(first) = of_type.last()
            && tokens.follows(first, &[":"])
            && first >= 2
            && tokens.is_word(first - 2)
        {
            names.push(first - 2);
        }
    }
    names
}
