//! `cargo xtask site`: the pages of docs/ and of the editors as a site.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::flags::Site;
use crate::playground;
use crate::run::{Outcome, command, copy, root, run};
use crate::tools;

/// Where the site will be, as the server reads it for its links; empty if that isn't known.
const ADDRESS: &str = "SVC_LSP_SITE";

/// Builds the site, and serves it on loopback if asked to.
pub fn site(options: &Site) -> Outcome {
    match &options.of {
        Some(versions) => put_together(versions)?,
        None => build(options.playground)?,
    }
    println!("{}", folder().display());
    if options.serve { serve(&folder()) } else { Ok(()) }
}

/// Builds the site of this version into `target/site`, and requires that its links lead somewhere.
pub fn build(with_playground: bool) -> Outcome {
    let python = tools::mkdocs()?;
    let versions = root().join("target/site-versions");
    let version = versions.join(env!("CARGO_PKG_VERSION"));
    let _ = fs::remove_dir_all(&versions);
    let address = env::var(ADDRESS).unwrap_or_default();
    let address = address.trim_end_matches('/');
    let mut mkdocs =
        command(python.join("mkdocs"), &["build", "--quiet", "--config-file", "site/mkdocs.yml"]);
    mkdocs.env("SITE_DIR", &version).env("NO_MKDOCS_2_WARNING", "1").env("PYTHONDONTWRITEBYTECODE", "1");
    if !address.is_empty() {
        // Search engines show one version only.
        mkdocs.env("SITE_URL", format!("{address}/latest/"));
    }
    if with_playground {
        playground::build()?;
        mkdocs.env("PLAYGROUND", "playground/");
    }
    run(mkdocs)?;
    if with_playground {
        copy(&playground::folder(), &version.join("playground"))?;
    }
    put_together(&versions)
}

/// Makes `target/site` of folders with a version each, and requires that its links lead somewhere.
fn put_together(versions: &Path) -> Outcome {
    let site = folder();
    let _ = fs::remove_dir_all(&site);
    let names = newest_first(versions)?;
    let newest = names.first().ok_or_else(|| format!("{} holds no version", versions.display()))?;
    for name in &names {
        copy(&versions.join(name), &site.join(name))?;
    }
    copy(&versions.join(newest), &site.join("latest"))?;
    let start = "<!doctype html>\n<meta charset=\"utf-8\">\n<title>svc-lsp</title>\n\
                 <meta http-equiv=\"refresh\" content=\"0; url=latest/\">\n<a href=\"latest/\">svc-lsp</a>\n";
    for (name, text) in [("versions.json", listed(&names).as_str()), ("index.html", start)] {
        fs::write(site.join(name), text)
            .map_err(|error| format!("can't write {name} of the site: {error}"))?;
    }
    run(command("python3", &["site/check_links.py", &site.to_string_lossy()]))
}

/// The folders named like a version.
fn newest_first(folder: &Path) -> Outcome<Vec<String>> {
    let told = |error| format!("can't read {}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(told)?;
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.retain(|name| number(name).is_some());
    names.sort_by_key(|name| std::cmp::Reverse(number(name)));
    Ok(names)
}

/// What the pages offer to choose from.
fn listed(names: &[String]) -> String {
    let entry = |(index, name): (usize, &String)| {
        let aliases = if index == 0 { "[\"latest\"]" } else { "[]" };
        format!("{{ \"version\": \"{name}\", \"title\": \"{name}\", \"aliases\": {aliases} }}")
    };
    format!("[{}]\n", names.iter().enumerate().map(entry).collect::<Vec<_>>().join(", "))
}

/// A version as numbers; `None` if it isn't one.
fn number(name: &str) -> Option<Vec<u32>> {
    let numbers: Vec<u32> = name.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    (numbers.len() == 3).then_some(numbers)
}

/// Serves a folder on loopback until Ctrl+C, at an address that is printed.
pub fn serve(folder: &Path) -> Outcome {
    let server =
        ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", &folder.to_string_lossy()];
    run(command("python3", &server))
}

fn folder() -> PathBuf {
    root().join("target/site")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn versions_are_sorted_by_number() {
        let folder = env::temp_dir().join(format!("svc-lsp-site-{}", std::process::id()));
        for name in ["0.0.9", "0.0.10", "latest", "0.1", "0.1.x"] {
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        let names = newest_first(&folder);
        fs::remove_dir_all(&folder).unwrap();
        let names = names.unwrap();
        assert_eq!(names, ["0.0.10", "0.0.9"]);
        let expected = r#"[{ "version": "0.0.10", "title": "0.0.10", "aliases": ["latest"] }, { "version": "0.0.9", "title": "0.0.9", "aliases": [] }]"#;
        assert_eq!(listed(&names).trim_end(), expected);
    }
}
