//! Commands that fit their key, run by the project's package manager.

use serde_json::Value;
use svc_syntax::PathSegment;

use super::item::{CompletionKind, Rank, Writer};
use svc_config::meaning;
use svc_vercel::frameworks;
use svc_vercel::project::Folder;

/// Adds the commands of a key.
pub(super) fn complete(writer: &mut Writer<'_>) {
    let slot = writer.slot;
    let Some(PathSegment::Key(key)) = slot.path.last() else { return };
    let root = Folder::root(&*writer.snapshot.project);
    let folder = root.folder(&meaning::base_of(writer.snapshot.config(), &slot.path));
    let manager = package_manager(&[&folder, &root]);
    match key.as_str() {
        "installCommand" => {
            for command in installing(&folder, manager) {
                writer.string(Rank::Common, CompletionKind::Value, &command);
            }
        }
        "ignoreCommand" => {
            let command = "git diff --quiet HEAD^ HEAD ./";
            if let Some(item) = writer.string(Rank::Common, CompletionKind::Value, command) {
                item.description("skip if nothing changed here");
            }
        }
        key => {
            scripts(writer, &folder, manager, key);
            default_command(writer, key);
            let example = match key {
                "buildCommand" => "build",
                "devCommand" => "dev",
                "preDeployCommand" => "migrate",
                _ => return,
            };
            if writer.items.is_empty() {
                let command = format!("{manager} run {example}");
                writer.string(Rank::Common, CompletionKind::Value, &command);
            }
        }
    }
}

/// The package manager that `package.json` names or whose lock file is there, in the first folder that tells; npm if none does.
fn package_manager(folders: &[&Folder<'_>]) -> &'static str {
    const LOCKS: [(&str, &str); 5] = [
        ("pnpm-lock.yaml", "pnpm"),
        ("yarn.lock", "yarn"),
        ("bun.lock", "bun"),
        ("bun.lockb", "bun"),
        ("package-lock.json", "npm"),
    ];
    let named = |folder: &Folder<'_>| {
        let manifest = manifest(folder)?;
        let named = manifest.get("packageManager")?.as_str()?.split('@').next()?.to_owned();
        LOCKS.into_iter().map(|(_, manager)| manager).find(|manager| *manager == named)
    };
    let locked = |folder: &Folder<'_>| {
        LOCKS.into_iter().find(|(lock, _)| folder.is_file(lock)).map(|(_, manager)| manager)
    };
    folders.iter().find_map(|folder| locked(folder).or_else(|| named(folder))).unwrap_or("npm")
}

/// Commands that install the dependencies of a folder.
fn installing(folder: &Folder<'_>, manager: &str) -> Vec<String> {
    let python = [
        ("uv.lock", "uv sync"),
        ("poetry.lock", "poetry install"),
        ("Pipfile.lock", "pipenv install"),
        ("requirements.txt", "pip install -r requirements.txt"),
    ];
    let python: Vec<String> = python
        .into_iter()
        .filter(|(file, _)| folder.is_file(file))
        .map(|(_, command)| command.to_owned())
        .collect();
    if !python.is_empty() && !folder.is_file("package.json") {
        return python;
    }
    let exact = match manager {
        "npm" => "npm ci".to_owned(),
        manager => format!("{manager} install --frozen-lockfile"),
    };
    [vec![format!("{manager} install"), exact], python].concat()
}

fn manifest(folder: &Folder<'_>) -> Option<Value> {
    folder.read("package.json").and_then(|text| serde_json::from_str(&text).ok())
}

/// Adds the scripts of the folder's `package.json`, those named like the key first.
fn scripts(writer: &mut Writer<'_>, folder: &Folder<'_>, manager: &str, key: &str) {
    let manifest = manifest(folder);
    let scripts = manifest.as_ref().and_then(|it| it.get("scripts")?.as_object());
    let mut scripts: Vec<_> = scripts.into_iter().flatten().collect();
    let wanted = key.strip_suffix("Command").unwrap_or(key);
    scripts.sort_by_key(|(name, _)| !name.split([':', '-']).any(|word| word == wanted));
    for (name, script) in scripts {
        let command = format!("{manager} run {name}");
        if let Some(item) = writer.string(Rank::First, CompletionKind::Value, &command) {
            item.description(script.as_str().unwrap_or_default());
        }
    }
}

/// Adds the command that the framework written beside the slot runs by itself.
fn default_command(writer: &mut Writer<'_>, key: &str) {
    let config = writer.snapshot.config();
    let place = match meaning::service_of(&writer.slot.path) {
        Some(service) => config.get(service.key).and_then(|it| it.get(service.name)),
        None => Some(config),
    };
    let framework = place.and_then(|place| frameworks::find(place.get("framework")?.as_str()?));
    let Some(framework) = framework else { return };
    let setting = match key {
        "devCommand" => &framework.settings.dev_command,
        "buildCommand" => &framework.settings.build_command,
        _ => return,
    };
    if let Some(command) = setting.value()
        && let Some(item) = writer.string(Rank::First, CompletionKind::Value, command)
    {
        item.description(format!("the default of {}", framework.name));
    }
}
