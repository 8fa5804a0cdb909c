//! Unknown region.

use crate::functions;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix, MAX_FINDINGS};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::{Json, Node};
use svc_vercel::regions::{self, REGIONS};
use svc_vercel::spelling;

rule! {
    /// # Unknown region
    ///
    /// Vercel rejects a deployment with a region that doesn't exist.
    ///
    /// Vercel has its own region codes: `iad1`, not `us-east-1`. Use one of them.
    ///
    /// ```json bad
    /// { "regions": ["us-east-1"] }
    /// ```
    ///
    /// ```json good
    /// { "regions": ["iad1"] }
    /// ```
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "functions": { "api/report.ts": { "regions": ["fra2"] } } }
    /// ```
    ///
    /// Source: [Regions](https://vercel.com/docs/regions), as documented in September 2026, and Vercel's explanation of the error in September 2020
    /// ([vercel/vercel#5183](https://github.com/vercel/vercel/pull/5183)). `vercel build` accepts any name, so this is only a warning.
    pub static RULE = {
        code: "unknown-region",
        severity: Warning,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let mut found = Vec::new();
    for key in ["regions", "functionFailoverRegions", "passiveRegions"] {
        regions(snapshot.config(), key, None, &mut found);
    }
    for block in functions::blocks(snapshot) {
        for member in block.members() {
            for key in ["regions", "functionFailoverRegions"] {
                regions(&member.value, key, block.service.as_deref(), &mut found);
            }
        }
    }
    findings.append(&mut found);
}

/// The regions in a list.
fn regions(settings: &Node, key: &str, service: Option<&str>, findings: &mut Vec<Finding>) {
    let nodes = settings.get(key).and_then(Node::as_array).unwrap_or_default();
    for node in nodes {
        if findings.len() >= MAX_FINDINGS {
            return;
        }
        let Json::String(name) = &node.json else { continue };
        // `all` stands for every region. What is not typed yet is skipped.
        if name.is_empty() || name == "all" || regions::city(name).is_some() {
            continue;
        }
        let meant =
            regions::of_aws(name).or_else(|| spelling::nearest(name, REGIONS.iter().map(|(code, _)| *code)));
        let advice =
            meant.and_then(|code| Some(format!("Did you mean `{code}` ({})?", regions::city(code)?)));
        let advice =
            advice.unwrap_or_else(|| "Use a Vercel region such as `iad1`, `fra1` or `hnd1`.".to_owned());
        let mut finding = Finding::new(&RULE, node.range, format!("Unknown region `{name}`. {advice}"));
        finding.service = service.map(str::to_owned);
        if let Some(meant) = meant.filter(|meant| !nodes.iter().any(|it| it.as_str() == Some(meant))) {
            let edit = edit::replace_with_string(node, meant);
            finding = finding.fix(Fix::offered(format!("Change to `{meant}`"), edit));
        }
        findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::snapshot;

    #[test]
    fn names_of_regions() {
        let reported = |config: &str| {
            let mut findings = Vec::new();
            check(&snapshot(config), &mut findings);
            findings.into_iter().map(|it| it.message).collect::<Vec<_>>()
        };
        for fine in [r#"["iad1", "fra1"]"#, r#"["all"]"#, "[]", r#"[""]"#, "[1]", r#""us-east-1""#] {
            assert_eq!(reported(&format!(r#"{{ "regions": {fine} }}"#)), [""; 0], "{fine}");
        }
        assert_eq!(
            reported(r#"{ "regions": ["eu-central-1", "sfo", "moon"], "passiveRegions": ["bru1"] }"#),
            [
                "Unknown region `eu-central-1`. Did you mean `fra1` (Frankfurt, Germany)?",
                "Unknown region `sfo`. Did you mean `sfo1` (San Francisco, USA)?",
                "Unknown region `moon`. Use a Vercel region such as `iad1`, `fra1` or `hnd1`.",
                "Unknown region `bru1`. Did you mean `gru1` (São Paulo, Brazil)?",
            ]
        );
    }
}
