//! The versions in `docs/dependencies.md` are those that are built.

#[test]
fn the_reviewed_versions_are_those_that_are_built() {
    let (review, lock) = (include_str!("../../docs/dependencies.md"), include_str!("../../Cargo.lock"));
    let mut rows = 0;
    for row in review.lines().filter_map(|line| line.strip_prefix("| `")) {
        let (name, rest) = row.split_once("` | ").unwrap();
        let (version, _) = rest.split_once(" | ").unwrap();
        let locked = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        assert!(lock.contains(&locked), "{name} {version} is reviewed; Cargo.lock has another version");
        rows += 1;
    }
    assert!(rows >= 10, "{rows}");
}
