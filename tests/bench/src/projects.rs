//! The projects on disk, under `target/bench`.

use std::path::{Path, PathBuf};

use svc_bench::documents::{Document, documents};

use crate::Outcome;

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// A folder under `target/bench`, made if it is missing.
pub fn folder(name: &str) -> Outcome<PathBuf> {
    let root = root().canonicalize().map_err(|error| format!("the repository can't be found: {error}"))?;
    let folder = root.join("target/bench").join(name);
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("{} can't be made: {error}", folder.display()))?;
    Ok(folder)
}

/// The folder of a document's project, with all of its files.
pub fn write(document: &Document) -> Outcome<PathBuf> {
    let words: Vec<&str> = document.name.split(|it: char| !it.is_alphanumeric()).collect();
    let project = folder(&words.join("-"))?;
    for (path, text) in &document.files {
        write_file(&project.join(path), text)?;
    }
    write_file(&project.join("vercel.json"), &document.text)?;
    Ok(project)
}

/// A workspace of 20,000 folders, 500 of them with a small `vercel.json`. It is made once.
pub fn workspace() -> Outcome<PathBuf> {
    const FOLDERS: usize = 20_000;
    const FILES: usize = 500;
    let root = folder("tree")?;
    let done = root.join("done");
    if done.exists() {
        return Ok(root);
    }
    let document = documents().into_iter().find(|document| document.name.contains("6 literal redirects"));
    let text = document.map(|document| document.text).unwrap_or_default();
    for index in 0..FOLDERS {
        let folder = root.join(format!("{:02}/{:02}/{index}", index / 1_000, index / 50 % 20));
        let package = r#"{ "dependencies": { "next": "16" }, "scripts": { "build": "next build" } }"#;
        write_file(&folder.join("package.json"), package)?;
        if index % (FOLDERS / FILES) == 0 {
            write_file(&folder.join("vercel.json"), &text)?;
        }
    }
    write_file(&done, "")?;
    Ok(root)
}

/// Writes a file and the folders that it is in.
pub fn write_file(file: &Path, text: &str) -> Outcome {
    file.parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(file, text))
        .map_err(|error| format!("{} can't be written: {error}", file.display()))
}
