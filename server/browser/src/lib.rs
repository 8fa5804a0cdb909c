//! The language server in a browser, for JavaScript: messages are strings, and paths of folders end with a slash.
#![cfg(target_family = "wasm")]

use std::cell::RefCell;

use js_sys::Function;
use svc_lsp::lsp::Embedded;
use svc_vercel::project::EntryKind;
use svc_vercel::project::open::given::given;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    /// Is called with the reason when the server fails.
    static FAILED: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// A server for one client.
#[wasm_bindgen]
pub struct Server(Embedded);

#[wasm_bindgen]
impl Server {
    /// A server that calls `send` with each message, and `failed` with the reason if it can't go on.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(send: Function, failed: Function) -> Server {
        FAILED.set(Some(failed));
        std::panic::set_hook(Box::new(|panic| {
            let reason = JsValue::from(panic.to_string());
            FAILED.with_borrow(|failed| {
                if let Some(failed) = failed {
                    let _ = failed.call1(&JsValue::NULL, &reason);
                }
            });
        }));
        Server(Embedded::new(move |message| _ = send.call1(&JsValue::NULL, &message.into())))
    }

    /// Takes a message of the client.
    pub fn receive(&mut self, message: &str) {
        self.0.receive(message);
    }

    /// What was wanted has been given: what depends on it is looked at anew.
    pub fn look_again(&self) {
        self.0.look_again();
    }
}

/// The editor can look into a folder.
#[wasm_bindgen]
pub fn add_root(path: &str) {
    given().add_root(path.into());
}

/// The names in a folder.
#[wasm_bindgen]
pub fn give_folder(path: &str, names: Vec<String>) {
    let entries = names.into_iter().map(|name| match name.strip_suffix('/') {
        Some(folder) => (folder.into(), EntryKind::Directory),
        None => (name.into(), EntryKind::File),
    });
    given().give_folder(path.into(), entries);
}

/// The bytes of a file; none if it can't be read, or is too large.
#[wasm_bindgen]
pub fn give_file(path: &str, bytes: Option<Vec<u8>>) {
    given().give_file(path.into(), bytes);
}

/// Something happened at a path.
#[wasm_bindgen]
pub fn forget(path: &str) {
    given().forget(path.as_ref());
}

/// The paths that were looked for and weren't given.
#[wasm_bindgen]
#[must_use]
pub fn take_wanted() -> Vec<String> {
    let wanted = given().take_wanted().into_iter();
    let shown = wanted.map(|(path, kind)| match kind {
        EntryKind::Directory => format!("{}/", path.display()),
        EntryKind::File => path.display().to_string(),
    });
    shown.collect()
}
