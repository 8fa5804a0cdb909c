//! Versions of Python packages and conditions on them (PEP 440), as far as Vercel's Python builder depends on them.

use std::sync::LazyLock;

use regex::Regex;

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    let pre = r"(?:[-_.]?(?:alpha|a|beta|b|preview|pre|rc|c)[-_.]?[0-9]*)?";
    let post = r"(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?";
    let local = r"(?<local>\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?";
    let plain = r"v?(?:[0-9]+!)?(?<release>[0-9]+(?:\.[0-9]+)*)";
    Regex::new(&format!(r"(?i)^{plain}(?:(?<any>\.\*)|{pre}{post}(?:[-_.]?dev[-_.]?[0-9]*)?{local})$"))
        .unwrap()
});

/// Longest first: `===` before `==`.
const OPERATORS: [&str; 8] = ["===", "~=", "==", "!=", "<=", ">=", "<", ">"];

/// Splits a condition into its operator and its version.
fn split(condition: &str) -> Option<(&'static str, &str)> {
    let condition = condition.trim();
    OPERATORS.into_iter().find_map(|it| Some((it, condition.strip_prefix(it)?.trim())))
}

/// Whether a text is conditions between commas, such as `>=1.2, <2`.
#[must_use]
pub fn is_specifiers(text: &str) -> bool {
    text.split(',').all(is_specifier)
}

/// Whether a text is a version, such as `1.0rc1`.
#[must_use]
pub fn is_version(text: &str) -> bool {
    VERSION.captures(text.trim()).is_some_and(|parts| parts.name("any").is_none())
}

fn is_specifier(text: &str) -> bool {
    let Some((operator, version)) = split(text) else { return false };
    let Some(parts) = VERSION.captures(version) else { return false };
    let is_equality = matches!(operator, "==" | "!=");
    let has = |name| parts.name(name).is_some();
    let is_long = parts.name("release").is_some_and(|it| it.as_str().contains('.'));
    let digits = parts.get(0).map_or("", |it| it.as_str()).split('+').next().unwrap_or_default();
    let is_number = |text: &str| text.is_empty() || text.parse::<u64>().is_ok();
    digits.split(|char: char| !char.is_ascii_digit()).all(is_number)
        && (!has("any") || is_equality)
        && (!has("local") || is_equality || operator == "===")
        && (operator != "~=" || is_long)
}

/// Whether Vercel takes a minor version of Python 3 for one that meets the conditions: it leaves patch versions out, and reads `~=3.9` as
/// `==3.9.*` (`selectPythonVersion`). `None` where they aren't plain.
#[must_use]
pub fn allows_python(conditions: &str, minor: u64) -> Option<bool> {
    let mut is_allowed = true;
    for condition in conditions.split(',') {
        let (operator, version) = split(condition)?;
        is_allowed &= allows(operator, version, minor)?;
    }
    Some(is_allowed)
}

fn allows(operator: &str, version: &str, minor: u64) -> Option<bool> {
    let (version, is_any) = version.strip_suffix(".*").map_or((version, false), |version| (version, true));
    let parts: Vec<u64> = version.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let python = (3, minor);
    let is_same_major = parts.first() == Some(&3);
    match (operator, &parts[..]) {
        ("===", _) if !is_any => Some(parts == [3, minor]),
        ("==", [_]) if is_any => Some(is_same_major),
        ("!=", [_]) if is_any => Some(!is_same_major),
        ("!=", [major, minor]) => Some((*major, *minor) != python),
        ("!=", [_, _, _, ..]) => Some(true),
        ("~=", _) if is_any => None,
        ("==" | "~=", [major, minor, ..]) => Some((*major, *minor) == python),
        ("==", [major]) => Some((*major, 0) == python),
        (">=" | "<=" | "<" | ">", [major, rest @ ..]) if !is_any => {
            let asked = (*major, rest.first().copied().unwrap_or(0));
            let has_patch = rest.get(1).is_some_and(|patch| *patch > 0);
            Some(match operator {
                ">=" => python >= asked,
                "<=" => python <= asked,
                ">" => python > asked || has_patch && python == asked,
                _ => python < asked || has_patch && python == asked,
            })
        }
        _ => None,
    }
}

/// Whether some patch version of Python 3's minor version, other than its first, may meet the conditions, as PEP 440 reads them. True where they
/// aren't plain.
#[must_use]
pub fn may_allow_python(conditions: &str, minor: u64) -> bool {
    conditions
        .split(',')
        .all(|condition| split(condition).and_then(|it| may_allow(it, minor)).unwrap_or(true))
}

