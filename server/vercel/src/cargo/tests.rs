use super::*;
use crate::project::MemoryFs;

fn fault(folder: &Folder<'_>, entrypoint: &str) -> Option<Fault> {
    refusal(folder, entrypoint, true).map(|it| it.fault)
}

fn fault_of_function(folder: &Folder<'_>, file: &str) -> Option<Fault> {
    refusal_of_function(folder, file, true).map(|it| it.fault)
}

/// Each answer is that of `vercel build`, as far as it gets without a compiler for the target.
#[test]
fn what_can_be_run() {
    let several = |names: &[&str]| Some(Fault::Several(names.iter().map(|&name| name.to_owned()).collect()));
    let x = "[[bin]]\nname = \"x\"\npath = \"src/x.rs\"\n";
    let x_of_2021 = format!("edition = \"2021\"\n{x}");
    for (manifest, files, expected) in [
        ("", &["src/main.rs"][..], None),
        ("", &["src/main.rs", "src/bin/b.rs"], None),
        ("", &["src/bin/a.rs"], None),
        ("", &["src/bin/a.rs", "src/bin/b.rs"], several(&["a", "b"])),
        ("", &["src/bin/a/main.rs", "src/bin/b.rs"], several(&["a", "b"])),
        ("", &["src/bin/a/lib.rs", "src/bin/b.rs"], None),
        ("", &["src/bin/a/lib.rs"], Some(Fault::NoBinary)),
        ("", &["src/lib.rs"], Some(Fault::NoBinary)),
        ("", &["src/main.rs", "src/bin/app.rs"], Some(Fault::Duplicate("app".to_owned()))),
        ("[[bin]]\nname = \"app\"\npath = \"src/main.rs\"", &["src/main.rs", "src/bin/app.rs"], None),
        ("autobins = false", &["src/main.rs"], Some(Fault::NoBinary)),
        ("default-run = \"a\"", &["src/bin/a.rs", "src/bin/b.rs"], None),
        ("default-run = \"x\"", &["src/bin/a.rs"], Some(Fault::NoDefault("x".to_owned()))),
        (x, &["src/x.rs"], None),
        (x, &["src/x.rs", "src/main.rs"], Some(Fault::NotBinary)),
        (x, &["src/main.rs"], Some(Fault::NotBinary)),
        (x, &["src/x.rs", "src/bin/y.rs"], None),
        (&x_of_2021, &["src/x.rs", "src/main.rs"], None),
        (&x_of_2021, &["src/x.rs", "src/bin/y.rs"], several(&["x", "y"])),
        ("[[bin]]\nname = \"x\"", &["src/bin/x.rs"], None),
        ("[[bin]]\nname = \"x\"", &["src/main.rs"], None),
        ("[workspace]", &["src/bin/a.rs", "src/bin/b.rs"], several(&["a", "b"])),
        ("default-run = \"a\"\n[workspace]", &["src/bin/a.rs", "src/bin/b.rs"], None),
        ("", &["src/bin/deps.rs"], Some(Fault::Reserved("deps".to_owned()))),
    ] {
        let text = format!("[package]\nname = \"app\"\nversion = \"0.1.0\"\n{manifest}\n");
        let all = files.iter().map(|&file| (file, "")).chain([(MANIFEST, &text[..])]);
        let fs = MemoryFs::new(all);
        assert_eq!(fault(&Folder::root(&fs), "src/main.rs"), expected, "{manifest} {files:?}");
    }
    let fs = MemoryFs::new([
        (MANIFEST, "[package]\nname = \"app\""),
        ("src/main.rs", ""),
        ("src/util.rs", ""),
        ("src/bin/b.rs", ""),
    ]);
    let root = Folder::root(&fs);
    assert_eq!(fault(&root, "src/bin/b.rs"), None);
    assert_eq!(fault(&root, "src/util.rs"), Some(Fault::NotBinary));
    assert_eq!(fault(&root, MANIFEST), Some(Fault::NotBinary));
    assert_eq!(fault(&root, "missing.rs"), several(&["app", "b"]));
}

