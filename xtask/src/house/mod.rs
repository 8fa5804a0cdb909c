//! `cargo xtask house`: the crates, the top-level modules of each and the dependencies between them, drawn from the `use` lines.
//!
//! A top-level module is a file, or a folder with everything in it. An arrow goes from the module that names another to the module
//! that is named. Tests fail on an arrow between crates that [`CRATES`] doesn't allow, on a cycle of modules,
//! and on a drawing in ARCHITECTURE.md that differs from the code.

mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Outcome, root};

/// A crate of the workspace.
pub struct Crate {
    /// Its name.
    pub name: &'static str,
    /// Its folder, from the repository's root.
    pub folder: &'static str,
    /// Our crates that it may depend on.
    may_use: &'static [&'static str],
}

/// The crates, the lowest first.
pub const CRATES: [Crate; 7] = [
    Crate { name: "svc-syntax", folder: "server/syntax", may_use: &[] },
    Crate { name: "svc-vercel", folder: "server/vercel", may_use: &[] },
    Crate { name: "svc-sources", folder: "server/sources", may_use: &[] },
    Crate { name: "svc-config", folder: "server/config", may_use: &["svc-syntax", "svc-vercel"] },
    Crate {
        name: "svc-analysis",
        folder: "server/analysis",
        may_use: &["svc-syntax", "svc-vercel", "svc-sources", "svc-config"],
    },
    Crate {
        name: "svc-ide",
        folder: "server/ide",
        may_use: &["svc-syntax", "svc-vercel", "svc-sources", "svc-config", "svc-analysis"],
    },
    Crate {
        name: "svc-lsp",
        folder: "server",
        may_use: &["svc-syntax", "svc-vercel", "svc-sources", "svc-config", "svc-analysis", "svc-ide"],
    },
];

/// What only the protocols and the command line may depend on: LSP types, agents, async, terminals and logs.
const ONLY_AT_THE_EDGE: [&str; 8] =
    ["tokio", "tower", "tower-lsp", "futures", "clap", "tracing", "ignore", "rmcp"];

/// The page that holds the drawing.
const PAGE: &str = "ARCHITECTURE.md";
const BEGIN: &str = "<!-- The house is drawn by `cargo xtask house`. -->\n";
const END: &str = "<!-- End of the house. -->\n";

/// The top-level modules of a crate, and for each the modules that it names with a place where it does.
type ModuleGraph = BTreeMap<String, BTreeMap<String, String>>;

/// Draws the dependency diagram into ARCHITECTURE.md and reports forbidden dependencies.
pub fn house() -> Outcome {
    let page = root().join(PAGE);
    let text = fs::read_to_string(&page).map_err(|error| format!("{PAGE} can't be read: {error}"))?;
    let drawn = with_drawing(&text)?;
    fs::write(&page, drawn).map_err(|error| format!("{PAGE} can't be written: {error}"))?;
    let broken = violations()?;
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n")) }
}

/// The page with today's drawing in it.
fn with_drawing(page: &str) -> Outcome<String> {
    let parts = page.split_once(BEGIN).and_then(|(head, rest)| Some((head, rest.split_once(END)?.1)));
    let (head, tail) = parts.ok_or(format!("{PAGE} has no place for the drawing: add `{}`", BEGIN.trim()))?;
    Ok(format!("{head}{BEGIN}\n{}\n{END}{tail}", drawing()?))
}

fn drawing() -> Outcome<String> {
    let mut text = String::from("```mermaid\nflowchart BT\n");
    for house in &CRATES {
        for other in house.dependencies()? {
            text.push_str(&format!("  {} --> {other}\n", house.name));
        }
    }
    text.push_str("```\n");
    for house in &CRATES {
        text.push_str(&format!("\n`{}`:\n\n```mermaid\nflowchart BT\n", house.name));
        let rooms = house.rooms()?;
        for (room, others) in &rooms {
            text.push_str(&format!("  {room}\n"));
            for other in others.keys().filter(|other| !is_implied(&rooms, room, other)) {
                text.push_str(&format!("  {room} --> {other}\n"));
            }
        }
        text.push_str("```\n");
    }
    Ok(text)
}

