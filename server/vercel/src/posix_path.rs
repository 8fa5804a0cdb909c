//! POSIX paths as text, exactly as Node's `path.posix` treats them: Vercel compares and stores what these functions answer.

/// `path.posix.normalize`: `.`, `..` and repeated slashes resolved, a leading and a trailing slash kept, `""` becomes `.`.
#[must_use]
pub fn normalize(path: &str) -> String {
    normalized(path, [path])
}

/// `path.posix.join` of two parts.
#[must_use]
pub fn join(base: &str, path: &str) -> String {
    match (base, path) {
        ("", "") => ".".to_owned(),
        ("", only) | (only, "") => normalize(only),
        (base, path) if is_normal(base) && is_normal(path) && !base.ends_with('/') => {
            format!("{base}/{path}")
        }
        (base, path) => normalized(base, [base, path]),
    }
}

/// Whether a path is relative and has only segments that its normal form has, too; not of all such paths, but of most.
fn is_normal(path: &str) -> bool {
    let begins_segment = |byte: &u8| !matches!(byte, b'.' | b'/');
    let mut pairs = path.as_bytes().iter().zip(path.as_bytes().iter().skip(1));
    path.as_bytes().first().is_some_and(begins_segment)
        && pairs.all(|(byte, next)| *byte != b'/' || begins_segment(next))
}

/// The normal form of some parts with slashes between them, of which `first` is the first.
fn normalized<const N: usize>(first: &str, parts: [&str; N]) -> String {
    let absolute = first.starts_with('/');
    let mut normal = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    if absolute {
        normal.push('/');
    }
    let start = normal.len();
    for segment in parts.iter().flat_map(|part| part.split('/')) {
        let below = normal.get(start..).unwrap_or_default();
        match segment {
            "" | "." => continue,
            ".." if !matches!(below.rsplit('/').next(), None | Some("" | "..")) => {
                let parent = below.rfind('/').unwrap_or_default();
                normal.truncate(start + parent);
                continue;
            }
            ".." if absolute => continue,
            _ => {}
        }
        if !below.is_empty() {
            normal.push('/');
        }
        normal.push_str(segment);
    }
    let is_empty = normal.len() == start;
    if is_empty && !absolute {
        normal.push('.');
    }
    if parts.last().is_some_and(|last| last.ends_with('/')) && !(absolute && is_empty) {
        normal.push('/');
    }
    normal
}

/// `path.posix.dirname`.
#[must_use]
pub fn dirname(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return if path.is_empty() { "." } else { "/" };
    }
    match trimmed.rfind('/') {
        None => ".",
        Some(0) => "/",
        // Node cuts one slash only: the directory of `a//b` is `a/`.
        Some(1) if trimmed.starts_with("//") => "//",
        Some(slash) => trimmed.get(..slash).unwrap_or_default(),
    }
}

/// `path.posix.basename`.
#[must_use]
pub fn basename(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    trimmed.rsplit('/').next().unwrap_or_default()
}

/// A file's name without its last extension, as Node's `path.parse` has it.
#[must_use]
pub fn stem(name: &str) -> &str {
    match name.rfind('.') {
        None | Some(0) => name,
        Some(dot) => &name[..dot],
    }
}

/// `path.posix.relative` of two paths that start at the same place (both relative to the project root, or both absolute).
#[must_use]
pub fn relative(from: &str, to: &str) -> String {
    let (from, to) = (normalize(from), normalize(to));
    let mut from = segments(&from).peekable();
    let mut to = segments(&to).peekable();
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    from.map(|_| "..").chain(to).collect::<Vec<_>>().join("/")
}