fn fault_with(files: &[(&str, &str)]) -> Option<Fault> {
    let sources = ["src/main.rs", "a/src/main.rs", "b/src/main.rs"].map(|path| (path, ""));
    let others = ["b/src/lib.rs", "rt/src/lib.rs", "crates/a/src/main.rs", "crates/b/src/main.rs"];
    let others = others.map(|path| (path, ""));
    let is_there = |(path, _): &(&str, &str)| {
        let folder = path.split("src/").next().unwrap_or_default();
        !path.starts_with("src") && files.iter().any(|(file, _)| *file == format!("{folder}Cargo.toml"))
    };
    let sources = sources.into_iter().chain(others).filter(is_there);
    let fs = MemoryFs::new(files.iter().copied().chain(sources));
    fault(&Folder::root(&fs), "src/main.rs")
}

/// Each answer is that of `vercel build`, as far as it gets without a compiler for the target.
#[test]
fn values_of_manifests() {
    let of = |manifest: &str| fault_with(&[(MANIFEST, manifest), ("src/main.rs", "")]);
    let package = |key: &str, value: &str| {
        let (name, version) = ("name = \"app\"", "version = \"0.1.0\"");
        match key {
            "name" => of(&format!("[package]\nname = {value}\n{version}\n")),
            "version" => of(&format!("[package]\n{name}\nversion = {value}\n")),
            _ => of(&format!("[package]\n{name}\n{version}\n{key} = {value}\n")),
        }
    };
    for (key, place, valid, invalid) in [
        (
            "name",
            "package.name",
            &["'test'", "'fn'", "'CON'", "'_'", "'é'", "'app-1_2'"][..],
            &["''", "'my app'", "'1app'", "'app.x'", "'a/b'", "'-a'", "'a+b'", "3"][..],
        ),
        (
            "version",
            "package.version",
            &["'1.0.0-rc.1'", "'1.0.0+x'", "' 1.0.0 '"],
            &[
                "'1'",
                "'1.0'",
                "'v1.0.0'",
                "''",
                "'01.0.0'",
                "'1.0.0.0'",
                "'*'",
                "'1.0.0-'",
                "'1.0.0-01'",
                "1",
            ],
        ),
        (
            "edition",
            "package.edition",
            &["'2015'", "'2018'", "'2021'", "'2024'"],
            &["'2020'", "''", "2021", "'unstable'", "'2027'"],
        ),
    ] {
        for value in valid {
            assert_eq!(package(key, value), None, "{key} {value}");
        }
        for value in invalid {
            assert_eq!(package(key, value), Some(Fault::Value(place)), "{key} {value}");
        }
    }
    assert_eq!(of("[package]\nname = 'app'"), None);
    assert_eq!(of("cargo-features = ['x']\n[package]\nname = 'app'\nedition = '2027'"), None);
    let inherited = "[package]\nname = 'app'\nedition.workspace = true\n[workspace.package]\nedition = ";
    assert_eq!(of(&format!("{inherited}'2024'")), None);
    assert_eq!(of(&format!("{inherited}'2027'")), Some(Fault::Value("workspace.package.edition")));
    assert_eq!(of("[project]\nname = 'app'\nversion = '0.1.0'"), None);
    assert_eq!(of("[package]\nversion = '0.1.0'"), Some(Fault::NoValue("package.name")));
    assert_eq!(of(""), Some(Fault::NoPackage));
    assert_eq!(of("[workspace]\nmembers = []"), Some(Fault::NoPackage));
    let inherited = "[package]\nname = 'app'\nversion.workspace = true\n[workspace]\n";
    let not_inherited = |place: &str| Some(Fault::NotInherited(place.to_owned()));
    assert_eq!(of(inherited), not_inherited("package.version"));
    assert_eq!(of(&format!("{inherited}[workspace.package]\nversion = '0.1.0'")), None);
    let package = "[package]\nname = 'app'\nversion = '0.1.0'\nedition = '2021'\n";
    let with = |rest: &str| of(&format!("{package}{rest}"));
    assert_eq!(with("[dependencies]\nx.workspace = true\n[workspace]"), not_inherited("dependencies.x"));
    assert_eq!(with("[lints]\nworkspace = true\n[workspace]"), not_inherited("lints"));
    let missing = Some(Fault::NoDependency("x".to_owned(), "x/Cargo.toml".to_owned()));
    for table in
        ["dependencies", "dev-dependencies", "build-dependencies", "target.'cfg(windows)'.dependencies"]
    {
        assert_eq!(with(&format!("[{table}]\nx = {{ path = 'x', optional = true }}")), missing, "{table}");
    }
    let empty = Some(Fault::NoDependency("x".to_owned(), "src/Cargo.toml".to_owned()));
    assert_eq!(with("[dependencies]\nx = { path = 'src' }"), empty);
    assert_eq!(with("[dependencies]\nx = { path = '../x' }"), None);
    assert_eq!(with("[[bin]]\nname = 'x'"), Some(Fault::NoBinaryFile("x".to_owned())));
    assert_eq!(with("[[bin]]\nname = 'app'"), None);
    assert_eq!(with("[[bin]]\npath = 'src/main.rs'"), Some(Fault::NoValue("bin.name")));
    assert_eq!(with("[[bin]]\nname = 'x'\npath = 'src/x.rs'"), None);
}

