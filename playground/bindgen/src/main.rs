//! Makes the JavaScript through which a browser calls a WebAssembly module: `svc-bindgen MODULE FOLDER`.

#![forbid(unsafe_code)]

use std::env;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let [module, folder] = env::args().skip(1).collect::<Vec<_>>().try_into().unwrap_or_default();
    let mut bindgen = Bindgen::new();
    // Names of functions are half of a module's size.
    bindgen.input_path(&module).typescript(true).remove_name_section(true).remove_producers_section(true);
    match bindgen.web(true).and_then(|bindgen| bindgen.generate(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{module} can't be read: {error:#}");
            ExitCode::FAILURE
        }
    }
}
