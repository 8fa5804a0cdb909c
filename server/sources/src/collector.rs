//! The reads of a file as they are found, and what the code does with their values.

use std::collections::{HashMap, HashSet};

use crate::read::{Origin, Position, Read, ReadKind, is_name, small};
use crate::scan::{Token, Tokens};
use crate::treatment::{Dialect, Treatment, start_of_chain};

/// What is to be known of a read beside the variable.
#[derive(Debug, Clone, Default)]
pub struct Context<'a> {
    /// Where the code reads it from.
    pub origin: Origin,
    /// What the code does with the value where it reads it.
    pub treatment: Treatment,
    /// The names that get the value.
    pub given: Vec<&'a str>,
}

/// The reads of a file so far.
#[derive(Debug, Default)]
pub struct Collector<'a> {
    found: Vec<Found<'a>>,
    /// How many reads are settled.
    settled: usize,
}

#[derive(Debug)]
struct Found<'a> {
    token: Token,
    name: Box<str>,
    kind: ReadKind,
    context: Context<'a>,
    is_write: bool,
}

impl<'a> Collector<'a> {
    /// Adds a read by the token that names the variable, unless that isn't the name of one.
    pub fn add(&mut self, token: Option<Token>, name: &str, kind: ReadKind, context: Context<'a>) {
        self.push(token, name, kind, context, false);
    }

    /// Adds a place where the code sets or removes a variable, by the index of the token that names it.
    pub fn set(&mut self, tokens: &Tokens<'_>, at: usize, kind: ReadKind) {
        self.push(tokens.get(at), tokens.text(at), kind, Context::default(), true);
    }

    fn push(
        &mut self,
        token: Option<Token>,
        name: &str,
        kind: ReadKind,
        context: Context<'a>,
        is_write: bool,
    ) {
        if let Some(token) = token
            && is_name(name)
            && self.found.len() < crate::MAX_READS
        {
            self.found.push(Found { token, name: name.into(), kind, context, is_write });
        }
    }

    /// Finds out what else the code does with the values of the reads in these tokens, by the names that they get: a test of one says
    /// that the code expects the variable to be missing, wherever it reads it.
    pub fn settle(&mut self, tokens: &Tokens<'_>, dialect: &Dialect) {
        let new = self.found.get_mut(self.settled..).unwrap_or_default();
        let open = |it: &&mut Found<'a>| it.context.treatment == Treatment::Used;
        let mut names: HashMap<&str, Treatment> = HashMap::new();
        for found in new.iter_mut().filter(open) {
            names.extend(found.context.given.iter().map(|name| (*name, Treatment::Used)));
        }
        let end = if names.is_empty() { 0 } else { tokens.len() };
        for at in (0..end).filter(|at| tokens.is_word(*at)) {
            if let Some(treatment) = names.get_mut(tokens.text(at)) {
                let here = dialect.treatment(tokens, start_of_chain(tokens, at), at + 1);
                *treatment = here.max(*treatment);
            }
        }
        for found in new.iter_mut().filter(open) {
            let given = found.context.given.iter().filter_map(|name| names.get(name)).max();
            found.context.treatment = given.copied().unwrap_or_default();
        }
        let tested = new.iter().filter(|it| it.is_write || it.context.treatment == Treatment::Tested);
        let tested: HashSet<Box<str>> = tested.map(|it| it.name.clone()).collect();
        for found in new.iter_mut().filter(|it| tested.contains(&it.name)) {
            found.context.treatment = Treatment::Tested;
        }
        self.settled = self.found.len();
    }

    /// The reads in the order of the text, whose first line starts at a byte.
    pub fn finish(self, text: &str, start_of_text: usize) -> Vec<Read> {
        let mut found = self.found;
        found.sort_by_key(|it| it.token.start);
        found.dedup_by_key(|it| it.token.start);
        let (mut start, mut at) = (Position::default(), start_of_text);
        let read = |Found { token, name, kind, context, is_write }| {
            start = start.after(text.get(at..token.start).unwrap_or_default());
            at = token.start;
            let fallback = context.treatment.fallback();
            Read {
                name,
                range: small(token.start)..small(token.end),
                start,
                kind,
                origin: context.origin,
                fallback,
                is_write,
            }
        };
        found.into_iter().map(read).collect()
    }
}