/// Each answer is that of `vercel build`.
#[test]
fn keys_of_a_workspace_that_is_not_there() {
    let of = |rest: &str| {
        let text = format!("[package]\nname = 'app'\n{rest}");
        let fs = MemoryFs::new([(MANIFEST, &*text), ("src/main.rs", "")]);
        fault(&Folder::root(&fs), "src/main.rs")
    };
    let not_inherited = |place: &str| Some(Fault::NotInherited(place.to_owned()));
    assert_eq!(of("version.workspace = true"), not_inherited("package.version"));
    assert_eq!(of("edition.workspace = true"), not_inherited("package.edition"));
    assert_eq!(of("[dependencies]\nx.workspace = true"), not_inherited("dependencies.x"));
    assert_eq!(of("[lints]\nworkspace = true"), not_inherited("lints"));
    assert_eq!(of("[dependencies]\nx = '1'"), None);
}

/// Each answer is that of `vercel build`, as far as it gets without a compiler for the target.
#[test]
fn workspaces() {
    let package = |name: &str| format!("[package]\nname = '{name}'\nversion = '0.1.0'\n");
    let (a, b) = (package("a"), package("b"));
    let members = [("a/Cargo.toml", &*a), ("b/Cargo.toml", &*b)];
    let of =
        |workspace: &str, members: &[(&str, &str)]| fault_with(&[&[(MANIFEST, workspace)], members].concat());
    let several = Some(Fault::SeveralMembers(vec!["a".to_owned(), "b".to_owned()]));
    let both = "[workspace]\nmembers = ['a', 'b']\n";
    assert_eq!(of(both, &members), several);
    for all in ["*", "./*"] {
        let of = |more: &str| of(&format!("[workspace]\nmembers = ['{all}']\n{more}"), &members);
        assert_eq!(of(""), Some(Fault::NotExcluded(".vercel".to_owned())));
        assert_eq!(of("exclude = ['.vercel']"), several);
        assert_eq!(of("exclude = ['b', '.vercel']"), None);
    }
    let below = [("crates/a/Cargo.toml", &*a), ("crates/b/Cargo.toml", &*b), ("crates/.c/x", "")];
    assert_eq!(of("[workspace]\nmembers = ['crates/*']\n", &below[..2]), several);
    assert_eq!(of("[workspace]\nmembers = ['crates/*']\nexclude = ['crates/b']\n", &below[..2]), None);
    let hidden = Some(Fault::NotExcluded("crates/.c".to_owned()));
    assert_eq!(of("[workspace]\nmembers = ['crates/*']\n", &below), hidden);
    assert_eq!(of("[workspace]\nmembers = ['a']\n", &members), None);
    assert_eq!(of(&format!("{both}default-members = ['a']\n"), &members), None);
    assert_eq!(of(both, &members[..1]), Some(Fault::NoMember("b".to_owned())));
    let alone = format!("{}[workspace.package]\nversion = '0.1.0'\n", package("app"));
    assert_eq!(of(&alone, &[("src/main.rs", "")]), None);
    let lib = fault(
        &Folder::root(&MemoryFs::new([(MANIFEST, &*alone), ("src/lib.rs", ""), ("src/bin/other.rs", "")])),
        "src/lib.rs",
    );
    assert_eq!(lib, Some(Fault::NotBinary));
    let with_package = format!("{both}{}", package("app"));
    assert_eq!(of(&with_package, &[&members[..], &[("src/lib.rs", "")]].concat()), several);
    assert_eq!(of(&with_package, &[&members[..], &[("src/main.rs", "")]].concat()), None);
}

