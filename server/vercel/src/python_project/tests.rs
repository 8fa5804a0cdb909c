use super::*;
use crate::project::MemoryFs;
use crate::python_project::uv::LOCK;

fn reading(files: &[(&str, &str)], from: &str) -> Option<Unreadable> {
    unreadable(&Folder::root(&MemoryFs::new(files.iter().copied())), from, true)
}

/// Each answer is that of `vercel build`.
#[test]
fn files_that_the_builder_reads() {
    let syntax = |file: &str, language: &str| Some(format!("{file} {language} 1"));
    let what_of = |files: &[(&str, &str)], from: &str| match reading(files, from)? {
        Unreadable::Syntax(file, language, Mistake::Line(line, _)) => {
            Some(format!("{file} {language} {line}"))
        }
        other => Some(format!("{other:?}")),
    };
    assert_eq!(what_of(&[("pyproject.toml", "[")], "."), syntax("pyproject.toml", "TOML"));
    assert_eq!(what_of(&[("api/pyproject.toml", "[")], "api"), syntax("api/pyproject.toml", "TOML"));
    assert_eq!(what_of(&[("Pipfile", "[packages")], "api"), syntax("Pipfile", "TOML"));
    assert_eq!(what_of(&[("Pipfile.lock", "{"), ("Pipfile", "[")], "."), syntax("Pipfile.lock", "JSON"));
    let uv = [("pyproject.toml", ""), ("uv.toml", "[")];
    assert_eq!(what_of(&uv, "."), syntax("uv.toml", "TOML"));
    let including = [("requirements.txt", "fastapi\n-r base.txt\n"), ("base.txt", "six\n")];
    let included = Unreadable::Include("requirements.txt".to_owned(), "base.txt".to_owned());
    assert_eq!(reading(&including, "."), Some(included));
    let malformed = [("requirements/prod.txt", "fastapi\n\nsix ==\n")];
    let line = Unreadable::Requirement("requirements/prod.txt".to_owned(), 3);
    assert_eq!(reading(&malformed, "."), Some(line));
    // Requirements end the search, a `pyproject.toml` without a workspace doesn't.
    let above = |manifest| [(manifest, ""), ("pyproject.toml", "[")];
    assert_eq!(reading(&above("api/Pipfile"), "api"), None);
    assert_eq!(what_of(&above("api/pyproject.toml"), "api"), syntax("pyproject.toml", "TOML"));
    // Only `uv` reads it, where it looks for a workspace.
    let by_uv = reading(&above("api/requirements.txt"), "api");
    assert!(matches!(by_uv, Some(Unreadable::SyntaxAbove(file, _)) if file == "pyproject.toml"));
    let mark = "\u{feff}";
    for file in ["pyproject.toml", "Pipfile", "Pipfile.lock"] {
        let found = reading(&[(file, mark)], ".");
        assert!(matches!(found, Some(Unreadable::Syntax(_, _, Mistake::ByteOrderMark))), "{file}");
    }
    let requirements = [("requirements.txt", &*format!("{mark}six"))];
    assert_eq!(reading(&requirements, "."), Some(Unreadable::ByteOrderMark("requirements.txt".to_owned())));
    assert_eq!(reading(&[(".python-version", &format!("{mark}3.12\n"))], "."), None);
}

/// Each answer is that of `vercel build`.
#[test]
fn what_uv_finds_above() {
    let project = "[project]\nname = 'r'\nversion = '1'\n";
    let own = "[project]\nname = 'app'\nversion = '0.1.0'\n";
    let of = |above: &str| {
        let above = above.to_owned();
        let read = |manifest: (&str, &str)| match reading(
            &[manifest, ("pyproject.toml", &above), ("api/main.py", "")],
            "api",
        )? {
            Unreadable::Value(_, Invalid { place, .. }) | Unreadable::NoValue(_, place) => Some(place),
            other => Some(format!("{other:?}")),
        };
        let found = read(("api/requirements.txt", ""));
        assert_eq!(found, read(("api/pyproject.toml", own)), "{above}");
        assert_eq!(None, read(("api/Pipfile", "[packages]")), "{above}");
        found
    };
    for (rest, place) in [
        ("", None),
        ("dependencies = ['six ==']", None),
        ("requires-python = '^3'", Some("project.requires-python")),
        (
            "[tool.uv.sources]\nlib = { url = 'https://a.example/c.whl', rev = 'x' }",
            Some("tool.uv.sources.lib"),
        ),
        ("[dependency-groups]\ndev = ['six ==']", Some("dependency-groups.dev[0]")),
        ("[dependency-groups]\n'-dev' = []", Some("dependency-groups.-dev")),
        ("[tool.uv]\ndefault-groups = ['x']", Some("tool.uv.default-groups[0]")),
        ("[tool.uv]\nmanaged = false", None),
    ] {
        assert_eq!(of(&format!("{project}{rest}")).as_deref(), place, "{rest}");
    }
    assert_eq!(of("[project]\nname = 'r'").as_deref(), Some("project.version"));
    assert_eq!(of("[project]\nname = 'my r'\nversion = '1'").as_deref(), Some("project.name"));
}

