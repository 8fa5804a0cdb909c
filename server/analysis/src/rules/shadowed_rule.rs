//! A rule that an earlier one leaves no request to.

use std::collections::{BTreeSet, HashMap};

use crate::finding::Finding;
use crate::patterns::js_regex::{JsRegex, covers};
use crate::routes::{Block, Effect, Scope, Source, Summary};
use crate::rules::Check;
use crate::{TextRange, TextSize};

rule! {
    /// # A rule that is never reached
    ///
    /// Rules are tried in order, and the first that matches takes the request. A rule behind a broader one is never reached: it
    /// is no fallback. Put the specific rule first.
    ///
    /// ```json bad
    /// {
    ///   "redirects": [
    ///     { "source": "/blog/:path*", "destination": "https://blog.example.com/:path*" },
    ///     { "source": "/blog/:id", "destination": "/posts/:id" }
    ///   ]
    /// }
    /// ```
    ///
    /// ```json good
    /// {
    ///   "redirects": [
    ///     { "source": "/blog/:id", "destination": "/posts/:id" },
    ///     { "source": "/blog/:path*", "destination": "https://blog.example.com/:path*" }
    ///   ]
    /// }
    /// ```
    ///
    /// A rewrite to a file of the deployment goes on with the new path where there is no such file, and the rules after it see
    /// that path alone. Redirects come before rewrites.
    ///
    /// Only what can be proved is reported: an earlier rule with conditions (`has`, `missing`, `methods`) shadows nothing but a
    /// rule with the same conditions.
    pub static RULE = {
        code: "shadowed-rule",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::Pass,
    }
}

/// Proofs tried for one file; beyond that nothing is said.
const MAX_PROOFS: usize = 400;

/// An entry that may leave no request to a later one.
struct Earlier<'a> {
    summary: &'a Summary,
    source: &'a Source,
    block: Block,
    base: TextSize,
    phase: usize,
}

/// The earlier entries, found by what their paths start with.
#[derive(Default)]
struct Index<'a> {
    by_prefix: HashMap<&'a str, Vec<Earlier<'a>>>,
    lengths: BTreeSet<usize>,
    by_path: HashMap<&'a str, Vec<Earlier<'a>>>,
}

/// All entries of a scope, in the order of the router.
pub fn check(scope: &Scope, findings: &mut Vec<Finding>) {
    let mut index = Index::default();
    let mut proofs = MAX_PROOFS;
    // The first phase, then the one after the file system; the other phases of `routes` are not ordered with these. What follows
    // `routes` stands in its last phase; the rewrites have their own.
    let mut phase = 0;
    for (block, entries) in &scope.blocks {
        if *block == Block::Rewrites {
            phase = 1;
        }
        for placed in entries {
            let summary = &placed.checked.summary;
            if let Some(handle) = &summary.handle {
                phase = if handle == "filesystem" { 1 } else { 2 };
            }
            let Some(source) = summary.source.as_ref().filter(|_| phase < 2 && *block != Block::Headers) else { continue };
            let later = Earlier { summary, source, block: *block, base: placed.base, phase };
            if let Some(earlier) = index.find(&later, &mut proofs) {
                findings.push(finding(earlier, &later));
            }
            if summary.effect != Effect::Continues {
                index.add(later);
            }
        }
    }
}

impl<'a> Index<'a> {
    fn add(&mut self, entry: Earlier<'a>) {
        let prefix = entry.source.prefix.as_str();
        if entry.source.is_literal {
            self.by_path.entry(prefix).or_default().push(entry);
        } else {
            self.lengths.insert(prefix.len());
            self.by_prefix.entry(prefix).or_default().push(entry);
        }
    }

    fn find(&self, later: &Earlier<'_>, proofs: &mut usize) -> Option<&Earlier<'a>> {
        let prefix = later.source.prefix.as_str();
        if later.source.is_literal
            && let Some(same) = self.by_path.get(prefix).into_iter().flatten().find(|earlier| earlier.leaves_nothing(later))
        {
            return Some(same);
        }
        let mut regex = None;
        for length in self.lengths.range(..=prefix.len()) {
            let Some(candidates) = prefix.get(..*length).and_then(|start| self.by_prefix.get(start)) else { continue };
            for earlier in candidates.iter().filter(|earlier| earlier.leaves_nothing(later)) {
                if earlier.source.expression == later.source.expression {
                    return Some(earlier);
                }
                *proofs = proofs.checked_sub(1)?;
                let later_regex = match &regex {
                    Some(regex) => regex,
                    None => regex.insert(JsRegex::new(&later.source.expression).ok()?),
                };
                if JsRegex::new(&earlier.source.expression).is_ok_and(|earlier| covers(&earlier, later_regex)) {
                    return Some(earlier);
                }
            }
        }
        None
    }
}

impl Earlier<'_> {
    /// Whether a request that this entry takes can't come to `later`.
    fn leaves_nothing(&self, later: &Earlier<'_>) -> bool {
        let other_conditions = !self.summary.conditions.is_empty() && self.summary.conditions != later.summary.conditions;
        if other_conditions || self.phase > later.phase {
            return false;
        }
        match &self.summary.effect {
            Effect::Continues => false,
            Effect::Answers => true,
            Effect::EndsPhase => self.phase == later.phase,
            Effect::Rewrites { prefix, is_whole } => {
                let wanted = later.source.prefix.as_str();
                let apart = !wanted.starts_with(prefix.as_str()) && !prefix.starts_with(wanted);
                let missed = || {
                    let regex = JsRegex::new(&later.source.expression);
                    regex.is_ok_and(|regex| matches!(regex.exec(prefix), Ok(None)))
                };
                self.phase == later.phase && (apart || *is_whole && missed())
            }
        }
    }

    fn place(&self) -> TextRange {
        self.source.range + self.base
    }
}

fn finding(earlier: &Earlier<'_>, later: &Earlier<'_>) -> Finding {
    let what = match earlier.block {
        Block::Routes => "the route",
        Block::Redirects => "the redirect",
        Block::Headers => "the header rule",
        Block::Rewrites => "the rewrite",
    };
    let written = &earlier.source.written;
    let message = if earlier.source.expression == later.source.expression {
        format!("Never reached: {what} with the same source above takes every request. Remove one of them.")
    } else {
        format!("Never reached: {what} `{written}` above takes every request that this would match. Put this one first, or remove it.")
    };
    Finding::new(&RULE, later.place(), message).related(earlier.place(), "This one takes the requests.")
}