/// Each answer is that of `vercel build`.
#[test]
fn vercel_runtime() {
    let of = |manifest: &str, sources: &[(&str, &str)]| {
        let text = format!("[package]\nname = 'app'\nversion = '0.1.0'\nedition = '2021'\n{manifest}");
        fault_with(&[&[(MANIFEST, &*text)], sources].concat())
    };
    let binary = |path: &str| format!("[[bin]]\nname = 'x'\npath = '{path}'\n");
    let dependency = "[dependencies]\nvercel_runtime = '1'\n";
    let optional = "[dependencies]\nvercel_runtime = { version = '1', optional = true }\n";
    let (main, other) = ([("src/main.rs", "")], [("src/x.rs", "")]);
    assert_eq!(of(dependency, &main), Some(Fault::NotBuilt("main".to_owned())));
    assert_eq!(of(&format!("{}{dependency}", binary("src/main.rs")), &main), None);
    assert_eq!(of(&format!("{}{dependency}", binary("src/x.rs")), &other), Some(Fault::NoEntrypoint));
    assert_eq!(of(&format!("{}{optional}", binary("src/x.rs")), &other), None);
}

/// Each answer is that of `vercel build`.
#[test]
fn functions() {
    let package =
        |rest: &str| format!("[package]\nname = 'app'\nversion = '0.1.0'\nedition = '2021'\n{rest}");
    let binary = |name: &str, path: &str| format!("[[bin]]\nname = '{name}'\npath = '{path}'\n");
    let of = |manifest: &str, file: &str, others: &[(&str, &str)]| {
        let files = [&[(MANIFEST, manifest), (file, "")], others].concat();
        fault_of_function(&Folder::root(&MemoryFs::new(files)), file)
    };
    let missing = |name: &str| Some(Fault::NotBuilt(name.to_owned()));
    let file = "api/a.rs";
    assert_eq!(of(&package(""), file, &[("src/main.rs", "")]), missing("a"));
    assert_eq!(of(&package(""), file, &[]), missing("a"));
    for binary in [binary("a", file), binary("b", file), binary("a", "src/a.rs")] {
        assert_eq!(of(&package(&binary), file, &[]), None, "{binary}");
    }
    let spelled = Some(Fault::OtherPath("./api/a.rs".to_owned()));
    assert_eq!(of(&package(&binary("b", "./api/a.rs")), file, &[]), spelled);
    for name in ["id", "_id_"] {
        assert_eq!(of(&package(&binary(name, "api/[id].rs")), "api/[id].rs", &[]), None);
    }
    assert!(matches!(of("[package", file, &[]), Some(Fault::Syntax(Mistake::Line(1, _)))));
    let marked = format!("\u{feff}{}", package(""));
    assert_eq!(of(&marked, file, &[]), Some(Fault::Syntax(Mistake::ByteOrderMark)));
    let inner = package(&binary("a", "a.rs"));
    let inner = [("api/Cargo.toml", &*inner)];
    assert_eq!(of(&package(&binary("a", "src/a.rs")), file, &inner), None);
    assert_eq!(of("[workspace]\nmembers = ['api']", file, &inner), None);
}

/// Each answer is that of `vercel build`.
#[test]
fn libraries() {
    let of = |edition: &str, library: &str, files: &[(&str, &str)]| {
        let text = format!("[package]\nname = 'my-app'\nversion = '0.1.0'\n{edition}{library}");
        fault_with(&[&[(MANIFEST, &*text), ("src/main.rs", "")], files].concat())
    };
    let of_2021 = |library: &str, files: &[(&str, &str)]| of("edition = '2021'\n", library, files);
    let missing = |path: &str| Some(Fault::NoLibrary(path.to_owned()));
    assert_eq!(of_2021("[lib]\n", &[]), missing("src/lib.rs"));
    assert_eq!(of_2021("[lib]\nname = 'x'\n", &[]), missing("src/lib.rs"));
    assert_eq!(of_2021("[lib]\npath = 'src/x.rs'\n", &[]), missing("src/x.rs"));
    assert_eq!(of_2021("[lib]\npath = 'src/x.rs'\n", &[("src/x.rs", "")]), None);
    assert_eq!(of_2021("[lib]\nname = 'a-b'\n", &[("src/lib.rs", "")]), Some(Fault::Value("lib.name")));
    assert_eq!(of("", "[lib]\nname = 'x'\n", &[]), missing("src/lib.rs"));
    assert_eq!(of("", "[lib]\nname = 'x'\n", &[("src/x.rs", "")]), None);
    assert_eq!(of("", "[lib]\n", &[("src/my_app.rs", "")]), None);
}