/// Each answer is that of `vercel build`.
#[test]
fn shapes_of_files() {
    for (file, text, place) in [
        ("pyproject.toml", "[project]\nname = 3", Some("project.name")),
        ("pyproject.toml", "[project]\ndependencies = ['six', 3]", Some("project.dependencies[1]")),
        ("pyproject.toml", "[project.scripts]\napp = 3", Some("project.scripts.app")),
        ("pyproject.toml", "[project]\nauthors = ['me']", Some("project.authors[0]")),
        ("pyproject.toml", "[project]\nname = 'x'\nversion = '1'\nauthors = [{ name = 'me' }]", None),
        ("pyproject.toml", "[project]\nreadme = { file = 3 }", Some("project.readme")),
        ("pyproject.toml", "[[tool.uv.index]]\nurl = 'https://example.com'", Some("tool.uv.index[0].name")),
        ("pyproject.toml", "[tool.uv.sources]\nx = 3", Some("tool.uv.sources.x")),
        ("pyproject.toml", "[tool.uv.sources]\nx = [{ path = './x' }]", None),
        ("pyproject.toml", "[build-system]\nbuild-backend = 'x'", Some("build-system.requires")),
        ("pyproject.toml", "[dependency-groups]\ndev = 'six'", Some("dependency-groups.dev")),
        ("pyproject.toml", "[dependency-groups]\ndev = [{ include-group = 'x' }]\nx = []", None),
        (
            "pyproject.toml",
            "[tool.vercel.fastapi.static]\ncdn = 'yes'",
            Some("tool.vercel.fastapi.static.cdn"),
        ),
        ("Pipfile", "[packages]\nsix = { version = 3 }", Some("packages")),
        ("Pipfile", "[packages]\nsix = { version = '3', other = 3 }", None),
        ("Pipfile", "[pipenv]\nallow_prereleases = true", Some("pipenv")),
        ("Pipfile", "[requires]\npython_version = '3.6'", None),
        ("Pipfile", "a = '1'", Some("a")),
        ("Pipfile", "[[source]]\nurl = 'https://example.com'", Some("source")),
        ("Pipfile.lock", "[]", Some("")),
        ("Pipfile.lock", "{ \"a\": 1 }", Some("a")),
        ("Pipfile.lock", "{ \"default\": { \"six\": \"*\" } }", Some("default.six")),
        ("Pipfile.lock", "{ \"_meta\": { \"hash\": \"x\" } }", Some("_meta")),
        ("Pipfile.lock", "{ \"_meta\": { \"hash\": { \"sha256\": \"x\" } } }", None),
    ] {
        let expected = place.map(|place| Unreadable::Shape(file.to_owned(), place.to_owned()));
        assert_eq!(reading(&[(file, text)], "."), expected, "{file}: {text}");
    }
}

