#![no_main]

svc_fuzz_libfuzzer::fuzz!("path_to_regexp");
