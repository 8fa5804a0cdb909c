//! What documents say of the code and its tests is so.

use std::fs;
use std::path::Path;

#[test]
fn the_reviewed_versions_are_those_that_are_built() {
    let (review, lock) = (include_str!("../../docs/dependencies.md"), include_str!("../../Cargo.lock"));
    let mut rows = 0;
    for row in review.lines().filter_map(|line| line.strip_prefix("| `")) {
        let (name, rest) = row.split_once("` | ").unwrap();
        let (version, _) = rest.split_once(" | ").unwrap();
        let locked = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        assert!(lock.contains(&locked), "{name} {version} is reviewed; Cargo.lock has another version");
        rows += 1;
    }
    assert!(rows >= 10, "{rows}");
}

/// The text of all sources below a folder.
fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() && name != "node_modules" && name != "target" {
            sources(&path, text);
        } else if path.extension().is_some_and(|it| it == "rs") {
            *text += &fs::read_to_string(&path).unwrap();
        }
    }
}

#[test]
fn each_promise_of_security_md_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut code = String::new();
    for folder in ["server", "tests"] {
        sources(&root.join(folder), &mut code);
    }
    let promises = include_str!("../../SECURITY.md");
    let rows = promises.lines().filter(|line| line.starts_with("| ")).skip(2);
    let mut named = 0;
    for row in rows {
        let held_by = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        assert!(held_by.contains('`'), "no test is named: {row}");
        for word in held_by.split('`').skip(1).step_by(2) {
            if word.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase()) {
                // A test, or a fuzz target.
                let is_there = [format!("fn {word}("), format!("name: \"{word}\"")];
                assert!(is_there.iter().any(|it| code.contains(it)), "there is no test {word}");
                named += 1;
            } else if word.ends_with(".rs") {
                let folders = ["", "server/", "server/vercel/src/", "server/src/"];
                let is_there = folders.iter().any(|folder| root.join(folder).join(word).is_file());
                assert!(is_there, "there is no file {word}");
            }
        }
    }
    assert!(named > 40, "{named}");
}
