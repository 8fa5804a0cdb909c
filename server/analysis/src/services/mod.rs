//! Services: `experimentalServices` (v1) and `services` (v2).

pub mod runtime;
