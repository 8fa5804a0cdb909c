//! A rule that an earlier one leaves no request to.

use std::collections::{BTreeSet, HashMap};

use crate::finding::Finding;
use crate::patterns::js_regex::{JsRegex, covers};
use crate::routes::{Block, Effect, Scope, Source, Summary, Target};
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
    /// rule with the same conditions, and a rule is reached where one in between may give a request its path.
    pub static RULE = {
        code: "shadowed-rule",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::Pass,
    }
}

/// What all proofs for one file may cost, in transitions of automata and bytes of expressions; beyond that nothing is said.
const MAX_COST: usize = 1_000_000;
/// Steps for matching an entry with the paths that others give to requests.
const MAX_STEPS: usize = 20_000;

/// An entry that may leave no request to a later one.
struct Earlier<'a> {
    summary: &'a Summary,
    source: &'a Source,
    block: Block,
    base: TextSize,
    phase: usize,
    /// How many entries before it give requests another path.
    moves_before: usize,
}

/// The earlier entries, found by what their paths start with.
#[derive(Default)]
struct Index<'a> {
    by_prefix: HashMap<String, Vec<Earlier<'a>>>,
    lengths: BTreeSet<usize>,
    by_path: HashMap<String, Vec<Earlier<'a>>>,
    /// The paths that the entries so far give to requests, in order.
    moves: Vec<&'a Target>,
    /// The same of phases that may run in between.
    moves_at_any_time: Vec<&'a Target>,
    /// A subdomain's requests are given a prefix between the first phase and the next.
    has_subdomains: bool,
}

/// All entries of a scope, in the order of the router.
pub fn check(scope: &Scope, findings: &mut Vec<Finding>) {
    let mut index = Index { has_subdomains: scope.has_subdomains, ..Index::default() };
    let entries = scope.blocks.iter().flat_map(|(_, entries)| entries);
    let mut is_aside = false;
    for summary in entries.map(|placed| &placed.checked.summary) {
        if let Some(handle) = &summary.handle {
            is_aside = handle != "filesystem";
        }
        if is_aside {
            index.moves_at_any_time.extend(&summary.moves);
        }
    }
    let mut budget = MAX_COST;
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
            let later = Earlier { summary, source, block: *block, base: placed.base, phase, moves_before: index.moves.len() };
            if let Some(earlier) = index.find(&later, &mut budget) {
                findings.push(finding(earlier, &later));
            }
            if summary.effect != Effect::Continues {
                index.add(later);
            }
            index.moves.extend(&summary.moves);
        }
    }
}

impl<'a> Index<'a> {
    fn add(&mut self, entry: Earlier<'a>) {
        let prefix = entry.source.prefix.to_ascii_lowercase();
        if entry.source.is_literal {
            self.by_path.entry(prefix).or_default().push(entry);
        } else {
            self.lengths.insert(prefix.len());
            self.by_prefix.entry(prefix).or_default().push(entry);
        }
    }

    fn find(&self, later: &Earlier<'_>, budget: &mut usize) -> Option<&Earlier<'a>> {
        let prefix = later.source.prefix.to_ascii_lowercase();
        let alike = |earlier: &&Earlier<'_>| earlier.source.ignores_case || !later.source.ignores_case;
        let exact = |earlier: &&Earlier<'_>| {
            earlier.source.ignores_case || earlier.source.prefix == later.source.prefix && !later.source.ignores_case
        };
        let mut reached = None;
        let mut leaves_nothing = |earlier: &&Earlier<'_>| {
            self.ends(earlier, later)
                && earlier.moves_before >= *reached.get_or_insert_with(|| self.moves_up_to_the_last_that_reaches(later.source))
        };
        if later.source.is_literal
            && let Some(same) = self.by_path.get(&prefix).into_iter().flatten().filter(exact).find(&mut leaves_nothing)
        {
            return Some(same);
        }
        let mut regex = None;
        for length in self.lengths.range(..=prefix.len()) {
            let Some(candidates) = prefix.get(..*length).and_then(|start| self.by_prefix.get(start)) else { continue };
            for earlier in candidates.iter().filter(alike).filter(&mut leaves_nothing) {
                if earlier.source.expression == later.source.expression {
                    return Some(earlier);
                }
                *budget = budget.checked_sub(earlier.source.expression.len() + later.source.expression.len())?;
                let later_regex = match &regex {
                    Some(regex) => regex,
                    None => regex.insert(compiled(later.source)?),
                };
                if compiled(earlier.source).is_some_and(|earlier| covers(&earlier, later_regex, budget)) {
                    return Some(earlier);
                }
            }
        }
        None
    }

    /// Whether a request that `earlier` takes can't come to `later` with its path unchanged.
    fn ends(&self, earlier: &Earlier<'_>, later: &Earlier<'_>) -> bool {
        let other_conditions = !earlier.summary.conditions.is_empty() && earlier.summary.conditions != later.summary.conditions;
        if other_conditions || earlier.phase > later.phase {
            return false;
        }
        match &earlier.summary.effect {
            Effect::Continues => false,
            Effect::Answers => earlier.phase == later.phase || !self.has_subdomains,
            Effect::EndsPhase | Effect::Rewrites => earlier.phase == later.phase,
        }
    }

    /// How many moves there are up to the last that may give a request a path that `source` takes.
    fn moves_up_to_the_last_that_reaches(&self, source: &Source) -> usize {
        let wanted = source.prefix.to_ascii_lowercase();
        let (regex, mut steps) = (compiled(source), MAX_STEPS);
        let mut reaches = |target: &&Target| {
            let given = target.prefix.to_ascii_lowercase();
            if !target.is_whole {
                return wanted.starts_with(&given) || given.starts_with(&wanted);
            }
            // What takes too many steps may match.
            let mut takes = |regex: &JsRegex| !matches!(regex.exec_within(&target.prefix, &mut steps), Ok(None));
            given.starts_with(&wanted) && regex.as_ref().is_none_or(&mut takes)
        };
        if self.moves_at_any_time.iter().any(&mut reaches) {
            return usize::MAX;
        }
        self.moves.iter().rposition(&mut reaches).map_or(0, |last| last + 1)
    }
}

fn compiled(source: &Source) -> Option<JsRegex> {
    let expression = &source.expression;
    if source.ignores_case { JsRegex::ignoring_case(expression) } else { JsRegex::new(expression) }.ok()
}

impl Earlier<'_> {
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