/// Whether other arrows connect the two modules, so that the diagram doesn't need this one.
fn is_implied(rooms: &ModuleGraph, from: &str, to: &str) -> bool {
    let mut left: Vec<&str> = others(rooms, from).filter(|other| *other != to).collect();
    let mut seen: BTreeSet<&str> = left.iter().copied().collect();
    while let Some(room) = left.pop() {
        if room == to {
            return true;
        }
        left.extend(others(rooms, room).filter(|other| *other != from && seen.insert(other)));
    }
    false
}

fn others<'a>(rooms: &'a ModuleGraph, room: &str) -> impl Iterator<Item = &'a str> {
    rooms.get(room).into_iter().flat_map(BTreeMap::keys).map(String::as_str)
}

/// A sentence for each forbidden dependency.
fn violations() -> Outcome<Vec<String>> {
    let mut broken = Vec::new();
    for house in &CRATES {
        for other in house.dependencies()? {
            if !house.may_use.contains(&other.as_str()) {
                broken.push(format!("{} must not depend on {other}.", house.name));
            }
        }
        for other in manifest_dependencies(&house.manifest()?) {
            if house.name != "svc-lsp" && ONLY_AT_THE_EDGE.contains(&other.as_str()) {
                broken.push(format!("{} must not depend on {other}: only svc-lsp may.", house.name));
            }
        }
        let rooms = house.rooms()?;
        if let Some(cycle) = find_cycle(&rooms) {
            broken.push(format!(
                "The modules of {} form a cycle: {}.",
                house.name,
                describe_cycle(&rooms, &cycle)
            ));
        }
    }
    Ok(broken)
}

/// The cycle as a chain of arrows, each with a place in the code.
fn describe_cycle(rooms: &ModuleGraph, cycle: &[String]) -> String {
    let next = cycle.iter().cycle().skip(1);
    let arrows = cycle.iter().zip(next).map(|(from, to)| {
        let place = rooms.get(from).and_then(|others| others.get(to));
        format!("`{from}` uses `{to}` in {}", place.map_or("", String::as_str))
    });
    arrows.collect::<Vec<_>>().join(", ")
}

/// The modules of a cycle in the order of its arrows, if there is one.
fn find_cycle(rooms: &ModuleGraph) -> Option<Vec<String>> {
    fn visit(rooms: &ModuleGraph, room: &str, path: &mut Vec<String>, done: &mut BTreeSet<String>) -> bool {
        if let Some(start) = path.iter().position(|it| it == room) {
            path.drain(..start);
            return true;
        }
        if !done.insert(room.to_owned()) {
            return false;
        }
        path.push(room.to_owned());
        for other in others(rooms, room) {
            if visit(rooms, other, path, done) {
                return true;
            }
        }
        path.pop();
        false
    }
    let mut done = BTreeSet::new();
    rooms.keys().find_map(|room| {
        let mut path = Vec::new();
        visit(rooms, room, &mut path, &mut done).then_some(path)
    })
}

impl Crate {
    fn manifest(&self) -> Outcome<String> {
        read(&root().join(self.folder).join("Cargo.toml"))
    }

    /// Our crates that it depends on.
    fn dependencies(&self) -> Outcome<Vec<String>> {
        let is_ours = |name: &String| CRATES.iter().any(|house| house.name == name);
        Ok(manifest_dependencies(&self.manifest()?).into_iter().filter(is_ours).collect())
    }

