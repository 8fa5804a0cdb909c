//! What Vercel makes of a service: detection, routing, the variables that it generates.

use std::sync::Arc;

use svc_config::ServicesModel;
use svc_syntax::PathSegment;

use super::place::named;
use super::reads;
use super::reported::Reported;
use crate::markdown::{code, row, sentence, text};
use svc_analysis::rules::kinds::service::rejections;
use svc_analysis::services::env::{self, Availability};
use svc_analysis::services::routing::{self, Matches};
use svc_analysis::services::v1::{self, ResolvedService};
use svc_analysis::services::{Builder, Reading, v2};
use svc_analysis::snapshot::Snapshot;
use svc_config::meaning;
use svc_config::model;
use svc_syntax::value::Node;
use svc_vercel::frameworks;
use svc_vercel::posix_path;

/// The hover text for a service, by its name; nothing where no such service is declared.
pub(super) fn service(
    snapshot: &Snapshot,
    model: ServicesModel,
    name: &str,
    reported: &Reported,
) -> Option<String> {
    match model {
        ServicesModel::V1 => v1_service(snapshot, name, reported),
        ServicesModel::V2 => v2_service(snapshot, name, reported),
    }
}

fn v1_service(snapshot: &Snapshot, name: &str, reported: &Reported) -> Option<String> {
    let declared = v1::declared(snapshot)?.get(name)?;
    let resolution = v1::resolution(snapshot);
    let services = &resolution.services;
    let Some(service) = services.iter().find(|service| service.name == name) else {
        let kind = declared.get("type").and_then(Node::as_str).unwrap_or("web");
        let kind = format!("{} service", text(kind));
        return Some(refused(snapshot, ServicesModel::V1, name, &kind, reported));
    };
    let mut parts = vec![headline(service), detected(snapshot, service, declared)];
    if service.is_web() {
        parts.push(format!(
            "**Routing** — the first matching prefix wins\n\n{}",
            routing_table(services, Some(name))
        ));
    }
    parts.extend(variables(snapshot, services, name));
    parts.extend(reads::of_service(snapshot, name));
    Some(parts.join("\n\n"))
}

fn headline(service: &ResolvedService) -> String {
    let kind = match (service.kind.as_str(), service.trigger.as_ref().and_then(serde_json::Value::as_str)) {
        (Some("job"), Some(trigger)) => format!("{} job", text(trigger)),
        (Some("cron"), _) => "cron service".to_owned(),
        (Some("worker"), _) => "worker".to_owned(),
        _ => "web service".to_owned(),
    };
    let what = service.framework().and_then(frameworks::find).map(|framework| framework.name.as_str());
    let what = what.or(service.runtime.as_deref()).map(|what| format!(" · {}", text(what)));
    format!("**{}** — {kind}{}", code(&service.name), what.unwrap_or_default())
}

/// What Vercel detects.
fn detected(snapshot: &Snapshot, service: &ResolvedService, declared: &Node) -> String {
    let schedule = service.schedule.as_ref().map(|schedule| match schedule.as_str() {
        Some(expression) => code(expression),
        None => code(&schedule.to_string()),
    });
    let rows = [
        ("Framework", service.framework().map(|slug| framework(slug, declared))),
        ("Runtime", service.runtime.as_deref().map(code)),
        ("Builder", builder(&service.builder)),
        ("Workspace", Some(named(&service.workspace))),
        (
            "Entrypoint",
            service.entrypoint.as_deref().map(|it| code(&entrypoint(snapshot, &service.workspace, it))),
        ),
        ("Function", service.handler_function.as_deref().map(code)),
        ("Subdomain", service.subdomain.as_deref().map(code)),
        ("Schedule", schedule),
        ("Topics", service.topics.as_ref().map(|topics| code(&topics.to_string()))),
    ];
    table(rows)
}

/// A framework's name and slug, and whether it was detected.
fn framework(slug: &str, declared: &Node) -> String {
    let name = frameworks::find(slug).map_or(slug, |framework| framework.name.as_str());
    let how = if declared.get("framework").is_some() { "" } else { ", detected" };
    format!("{} ({}{how})", text(name), code(slug))
}

/// A builder and the file that it starts from.
fn builder(builder: &Builder) -> Option<String> {
    let package = builder.package.as_ref()?.as_str()?;
    let source = builder.src.as_deref().map(|src| format!(" from {}", code(src))).unwrap_or_default();
    Some(format!("{}{source}", code(package)))
}

/// A Markdown table of two columns without a head.
pub(super) fn table<const N: usize>(rows: [(&str, Option<String>); N]) -> String {
    let rows = rows.into_iter().filter_map(|(name, value)| Some(row([name, &value?])));
    format!("| | |\n|:--|:--|\n{}", rows.collect::<Vec<_>>().join("\n"))
}

