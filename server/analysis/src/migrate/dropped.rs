//! Variables that source code reads and that a service no longer gets once it is migrated.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::{Note, Plan};
use crate::reads::{DroppedRead, Reads, Site, UrlVariable};
use crate::rules::kinds::read::{Case, is_of_development};
use crate::services::env::url_variable;
use crate::services::v1;
use crate::snapshot::Snapshot;
use svc_sources::{Origin, ReadKind};
use svc_syntax::TextRange;
use svc_syntax::value::Node;
use svc_vercel::runtime::STATIC_BUILDERS;

/// How the names of the configurations start that frameworks run in the build.
const BUILD_CONFIGS: [&str; 8] = [
    "astro.config.",
    "next.config.",
    "nuxt.config.",
    "rsbuild.config.",
    "svelte.config.",
    "vite.config.",
    "vue.config.",
    "webpack.config.",
];

/// Notes on what the code of each service reads and doesn't get anymore, one for each variable.
pub(super) fn notes(snapshot: &Snapshot, plan: &Plan) -> Vec<Note> {
    let Some(reads) = Reads::of(snapshot) else { return Vec::new() };
    let is_native = |service: &str| {
        let resolved = service_named(snapshot, service);
        resolved.is_some_and(|it| matches!(it.runtime.as_deref(), Some("go" | "rust")))
    };
    let mut seen = HashSet::new();
    let mut dropped = of_sites(snapshot, &reads, plan, reads.all());
    dropped.retain(|it| {
        // What the conversion of the service reports already.
        let is_reported =
            !it.is_for_clients && is_native(&it.service) || *it.site.read.name == *url_variable(&it.service);
        !is_reported && seen.insert((it.service.clone(), it.site.read.name.clone()))
    });
    let note = |it: &DroppedRead<'_>| {
        let DroppedRead { service, loss, remedy, site: Site { file, read }, .. } = it;
        let line = read.start.line + 1;
        let message =
            format!("`{service}`: `{}` {loss}, but `{file}` reads it on line {line}. {remedy}", read.name);
        Note::new("READ_VARIABLE_DROPPED", message, Some(it.place)).of(service)
    };
    dropped.iter().map(note).collect()
}

/// Those of some reads whose variable the service doesn't get anymore, the first for each file and variable.
pub(super) fn of_sites<'s>(
    snapshot: &Snapshot,
    reads: &Reads<'_>,
    plan: &Plan,
    sites: impl Iterator<Item = Site<'s>>,
) -> Vec<DroppedRead<'s>> {
    // Of a name that is set twice, the last value counts.
    let variables: HashMap<&str, &UrlVariable> =
        reads.variables().iter().map(|it| (it.name.as_str(), it)).collect();
    let (mut seen, mut known) = (HashSet::new(), HashMap::new());
    let dropped = sites.filter_map(|site| {
        let variable = *variables.get(&*site.read.name)?;
        let [service] = reads.services_of(site.file) else { return None };
        // Anything else was never there, or is a question of what the build writes into the code.
        let is_judged = matches!(site.read.origin, Origin::Process | Origin::Settings)
            && (runs_in_build(site.file) || !is_of_development(site.file))
            && reads.runs(service, site.file)
            && seen.insert((Arc::clone(site.file), variable.name.as_str()));
        if !is_judged || snapshot.check_cancelled() {
            return None;
        }
        let key = (*service, variable.name.as_str(), runs_in_build(site.file));
        let fate = known.entry(key).or_insert_with(|| fate(snapshot, reads, plan, service, variable, site));
        let (place, loss, remedy) = fate.clone()?;
        Some(DroppedRead {
            site,
            service: (*service).to_owned(),
            place,
            is_for_clients: variable.clients.is_some(),
            loss,
            remedy,
        })
    });
    dropped.collect()
}

/// What becomes of a variable in the code of a service: `None` if it stays, or if something else sets it.
type Fate = Option<(TextRange, &'static str, String)>;

/// The fate of the variable that a read names; `site` is one of those of this service with the same fate.
fn fate(
    snapshot: &Snapshot,
    reads: &Reads<'_>,
    plan: &Plan,
    service: &str,
    variable: &UrlVariable,
    site: Site<'_>,
) -> Fate {
    let config = snapshot.config();
    let place = config.get(v1::KEY)?.as_object()?.member(service)?.key_range;
    let resolved = service_named(snapshot, service)?;
    let is_static = STATIC_BUILDERS.contains(&resolved.builder.name());
    let is_in_build = runs_in_build(site.file);
    // Other code of a static site runs in browsers, where the variable never was.
    if !resolved.is_web() || is_static && !is_in_build {
        return None;
    }
    let migrated = plan.patch.services.get(&service.to_lowercase())?;
    let bindings = migrated.get("bindings").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let text = |binding: &'_ Value, key: &str| binding.get(key).and_then(Value::as_str).map(str::to_owned);
    let bound = |key: &str, value: &str| {
        bindings.iter().find(|it| it.get(key).and_then(Value::as_str) == Some(value))
    };
    let name = variable.name.as_str();
    let has = |env: Option<&Node>| env.and_then(Node::as_object).is_some_and(|env| env.has(name));
    let added = plan.patch.build.as_ref().is_some_and(|build| build.env.contains_key(name));
    let is_built = added || has(config.get("build").and_then(|build| build.get("env")));
    let prefix = reads.framework(service).and_then(|it| it.env_prefix.as_deref()).filter(|it| !it.is_empty());
    let is_bound = bound("env", name).is_some();
    // Only what the build writes into the code is there when it runs, and bindings are there only then.
    let stays = match is_in_build {
        true => is_built,
        false => is_bound || is_built && prefix.is_some_and(|prefix| name.starts_with(prefix)),
    };
    if stays || has(config.get("env")) || is_set_elsewhere(snapshot, reads, site) {
        return None;
    }
    let in_settings = "Define it in the project's settings";
    let other = bound("service", &variable.target.to_lowercase()).and_then(|it| text(it, "env"));
    let remedy = match other {
        _ if is_bound => format!("{in_settings}: the binding sets it only at run time."),
        _ if variable.target == service && !is_in_build => {
            format!("{in_settings}, or take it from the request.")
        }
        _ if is_static && variable.target != service => {
            format!("{in_settings}, or request a path that a rewrite sends to `{}`.", variable.target)
        }
        Some(other) if !is_in_build => format!("{in_settings}, or read `{other}`, which a binding sets."),
        _ => format!("{in_settings}."),
    };
    let loss = if is_bound { "isn't set in builds anymore" } else { "isn't set anymore" };
    Some((place, loss, remedy))
}

/// Whether an environment file or the code sets the variable of a read.
fn is_set_elsewhere(snapshot: &Snapshot, reads: &Reads<'_>, site: Site<'_>) -> bool {
    let may_set = |it: Site<'_>| {
        let is_assignment = it.read.is_write && it.read.kind != ReadKind::Type;
        (is_assignment || it.read.sets_default) && (runs_in_build(it.file) || !is_of_development(it.file))
    };
    reads.uses_beside(site.file, &site.read.name).any(may_set)
        || Case { snapshot, reads, site }.is_in_env_files()
}

fn service_named<'a>(snapshot: &'a Snapshot, name: &str) -> Option<&'a v1::ResolvedService> {
    v1::resolution(snapshot).services.iter().find(|it| it.name == name).map(|it| &**it)
}

fn runs_in_build(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    BUILD_CONFIGS.iter().any(|config| name.starts_with(config))
}
