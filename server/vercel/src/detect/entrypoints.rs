//! Which files of a folder look like a service's entrypoint: those that Vercel's builders would look for by themselves.

use crate::detect::frameworks_in;
use crate::project::PackageJson;
use crate::project::{EntryKind, Folder};
use crate::python::Module;
use crate::runtime::{DOCKERFILES, Runtime, is_dockerfile};

/// The entrypoints that a folder offers, the likeliest first, as paths from the folder. With a runtime, those of that
/// runtime only.
#[must_use]
pub fn entrypoints_in(folder: &Folder<'_>, runtime: Option<Runtime>) -> Vec<String> {
    let runtimes = match &runtime {
        Some(runtime) => std::slice::from_ref(runtime),
        None => &Runtime::ALL,
    };
    let mut found: Vec<String> = Vec::new();
    for &runtime in runtimes {
        let mut candidates = candidates(folder, runtime);
        candidates.retain(|path| folder.is_file(path));
        // Stable: the order of the names decides among equals.
        candidates.sort_by_key(|path| !starts_a_server(folder, path, runtime));
        for path in candidates {
            if !found.contains(&path) {
                found.push(path);
            }
        }
    }
    found
}

/// Paths at which an entrypoint may be, in the order in which Vercel's builders try them.
fn candidates(folder: &Folder<'_>, runtime: Runtime) -> Vec<String> {
    match runtime {
        Runtime::Node => {
            let names = ["app", "index", "server", "main", "src/app", "src/index", "src/server", "src/main"];
            let files = names.iter().flat_map(|name| {
                ["js", "cjs", "mjs", "ts", "cts", "mts"]
                    .iter()
                    .map(move |extension| format!("{name}.{extension}"))
            });
            package_main(folder).into_iter().chain(files).collect()
        }
        Runtime::Python => {
            let mut paths = python_entrypoints(folder, "python");
            // Django keeps its application in the folder of its settings.
            if folder.is_file("manage.py") {
                paths.extend(python_entrypoints(folder, "django"));
            }
            paths
        }
        Runtime::Go => {
            let usual = ["main.go", "cmd/api/main.go", "cmd/server/main.go"].map(str::to_owned);
            usual.into_iter().chain(subfolders(folder, "cmd/", "/main.go")).collect()
        }
        Runtime::Rust => vec!["src/main.rs".to_owned(), "main.rs".to_owned()],
        Runtime::Ruby => vec!["config.ru".to_owned()],
        Runtime::Container => {
            let others =
                folder.list("").into_iter().map(|entry| entry.name).filter(|name| is_dockerfile(name));
            DOCKERFILES.map(str::to_owned).into_iter().chain(others).collect()
        }
    }
}

/// The files in which Vercel looks for the application of a Python framework (`@vercel/python`, `PYTHON_CANDIDATE_ENTRYPOINTS`;
/// `detectDjangoPythonEntrypoint`); the builder of FastHTML is given `main.py`.
#[must_use]
pub fn python_entrypoints(folder: &Folder<'_>, framework: &str) -> Vec<String> {
    if framework == "fasthtml" {
        return vec!["main.py".to_owned()];
    }
    let folders = match framework {
        "django" => std::iter::once(String::new()).chain(subfolders(folder, "", "/")).collect(),
        _ => ["", "src/", "app/", "api/"].map(str::to_owned).to_vec(),
    };
    let names = ["app", "index", "server", "main", "wsgi", "asgi"];
    let in_folder = |folder: &String| names.map(|name| format!("{folder}{name}.py"));
    folders.iter().flat_map(in_folder).collect()
}

/// The folders below `parent`, each as `parent` + its name + `end`.
fn subfolders(folder: &Folder<'_>, parent: &str, end: &str) -> Vec<String> {
    let entries = folder.list(parent).into_iter();
    let names = entries.filter(|entry| entry.kind == EntryKind::Directory && !entry.name.starts_with('.'));
    names.map(|entry| format!("{parent}{}{end}", entry.name)).collect()
}