/// Each answer is that of `vercel build`.
#[test]
fn versions_of_python() {
    let is_read = |files: &[(&str, &str)]| reading(files, "api").is_none();
    for (text, expected) in [
        ("3.12\n", true),
        ("pypy3.10", true),
        ("pypy3.6", true),
        ("3.9", true),
        ("3.6\n3.9\n", true),
        ("any-linux", false),
        ("any-3.12", true),
        ("any-3.6", false),
        ("python-3.6", false),
        ("===3.6", false),
        ("-foo", true),
        ("anything", false),
        ("3.6t", true),
        ("3.6.x", true),
        ("~=3", false),
        ("3.12, 3.13", false),
        ("v3.12", true),
        ("", false),
        ("# none\n", false),
        ("hello", false),
        ("my-venv", false),
        ("system", false),
        ("<=3.6.*", true),
        ("<=3.6", false),
        (">=3.12,<4", true),
        ("3.6\n", false),
        ("36", false),
        ("cp36", false),
        ("python3.6.1", false),
        (">=3.6,<3.7", false),
    ] {
        assert_eq!(is_read(&[("api/.python-version", text)]), expected, "{text}");
        assert_eq!(is_read(&[(".python-version", text)]), expected, "{text}");
    }
    // Above the manifest none counts that is read.
    let above = |manifest| [(manifest, ""), (".python-version", "3.6")];
    assert!(is_read(&above("api/requirements.txt")));
    assert!(!is_read(&above("requirements.txt")));

    let asking = |python: &str| {
        let text = format!("[project]\nname = 'app'\nversion = '1'\nrequires-python = '{python}'\n");
        reading(&[("pyproject.toml", &text)], ".")
    };
    let file = || Pyproject::FILE.to_owned();
    for python in ["==3.6.*", "<3.7", "~=3.6", "~=3.6.1", "<3.9"] {
        assert_eq!(asking(python), Some(Unreadable::Discontinued(file())), "{python}");
    }
    for python in ["<3.12", ">=3.15", "==3.9.*", "==3.12", "<=3.12", "~=3.9.1"] {
        assert_eq!(asking(python), Some(Unreadable::NoPython(file(), python.to_owned())), "{python}");
    }
    for python in ["", ">=3.9", "~=3.9", "<=3.12.1", "==3.13.*", ">3.12"] {
        assert_eq!(asking(python), None, "{python}");
    }
    assert!(matches!(asking("~=3.6.*"), Some(Unreadable::Value(..))));
    let locked = |python: &str| {
        let text = format!("{{ \"_meta\": {{ \"requires\": {{ \"python_version\": \"{python}\" }} }} }}");
        reading(&[("Pipfile.lock", &text)], ".").is_none()
    };
    assert!(locked("3.9") && locked("3.15") && !locked("3.6"));
}

