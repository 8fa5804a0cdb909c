//! Gives a target and the mutations of `svc-fuzz` to libFuzzer.

use std::sync::LazyLock;

pub use libfuzzer_sys;

use svc_fuzz::mutate::Mutator;
use svc_fuzz::{Random, Target, target};

/// A target with what its mutations need.
pub struct Fuzzed {
    target: &'static Target,
    mutator: LazyLock<Mutator, Box<dyn FnOnce() -> Mutator + Send>>,
}

impl Fuzzed {
    /// The target of this name; there is one.
    pub fn new(name: &str) -> Fuzzed {
        let target = target(name).expect("the name of a target");
        Fuzzed { target, mutator: LazyLock::new(Box::new(|| Mutator::new((target.seeds)()))) }
    }

    /// Runs the target.
    pub fn run(&self, data: &[u8]) {
        (self.target.run)(data);
    }

    /// Changes the first `size` bytes, to at most `max`; how many there are then. Every other time, libFuzzer's own mutations
    /// are used, which know what coverage asks for.
    pub fn mutate(&self, data: &mut [u8], size: usize, max: usize, seed: u32) -> usize {
        let mut random = Random::new(seed.into());
        if random.below(2) == 0 {
            return libfuzzer_sys::fuzzer_mutate(data, size, max);
        }
        let mutated = self.mutator.mutate(&data[..size], &mut random, max);
        data[..mutated.len()].copy_from_slice(&mutated);
        mutated.len()
    }
}

/// The entry points that libFuzzer calls.
#[macro_export]
macro_rules! fuzz {
    ($name:literal) => {
        static FUZZED: std::sync::LazyLock<$crate::Fuzzed> =
            std::sync::LazyLock::new(|| $crate::Fuzzed::new($name));
        $crate::libfuzzer_sys::fuzz_target!(|data: &[u8]| FUZZED.run(data));
        $crate::libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            FUZZED.mutate(data, size, max_size, seed)
        });
    };
}
