//! What a framework brings.

use crate::markdown::code;
use svc_vercel::frameworks::{self, Framework};
use svc_vercel::runtime::{Runtime, is_node_backend};

/// What a framework brings, as Markdown.
#[must_use]
pub fn framework(slug: &str) -> Option<String> {
    let framework = frameworks::find(slug)?;
    let mut parts = vec![format!("**{}** — framework {}", framework.name, code(slug))];
    parts.extend(
        framework.experimental.then(|| "*Experimental: Vercel doesn't detect it by default.*".to_owned()),
    );
    parts.push(table(framework, slug));
    if !framework.supersedes.is_empty() {
        let slugs: Vec<String> = framework.supersedes.iter().map(|slug| format!("`{slug}`")).collect();
        parts.push(format!("If detected, it replaces {}.", slugs.join(", ")));
    }
    let links: Vec<String> = [("Website", &framework.website), ("Demo", &framework.demo)]
        .into_iter()
        .filter_map(|(label, url)| Some(format!("[{label}]({})", url.as_deref()?)))
        .collect();
    parts.extend(Some(links.join(" · ")).filter(|links| !links.is_empty()));
    Some(parts.join("\n\n"))
}

fn table(framework: &Framework, slug: &str) -> String {
    let settings = &framework.settings;
    let runtime = Runtime::of_framework(slug).map(|runtime| format!("`{}`", runtime.name()));
    // What a v1 service of a Node backend is really built by.
    let builder = if is_node_backend(slug) { Runtime::Node.builder() } else { framework.builder() };
    super::service::table([
        (
            "Runtime",
            Some(runtime.unwrap_or_else(|| "static files and the framework's own functions".to_owned())),
        ),
        ("Builder", Some(format!("`{builder}`"))),
        ("Install", command(&settings.install_command)),
        ("Build", command(&settings.build_command)),
        ("Develop", command(&settings.dev_command)),
        ("Output", command(&settings.output_directory)),
        ("Client variables", framework.env_prefix.as_ref().map(|prefix| format!("`{prefix}…`"))),
    ])
}

/// A default in code, or the words of one that depends on the project (they carry their own code marks).
fn command(setting: &frameworks::Setting) -> Option<String> {
    setting.value().map(code).or_else(|| setting.description().map(str::to_owned))
}