/// Each answer is that of `vercel build`.
#[test]
fn what_uv_reads() {
    let place = |files: &[(&str, &str)]| match reading(files, ".") {
        Some(Unreadable::Value(_, Invalid { place, .. }) | Unreadable::NoValue(_, place)) => Some(place),
        Some(other) => Some(format!("{other:?}")),
        None => None,
    };
    let project = |text: &str| format!("[project]\nname = 'app'\nversion = '1'\n{text}\n");
    for (text, expected) in [
        (String::new(), None),
        ("[tool.ruff]\nline-length = 100".to_owned(), None),
        ("[project]\nname = 'app'\ndynamic = ['version']".to_owned(), None),
        ("[project]\nname = 'app'".to_owned(), Some("project.version")),
        ("[project]\nname = 'app'\nversion = '1.x'".to_owned(), Some("project.version")),
        ("[project]\nversion = '1'".to_owned(), Some("project.name")),
        ("[project]\nname = 'my app'\nversion = '1'".to_owned(), Some("project.name")),
        (project("requires-python = '3.12'"), Some("project.requires-python")),
        (project("requires-python = '^3.12'"), Some("project.requires-python")),
        (project("dependencies = ['six>=1,', 'six; os_name == \"nt\"']"), None),
        (project("dependencies = ['six', 'six ^1.0']"), Some("project.dependencies[1]")),
        (project("dependencies = ['./lib']"), Some("project.dependencies[0]")),
        (
            project("[project.optional-dependencies]\ndev = ['six ==']"),
            Some("project.optional-dependencies.dev[0]"),
        ),
        (project("[dependency-groups]\ndev = ['six ==']"), Some("dependency-groups.dev[0]")),
        (project("[tool.uv]\ndev-dependencies = ['six ==']"), Some("tool.uv.dev-dependencies[0]")),
        (
            project("[tool.uv]\nconstraint-dependencies = ['six ==']"),
            Some("tool.uv.constraint-dependencies[0]"),
        ),
        (project("[tool.uv]\npackage = 'x'"), Some("tool.uv.package")),
        (
            project("[[tool.uv.index]]\nname = 'a b'\nurl = 'https://example.com'"),
            Some("tool.uv.index[0].name"),
        ),
        (project("[project.optional-dependencies]\n'a.b' = []\n1 = []"), None),
        (
            project("[project.optional-dependencies]\n'my extra' = []"),
            Some("project.optional-dependencies.my extra"),
        ),
        (
            project("[project.optional-dependencies]\na-b = []\na_b = []"),
            Some("project.optional-dependencies.a_b"),
        ),
        (project("[dependency-groups]\n'dev-' = []"), Some("dependency-groups.dev-")),
        ("[dependency-groups]\ndev = ['six ==']".to_owned(), Some("dependency-groups.dev[0]")),
        ("[dependency-groups]\ndev = ['six']".to_owned(), None),
        (project("[dependency-groups]\ndev = [{ include-group = 'My_X' }]\nmy-x = []"), None),
        (project("[dependency-groups]\ndev = [{ include-group = 'x' }]"), Some("dependency-groups.dev")),
        (
            project(
                "[dependency-groups]\na = [{ include-group = 'b' }]\nb = [{ include-group = 'c' }]\nc = [{ include-group = 'b' }]",
            ),
            Some("dependency-groups.b"),
        ),
        (
            project("[dependency-groups]\ndev = [{ include-group = 'x', other = '1' }]\nx = []"),
            Some("dependency-groups.dev"),
        ),
        (
            project("dependencies = ['lib']\n[tool.uv.sources]\nlib = { path = './lib' }"),
            Some("tool.uv.sources.lib.path"),
        ),
        (
            project("dependencies = ['My_Lib>=1']\n[tool.uv.sources]\nmy-lib = { path = 'x.whl' }"),
            Some("tool.uv.sources.my-lib.path"),
        ),
        (project("dependencies = ['lib']\n[tool.uv.sources]\nlib = { path = '../lib' }"), None),
        (project("[tool.uv.sources]\nlib = { path = './lib' }"), None),
    ] {
        let found = place(&[("pyproject.toml", &text)]);
        assert_eq!(found.as_deref(), expected, "{text}");
    }
    assert_eq!(
        place(&[("pyproject.toml", ""), ("uv.lock", "")]),
        Some(format!("{:?}", Unreadable::Lock(LOCK.to_owned())))
    );
    let plain = project("");
    let locked = |file, lock| reading(&[("pyproject.toml", &plain), (file, lock)], ".");
    let lock = "version = 1\nrequires-python = '>=3.12'\n[[package]]\nname = 'app'\n";
    assert_eq!(locked("uv.lock", lock), None);
    let (newer, other) = (lock.replace("= 1", "= 2"), lock.replace("app", "other"));
    for wrong in ["", "<<<<<<< HEAD", "version = 1", &newer, &other] {
        assert_eq!(locked("uv.lock", wrong), Some(Unreadable::Lock("uv.lock".to_owned())), "{wrong}");
    }
    assert_eq!(locked("pylock.toml", ""), Some(Unreadable::Lock("pylock.toml".to_owned())));
    // What is locked isn't built.
    let wrong = project("dependencies = ['six ^1.0']");
    let files = [("pyproject.toml", &*wrong), ("uv.lock", lock)];
    assert_eq!(reading(&files, "."), None);
}

