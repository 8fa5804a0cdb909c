//! Unreachable routing rule.

use crate::routes::Block;
use crate::routes::overlaps::{Overlap, overlaps};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;

rule! {
    /// # Unreachable routing rule
    ///
    /// This rule never runs, because an earlier rule matches every request first.
    ///
    /// Vercel tries rules in order, and redirects before rewrites. Move the more specific rule up.
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
    /// If a rewrite's destination is a file that doesn't exist, later rules see only the rewritten path.
    ///
    /// svc-lsp reports only what it can prove: a rule with conditions (`has`, `missing`, `methods`) shadows only rules with the same
    /// conditions.
    pub static RULE = {
        code: "shadowed-rule",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    findings.extend(overlaps(snapshot).into_iter().filter_map(finding));
}

fn finding(overlap: Overlap<'_>) -> Option<Finding> {
    let Overlap { service, earlier, later } = overlap;
    let (source, shadowed) = (earlier.summary.source.as_ref()?, later.summary.source.as_ref()?);
    let what = match earlier.block {
        Block::Routes => "route",
        Block::Redirects => "redirect",
        Block::Headers => "header rule",
        Block::Rewrites => "rewrite",
    };
    let written = &source.written;
    let message = if source.expression == shadowed.expression {
        format!("This rule never runs: the {what} above has the same source. Remove one of them.")
    } else if earlier.block == later.block {
        format!(
            "This rule never runs: the {what} `{written}` above matches first. Move this rule above that {what}, or delete this rule."
        )
    } else {
        // The order of the blocks is fixed.
        format!(
            "This rule never runs: the {what} `{written}` matches first. Make that {what} more specific, or delete this rule."
        )
    };
    let (place, other) = (shadowed.range + later.base, source.range + earlier.base);
    let mut finding = Finding::new(&RULE, place, message).related(other, "This rule matches first.");
    finding.service = service.map(str::to_owned);
    Some(finding)
}
