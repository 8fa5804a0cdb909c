//! Unknown framework.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::TextRange;
use svc_syntax::value::Node;
use svc_vercel::frameworks::{self, Framework};
use svc_vercel::spelling;

rule! {
    /// # Unknown framework
    ///
    /// Vercel rejects the deployment because it has no framework preset with this name.
    ///
    /// `framework` is the slug of a preset, such as `nextjs` or `fastapi`. Correct the slug, or remove `framework` to let Vercel
    /// detect it.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "next", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    ///
    /// At the top of the file, an unknown framework is a warning: Vercel accepts any text, but doesn't know how to build the
    /// project.
    ///
    /// ```json bad
    /// { "framework": "react" }
    /// ```
    pub static RULE = {
        code: "invalid-framework",
        vercel: "INVALID_FRAMEWORK",
        severity: Error,
        owns_form: true,
        check: Check::Problem, Check::File(top_level),
    }
}

/// The finding for an unknown framework.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let slug = case.service.text("framework").unwrap_or_default();
    let shown = if slug.is_empty() {
        case.service.field("framework").map_or("nothing", Node::kind).to_owned()
    } else {
        format!("`{slug}`")
    };
    let nearest = nearest(slug).and_then(Framework::slug);
    corrected(case.finding(&RULE, range, message(&shown, nearest)), range, nearest)
}

/// The project's own framework. Vercel's schema allows any text there.
fn top_level(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(node) = snapshot.config().get("framework") else { return };
    let Some(slug) = node.as_str().filter(|slug| !frameworks::all().iter().any(|it| it.slug() == Some(slug)))
    else {
        return;
    };
    let nearest = nearest(slug).and_then(Framework::slug);
    let mut finding = Finding::new(&RULE, node.range, message(&format!("`{slug}`"), nearest));
    (finding.severity, finding.vercel_code) = (Severity::Warning, None);
    findings.push(corrected(finding, node.range, nearest));
}

fn message(shown: &str, nearest: Option<&str>) -> String {
    match nearest {
        Some(slug) => format!("Unknown framework {shown}. Did you mean `{slug}`?"),
        None => format!("Unknown framework {shown}."),
    }
}

fn corrected(finding: Finding, range: TextRange, nearest: Option<&str>) -> Finding {
    match nearest {
        Some(slug) => finding.fix(Fix::preferred(format!("Change to `{slug}`"), replacement(range, slug))),
        None => finding,
    }
}

/// The framework that was meant: by its name (`Next.js`), the package that marks it (`next`), or a slug mistyped.
fn nearest(written: &str) -> Option<&'static Framework> {
    // No framework has a name as long.
    const LONGEST: usize = 64;
    if written.len() > LONGEST {
        return None;
    }
    let plain = |text: &str| text.to_ascii_lowercase().replace(|it: char| !it.is_ascii_alphanumeric(), "");
    let slugs = || frameworks::all().iter().filter(|it| it.slug().is_some());
    let by_name = slugs().find(|it| {
        [it.slug().unwrap_or_default(), &it.name].iter().any(|name| plain(name) == plain(written))
    });
    let by_package = || {
        slugs().find(|it| {
            let detectors =
                it.detectors.iter().flat_map(|it| it.every.iter().chain(it.some.iter().flatten()));
            detectors.filter_map(|it| it.match_package.as_deref()).any(|package| package == written)
        })
    };
    let by_spelling =
        || spelling::nearest(written, slugs().filter_map(Framework::slug)).and_then(frameworks::find);
    (!plain(written).is_empty()).then_some(())?;
    by_name.or_else(by_package).or_else(by_spelling)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_framework_that_was_meant() {
        for (written, slug) in [
            ("next", Some("nextjs")),
            ("Next.js", Some("nextjs")),
            ("nextj", Some("nextjs")),
            ("FastAPI", Some("fastapi")),
            ("fast-api", Some("fastapi")),
            ("sveltkit", Some("sveltekit")),
            ("nuxt", Some("nuxtjs")),
            ("@nestjs/core", Some("nestjs")),
            ("spring-boot", None),
            ("", None),
            ("...", None),
        ] {
            assert_eq!(nearest(written).and_then(Framework::slug), slug, "{written}");
        }
    }
}
