#![no_main]

svc_fuzz_libfuzzer::fuzz!("ignores");