    fn rooms(&self) -> Outcome<ModuleGraph> {
        let folder = root().join(self.folder).join("src");
        let mut files = Vec::new();
        collect(&folder, &mut files)?;
        files.sort();
        let names = |path: &Path| -> Vec<String> {
            let path = path.strip_prefix(&folder).unwrap_or(path).with_extension("");
            let names = path.iter().map(|name| name.to_string_lossy().into_owned());
            names.filter(|name| name != "mod").collect()
        };
        let mut exports = BTreeMap::new();
        if let Ok(top) = fs::read_to_string(folder.join("lib.rs")) {
            exports = paths::exports(&top);
        }
        let files: Vec<(PathBuf, Vec<String>)> =
            files.into_iter().map(|path| (path.clone(), names(&path))).collect();
        let mut rooms: ModuleGraph =
            files.iter().filter_map(|(_, names)| room(names)).map(|room| (room, BTreeMap::new())).collect();
        for (path, module) in &files {
            let Some(from) = room(module) else { continue };
            for named in paths::paths(&read(path)?, module) {
                let Some(first) = named.first() else { continue };
                let to = exports.get(first).unwrap_or(first);
                if *to != from && rooms.contains_key(to) {
                    let place = path.strip_prefix(root()).unwrap_or(path).display().to_string();
                    rooms.entry(from.clone()).or_default().entry(to.clone()).or_insert(place);
                }
            }
        }
        Ok(rooms)
    }
}

/// The top-level module that contains a module; `None` for test code.
fn room(module: &[String]) -> Option<String> {
    let is_test = |name: &String| name == "tests" || name == "testing" || name.ends_with("_tests");
    let first = module.first().filter(|first| !matches!(first.as_str(), "lib" | "main"))?;
    (!module.iter().any(is_test)).then(|| first.clone())
}

/// The names under `[dependencies]` of a manifest, and of those for some targets.
fn manifest_dependencies(manifest: &str) -> Vec<String> {
    let mut inside = false;
    let mut names = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]") && !line.contains("dev-") && !line.contains("build-");
        } else if inside && !line.is_empty() && !line.starts_with('#') {
            names.extend(line.split(['.', ' ', '=']).next().map(str::to_owned));
        }
    }
    names
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    let unreadable = |error: std::io::Error| format!("{} can't be read: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("{} can't be read: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_dependency_is_forbidden() {
        assert_eq!(violations().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn no_crate_holds_more_than_half_of_the_lines() {
        let lines = |house: &Crate| {
            let mut files = Vec::new();
            collect(&root().join(house.folder).join("src"), &mut files).unwrap();
            files.iter().map(|file| read(file).unwrap().lines().count()).sum::<usize>()
        };
        let counts: Vec<(&str, usize)> = CRATES.iter().map(|house| (house.name, lines(house))).collect();
        let all: usize = counts.iter().map(|(_, count)| count).sum();
        assert!(counts.iter().all(|(_, count)| count * 2 <= all), "{counts:?}");
    }

    #[test]
    fn the_drawing_is_up_to_date() {
        let page = read(&root().join(PAGE)).unwrap();
        assert!(
            with_drawing(&page).unwrap() == page,
            "{PAGE} doesn't show the modules of the code: run `cargo xtask house`"
        );
    }

    #[test]
    fn a_cycle_is_found() {
        let rooms = |arrows: &[(&str, &str)]| {
            let mut rooms = ModuleGraph::new();
            for (from, to) in arrows {
                rooms.entry((*to).to_owned()).or_default();
                rooms.entry((*from).to_owned()).or_default().insert((*to).to_owned(), "x.rs".to_owned());
            }
            rooms
        };
        assert_eq!(find_cycle(&rooms(&[("a", "b"), ("a", "c"), ("b", "c")])), None);
        let found = find_cycle(&rooms(&[("z", "a"), ("a", "b"), ("b", "c"), ("c", "a"), ("b", "d")]));
        assert_eq!(found.unwrap(), ["a", "b", "c"]);
    }

    #[test]
    fn dependencies_are_read_from_a_manifest() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\na.workspace = true\nb = \"1\"\n\n[target.'cfg(unix)'.dependencies]\nc = { version = \"1\" }\n[dev-dependencies]\nd = \"1\"\n";
        assert_eq!(manifest_dependencies(manifest), ["a", "b", "c"]);
    }
}
