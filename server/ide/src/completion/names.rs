//! Names that the file and the project know: services, environment variables, regions.

use super::item::{CompletionKind, Rank, Writer};
use svc_analysis::reads::Reads;
use svc_analysis::services::names;
use svc_config::ServicesModel;
use svc_config::meaning;
use svc_syntax::PathSegment;
use svc_vercel::regions;

/// Adds the names of services, but not the one that the cursor is in.
pub(super) fn services(writer: &mut Writer<'_>, model: ServicesModel, taken: &[String]) {
    let config = writer.snapshot.config();
    let own = meaning::service_of(&writer.slot.path).map(|service| service.name.to_owned());
    for (name, service) in names::declared(config, model) {
        if own.as_deref() == Some(name) || taken.iter().any(|it| it == name) {
            continue;
        }
        let about = ["root", "entrypoint"].iter().find_map(|key| service.get(key)?.as_str());
        if let Some(item) = writer.string(Rank::First, CompletionKind::Service, name)
            && let Some(about) = about
        {
            item.description(about);
        }
    }
}

/// Adds the names that the code of a service reads and that nothing sets, for a binding.
pub(super) fn unprovided(writer: &mut Writer<'_>, taken: &[String]) {
    let path = &writer.slot.path;
    let snapshot = writer.snapshot;
    let is_binding = path.iter().any(|segment| *segment == PathSegment::Key("bindings".to_owned()));
    let service = meaning::service_of(path).filter(|it| is_binding && it.model == ServicesModel::V2);
    let Some((service, reads)) = service.zip(Reads::of(snapshot)) else { return };
    for (name, file) in reads
        .unprovided(snapshot, service.name)
        .into_iter()
        .filter(|(name, _)| !taken.iter().any(|it| it == name))
    {
        if let Some(item) = writer.string(Rank::First, CompletionKind::Variable, name) {
            item.description(format!("read in {file}"));
        }
    }
}

/// Adds names of environment variables: those of the `.env` files and the usual ones. With `value`, as keys.
pub(super) fn env(writer: &mut Writer<'_>, taken: &[String], value: Option<&[String]>) {
    let mut names: Vec<(String, String)> =
        svc_analysis::services::env::names_in_env_files(&*writer.snapshot.project).into_iter().collect();
    let config = writer.snapshot.config();
    let urls = names::declared(config, ServicesModel::V2)
        .into_iter()
        .map(|(name, _)| (svc_analysis::services::env::url_variable(name), format!("URL of {name}")));
    names.extend(urls);
    for (name, source) in names {
        if taken.contains(&name) {
            continue;
        }
        let item = match value {
            Some(value) => writer.member(Rank::Common, CompletionKind::Variable, &name, value),
            None => writer.string(Rank::Common, CompletionKind::Variable, &name),
        };
        if let Some(item) = item {
            item.description(source);
        }
    }
}

/// Adds regions. With `value`, as keys.
pub(super) fn regions(writer: &mut Writer<'_>, taken: &[String], value: Option<&[String]>) {
    for (region, city) in regions::REGIONS {
        if taken.iter().any(|it| it == region) {
            continue;
        }
        let item = match value {
            Some(value) => writer.member(Rank::Common, CompletionKind::EnumMember, region, value),
            None => writer.string(Rank::Common, CompletionKind::EnumMember, region),
        };
        if let Some(item) = item {
            item.description(*city);
            if *region == regions::DEFAULT {
                item.documentation("The default region of new projects.");
            }
        }
    }
}
