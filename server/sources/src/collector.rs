//! The reads of a file as they are found, and what the code does with their values.

use std::collections::{HashMap, HashSet};

use crate::read::{Origin, Position, Read, ReadKind, is_name, small};
use crate::scan::{Kind, Token, Tokens};
use crate::usage::{Use, asks_where_it_runs};

/// What is to be known of a read beside the variable.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context {
    /// Where the code reads it from.
    pub origin: Origin,
    /// What the code does with the value where it reads it.
    pub usage: Use,
    /// Whether it sets the variable if it isn't set.
    pub sets_default: bool,
}

/// What becomes of a variable's value in a file.
#[derive(Debug, Clone, Copy, Default)]
struct Fate {
    /// Whether something fails without it.
    fails: bool,
    /// Whether something may do without it.
    is_open: bool,
}

impl Fate {
    fn add(&mut self, usage: Use) {
        match usage {
            Use::Fails => self.fails = true,
            Use::Named { .. } | Use::Other => self.is_open = true,
        }
    }
}

/// How often a file mentions names of values at most, so that all of it is looked at.
const MAX_NAMED: usize = 1000;

/// The reads of a file so far.
#[derive(Debug, Default)]
pub struct Collector {
    found: Vec<Found>,
    /// How many reads are settled.
    settled: usize,
}

#[derive(Debug)]
struct Found {
    token: Token,
    name: Box<str>,
    kind: ReadKind,
    context: Context,
    is_write: bool,
    is_needed: bool,
    uses_others: bool,
}

impl Collector {
    /// Adds a read by the token that names the variable, unless that isn't the name of one.
    pub fn add(&mut self, token: Option<Token>, name: &str, kind: ReadKind, context: Context) {
        self.push(token, name, kind, context, false);
    }

    /// Adds a place where the code sets or removes a variable, by the index of the token that names it.
    pub fn set(&mut self, tokens: &Tokens<'_>, at: usize, kind: ReadKind) {
        // `ENV[name] = …`
        if kind == ReadKind::String && tokens.kind(at) != Some(Kind::String) {
            return;
        }
        self.push(tokens.get(at), tokens.text(at), kind, Context::default(), true);
    }

    fn push(&mut self, token: Option<Token>, name: &str, kind: ReadKind, context: Context, is_write: bool) {
        if let Some(token) = token
            && is_name(name)
            && self.found.len() < crate::MAX_READS
        {
            self.found.push(Found {
                token,
                name: name.into(),
                kind,
                context,
                is_write,
                is_needed: false,
                uses_others: false,
            });
        }
    }

    /// Adds an assignment of variables that the code doesn't name, by the token of what has them.
    pub fn set_others(&mut self, token: Option<Token>) {
        self.push_others(token, true, true);
    }

    /// Adds the call of what may set any variables, such as those of a file.
    pub fn load_others(&mut self, token: Option<Token>) {
        self.push_others(token, true, false);
    }

    /// Adds a use of variables that the code doesn't name, and doesn't set: all of them, or those whose names it computes.
    pub fn use_others(&mut self, token: Option<Token>) {
        self.push_others(token, false, true);
    }

    fn push_others(&mut self, token: Option<Token>, is_write: bool, uses_others: bool) {
        if let Some(token) = token.filter(|_| self.found.len() < crate::MAX_READS) {
            let token = Token { end: token.start, ..token };
            let (kind, context) = (ReadKind::Member, Context::default());
            let (name, is_needed) = ("".into(), false);
            self.found.push(Found { token, name, kind, context, is_write, is_needed, uses_others });
        }
    }

    /// Adds the reads of a template. Whether and when it is shown isn't known, so that it isn't certain to need any variable.
    pub fn join(&mut self, template: Collector) {
        let left = crate::MAX_READS.saturating_sub(self.found.len());
        let found = template.found.into_iter().map(|found| Found { is_needed: false, ..found });
        self.found.extend(found.take(left));
        self.settled = self.found.len();
    }

    /// Finds out which of the variables that these tokens read the code needs: something fails without the value, where it is read or by
    /// a name that it gets, and nothing else is done with it in these tokens that may do without.
    pub fn settle(&mut self, tokens: &Tokens<'_>, usage: impl Fn(usize, usize, bool) -> Use) {
        let new = self.found.get_mut(self.settled..).unwrap_or_default();
        let mut fates: HashMap<&str, Fate> = HashMap::new();
        let mut names: HashMap<&str, Vec<(&str, bool)>> = HashMap::new();
        let mut seen: HashSet<usize> = new.iter().map(|found| found.token.start).collect();
        for found in new.iter() {
            let fate = fates.entry(&found.name).or_default();
            match found.context.usage {
                _ if found.kind == ReadKind::Type => {}
                _ if found.is_write => fate.is_open = true,
                Use::Named { at, is_local } => {
                    names.entry(tokens.text(at)).or_default().push((&found.name, is_local));
                    seen.extend(tokens.get(at).map(|token| token.start));
                }
                usage => fate.add(usage),
            }
        }
        // Most words are of another length than all names.
        let length = |length: usize| 1_u64 << length.min(63);
        let lengths = names.keys().fold(0, |lengths, name| lengths | length(name.len()));
        let is_named = |at: &usize| {
            let token = tokens.get(*at).filter(|it| lengths & length(it.end - it.start) != 0);
            token.is_some_and(|it| names.contains_key(tokens.word(*at)) && !seen.contains(&it.start))
                && !tokens.follows(*at, &[".", "?."])
        };
        let end = if names.is_empty() { 0 } else { tokens.len() };
        for (count, at) in (0..end).filter(is_named).enumerate() {
            for (variable, is_local) in names.get(tokens.text(at)).into_iter().flatten() {
                let fate = fates.entry(variable).or_default();
                if !fate.is_open {
                    fate.add(if count < MAX_NAMED { usage(at, at + 1, *is_local) } else { Use::Other });
                }
            }
        }
        fates.retain(|_, fate| fate.fails && !fate.is_open);
        if !fates.is_empty() && !asks_where_it_runs(tokens) {
            let needed: HashSet<Box<str>> = fates.into_keys().map(Into::into).collect();
            for found in new.iter_mut() {
                found.is_needed = needed.contains(&found.name);
            }
        }
        self.settled = self.found.len();
    }

    /// The reads in the order of the text, whose first line starts at a byte.
    pub fn finish(self, text: &str, start_of_text: usize) -> Vec<Read> {
        let mut found = self.found;
        found.sort_by_key(|it| it.token.start);
        found.dedup_by_key(|it| it.token.start);
        let (mut start, mut at) = (Position::default(), start_of_text);
        let read = |Found { token, name, kind, context, is_write, is_needed, uses_others }| {
            start = start.after(text.get(at..token.start).unwrap_or_default());
            at = token.start;
            Read {
                name,
                range: small(token.start)..small(token.end),
                start,
                kind,
                origin: context.origin,
                is_needed,
                is_write,
                sets_default: context.sets_default,
                uses_others,
            }
        };
        found.into_iter().map(read).collect()
    }
}
