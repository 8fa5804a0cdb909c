//! Archives: the binary with its licences, notices, README, completions and man pages; beside them a checksum and a list of components.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Target, folder, fresh, notices};
use crate::run::{Outcome, command, output, root, run, server};

/// The files of the repository that every archive holds.
const FILES: [&str; 3] = ["README.md", "LICENSE-MIT", "LICENSE-APACHE"];
/// The shells, and how each names a completion script.
const COMPLETIONS: [(&str, &str); 5] = [
    ("bash", "svc-lsp.bash"),
    ("elvish", "svc-lsp.elv"),
    ("fish", "svc-lsp.fish"),
    ("powershell", "_svc-lsp.ps1"),
    ("zsh", "_svc-lsp"),
];

fn name(target: &Target) -> String {
    format!("svc-lsp-{}", target.triple)
}

/// A target's archive: a zip file for Windows.
pub fn path(target: &Target) -> PathBuf {
    let extension = if target.is_windows() { "zip" } else { "tar.gz" };
    folder().join("archives").join(format!("{}.{extension}", name(target)))
}

/// Why there is no archive of a target to package, as a sentence.
pub fn missing(target: &Target) -> Option<String> {
    let path = path(target);
    let file = path.strip_prefix(root()).unwrap_or(&path).display();
    (!path.is_file()).then(|| format!("{file} doesn't exist: `cargo xtask dist --archives` makes it."))
}

/// Packs `binary` into the target's archive. The debug server, which runs on this machine, prints what the archive holds beside it.
pub fn pack(target: &Target, binary: &Path) -> Outcome {
    let stage = fresh("stage")?;
    let inside = stage.join(name(target));
    let cannot = |error: std::io::Error| format!("{} can't be filled: {error}", inside.display());
    for folder in ["completions", "man"] {
        fs::create_dir_all(inside.join(folder)).map_err(cannot)?;
    }
    fs::copy(binary, inside.join(target.executable())).map_err(cannot)?;
    notices::of_binary(target, &inside)?;
    for file in FILES {
        fs::copy(root().join(file), inside.join(file)).map_err(cannot)?;
    }
    for (shell, file) in COMPLETIONS {
        let script = output(command(server(), &["completions", shell]))
            .ok_or_else(|| format!("`svc-lsp completions {shell}` failed"))?;
        fs::write(inside.join("completions").join(file), script).map_err(cannot)?;
    }
    run(command(server(), &["man-pages", &inside.join("man").to_string_lossy()]))?;
    let path = path(target);
    let _ = fs::remove_file(&path);
    let archive = path.to_string_lossy();
    let mut pack = if target.is_windows() {
        command("python3", &["-m", "zipfile", "-c", &archive, &name(target)])
    } else {
        command("tar", &["-czf", &archive, &name(target)])
    };
    pack.current_dir(&stage);
    run(pack)?;
    checksum(&path)
}

/// Puts the list of components that maturin puts into every wheel beside the target's archive.
pub fn list_components(target: &Target, wheel: &Path) -> Outcome {
    let unpacked = fresh("unpacked/wheel")?;
    let mut unpack = command("python3", &["-m", "zipfile", "-e"]);
    unpack.arg(wheel).arg(&unpacked);
    run(unpack)?;
    let inside = format!("svc_lsp-{}.dist-info/sboms/svc-lsp.cyclonedx.json", env!("CARGO_PKG_VERSION"));
    let list = path(target).with_file_name(format!("{}.cyclonedx.json", name(target)));
    fs::copy(unpacked.join(inside), &list)
        .map(|_| ())
        .map_err(|error| format!("can't write {}: {error}", list.display()))
}

/// Writes the SHA-256 of a file beside it, in the form that `sha256sum --check` reads.
fn checksum(path: &Path) -> Outcome {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let (program, arguments) = if cfg!(target_os = "macos") {
        ("shasum", ["-a", "256"].as_slice())
    } else {
        ("sha256sum", [].as_slice())
    };
    let mut sum = command(program, arguments);
    sum.arg(&*file).current_dir(path.parent().unwrap_or(path));
    let sum = output(sum).ok_or_else(|| format!("`{program} {file}` failed"))?;
    fs::write(path.with_file_name(format!("{file}.sha256")), sum)
        .map_err(|error| format!("can't write the checksum of {file}: {error}"))
}

/// The binary in a target's archive, unpacked, with the notices beside it.
pub fn binary(target: &Target) -> Outcome<PathBuf> {
    let to = fresh(&format!("unpacked/{}", target.triple))?;
    let (path, to) = (path(target).to_string_lossy().into_owned(), to.to_string_lossy().into_owned());
    run(if target.is_windows() {
        command("python3", &["-m", "zipfile", "-e", &path, &to])
    } else {
        command("tar", &["-xzf", &path, "-C", &to])
    })?;
    Ok(Path::new(&to).join(name(target)).join(target.executable()))
}
