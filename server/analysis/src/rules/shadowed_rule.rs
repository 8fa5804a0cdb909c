//! A rule that an earlier one leaves no request to.

use crate::routes::Block;
use crate::routes::overlaps::{Overlap, overlaps};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;

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
        Block::Routes => "the route",
        Block::Redirects => "the redirect",
        Block::Headers => "the header rule",
        Block::Rewrites => "the rewrite",
    };
    let written = &source.written;
    let message = if source.expression == shadowed.expression {
        format!("Never reached: {what} with the same source above takes every request. Remove one of them.")
    } else {
        format!(
            "Never reached: {what} `{written}` above takes every request that this would match. Put this one first, or remove it."
        )
    };
    let (place, other) = (shadowed.range + later.base, source.range + earlier.base);
    let mut finding = Finding::new(&RULE, place, message).related(other, "This one takes the requests.");
    finding.service = service.map(str::to_owned);
    Some(finding)
}
