//! Unknown framework.

use crate::functions::framework;
use crate::manifests::package_json;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::TextRange;
use svc_syntax::value::Node;
use svc_vercel::frameworks::{self, Framework};
use svc_vercel::project::PackageJson;
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
    /// At the top of the file, Vercel accepts any text, but doesn't know how to build the project. The build fails (`BUILD_FAILED`) unless
    /// there is a `buildCommand` or a build script in `package.json`; with one of these, svc-lsp warns.
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
    let Some(chosen) = framework::chosen(snapshot) else { return };
    let slug = chosen.slug.as_str();
    if chosen.framework().is_some() {
        return;
    }
    let is_refused = fails(snapshot);
    if !chosen.is_written() {
        if is_refused && let Some(linked) = snapshot.project.linked() {
            let message = format!(
                "Unknown framework preset `{slug}` (`{}`). Nothing says how to build the project, so the build fails.",
                linked.file
            );
            findings.push(Finding::new(&RULE, chosen.place, message).vercel_code("BUILD_FAILED"));
        }
        return;
    }
    let nearest = nearest(slug).and_then(Framework::slug);
    let message = message(&format!("`{slug}`"), nearest);
    let mut finding = Finding::new(&RULE, chosen.place, message);
    if is_refused {
        finding.message.push_str(" The build fails.");
        finding = finding.vercel_code("BUILD_FAILED");
    } else {
        (finding.severity, finding.vercel_code) = (Severity::Warning, None);
    }
    findings.push(corrected(finding, chosen.place, nearest));
}

/// Whether the builder of static sites, which gets projects with an unknown framework, has nothing to run (`@vercel/static-build`). It knows
/// frameworks by their packages, too.
fn fails(snapshot: &Snapshot) -> bool {
    if !framework::builds_whole_project(snapshot)
        || framework::is_static(snapshot)
        || framework::build_command(snapshot).is_some()
    {
        return false;
    }
    let Some(package) = package_json(snapshot, ".") else {
        return !snapshot.project.exists(PackageJson::FILE);
    };
    let mut detectors = frameworks::all()
        .iter()
        .filter_map(|it| it.detectors.as_ref())
        .flat_map(|it| it.every.iter().chain(it.some.iter().flatten()));
    let is_there = |name: &str| package.depends_on(name) || package.has_dev_dependency(name);
    !package.has_build_script() && !detectors.any(|it| it.match_package.as_deref().is_some_and(is_there))
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
    // A library that several frameworks use is no mistyped slug.
    let is_library = written == "react";
    let by_spelling =
        || spelling::nearest(written, slugs().filter_map(Framework::slug)).and_then(frameworks::find);
    (!plain(written).is_empty()).then_some(())?;
    by_name.or_else(by_package).or_else(|| if is_library { None } else { by_spelling() })
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
