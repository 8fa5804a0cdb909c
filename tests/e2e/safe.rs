//! Repositories made to be read where nothing is to be read, or written where nothing is to be written.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::e2e::client::{Client, uri};

const V1: &str = r#"{ "experimentalServicesV2": { "web": { "root": "frontend", "framework": "vite" } } }"#;
const TWICE: &str = r#"{ "cleanUrls": true, "cleanUrls": true }"#;

pub fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn pipe(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Within a minute and 2 GB of memory: whoever waits for a pipe, or reads a device, fails.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new("timeout")
        .args(["60", "prlimit", "--as=2000000000", env!("CARGO_BIN_EXE_svc-lsp")])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_ne!(output.status.code(), Some(124), "{arguments:?} waits for ever");
    output
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim_end().to_owned()
}

/// A repository with a frontend, and beside it a file that is none of its business.
pub fn repository() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap().join("repository");
    fs::create_dir_all(root.join(".git")).unwrap();
    write(&root.join("frontend/package.json"), r#"{ "devDependencies": { "vite": "7" } }"#);
    write(&root.join("backend/requirements.txt"), "fastapi");
    write(&root.join("backend/main.py"), "app = FastAPI()");
    write(&dir.path().join("outside/vercel.json"), V1);
    write(&dir.path().join("outside/.gitignore"), "*");
    write(&dir.path().join("outside/.ignore"), "*");
    (dir, root)
}

type Make = fn(&Path);

/// Ways to make a file what it must not be, and how it is said.
const EVIL: [(&str, Make, &str); 5] = [
    ("pipe", pipe, "it is a pipe, not a regular file"),
    ("device", |path| symlink("/dev/zero", path).unwrap(), "it is a link to a file outside the project `"),
    (
        "link out",
        |path| symlink(outside(path), path).unwrap(),
        "it is a link to a file outside the project `",
    ),
    ("huge", |path| File::create(path).unwrap().set_len(1 << 32).unwrap(), "larger than"),
    ("folder", |path| fs::create_dir(path).unwrap(), "it is a folder, not a regular file"),
];

/// The file of the same name in the folder beside the repository.
fn outside(path: &Path) -> PathBuf {
    let repository = path.ancestors().find(|folder| folder.ends_with("repository")).unwrap();
    repository.parent().unwrap().join("outside").join(path.file_name().unwrap())
}

#[test]
fn every_command_refuses_what_is_not_a_file_of_the_project() {
    for (what, make, reason) in EVIL {
        let (dir, root) = repository();
        make(&root.join("vercel.json"));
        for command in [
            &["check", "vercel.json"][..],
            &["check", "vercel.json", "--fix"],
            &["check", "vercel.json", "--diff"],
            &["format", "vercel.json"],
            &["inspect"],
            &["inspect", "vercel.json"],
            &["init"],
            &["init", "--print"],
            &["init", "--force"],
            &["migrate"],
            &["migrate", "--write"],
            &["route", "/"],
            &["test"],
        ] {
            if what == "folder" && command.contains(&"vercel.json") {
                continue;
            }
            let output = run(&root, command);
            let said = said(&output);
            assert_eq!(output.status.code(), Some(2), "{what}, {command:?}: {output:?}");
            assert!(
                said.trim_start_matches("svc-lsp: ./")
                    .trim_start_matches("svc-lsp: ")
                    .starts_with("vercel.json ")
                    && said.contains(reason),
                "{what}, {command:?}: {said}"
            );
            assert_eq!(said.lines().count(), 1, "{said}");
        }
        assert_eq!(fs::read_to_string(dir.path().join("outside/vercel.json")).unwrap(), V1);
    }
}

#[test]
fn an_unreadable_ignore_file_is_reported_once_and_its_folder_is_searched() {
    for (what, make, reason) in EVIL {
        for name in [".gitignore", ".ignore"] {
            for place in ["", "apps", "apps/shop"] {
                let (_dir, root) = repository();
                write(&root.join("apps/shop/vercel.json"), TWICE);
                make(&root.join(place).join(name));
                let output = run(&root.join("apps"), &["check", "--format", "json"]);
                let report: Value = serde_json::from_slice(&output.stdout).unwrap();
                assert_eq!(report["summary"]["files"], 1, "{what} at {place}/{name}");
                let said = said(&output);
                assert!(said.contains(&format!("{name} can't be read: ")) && said.contains(reason), "{said}");
                assert!(said.ends_with("It is ignored.") && said.lines().count() == 1, "{said}");
            }
        }
    }
}

