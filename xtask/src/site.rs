//! `cargo xtask site`: the pages of docs/ and of the editors as a site.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::flags::Site;
use crate::run::{Outcome, command, copy, root, run};
use crate::tools;

/// Where the site will be, as the server reads it for its links; empty if that isn't known.
const ADDRESS: &str = "SVC_LSP_SITE";

/// Builds the site, and serves it on loopback if asked to.
pub fn site(options: &Site) -> Outcome {
    build()?;
    println!("{}", folder().display());
    if options.serve { serve(&folder()) } else { Ok(()) }
}

/// Builds the site into `target/site`, each version in its own folder, and requires that its links lead somewhere.
pub fn build() -> Outcome {
    let python = tools::mkdocs()?;
    let site = folder();
    let [version, latest] = [env!("CARGO_PKG_VERSION"), "latest"].map(|version| site.join(version));
    let _ = fs::remove_dir_all(&site);
    let address = env::var(ADDRESS).unwrap_or_default();
    let address = address.trim_end_matches('/');
    let mut mkdocs =
        command(python.join("mkdocs"), &["build", "--quiet", "--config-file", "site/mkdocs.yml"]);
    mkdocs.env("SITE_DIR", &version).env("NO_MKDOCS_2_WARNING", "1").env("PYTHONDONTWRITEBYTECODE", "1");
    if !address.is_empty() {
        // Search engines show one version only.
        mkdocs.env("SITE_URL", format!("{address}/latest/"));
    }
    run(mkdocs)?;
    copy(&version, &latest)?;
    let versions = format!(
        "[{{ \"version\": \"{0}\", \"title\": \"{0}\", \"aliases\": [\"latest\"] }}]\n",
        env!("CARGO_PKG_VERSION")
    );
    let start = "<!doctype html>\n<meta charset=\"utf-8\">\n<title>svc-lsp</title>\n\
                 <meta http-equiv=\"refresh\" content=\"0; url=latest/\">\n<a href=\"latest/\">svc-lsp</a>\n";
    for (name, text) in [("versions.json", versions.as_str()), ("index.html", start)] {
        fs::write(site.join(name), text)
            .map_err(|error| format!("can't write {name} of the site: {error}"))?;
    }
    run(command(python.join("python"), &["site/check_links.py", &site.to_string_lossy()]))
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