/// What is wrong with the package in `server`, beside other files: the manifest, and the fault. Each answer is that of `vercel build`.
fn in_server(files: &[(&str, &str)]) -> Option<(String, Fault)> {
    let fs = MemoryFs::new(files.iter().copied());
    let found = refusal(&Folder::root(&fs).folder("server"), "src/main.rs", true)?;
    Some((found.manifest, found.fault))
}

const SERVER: &str = "[package]\nname = 'server'\nversion = '0.1.0'\nedition = '2021'\n";

#[test]
fn workspaces_above() {
    let server = ("server/Cargo.toml", SERVER);
    let main = ("server/src/main.rs", "");
    let other = ("other/Cargo.toml", "[package]\nname = 'other'\n");
    let of = |root: &str, files: &[(&str, &str)]| in_server(&[&[("Cargo.toml", root)], files].concat());
    let at = |manifest: &str, fault: Fault| Some((manifest.to_owned(), fault));
    let not_member = || at("server/Cargo.toml", Fault::NotMember("Cargo.toml".to_owned()));
    let root = "[package]\nname = 'root'\nedition = '2021'\n";
    for (members, expected) in [
        ("members = ['server']", None),
        ("members = ['./server/']", None),
        ("members = ['serv*', './s*r']", None),
        ("members = ['x*']", at("Cargo.toml", Fault::NoMember("x*".to_owned()))),
        ("members = ['**/x']", None),
        ("members = ['*']\nexclude = ['.vercel']", None),
        ("members = ['server', 'gone']", at("Cargo.toml", Fault::NoMember("gone".to_owned()))),
        ("members = ['server', 'crates/*']", at("Cargo.toml", Fault::NoMember("crates/*".to_owned()))),
        ("members = []", not_member()),
        ("exclude = ['server']", None),
        ("exclude = ['serv']", not_member()),
        ("members = ['server']\nexclude = ['server']", None),
    ] {
        let found = of(&format!("[workspace]\n{members}\n"), &[server, main]);
        assert_eq!(found, expected, "{members}");
    }
    let with_other = [server, main, other, ("other/src/main.rs", "")];
    assert_eq!(of("[workspace]\nmembers = ['other']", &with_other), not_member());
    assert_eq!(of("[workspace]\nmembers = ['server', 'other']", &with_other), None);
    // A package of the workspace's that depends on the server makes it a member.
    let dependency = format!("{root}[workspace]\n[dependencies]\nserver.path = 'server'\n");
    assert_eq!(of(&dependency, &[server, main, ("src/lib.rs", "")]), None);
    assert_eq!(of(&format!("{root}[workspace]\n"), &[server, main, ("src/lib.rs", "")]), not_member());
    // What is excluded may be in a workspace farther above.
    let farther = [("a/Cargo.toml", "[workspace]\nexclude = ['server']"), ("a/server/Cargo.toml", SERVER)];
    let fs = MemoryFs::new(
        [&[("Cargo.toml", "[workspace]\n"), ("a/server/src/main.rs", "")], &farther[..]].concat(),
    );
    let found = refusal(&Folder::root(&fs).folder("a/server"), "src/main.rs", true).map(|it| it.fault);
    assert_eq!(found, Some(Fault::NotMember("Cargo.toml".to_owned())));
    // Each manifest above is read.
    assert!(
        matches!(of("[workspace", &[server, main]), Some((file, Fault::Syntax(_))) if file == "Cargo.toml")
    );
    let named = of("[package]\nname = '1'", &[server, main]);
    assert_eq!(named, at("Cargo.toml", Fault::Value("package.name")));

    let inherits = "[package]\nname = 'server'\nversion.workspace = true\n";
    let both = "[workspace]\nmembers = ['server', 'other']\n";
    let inheriting = [("server/Cargo.toml", inherits), main];
    assert_eq!(
        of("[workspace]\nmembers = ['server']", &inheriting),
        at("server/Cargo.toml", Fault::NotInherited("package.version".to_owned()))
    );
    let version = "[workspace]\nmembers = ['server']\npackage.version = '1.0.0'";
    assert_eq!(of(version, &inheriting), None);
    let of_other = |text: &str| of(both, &[server, main, ("other/Cargo.toml", text), ("other/x", "")]);
    assert_eq!(of_other("[package]\nname = 'other'\n"), at("other/Cargo.toml", Fault::NoTarget));
    assert_eq!(of_other("[package]\n"), at("other/Cargo.toml", Fault::NoValue("package.name")));
    let same = SERVER.to_owned() + "[lib]\npath = 'x'";
    let twice = Fault::SameName("server".to_owned(), "other/Cargo.toml".to_owned());
    assert_eq!(of_other(&same), at("server/Cargo.toml", twice));
    let inner = "[package]\nname = 'other'\n[lib]\npath = 'x'\n[workspace]\n";
    assert_eq!(of_other(inner), at("other/Cargo.toml", Fault::InnerWorkspace("Cargo.toml".to_owned())));
}