fn v2_service(snapshot: &Snapshot, name: &str, reported: &Reported) -> Option<String> {
    let declared = v2::declared(snapshot)?.value.get(name)?;
    let resolution = v2::resolution(snapshot);
    let Some(service) = resolution.service(name) else {
        return Some(refused(snapshot, ServicesModel::V2, name, "service", reported));
    };
    let what =
        service.framework.as_deref().and_then(frameworks::find).map(|framework| framework.name.as_str());
    let what = what.or(service.runtime.as_deref()).map(|what| format!(" · {}", text(what)));
    let mut parts = vec![
        format!("**{}** — service{}", code(name), what.unwrap_or_default()),
        table([
            ("Framework", service.framework.as_deref().map(|slug| framework(slug, declared))),
            ("Runtime", service.runtime.as_deref().map(code)),
            ("Builder", builder(&service.builder)),
            ("Root", Some(named(&service.root))),
            (
                "Entrypoint",
                service.entrypoint.as_deref().map(|it| code(&entrypoint(snapshot, &service.root, it))),
            ),
            ("Command", service.command.as_ref().map(|command| code(&command.to_string()))),
        ]),
    ];
    let rows = v2::table(snapshot);
    if rows.iter().any(|row| row.service == name) {
        let rows = rows.iter().enumerate().map(|(index, row)| {
            let (Matches::Source(pattern) | Matches::Prefix(pattern)) = &row.matches;
            let route = format!("{} → {}", code(pattern), code(&row.service));
            format!("{}. {}", index + 1, if row.service == name { format!("**{route}** ←") } else { route })
        });
        parts.push(format!(
            "**Routing** — the first matching rewrite wins, and the service receives the whole path\n\n{}",
            rows.collect::<Vec<_>>().join("\n")
        ));
    } else {
        parts.push(
            "**Private** — no top-level rewrite sends requests to it. Other services can use a binding."
                .to_owned(),
        );
    }
    parts.extend(bindings(snapshot, name));
    parts.extend(reads::of_service(snapshot, name));
    Some(parts.join("\n\n"))
}

