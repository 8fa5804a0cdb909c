//! The crates as they are published: each must compile from its own package.

use std::fs;

use crate::house::CRATES;
use crate::run::{Outcome, cargo, command, root, run};

/// The files that every package must have.
const FILES: [&str; 3] = ["README.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Packages every crate of the house, unpacks the packages beside each other and checks that each compiles there.
pub fn compile_alone() -> Outcome {
    let packed = root().join("target/package");
    let folder = root().join("target/packaged");
    let _ = fs::remove_dir_all(&folder);
    let cannot = |error: std::io::Error| format!("{} can't be filled: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(cannot)?;
    let mut package = vec!["package", "--no-verify", "--allow-dirty"];
    for house in &CRATES {
        package.extend(["--package", house.name]);
    }
    run(cargo(&package))?;
    let version = env!("CARGO_PKG_VERSION");
    let (mut members, mut patches) = (Vec::new(), String::new());
    for house in &CRATES {
        let name = format!("{}-{version}", house.name);
        let archive = packed.join(format!("{name}.crate"));
        let archive = archive.to_string_lossy();
        // Files in packages all have one date, by which Cargo would take those of another day for unchanged: `-m` gives them today's.
        run(command("tar", &["-xmzf", &archive, "-C", &folder.to_string_lossy()]))?;
        if let Some(missing) = FILES.iter().find(|file| !folder.join(&name).join(file).is_file()) {
            return Err(format!("The package of {} has no {missing}.", house.name));
        }
        patches.push_str(&format!("{} = {{ path = \"{name}\" }}\n", house.name));
        members.push(name);
    }
    // With the project's own lock file and profiles, what is compiled already is not compiled again.
    let manifest = fs::read_to_string(root().join("Cargo.toml")).map_err(cannot)?;
    let profiles = manifest.find("[profile.").and_then(|at| manifest.get(at..)).unwrap_or_default();
    let workspace = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[patch.crates-io]\n{patches}\n{profiles}"
    );
    fs::write(folder.join("Cargo.toml"), workspace).map_err(cannot)?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).map_err(cannot)?;
    // One by one: together, a crate would get the features that another asks of their dependencies.
    CRATES.iter().try_for_each(|house| {
        let mut check = cargo(&["check", "--package", house.name, "--target-dir"]);
        check.arg(root().join("target")).current_dir(&folder);
        run(check)
    })
}