#[test]
fn what_is_run_of_a_workspace_above() {
    let server = ("server/Cargo.toml", SERVER);
    let other = ("other/Cargo.toml", "[package]\nname = 'other'\n");
    let of = |root: &str, files: &[&str]| {
        let manifests = [("Cargo.toml", root), server, other];
        let files: Vec<_> = manifests.into_iter().chain(files.iter().map(|&file| (file, ""))).collect();
        in_server(&files).map(|(_, fault)| fault)
    };
    let both = "[workspace]\nmembers = ['server', 'other']\n";
    let (main, lib, a, b) =
        ("server/src/main.rs", "server/src/lib.rs", "server/src/bin/a.rs", "server/src/bin/b.rs");
    let (other, of_other) = ("other/src/main.rs", ["other/src/bin/x.rs", "other/src/bin/y.rs"]);
    let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    assert_eq!(of(both, &[main, other]), None);
    assert_eq!(of(both, &[a, other]), None);
    assert_eq!(of(both, &[a, b, other]), Some(Fault::Several(names(["a", "b"]))));
    assert_eq!(of(both, &[lib, other]), None);
    assert_eq!(of(both, &[lib, of_other[0], of_other[1]]), Some(Fault::SeveralMembers(names(["x", "y"]))));
    assert_eq!(of(both, &[lib, "other/src/lib.rs"]), Some(Fault::NoBinary));
    // Without a manifest of its own, a folder is the one's above.
    let of = |root: &str, files: &[&str]| {
        let files = files.iter().map(|&file| (file, ""));
        in_server(&[("Cargo.toml", root)].into_iter().chain(files).collect::<Vec<_>>())
            .map(|(_, fault)| fault)
    };
    let root = "[package]\nname = 'root'\nedition = '2021'\n";
    assert_eq!(of(root, &["src/main.rs", main]), Some(Fault::NotBinary));
    assert_eq!(of(root, &["src/main.rs"]), None);
    assert_eq!(of(&format!("{root}[[bin]]\nname = 's'\npath = 'server/src/main.rs'"), &[main]), None);
}

