//! The time zones that Vercel takes: those that JavaScript's `Intl` knows, in any case.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Every name, as the IANA database writes it.
pub fn names() -> impl Iterator<Item = &'static str> {
    include_str!("time_zones.txt").lines().filter(|line| !line.starts_with('#'))
}

/// Whether a name is a time zone's.
#[must_use]
pub fn is_known(name: &str) -> bool {
    static KNOWN: LazyLock<HashSet<String>> =
        LazyLock::new(|| names().map(str::to_ascii_lowercase).collect());
    KNOWN.contains(&name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_cases_are_known_and_offsets_are_not() {
        for name in [
            "Europe/Berlin",
            "europe/berlin",
            "UTC",
            "GMT",
            "US/Pacific",
            "Etc/GMT-14",
            "Asia/Calcutta",
            "EST5EDT",
        ] {
            assert!(is_known(name), "{name}");
        }
        for name in ["Europe/Berlinn", "+01:00", "GMT+5", "Etc/GMT+15", "", "Factory"] {
            assert!(!is_known(name), "{name}");
        }
    }
}