fn segments(normal: &str) -> impl Iterator<Item = &str> {
    normal.split('/').filter(|segment| !matches!(*segment, "" | "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Inputs with Node 20's answers: `normalize`, `dirname`, `basename`.
    const ONE: &[(&str, &str, &str, &str)] = &[
        ("", ".", ".", ""),
        (".", ".", ".", "."),
        ("..", "..", ".", ".."),
        ("/", "/", "/", ""),
        ("//", "/", "/", ""),
        ("./", "./", ".", "."),
        ("../", "../", ".", ".."),
        ("a", "a", ".", "a"),
        ("a/", "a/", ".", "a"),
        ("a//", "a/", ".", "a"),
        ("/a", "/a", "/", "a"),
        ("/a/", "/a/", "/", "a"),
        ("//a", "/a", "//", "a"),
        ("a/b", "a/b", "a", "b"),
        ("a//b", "a/b", "a/", "b"),
        ("a/./b", "a/b", "a/.", "b"),
        ("a/../b", "b", "a/..", "b"),
        ("a/..", ".", "a", ".."),
        ("a/../", "./", "a", ".."),
        ("a/../..", "..", "a/..", ".."),
        ("a/../../b", "../b", "a/../..", "b"),
        ("../a", "../a", "..", "a"),
        ("../../a", "../../a", "../..", "a"),
        ("./a", "a", ".", "a"),
        ("./a/", "a/", ".", "a"),
        ("/..", "/", "/", ".."),
        ("/../a", "/a", "/..", "a"),
        ("/a/..", "/", "/a", ".."),
        ("/a/../..", "/", "/a/..", ".."),
        ("a/b/../../c/", "c/", "a/b/../..", "c"),
        ("...", "...", ".", "..."),
        (".a", ".a", ".", ".a"),
        ("a.", "a.", ".", "a."),
        ("a/.", "a", "a", "."),
        ("a/b/.", "a/b", "a/b", "."),
        ("./.", ".", ".", "."),
        ("././", "./", ".", "."),
        (".//", "./", ".", "."),
        ("/.", "/", "/", "."),
        ("/./a/", "/a/", "/.", "a"),
        ("Dockerfile", "Dockerfile", ".", "Dockerfile"),
        ("x/Dockerfile.vercel", "x/Dockerfile.vercel", "x", "Dockerfile.vercel"),
        ("x/y/", "x/y/", "x", "y"),
        ("//a/b", "/a/b", "//a", "b"),
        ("a///b///", "a/b/", "a//", "b"),
        ("///", "/", "/", ""),
        ("é/ü", "é/ü", "é", "ü"),
        (" a ", " a ", ".", " a "),
        ("a\\b", "a\\b", ".", "a\\b"),
        (".../a", ".../a", "...", "a"),
        ("..a/b", "..a/b", "..a", "b"),
        ("a/..b", "a/..b", "a", "..b"),
    ];

    /// Node's `join`.
    const JOINED: &[(&str, &str, &str)] = &[
        ("", "", "."),
        ("", "a", "a"),
        ("a", "", "a"),
        (".", "/x", "x"),
        ("a", "/x", "a/x"),
        ("a/", "/x", "a/x"),
        ("a", "../x", "x"),
        ("a", "../../x", "../x"),
        (".", ".", "."),
        (".", "a/", "a/"),
        ("/a", "..", "/"),
        ("/", "..", "/"),
        ("a/b", "./c", "a/b/c"),
        ("..", "a", "../a"),
        ("a", "b/../../..", ".."),
    ];

    /// Node's `relative`.
    const RELATIVE: &[(&str, &str, &str)] = &[
        ("a", "a", ""),
        ("a", "a/b", "b"),
        ("a/b", "a", ".."),
        ("a", "b", "../b"),
        ("a/b/c", "a/d", "../../d"),
        (".", "a", "a"),
        ("a", ".", ".."),
        ("", "a/b", "a/b"),
        ("a/", "a/b/", "b"),
        ("/a", "/a/b", "b"),
        ("/a/b", "/c", "../../c"),
        ("ab", "abc", "../abc"),
        ("abc", "ab", "../ab"),
        ("a", "../b", "../../b"),
        ("a/b", "../c/d", "../../../c/d"),
    ];

    #[test]
    fn one_path_as_node() {
        for (path, normal, dir, base) in ONE {
            assert_eq!(
                (normalize(path).as_str(), dirname(path), basename(path)),
                (*normal, *dir, *base),
                "{path:?}"
            );
        }
    }
    #[test]
    fn two_paths_as_node() {
        for (base, path, joined) in JOINED {
            assert_eq!(join(base, path), *joined, "{base:?} {path:?}");
        }
        let paths = || ONE.iter().map(|(path, ..)| *path).filter(|path| !path.is_empty());
        for (base, path) in paths().flat_map(|base| paths().map(move |path| (base, path))) {
            assert_eq!(join(base, path), normalize(&format!("{base}/{path}")), "{base:?} {path:?}");
        }
        for (from, to, way) in RELATIVE {
            assert_eq!(relative(from, to), *way, "{from:?} {to:?}");
        }
    }
}
