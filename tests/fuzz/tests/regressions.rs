//! What once failed does not fail again.
#![allow(clippy::panic, reason = "a test fails by panicking")]

use svc_fuzz::{TARGETS, seeds};

#[test]
fn regressions_hold() {
    for target in TARGETS {
        for (name, input) in seeds::regressions(target.name) {
            if std::panic::catch_unwind(|| (target.run)(&input)).is_err() {
                panic!("tests/fuzz/regressions/{}/{name} fails", target.name);
            }
        }
    }
}
