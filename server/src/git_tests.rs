use std::fs;

use super::*;

fn tracks(index: &[u8], path: &str) -> Option<bool> {
    Index::decode(index)?.tracks(path)
}

/// An index as git writes it, of a version and with ids of a length.
fn index(version: u32, id_bytes: usize, paths: &[&str], extension: &[u8]) -> Vec<u8> {
    let mut bytes =
        [b"DIRC", &version.to_be_bytes()[..], &u32::try_from(paths.len()).unwrap().to_be_bytes()].concat();
    let mut before = "";
    for path in paths {
        let start = bytes.len();
        bytes.extend(vec![0xA5; 40 + id_bytes]);
        let is_extended = version >= 3 && path.ends_with(".new");
        bytes.extend((u16::from(is_extended) << 14 | u16::try_from(path.len()).unwrap()).to_be_bytes());
        bytes.extend(if is_extended { &[0x20, 0][..] } else { &[] });
        if version == 4 {
            let common = path.bytes().zip(before.bytes()).take_while(|(one, other)| one == other).count();
            let dropped = u8::try_from(before.len() - common).unwrap();
            assert!(dropped < 128);
            bytes.push(dropped);
            bytes.extend(&path.as_bytes()[common..]);
            bytes.push(0);
        } else {
            bytes.extend(path.as_bytes());
            let length = bytes.len() - start;
            bytes.extend(vec![0; 8 - length % 8]);
        }
        before = path;
    }
    bytes.extend(extension);
    bytes.extend(vec![0x5A; id_bytes]);
    bytes
}

#[test]
fn every_version_of_the_index_is_read() {
    let paths = ["api/main.py", "api/main.py.new", "apps/web/index.ts", "sparse/", "x"];
    for version in 2..=4 {
        for id_bytes in [20, 32] {
            for extension in [&b""[..], b"TREE\0\0\0\x03abc"] {
                let bytes = index(version, id_bytes, &paths, extension);
                for (path, expected) in [
                    ("api/main.py", true),
                    ("api/main.py.new", true),
                    ("apps/web", true),
                    ("apps", true),
                    ("sparse/below", true),
                    ("x", true),
                    ("api/main", false),
                    ("app", false),
                    ("y", false),
                ] {
                    assert_eq!(tracks(&bytes, path), Some(expected), "{version} {id_bytes} {path}");
                }
            }
            let link = [b"link\0\0\0", &[u8::try_from(id_bytes).unwrap()][..], &vec![7; id_bytes]].concat();
            let shared = index(version, id_bytes, &paths, &link);
            assert_eq!((tracks(&shared, "x"), tracks(&shared, "y")), (Some(true), None));
        }
    }
}

#[test]
fn what_is_no_index_says_nothing() {
    let bytes = index(2, 20, &["a", "b"], b"");
    for end in 0..bytes.len() {
        assert_eq!(tracks(&bytes[..end], "c"), None, "{end}");
    }
    assert_eq!(tracks(&[&b"DIRC\0\0\0\x02\xFF\xFF\xFF\xFF"[..], &[0; 4096]].concat(), "c"), None);
    assert_eq!(tracks(&index(5, 20, &["a"], b""), "c"), None);
    // Whatever a byte says, nothing panics.
    for version in 2..=4 {
        let bytes = index(version, 20, &["api/a", "api/b.new"], b"TREE\0\0\0\x03abc");
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7F, 0x80, 0xFF] {
                let mut bytes = bytes.clone();
                bytes[at] = value;
                let _ = tracks(&bytes, "c");
            }
        }
    }
}

#[test]
fn what_git_ignores_and_does_not_track() {
    let dir = tempfile::tempdir().unwrap();
    let files: [(&str, &[u8]); 4] = [
        (".gitignore", b"*.log\n/apps/web/out\nsecret\n!keep\n"),
        ("apps/web/.gitignore", b"!main.log\ngenerated\n"),
        (".git/info/exclude", b"own.ts\n"),
        (".git/index", &index(2, 20, &["apps/web/generated/kept.ts"], b"")),
    ];
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let root = Arc::new(Root::new(dir.path()).unwrap());
    let repository = Repository::at(&root, &root.path().join("apps/web"));
    let ignored = |path: &str| {
        let found = repository.ignored(path, EntryKind::File)?;
        Some((found.file, found.is_certain))
    };
    let by = |file: &str| Some((file.to_owned(), true));
    assert_eq!(repository.seen(), []);
    for (path, expected) in [
        ("api/main.py", None),
        ("a.log", by("../../.gitignore")),
        ("main.log", None),
        ("out/index.js", by("../../.gitignore")),
        ("secret/keep", by("../../.gitignore")),
        ("generated/new.ts", by(".gitignore")),
        ("generated/kept.ts", None),
        ("own.ts", by("../../.git/info/exclude")),
    ] {
        assert_eq!(ignored(path), expected, "{path}");
    }
    assert_eq!(repository.ignored("generated", EntryKind::Directory), None, "a file in it is tracked");
    assert!(repository.seen().iter().any(|(file, stamp)| file.ends_with(".git/index") && stamp.is_some()));
    let elsewhere = Arc::new(Root::new(&dir.path().join("apps")).unwrap());
    let none_yet = Repository::at(&elsewhere, &elsewhere.path().join("web"));
    let found = none_yet.ignored("generated/kept.ts", EntryKind::File).unwrap();
    assert_eq!((found.file.as_str(), found.is_certain), (".gitignore", true));

    fs::write(dir.path().join(".git/index"), "not an index").unwrap();
    let again = Repository::at(&root, root.path());
    let found = again.ignored("a.log", EntryKind::File).unwrap();
    assert_eq!((found.file.as_str(), found.is_certain), (".gitignore", false));
    fs::remove_file(dir.path().join(".git/index")).unwrap();
    let again = Repository::at(&root, root.path());
    assert!(again.ignored("a.log", EntryKind::File).unwrap().is_certain, "nothing was ever added");
}
