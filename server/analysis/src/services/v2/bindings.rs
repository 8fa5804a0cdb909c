//! Which services receive the variables of their bindings.

use crate::services::{Service, v2};
use crate::snapshot::Snapshot;
use svc_vercel::runtime::Runtime;

/// Frameworks whose usual output is static, also on the server's side of things.
const STATIC: [&str; 24] = [
    "brunch",
    "create-react-app",
    "docusaurus",
    "docusaurus-2",
    "dojo",
    "eleventy",
    "ember",
    "gridsome",
    "hexo",
    "hugo",
    "ionic-angular",
    "ionic-react",
    "jekyll",
    "middleman",
    "parcel",
    "polymer",
    "preact",
    "storybook",
    "svelte",
    "vite",
    "vitepress",
    "vue",
    "vuepress",
    "zola",
];

/// Why a service never receives the variables of its bindings, as the rest of a sentence about it; `None` if it does.
#[must_use]
pub fn without_bindings(snapshot: &Snapshot, service: &Service<'_>) -> Option<&'static str> {
    let resolved = v2::resolution(snapshot).service(&service.name)?;
    let is_static = match resolved.framework.as_deref() {
        Some(slug) => STATIC.contains(&slug) && resolved.is_static(),
        // Files as they are: nothing builds anything that could run.
        None => {
            resolved.builder.name() == "@vercel/static"
                && service.folder().is_some_and(|it| !it.list("").is_empty())
        }
    };
    let is_native = || [Runtime::Go, Runtime::Rust].iter().any(|it| resolved.builder.name() == it.builder());
    if is_static {
        return Some("is a static site and runs no code");
    }
    is_native().then_some("doesn't receive bindings unless it is built from a Dockerfile")
}