#[test]
fn nothing_above_the_repository_is_asked_what_to_leave_out() {
    let (dir, root) = repository();
    write(&root.join("vercel.json"), TWICE);
    write(&dir.path().join(".gitignore"), "*");
    pipe(&dir.path().join(".ignore"));
    let output = run(&root, &["check", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["summary"]["files"], said(&output).as_str()), (&json!(1), ""));
}

#[test]
fn the_workspace_is_checked_whatever_its_ignore_files_are() {
    for (what, make, _) in EVIL {
        let (_dir, root) = repository();
        write(&root.join("apps/shop/vercel.json"), TWICE);
        make(&root.join(".gitignore"));
        make(&root.join("apps/.ignore"));
        make(&root.join("vercel.json"));
        let capabilities = json!({ "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } } });
        let mut client = Client::with_params(json!({ "rootUri": uri(&root), "capabilities": capabilities }));
        let report = client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).unwrap();
        let files: Vec<&str> =
            report["items"].as_array().unwrap().iter().map(|item| item["uri"].as_str().unwrap()).collect();
        assert_eq!(files, [uri(&root.join("apps/shop/vercel.json"))], "{what}");
        let resident = client.memory_kib("VmHWM");
        assert!(resident < 200 * 1024, "{what}: {resident} KiB");
        assert_eq!(client.shut_down(), Some(0));
    }
}

#[test]
fn a_file_that_is_swapped_after_it_was_found_is_not_read() {
    let (_dir, root) = repository();
    let file = root.join("apps/shop/vercel.json");
    write(&file, TWICE);
    let capabilities = json!({ "textDocument": { "diagnostic": {} }, "workspace": {
        "diagnostics": { "refreshSupport": true }, "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut client = Client::with_params(json!({ "rootUri": uri(&root), "capabilities": capabilities }));
    let ask = |client: &mut Client| {
        let report = client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).unwrap();
        report["items"].as_array().unwrap().len()
    };
    assert_eq!(ask(&mut client), 1);
    for (what, make, _) in EVIL {
        let _ = fs::remove_file(&file);
        make(&file);
        let id = client.send_request("workspace/diagnostic", json!({ "previousResultIds": [] }));
        // Held, or answered with nothing: nothing is said about what is not a file of the project.
        client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
        let next = client.send_request("workspace/diagnostic", json!({ "previousResultIds": [] }));
        assert_eq!(client.answer(id).unwrap()["items"], json!([]), "{what}");
        client.send_request("workspace/diagnostic", json!({ "previousResultIds": [] }));
        assert_eq!(client.answer(next).unwrap()["items"], json!([]), "{what}");
    }
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn nothing_is_written_through_a_link_out() {
    let (dir, root) = repository();
    let victim = dir.path().join("outside/vercel.json");
    fs::set_permissions(&victim, fs::Permissions::from_mode(0o600)).unwrap();
    symlink("../outside/vercel.json", root.join("vercel.json")).unwrap();
    fs::create_dir(root.join("nested")).unwrap();
    symlink("../../outside/new.json", root.join("nested/vercel.json")).unwrap();
    for command in [
        &["init", "--force"][..],
        &["migrate", "--write"],
        &["init", "nested", "--force"],
        &["check", "vercel.json", "--fix"],
        &["format", "vercel.json"],
    ] {
        let output = run(&root, command);
        assert_eq!(output.status.code(), Some(2), "{command:?}: {output:?}");
    }
    write(&root.join("sound/vercel.json"), "{}");
    let output = run(&root, &["check", "sound", "--output-file", "vercel.json"]);
    assert_eq!(output.status.code(), Some(2), "a report goes through no link out either: {output:?}");
    assert_eq!(fs::read_to_string(&victim).unwrap(), V1);
    assert_eq!(fs::read_dir(dir.path().join("outside")).unwrap().count(), 3);
}

#[test]
fn what_can_not_be_written_as_it_is_stays() {
    let (_dir, root) = repository();
    let file = root.join("vercel.json");
    write(&file, V1);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    let output = run(&root, &["migrate", "--write"]);
    assert_eq!(
        said(&output),
        "svc-lsp: vercel.json can't be written: it is read-only; make it writable first."
    );
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    fs::hard_link(&file, root.join("other.json")).unwrap();
    let output = run(&root, &["init", "--force"]);
    assert!(
        said(&output).starts_with("svc-lsp: vercel.json can't be written: it has hard links"),
        "{output:?}"
    );
    assert_eq!((output.status.code(), fs::read_to_string(&file).unwrap().as_str()), (Some(2), V1));
    fs::remove_file(root.join("other.json")).unwrap();
    let left = root.join(".vercel.json.svc-lsp-7-7.tmp");
    File::create(&left).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    assert_eq!(run(&root, &["migrate", "--write"]).status.code(), Some(0));
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o7777, 0o600);
    assert!(!left.exists(), "what a killed run left behind");
}

/// Runs as a user to whom permissions apply, also where the tests run as root.
fn run_as_nobody(folder: &Path, arguments: &[&str]) -> Output {
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    // The folder of the build may be closed to others.
    let program = folder.parent().unwrap().join("svc-lsp");
    if !program.exists() {
        fs::copy(env!("CARGO_BIN_EXE_svc-lsp"), &program).unwrap();
    }
    let mut command = Command::new("timeout");
    command.arg("60");
    if is_root {
        command.args(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]);
    }
    command.arg(program).args(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn what_may_not_be_read_or_written_is_said_and_stays() {
    let (dir, root) = repository();
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(dir.path(), 0o755);
    write(&root.join("apps/shop/vercel.json"), TWICE);
    write(&root.join("apps/closed/vercel.json"), TWICE);
    write(&root.join("vercel.json"), V1);
    mode(&root.join("vercel.json"), 0o000);
    mode(&root.join("apps/closed"), 0o000);
    mode(&root.join("frontend"), 0o000);
    let output = run_as_nobody(&root, &["check", "apps", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["summary"]["files"], 1, "{output:?}");
    assert!(said(&output).contains("apps/closed was not searched"), "{output:?}");
    for command in [
        &["check", "vercel.json"][..],
        &["inspect"],
        &["check", "vercel.json", "--fix"],
        &["format", "vercel.json"],
        &["init", "--force"],
        &["migrate", "--write"],
        &["route", "/"],
        &["test"],
    ] {
        let output = run_as_nobody(&root, command);
        assert_eq!(output.status.code(), Some(2), "{command:?}: {output:?}");
        assert!(said(&output).to_lowercase().contains("permission denied"), "{command:?}: {output:?}");
    }
    mode(&root.join("vercel.json"), 0o600);
    mode(&root.join("frontend"), 0o755);
    mode(&root.join("apps/closed"), 0o755);
    assert_eq!(fs::read_to_string(root.join("vercel.json")).unwrap(), V1);
}

#[test]
fn a_folder_is_in_the_workspace_or_nothing_is_generated() {
    let (dir, root) = repository();
    write(&dir.path().join("secret/frontend/package.json"), r#"{ "devDependencies": { "vite": "7" } }"#);
    symlink("../secret", root.join("link")).unwrap();
    symlink("frontend", root.join("inside")).unwrap();
    let mut client =
        Client::with_params(json!({ "workspaceFolders": [{ "uri": uri(&root), "name": "root" }] }));
    let root = uri(&root);
    for way in [
        "../secret",
        "%2e%2e/secret",
        "%2E./secret",
        "frontend/../../secret",
        "link",
        "link/frontend",
        "frontend%2f..%2f..%2fsecret",
        "nowhere",
        "inside/../frontend",
    ] {
        let folder = format!("{root}/{way}");
        let error = client.request("svcLsp/generate", json!({ "folder": { "uri": folder } })).unwrap_err();
        assert!(
            error["message"].as_str().unwrap().ends_with("isn't a folder in the workspace."),
            "{way}: {error}"
        );
    }
    for way in ["", "/", "/frontend", "/./frontend", "/inside"] {
        let folder = format!("{root}{way}");
        assert!(client.request("svcLsp/generate", json!({ "folder": { "uri": folder } })).is_ok(), "{way}");
    }
    assert_eq!(client.shut_down(), Some(0));
}