/// The variables that hold the service's URL, and those that hold the URLs of others for it.
fn bindings(snapshot: &Snapshot, name: &str) -> Option<String> {
    let in_files = env::names_in_env_files(&*snapshot.project);
    let services = v2::services(snapshot, Reading::Diagnostics);
    let rows: Vec<String> = services
        .iter()
        .flat_map(|owner| owner.bindings().map(move |binding| (owner, binding)))
        .filter_map(|(owner, binding)| {
            let (variable, target) = (binding.variable()?, binding.target()?);
            if target != name && owner.name != name {
                return None;
            }
            let note = match in_files.get(variable) {
                Some(file) => format!(" — **set in {}, which takes precedence in `vercel dev`**", code(file)),
                None => String::new(),
            };
            let value = format!("URL of {}", code(target));
            Some(row([&code(variable), &value, &format!("{} at run time{note}", code(&owner.name))]))
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    Some(format!(
        "**Bindings**\n\n| Name | Value | Available in |\n|:--|:--|:--|\n{}\n\n\
         They are available in functions at run time, but not in builds, middleware or client code. The project's own variables with the same name take precedence.",
        rows.join("\n")
    ))
}

/// A service that Vercel rejects, and why where that isn't shown above.
fn refused(snapshot: &Snapshot, model: ServicesModel, name: &str, kind: &str, reported: &Reported) -> String {
    let headline = format!("**{}** — {kind}", code(name));
    if reported.is_any() {
        return format!("{headline}\n\nThere is nothing to show as long as Vercel rejects it.");
    }
    let errors = rejections(snapshot, model);
    let error = errors.iter().find(|error| error.service.as_deref() == Some(name));
    let why = error.map_or_else(|| "it has errors.".to_owned(), |error| sentence(&error.message));
    // Most reasons say themselves what follows from them.
    let says_so = ["Vercel rejects", "the build fails"].iter().any(|effect| why.contains(effect));
    let reason = if says_so { why } else { format!("Vercel rejects it: {why}") };
    format!("{headline}\n\n{reason}")
}

/// An entrypoint as a path from the project root, as it is named everywhere.
fn entrypoint(snapshot: &Snapshot, folder: &str, entrypoint: &str) -> String {
    let path = posix_path::join(folder, entrypoint);
    if snapshot.project.is_file(&path) { path } else { entrypoint.to_owned() }
}

/// The prefixes in the order in which they are tried, one of them marked.
fn routing_table(services: &[Arc<ResolvedService>], marked: Option<&str>) -> String {
    let rows = routing::by_prefix(services).into_iter().enumerate().map(|(index, (prefix, service))| {
        let subdomain = service
            .subdomain
            .as_deref()
            .map(|it| format!(" and {}", code(&format!("{it}.…"))))
            .unwrap_or_default();
        let route = format!("{}{subdomain} → {}", code(prefix), code(&service.name));
        let route = if marked == Some(&service.name) { format!("**{route}** ←") } else { route };
        format!("{}. {route}", index + 1)
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// The variables that Vercel generates for the service.
fn variables(snapshot: &Snapshot, services: &[Arc<ResolvedService>], name: &str) -> Option<String> {
    let all = env::variables(services, snapshot.settings.deployment_host());
    let own: Vec<_> = all.iter().filter(|variable| variable.service == name).collect();
    if own.is_empty() {
        return None;
    }
    let in_files = env::names_in_env_files(&*snapshot.project);
    let rows = own.iter().map(|variable| {
        let availability = match &variable.availability {
            Availability::Server => "every service".to_owned(),
            Availability::Client { services, .. } => {
                let services: Vec<String> = services.iter().map(|name| code(name)).collect();
                format!("client code of {}", services.join(", "))
            }
        };
        let note = match in_files.get(&variable.name) {
            Some(file) => format!(" — **set in {}, which takes precedence**", code(file)),
            None => String::new(),
        };
        let mark = |value: &str| if note.is_empty() { code(value) } else { format!("~~{}~~", code(value)) };
        row([&code(&variable.name), &mark(&variable.value), &format!("{availability}{note}")])
    });
    let rows = rows.collect::<Vec<_>>().join("\n");
    Some(format!(
        "**Generated environment variables**\n\n| Name | Value | Available in |\n|:--|:--|:--|\n{rows}\n\n\
         The project's own variables with the same name take precedence."
    ))
}

/// The hover text for the prefix of the service that `path` leads into.
pub(super) fn prefix(snapshot: &Snapshot, path: &[PathSegment]) -> Option<String> {
    let place = meaning::service_of(path)?;
    let resolution = v1::resolution(snapshot);
    let services = &resolution.services;
    let service = services.iter().find(|service| service.name == place.name)?;
    let prefix = service.web_prefix()?;
    let key = match path.get(2) {
        Some(PathSegment::Key(key)) => key.as_str(),
        _ => return None,
    };
    let below = if prefix == "/" {
        "all paths without a longer prefix".to_owned()
    } else {
        format!("{} and all paths below", code(prefix))
    };
    let mut parts = vec![
        format!("**{}** — {} answers {below}", code(key), code(&service.name)),
        routing_table(services, Some(&service.name)),
        requests(services, prefix),
    ];
    let config = snapshot.config();
    if let Some(shape) = model().at(config, path.get(..3).unwrap_or(path)) {
        parts.push("---".to_owned());
        parts.push(super::shape(shape));
    }
    Some(parts.join("\n\n"))
}

/// Example requests around a prefix, with the service that answers each and the path that it sees.
fn requests(services: &[Arc<ResolvedService>], prefix: &str) -> String {
    let normal = routing::normalize_prefix(prefix);
    let examples = if normal == "/" {
        let other =
            routing::by_prefix(services).into_iter().map(|(prefix, _)| routing::normalize_prefix(prefix));
        let mut examples = vec!["/".to_owned(), "/about".to_owned()];
        examples.extend(other.filter(|prefix| prefix != "/").take(2).map(|prefix| format!("{prefix}/users")));
        examples
    } else {
        vec![normal.clone(), format!("{normal}/users"), format!("{normal}-docs")]
    };
    let rows = examples.into_iter().map(|path| {
        let answer = match routing::owner(services, &path) {
            Some((prefix, service)) => match seen(service, prefix, &path) {
                Some(seen) if seen != path => format!("{} (receives {})", code(&service.name), code(&seen)),
                _ => code(&service.name),
            },
            None => "no service".to_owned(),
        };
        row([&code(&format!("GET {path}")), &answer])
    });
    format!("| Request | Answers |\n|:--|:--|\n{}", rows.collect::<Vec<_>>().join("\n"))
}

/// The path that the service's code sees: backends get it without the prefix.
fn seen(service: &ResolvedService, prefix: &str, path: &str) -> Option<String> {
    service.runtime.as_ref()?;
    let rest = if prefix == "/" { path } else { path.strip_prefix(prefix)? };
    Some(if rest.is_empty() { "/".to_owned() } else { rest.to_owned() })
}

/// The hover text for the key `experimentalServices`.
pub(super) fn experimental_services(snapshot: &Snapshot, path: &[PathSegment]) -> Option<String> {
    let config = snapshot.config();
    let shape = model().at(config, path)?;
    let resolution = v1::resolution(snapshot);
    let mut parts = vec![
        "**`experimentalServices`** — superseded by `services`".to_owned(),
        "The framework preset (*Project Settings → Build and Deployment → Framework Preset*) must be **Services**. Use `services` in new projects."
            .to_owned(),
    ];
    if !resolution.services.is_empty() {
        parts.push(format!(
            "**Routing** — the first matching prefix wins\n\n{}",
            routing_table(&resolution.services, None)
        ));
    }
    parts.push("---".to_owned());
    parts.push(super::shape(shape));
    Some(parts.join("\n\n"))
}