fn may_allow((operator, version): (&str, &str), minor: u64) -> Option<bool> {
    let (version, is_any) = version.strip_suffix(".*").map_or((version, false), |version| (version, true));
    let parts: Vec<u64> = version.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let major = *parts.first()?;
    let asked = (major, parts.get(1).copied().unwrap_or(0));
    let patch = parts.get(2).copied().unwrap_or(0);
    let python = (3, minor);
    Some(match operator {
        "==" if is_any && parts.len() == 1 => major == 3,
        "==" if is_any => python == asked,
        "!=" if is_any && parts.len() == 1 => major != 3,
        "!=" if is_any && parts.len() == 2 => python != asked,
        "==" => python == asked && patch > 0,
        "<=" => python < asked || python == asked && patch > 0,
        "<" => python < asked || python == asked && patch > 1,
        ">=" | ">" => python >= asked,
        "~=" if parts.len() == 2 => major == 3 && python >= asked,
        "~=" if parts.len() > 2 => python == asked,
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each answer is that of the parser in `@vercel/python-analysis`.
    #[test]
    fn conditions() {
        for text in [
            "==1",
            "== 1",
            ">=1 , <2",
            "==1.0+local",
            "~=1.0",
            "==v1",
            "==1!2",
            "==1.0-1",
            "!=1.*",
            "==1.0.dev1",
            "==1.0alpha1",
            "==1.0-alpha.1",
            "==1.0rc",
            "==2024.1.1",
            "==1.0.post1",
        ] {
            assert!(is_specifiers(text), "{text}");
        }
        for text in [
            "",
            "==",
            "=1",
            "==1,",
            "==1,,<2",
            "==1 <2",
            ">=1.0+local",
            "~=1",
            "===anything",
            "==1..0",
            "<1.*",
            "==1.*.*",
            "==1.0.dev1.*",
            "==*",
            "*",
            "==1.0.",
            "==1.0x",
            "=>1",
            "<>1",
            "~1.0",
            "^1.0",
            "==latest",
        ] {
            assert!(!is_specifiers(text), "{text}");
        }
    }

    /// Each answer is that of `uv` about Python 3.12.1 and 3.13.0, as if that were 3.13.1.
    #[test]
    fn patch_versions() {
        for (text, expected) in [
            ("==3.12", [false, false]),
            ("==3.12.*", [true, false]),
            ("==3.12.4", [true, false]),
            ("<=3.12", [false, false]),
            ("<=3.13", [true, false]),
            ("<3.13", [true, false]),
            ("~=3.9", [true, true]),
            ("~=3.12.1", [true, false]),
            (">3.12", [true, true]),
            (">=3.13,<4", [false, true]),
            ("!=3.12.*", [false, true]),
            ("!=3.12", [true, true]),
            ("==3", [false, false]),
            ("==3.*", [true, true]),
            ("nonsense", [true, true]),
        ] {
            assert_eq!([12, 13].map(|minor| may_allow_python(text, minor)), expected, "{text}");
        }
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn pythons() {
        let minors = |text: &str| -> Option<Vec<u64>> {
            let allowed = |minor| allows_python(text, minor).map(|it| it.then_some(minor));
            let all = [6, 9, 10, 11, 12, 13, 14].map(allowed);
            all.into_iter().collect::<Option<Vec<_>>>().map(|all| all.into_iter().flatten().collect())
        };
        let all = Some(vec![6, 9, 10, 11, 12, 13, 14]);
        for (text, expected) in [
            ("==3.6.*", Some(vec![6])),
            ("==3.6", Some(vec![6])),
            ("~=3.6", Some(vec![6])),
            ("~=3.6.1", Some(vec![6])),
            ("<3.7", Some(vec![6])),
            (">=3.6,<3.9.1", Some(vec![6, 9])),
            (">3.13", Some(vec![14])),
            (">3.13.2", Some(vec![13, 14])),
            (">=3.15", Some(Vec::new())),
            ("<3", Some(Vec::new())),
            ("<4,!=3.13.1", all.clone()),
            ("==3.*", all),
            ("!=3.*", Some(Vec::new())),
            ("", None),
            ("3.6", None),
            ("==3.6rc1", None),
        ] {
            assert_eq!(minors(text), expected, "{text}");
        }
    }
}
