//! `cargo xtask rehearse`: the release workflow on this machine, with the debug build and registries on loopback, whose packages are
//! then installed as users install them. Nothing leaves this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use super::{TARGETS, fresh, here, missing_library, npm};
use crate::extension;
use crate::playground;
use crate::run::{Outcome, announce, cargo, command, install, root, run, start};
use crate::steps::Steps;
use crate::tools::{self, Packages};
use crate::wasm;

/// The folder with the package managers and the registry.
const TOOLS: &str = "tests/install";
/// The folder in which the workflow's jobs run, and the one with what they release.
const WORKFLOW: &str = "rehearsal/workflow";
const RELEASE: &str = "rehearsal/workflow/artifacts/release";
/// What Zed compiles extensions for.
const ZED: &str = "wasm32-wasip2";
/// A project that Vercel rejects.
const BROKEN: &str = "examples/broken/vercel.json";

/// Adds the rehearsal's steps. The debug server is built by then.
pub fn steps(steps: Steps<'_>) -> Steps<'_> {
    if !cfg!(target_os = "linux") {
        return steps.skip("rehearse a release", "The rehearsal runs on Linux only.");
    }
    let zed = "build Zed's extension";
    let steps = match missing_library(ZED) {
        Some(reason) => steps.skip(zed, reason),
        None => steps.step(zed, "about a minute", zed_extension),
    };
    steps
        .step("check the workflows", "", lint)
        .step("run the release workflow", "about two minutes", workflow)
        .step("install from npm, pnpm and Yarn", "about a minute", from_npm)
        .step("install a wheel with pip, and run the pre-commit hooks", "about a minute", from_pypi)
        .step("remove what was rehearsed", "", clean)
}

/// The registries on loopback.
struct Registry {
    process: Child,
    address: String,
}

impl Registry {
    fn start() -> Outcome<Registry> {
        let (process, address) = start(command("node", &[&format!("{TOOLS}/registry.mjs")]))?;
        Ok(Registry { process, address })
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a release has built, in the rehearsal's folder.
fn released(name: &str) -> PathBuf {
    super::folder().join(RELEASE).join(name)
}

/// This program.
fn xtask() -> Outcome<PathBuf> {
    std::env::current_exe().map_err(|error| format!("can't tell which program this is: {error}"))
}

/// Runs every job of the release workflow, and checks what it packages.
fn workflow() -> Outcome {
    // The registry on loopback has none of the packages that the jobs would install.
    for folder in [TOOLS, extension::FOLDER, playground::FOLDER, "packages"] {
        tools::npm_ci(folder, Packages::All)?;
    }
    let registry = Registry::start()?;
    let folder = fresh(WORKFLOW)?;
    let folder = folder.to_string_lossy();
    let here = here()?.triple;
    let mut node = command("node", &[&format!("{TOOLS}/release.mjs"), &*folder, here, &registry.address]);
    node.env("XTASK", xtask()?);
    if let Some(reason) = wasm::missing() {
        eprintln!("The site is built without the playground: {reason}");
        node.env("WITHOUT_PLAYGROUND", "yes");
    }
    run(node)?;
    run(command("node", &[&format!("{TOOLS}/notices.mjs"), &*released("").to_string_lossy()]))
}

/// Publishes all packages to a registry on loopback and installs them with each package manager.
fn from_npm() -> Outcome {
    let packages = npm::packed(&TARGETS, &released("npm"));
    let registry = Registry::start()?;
    let environment = client_environment(&registry, &fresh("rehearsal/home")?)?;
    needs_an_identity(&environment)?;
    npm::publish(&packages, &[], &environment)?;

    let modules = root().join(TOOLS).join("node_modules");
    let [pnpm, yarn, berry] = ["pnpm/bin/pnpm.cjs", "yarn/bin/yarn.js", "@yarnpkg/cli-dist/bin/yarn.js"]
        .map(|script| modules.join(script).to_string_lossy().into_owned());
    let clients: [(&str, &[&str]); 4] = [
        ("npm", &["npm"]),
        ("pnpm", &["node", &pnpm]),
        ("yarn-classic", &["node", &yarn]),
        ("yarn", &["node", &berry]),
    ];
    let with = |folder: &Path, client: &[&str], arguments: &[&str]| {
        let mut command = command(client.first().unwrap_or(&""), client.get(1..).unwrap_or_default());
        command.args(arguments).current_dir(folder).envs(environment.iter().cloned());
        command
    };
    finds_mistakes(with(&project("npx")?, &["npx"], &["--yes", "svc-lsp", "check"]))?;
    for (name, client) in clients {
        let project = project(name)?;
        run(with(&project, client, &["add", "-D", "svc-lsp"]))?;
        finds_mistakes(with(&project, client, &["exec", "svc-lsp", "check"]))?;
    }
    for (name, options, expected) in [
        ("musl", ["--os", "linux", "--cpu", "x64", "--libc", "musl"].as_slice(), "linux-x64"),
        ("windows", &["--os", "win32", "--cpu", "arm64"], "win32-arm64"),
        ("mac", &["--os", "darwin", "--cpu", "x64"], "darwin-x64"),
    ] {
        let project = project(&format!("npm-{name}"))?;
        run(with(&project, &["npm", "install", "svc-lsp"], options))?;
        let installed = names(&project.join("node_modules/@svc-lsp"))?;
        if installed != [expected] {
            return Err(format!("npm installed {installed:?} instead of {expected}"));
        }
    }
    in_ci(&environment)
}

/// Uploads as the workflow does, but without its identity. npm signs the provenance with that, by services of the public side: here,
/// it can only be seen to ask for it.
fn needs_an_identity(environment: &[(String, String)]) -> Outcome {
    let mut upload = command(xtask()?, &["upload", "npm"]);
    upload.envs(environment.iter().cloned()).env("SVC_LSP_DIST", released("")).env("GITHUB_ACTIONS", "true");
    upload.env_remove("ACTIONS_ID_TOKEN_REQUEST_URL");
    fails_with(upload, &["requires \"write\" access to the \"id-token\" permission"])
}

/// Does what the action and the examples of docs/ci.md do, with the packages from the registry.
fn in_ci(environment: &[(String, String)]) -> Outcome {
    let action = project("action")?;
    let base = project("base")?;
    write(&base.join("vercel.json"), "{}\n")?;
    let script = format!("{TOOLS}/action.mjs");
    let inputs = [&script, &*action.to_string_lossy(), "base=../base", "sarif=true", "plan=hobby"];
    let mut node = command("node", &inputs);
    node.envs(environment.iter().cloned());
    let comment = "gh api --silent repos/owner/name/issues/7/comments --field body=@";
    fails_with(node, &["::error file=", comment, "step \"Check\" ended with 1"])?;

    let gitlab = project("gitlab")?;
    write(&gitlab.join(".gitlab-ci.yml"), &documented(".gitlab-ci.yml")?)?;
    let mut node = command("node", &[&format!("{TOOLS}/gitlab.mjs"), &*gitlab.to_string_lossy()]);
    node.envs(environment.iter().cloned());
    fails_with(node, &["\"check_name\": \"invalid-framework\""])?;

    // The project has svc-lsp among its dependencies already.
    let project = super::folder().join("rehearsal/projects/npm");
    write(&project.join("lefthook.yml"), &documented("lefthook.yml")?)?;
    git(&project, &["init", "--quiet"])?;
    git(&project, &["add", "vercel.json"])?;
    let mut lefthook =
        command(tools::for_packages()?.join("lefthook"), &["run", "pre-commit", "--no-auto-install"]);
    lefthook.current_dir(&project).envs(environment.iter().cloned());
    finds_mistakes(lefthook)
}

/// The example of docs/ci.md that starts with the name of this file as a comment.
fn documented(file: &str) -> Outcome<String> {
    let page = "docs/ci.md";
    let text =
        fs::read_to_string(root().join(page)).map_err(|error| format!("can't read {page}: {error}"))?;
    let example =
        text.split_once(&format!("```yaml\n# {file}\n")).and_then(|(_, after)| after.split_once("```"));
    example.map(|(example, _)| example.to_owned()).ok_or_else(|| format!("{page} has no example of {file}"))
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| format!("can't write {}: {error}", path.display()))
}

/// What makes a package manager use the registry, and keep what it remembers in a folder of the rehearsal's.
fn client_environment(registry: &Registry, home: &Path) -> Outcome<Vec<(String, String)>> {
    let address = &registry.address;
    let host = address.trim_start_matches("http:");
    let npmrc = home.join(".npmrc");
    let quiet = "update-notifier=false\nfund=false\naudit=false\n";
    write(&npmrc, &format!("registry={address}/\n{host}/:_authToken=none\n{quiet}"))?;
    let home = home.to_string_lossy().into_owned();
    let npmrc = npmrc.to_string_lossy().into_owned();
    let variables = [
        ("HOME", home.as_str()),
        ("XDG_CACHE_HOME", &home),
        ("XDG_DATA_HOME", &home),
        ("npm_config_cache", &home),
        ("npm_config_registry", address),
        ("npm_config_userconfig", &npmrc),
        ("YARN_REGISTRY", address),
        ("YARN_NPM_REGISTRY_SERVER", address),
        ("YARN_UNSAFE_HTTP_WHITELIST", "127.0.0.1"),
        ("YARN_ENABLE_TELEMETRY", "0"),
        ("YARN_ENABLE_IMMUTABLE_INSTALLS", "0"),
    ];
    Ok(variables.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
}

/// A clean project with a vercel.json that has mistakes.
fn project(name: &str) -> Outcome<PathBuf> {
    let folder = fresh(&format!("rehearsal/projects/{name}"))?;
    fs::copy(root().join(BROKEN), folder.join("vercel.json"))
        .and_then(|_| fs::write(folder.join("package.json"), "{ \"private\": true }\n"))
        // Without it, Yarn takes the project for a part of the one around it.
        .and_then(|()| fs::write(folder.join("yarn.lock"), ""))
        .map_err(|error| format!("{} can't be filled: {error}", folder.display()))?;
    Ok(folder)
}

/// Requires that a command ends with 1 and prints an error that only svc-lsp knows.
fn finds_mistakes(command: Command) -> Outcome {
    fails_with(command, &["error[invalid-framework]"])
}

/// Requires that a command ends with 1 and prints these texts.
fn fails_with(mut command: Command, texts: &[&str]) -> Outcome {
    let line = announce(&command);
    let output = command.output().map_err(|error| format!("`{line}` could not start: {error}"))?;
    let [printed, failed] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    match texts.iter().find(|text| !printed.contains(**text) && !failed.contains(**text)) {
        None if output.status.code() == Some(1) => Ok(()),
        missing => Err(format!(
            "`{line}` ended with {} and without \"{}\":\n{printed}{failed}",
            output.status,
            missing.copied().unwrap_or_default()
        )),
    }
}

/// The names in a folder.
fn names(folder: &Path) -> Outcome<Vec<String>> {
    let entries = folder.read_dir().map_err(|error| format!("can't read {}: {error}", folder.display()))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// Installs a wheel into a clean environment as pipx does, and runs the pre-commit hooks with it.
fn from_pypi() -> Outcome {
    let wheels = released("wheels");
    let environment = fresh("rehearsal/venv")?;
    run(command("python3", &["-m", "venv", &environment.to_string_lossy()]))?;
    // What builds pyproject.toml for pre-commit.
    let backend = fresh("rehearsal/backend")?;
    let links = format!("{} {}", wheels.display(), backend.display());
    let offline = [("PIP_NO_INDEX", "1"), ("PIP_FIND_LINKS", &links)];
    let mut pip = command(
        environment.join("bin/pip"),
        &["install", "--quiet", "--disable-pip-version-check", "svc-lsp"],
    );
    pip.envs(offline);
    run(pip)?;
    let project = project("pip")?;
    let mut svc_lsp = command(environment.join("bin/svc-lsp"), &["check"]);
    svc_lsp.current_dir(&project);
    finds_mistakes(svc_lsp)?;

    let programs = tools::for_packages()?;
    let mut setuptools =
        command(programs.join("pip"), &["download", "--quiet", "--disable-pip-version-check", "--no-deps"]);
    setuptools.args([&format!("setuptools=={}", version_of("setuptools")?), "--dest"]).arg(&backend);
    install(setuptools)?;
    git(&project, &["init", "--quiet"])?;
    git(&project, &["add", "vercel.json"])?;
    let mut hooks =
        command(programs.join("pre-commit"), &["try-repo", &root().to_string_lossy(), "--verbose"]);
    hooks.args(["--files", "vercel.json"]).current_dir(&project).envs(offline);
    hooks.env("PRE_COMMIT_HOME", fresh("rehearsal/pre-commit")?);
    fails_with(hooks, &["Already formatted: 1 file.", "error[invalid-framework]"])
}

/// Removes the rehearsal's folder. It takes a gigabyte, and only a failure needs a look at it.
fn clean() -> Outcome {
    let rehearsal = super::folder().join("rehearsal");
    fs::remove_dir_all(&rehearsal).map_err(|error| format!("can't remove {}: {error}", rehearsal.display()))
}

/// The version of a package that the requirements of the tests pin.
fn version_of(package: &str) -> Outcome<String> {
    let file = format!("{TOOLS}/requirements.txt");
    let text =
        fs::read_to_string(root().join(&file)).map_err(|error| format!("can't read {file}: {error}"))?;
    let mut pins = text.lines().filter_map(|line| line.strip_prefix(package)?.strip_prefix("=="));
    let pin = pins.next().and_then(|pin| pin.split(' ').next());
    pin.map(str::to_owned).ok_or_else(|| format!("{file} doesn't pin {package}"))
}

fn git(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut git = command("git", arguments);
    git.current_dir(folder);
    run(git)
}

/// Compiles the extension as Zed does, in a workspace of its own.
fn zed_extension() -> Outcome {
    let manifest = "editors/zed/Cargo.toml";
    // In our own target folder, what both need to compile with is compiled once.
    let folder = ["--target", ZED, "--target-dir", "target"];
    run(cargo(&[["build", "--locked", "--manifest-path", manifest].as_slice(), &folder].concat()))
}

/// Lints the workflows, the action, and the documented examples.
fn lint() -> Outcome {
    let programs = tools::for_packages()?;
    run(command(programs.join("actionlint"), &["-color"]))?;
    let examples = fresh("rehearsal/workflows")?;
    for name in ["vercel-json.yml", "vercel-json-with-comment.yml"] {
        let example = examples.join(name);
        write(&example, &documented(&format!(".github/workflows/{name}"))?)?;
        run(command(programs.join("actionlint"), &["-color", &example.to_string_lossy()]))?;
    }
    run(command(
        programs.join("zizmor"),
        &["--offline", "--pedantic", "--no-progress", ".github", "action.yml"],
    ))
}