/// Each answer is that of `vercel build`.
#[test]
fn sources_of_packages() {
    for (source, is_read) in [
        ("{ path = 'lib' }", true),
        ("[{ path = 'lib' }]", true),
        ("{ git = 'https://example.com/a', rev = 'x' }", true),
        ("{ url = 'https://example.com/a.whl' }", true),
        ("{ path = 'lib', git = 'https://example.com/a' }", true),
        ("{ workspace = false }", true),
        ("{ index = 'none' }", true),
        ("[{ path = 'a', marker = \"os_name == 'nt'\" }, { path = 'b', extra = 'x' }]", true),
        ("{}", false),
        ("[]", false),
        ("{ editable = true }", false),
        ("{ path = 'lib', url = 'https://example.com/a.whl' }", false),
        ("{ git = 'https://example.com/a', url = 'https://example.com/a.whl' }", false),
        ("{ path = 'lib', index = 'a' }", false),
        ("{ path = 'lib', workspace = true }", false),
        ("{ git = 'https://example.com/a', rev = 'a', tag = 'b' }", false),
        ("{ git = 'https://example.com/a', editable = true }", false),
        ("{ url = 'https://example.com/a.whl', rev = 'x' }", false),
        ("{ path = 'lib', rev = 'x' }", false),
        ("{ path = 'lib', editable = true, package = false }", false),
        ("{ path = 'lib', marker = 'nonsense' }", false),
        ("[{ path = 'a', marker = \"os_name == 'nt'\" }, { path = 'b' }]", false),
    ] {
        let text = format!("[tool.uv.sources]\nlib = {source}\n");
        for lock in [&[][..], &[("uv.lock", "version = 1\nrequires-python = '>=3.12'\n")]] {
            let found = reading(&[&[("pyproject.toml", &*text)], lock].concat(), ".");
            assert_eq!(found.is_none(), is_read, "{source} {found:?}");
        }
    }
    assert!(reading(&[("pyproject.toml", "[tool.uv.sources]\n'my lib' = { path = 'x' }")], ".").is_some());
}

/// What `uv` says of a project with other files: the place of the value, or the member.
fn place(manifest: &str, files: &[(&str, &str)]) -> Option<String> {
    match reading(&[&[("pyproject.toml", manifest)], files].concat(), ".")? {
        Unreadable::Value(file, Invalid { place, .. }) => Some(match &file[..] {
            "pyproject.toml" => place,
            _ => format!("{file} {place}"),
        }),
        Unreadable::NoValue(file, place) => Some(format!("{file} {place}")),
        Unreadable::Member(_, file, why) => Some(format!("{file} {why}")),
        Unreadable::SyntaxAbove(file, _) => Some(file),
        other => Some(format!("{other:?}")),
    }
}

const APP: &str = "[project]\nname = 'app'\nversion = '1'\n";
const LIB: &str = "[project]\nname = 'lib'\nversion = '1'\n";
const LOCKED: &str = "version = 1\nrequires-python = '>=3.12'\n[[package]]\nname = 'app'\n";

/// Each answer is that of `vercel build`.
#[test]
fn sources_without_a_package() {
    let of = |source: &str, files: &[(&str, &str)]| {
        let text = format!(
            "{APP}dependencies = [\"lib; python_version < '3'\"]\n[tool.uv.sources]\nlib = {source}\n"
        );
        place(&text, files).map(|place| place.trim_start_matches("tool.uv.sources.lib").to_owned())
    };
    let at = |place: &str| Some(place.to_owned());
    let lib = [("lib/pyproject.toml", LIB)];
    assert_eq!(of("{ path = 'lib' }", &lib), None);
    assert_eq!(of("{ path = 'lib' }", &[("lib/setup.py", "")]), None);
    assert_eq!(of("{ path = 'lib' }", &[("lib/", "")]), None);
    assert_eq!(of("{ path = 'lib' }", &[("lib/lib.py", "")]), at(".path"));
    assert_eq!(of("{ path = 'lib' }", &[("lib/pyproject.toml", APP)]), at(".path"));
    assert_eq!(of("{ path = 'lib' }", &[]), at(".path"));
    assert_eq!(of("{ path = 'lib', marker = \"os_name == 'nt'\" }", &[]), at(".path"));
    assert_eq!(of("{ path = 'lib', extra = 'x' }", &[]), None);
    let extra = "{ path = 'lib', extra = 'x' }\n[project.optional-dependencies]\nx = ['lib']";
    assert_eq!(of(extra, &[]), at(".path"));
    assert_eq!(of("{ path = 'lib' }", &[("lib/pyproject.toml", "[project")]), at(".path"));
    let two =
        "[{ path = 'lib', marker = \"os_name == 'nt'\" }, { path = 'b', marker = \"os_name != 'nt'\" }]";
    assert_eq!(of(two, &lib), at("[1].path"));
    assert_eq!(of("{ workspace = true }", &[]), at(".workspace"));
    assert_eq!(of("{ workspace = true }", &lib), at(".workspace"));
    assert_eq!(of("{ index = 'none' }", &[]), at(".index"));
    assert_eq!(of("{ index = 'none' }", &[("uv.toml", "")]), None);
    assert_eq!(of("{ index = 'x' }\n[[tool.uv.index]]\nname = 'x'\nurl = 'https://example.com'", &[]), None);
    for source in ["{ path = 'lib' }", "{ workspace = true }", "{ index = 'none' }"] {
        assert_eq!(of(source, &[(LOCK, LOCKED)]), None, "{source}");
        let unused = |rest: &str| place(&format!("{APP}{rest}\n[tool.uv.sources]\nlib = {source}\n"), &[]);
        assert_eq!(unused(""), None, "{source}");
        assert_eq!(unused("[tool.uv]\nconstraint-dependencies = ['lib']"), None, "{source}");
        assert_eq!(unused("[tool.uv]\noverride-dependencies = ['lib']"), None, "{source}");
        assert!(unused("[dependency-groups]\nx = ['lib']").is_some(), "{source}");
    }
    // A workspace may be above the project.
    let text = format!("{APP}dependencies = ['lib']\n[tool.uv.sources]\nlib = {{ workspace = true }}\n");
    let fs = MemoryFs::new([("pyproject.toml", &*text)]);
    assert_eq!(unreadable(&Folder::root(&fs), ".", false), None);
}