#[test]
fn dependencies_with_a_path() {
    let package = |name: &str, rest: &str| {
        format!("[package]\nname = '{name}'\nversion = '0.1.0'\nedition = '2021'\n{rest}\n")
    };
    let of = |dependencies: &str, files: &[(&str, &str)]| {
        let manifest = package("server", dependencies);
        in_server(&[&[("server/Cargo.toml", &*manifest), ("server/src/main.rs", "")], files].concat())
    };
    let lib = |manifest: &str| {
        of(
            "[dependencies]\nlib.path = 'lib'",
            &[("server/lib/Cargo.toml", manifest), ("server/lib/src/lib.rs", "")],
        )
    };
    let at = |manifest: &str, fault: Fault| Some((manifest.to_owned(), fault));
    let bar = package("bar", "");
    let bar = [("server/lib/Cargo.toml", &*bar), ("server/lib/src/lib.rs", "")];
    let text = str::to_owned;
    let in_lib = || "server/lib/Cargo.toml".to_owned();
    let other_name = || at("server/Cargo.toml", Fault::OtherDependency(text("foo"), text("bar"), in_lib()));
    for table in
        ["dependencies", "dev-dependencies", "build-dependencies", "target.'cfg(windows)'.dependencies"]
    {
        assert_eq!(
            of(&format!("[{table}]\nfoo = {{ path = 'lib', optional = true }}"), &bar),
            other_name(),
            "{table}"
        );
    }
    for (dependency, expected) in [
        ("foo = { path = 'lib', package = 'bar' }", None),
        ("bar = { path = 'lib' }", None),
        ("bar = { path = 'lib', version = '0.1' }", None),
        ("bar = { path = 'lib', version = 'x' }", None),
        (
            "Bar = { path = 'lib' }",
            at("server/Cargo.toml", Fault::OtherDependency(text("Bar"), text("bar"), in_lib())),
        ),
        (
            "bar = { path = 'lib', version = '2' }",
            at("server/Cargo.toml", Fault::OtherVersion(text("bar"), text("2"), in_lib())),
        ),
        ("bar = { git = 'https://example.com/bar' }", None),
    ] {
        assert_eq!(of(&format!("[dependencies]\n{dependency}"), &bar), expected, "{dependency}");
    }
    let missing = |name: &str, file: &str| Fault::NoDependency(name.to_owned(), file.to_owned());
    assert_eq!(lib(&package("lib", "")), None);
    assert_eq!(lib(&package("lib", "[dev-dependencies]\nb.path = 'b'")), None);
    assert_eq!(lib(&package("lib", "[dependencies]\nb = { path = 'b', optional = true }")), None);
    assert_eq!(
        lib(&package("lib", "[dependencies]\nb.path = '../b'")),
        at(&in_lib(), missing("b", "server/b/Cargo.toml"))
    );
    assert_eq!(lib(&package("lib", "default-run = 'x'")), at(&in_lib(), Fault::NoDefault(text("x"))));
    assert_eq!(
        lib(&package("lib", "description.workspace = true")),
        at(&in_lib(), Fault::NotInherited(text("package.description")))
    );
    // A submodule that isn't checked out.
    assert_eq!(of("[dependencies]\nlib.path = 'lib'", &[("server/lib/", "")]), None);
    assert_eq!(
        of("[dependencies]\nlib.path = 'lib'", &[("server/lib/x", "")]),
        at("server/Cargo.toml", missing("lib", "server/lib/Cargo.toml"))
    );

    // In a workspace what is below it is a member, whose own dependencies count.
    let member = |rest: &str| {
        let lib = package("lib", rest);
        of(
            "[workspace]\n[dependencies]\nlib.path = 'lib'",
            &[("server/lib/Cargo.toml", &lib), ("server/lib/src/lib.rs", "")],
        )
    };
    assert_eq!(
        member("[dev-dependencies]\nb.path = 'b'"),
        at(&in_lib(), missing("b", "server/lib/b/Cargo.toml"))
    );
    let inherited = |files: &[(&str, &str)]| {
        of("[workspace.dependencies]\nb.path = 'lib'\n[dependencies]\nb.workspace = true", files)
    };
    assert_eq!(inherited(&[]), at("server/Cargo.toml", missing("b", &in_lib())));
    assert_eq!(
        inherited(&bar),
        at("server/Cargo.toml", Fault::OtherDependency(text("b"), text("bar"), in_lib()))
    );
    assert_eq!(of("[workspace.dependencies]\nb.path = 'lib'", &[]), None);
}

/// What is above the project may be a workspace.
#[test]
fn a_project_in_a_repository() {
    let of = |manifest: &str, file: &str| {
        let fs = MemoryFs::new([(MANIFEST, manifest), (file, "")]);
        refusal(&Folder::root(&fs), "src/main.rs", false).map(|it| it.fault)
    };
    assert_eq!(of("[package]\nname = 'app'\nversion.workspace = true", "src/main.rs"), None);
    assert_eq!(of("[package]\nname = 'app'", "src/lib.rs"), None);
    assert_eq!(of("[package]\nname = '1'", "src/main.rs"), Some(Fault::Value("package.name")));
    assert_eq!(of("[workspace]\nmembers = ['a']", "src/main.rs"), Some(Fault::NoMember("a".to_owned())));
}
