//! Writes the JavaScript of a wasm module: `bindgen INPUT.wasm NAME FOLDER`, as `wasm-bindgen --target web` would with the
//! flags that `scripts/lib/bindgen.mjs` names.

use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, name, folder] = args.as_slice() else {
        eprintln!("usage: bindgen INPUT.wasm NAME FOLDER");
        return ExitCode::FAILURE;
    };
    match generate(input, name, folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes `NAME.js`, `NAME.d.ts` and `NAME_bg.wasm` into the folder.
fn generate(input: &str, name: &str, folder: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    let outcome = bindgen.web(true).and_then(|bindgen| {
        bindgen
            .input_path(input)
            .out_name(name)
            .typescript(true)
            .omit_default_module_path(true)
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate(folder)
    });
    // The alternate form has the causes as well.
    outcome.map_err(|error| format!("{error:#}"))
}