/// `main` of the folder's `package.json`.
fn package_main(folder: &Folder<'_>) -> Option<String> {
    let package = PackageJson::of(folder)?;
    let main = crate::project::normalize(package.main()?.trim())?;
    Runtime::of_file(&main).map(|_| main.into_owned())
}

/// Whether a file's text shows that it starts what Vercel serves.
fn starts_a_server(folder: &Folder<'_>, path: &str, runtime: Runtime) -> bool {
    match runtime {
        // A backend framework is detected by the very files that import it.
        Runtime::Node => frameworks_in(folder, Some(runtime)).iter().any(|detection| {
            let detectors = detection
                .framework
                .detectors
                .iter()
                .flat_map(|it| it.every.iter().chain(it.some.iter().flatten()));
            let mut of_path = detectors.filter(|detector| detector.path.as_deref() == Some(path));
            of_path.any(|detector| detector.matches(folder))
        }),
        // A WSGI or ASGI application is a module's `app`, `application` or `handler`.
        Runtime::Python => {
            folder.read(path).and_then(|text| Module::read(&text)).is_some_and(|it| it.is_application())
        }
        Runtime::Go | Runtime::Rust | Runtime::Ruby | Runtime::Container => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::MemoryFs;

    fn found(files: &[(&str, &str)], runtime: Option<Runtime>) -> Vec<String> {
        let fs = MemoryFs::new(files.iter().map(|(path, text)| (format!("api/{path}"), *text)));
        entrypoints_in(&Folder::root(&fs).folder("api"), runtime)
    }

    #[test]
    fn node() {
        let express = ("package.json", r#"{ "main": "./lib/start.js", "dependencies": { "express": "5" } }"#);
        let files = [
            express,
            ("index.js", ""),
            ("src/server.ts", "import express from 'express'"),
            ("index.test.ts", ""),
        ];
        assert_eq!(found(&files, Some(Runtime::Node)), ["src/server.ts", "index.js"]);
        let files = [express, ("lib/start.js", ""), ("server.mts", "")];
        assert_eq!(
            found(&files, Some(Runtime::Node)),
            ["server.mts", "lib/start.js"],
            "`server.mts` marks the framework Node"
        );
    }

    #[test]
    fn python() {
        let files = [
            ("requirements.txt", "fastapi"),
            ("main.py", "from fastapi import FastAPI\n\napp: FastAPI = FastAPI()\n"),
            ("app.py", "import os\n"),
            ("src/index.py", "class Handler(Base):\n    app = 1\n"),
        ];
        assert_eq!(found(&files, Some(Runtime::Python)), ["main.py", "src/index.py", "app.py"]);
        let django = [
            ("manage.py", ""),
            ("shop/wsgi.py", "application = get_wsgi_application()"),
            ("shop/urls.py", ""),
        ];
        assert_eq!(found(&django, Some(Runtime::Python)), ["shop/wsgi.py"]);
    }

    #[test]
    fn others() {
        let files = [
            ("go.mod", ""),
            ("cmd/worker/main.go", ""),
            ("cmd/api/main.go", ""),
            ("src/main.rs", ""),
            ("config.ru", ""),
            ("prod.Dockerfile", ""),
            ("Dockerfile", ""),
        ];
        assert_eq!(found(&files, Some(Runtime::Go)), ["cmd/api/main.go", "cmd/worker/main.go"]);
        assert_eq!(found(&files, Some(Runtime::Rust)), ["src/main.rs"]);
        assert_eq!(found(&files, Some(Runtime::Ruby)), ["config.ru"]);
        assert_eq!(found(&files, Some(Runtime::Container)), ["Dockerfile", "prod.Dockerfile"]);
        assert_eq!(found(&files, None).len(), 6);
        assert_eq!(found(&[("README.md", "")], None), [""; 0]);
    }
}