/// Each answer is that of `vercel build`.
#[test]
fn members_of_workspaces() {
    let of = |members: &str, files: &[(&str, &str)]| {
        place(&format!("{APP}[tool.uv.workspace]\nmembers = {members}\n"), files)
    };
    let at = |place: &str| Some(place.to_owned());
    let no_file = || at("lib/pyproject.toml doesn't exist");
    for (members, expected) in [
        ("['lib']", no_file()),
        ("['./lib/']", no_file()),
        ("['l*b']", no_file()),
        ("['*']", no_file()),
        ("['lib']\nexclude = ['lib']", None),
        ("['lib']\nexclude = ['l*']", None),
        ("['missing']", None),
        ("['missing/*']", None),
        ("['**/lib']", None),
    ] {
        assert_eq!(of(members, &[("lib/lib.py", "")]), expected, "{members}");
    }
    assert_eq!(of("['*']", &[("lib/", ""), (".lib/lib.py", "")]), None);
    assert_eq!(of("['*']", &[("lib/lib.py", ""), (".gitignore", "lib\n")]), None);
    assert_eq!(of("['lib']", &[("lib/lib.py", ""), (LOCK, LOCKED)]), None);
    let lib = |text: &str| of("['lib']", &[("lib/pyproject.toml", text)]);
    for lock in [&[][..], &[(LOCK, LOCKED)]] {
        let lib = |text: &str| of("['lib']", &[&[("lib/pyproject.toml", text)], lock].concat());
        assert_eq!(lib(LIB), None);
        assert_eq!(lib("[project"), at("lib/pyproject.toml"));
        assert_eq!(lib("[tool.x]"), at("lib/pyproject.toml has no `[project]`"));
        assert_eq!(lib("[tool.uv]\nmanaged = false"), None);
        assert_eq!(lib(APP), at("lib/pyproject.toml has the name of another package"));
    }
    let inner = format!("{LIB}[tool.uv.workspace]\n");
    assert_eq!(lib(&inner), at("lib/pyproject.toml is a workspace itself"));
    assert_eq!(lib("[project]\nname = 'lib'"), at("lib/pyproject.toml project.version"));
    let wrong = format!("{LIB}dependencies = ['six ==']");
    assert_eq!(lib(&wrong), at("lib/pyproject.toml project.dependencies[0]"));
    let source = |name: &str| {
        lib(&format!("{LIB}dependencies = ['{name}']\n[tool.uv.sources]\n{name} = {{ workspace = true }}\n"))
    };
    assert_eq!(source("app"), None);
    assert_eq!(source("x"), at("lib/pyproject.toml tool.uv.sources.x.workspace"));
    let text = format!(
        "{APP}dependencies = ['Lib']\n[tool.uv.sources]\nlib = {{ workspace = true }}\n[tool.uv.workspace]\nmembers = ['lib']\n"
    );
    assert_eq!(place(&text, &[("lib/pyproject.toml", LIB)]), None);
}
