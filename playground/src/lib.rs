//! The analysis of a project that exists only in a browser's page, for JavaScript: every answer is JSON in a string.

mod project;

use std::collections::BTreeMap;

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::project::Project;

/// A project with a `vercel.json`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Playground(Project);

#[wasm_bindgen]
impl Playground {
    /// A project of files: a JSON object with the text of each path. What isn't such an object is an empty project.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(files: &str) -> Playground {
        let files: BTreeMap<String, String> = serde_json::from_str(files).unwrap_or_default();
        Playground(Project::new(files))
    }

    /// Writes a file.
    pub fn write(&mut self, path: &str, text: &str) {
        self.0.write(path, text);
    }

    /// Removes a file.
    pub fn remove(&mut self, path: &str) {
        self.0.remove(path);
    }

    /// The problems in the `vercel.json`.
    #[must_use]
    pub fn check(&self) -> String {
        json(&self.0.check())
    }

    /// What is at a position; null if there is nothing to say about it. `now` is in seconds since 1970.
    #[must_use]
    pub fn hover(&self, line: u32, character: u32, now: f64) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "JavaScript's clock is far from the ends of an i64"
        )]
        json(&self.0.hover((line, character), now as i64))
    }

    /// What can be written at a position.
    #[must_use]
    pub fn complete(&self, line: u32, character: u32) -> String {
        json(&self.0.complete((line, character)))
    }

    /// The documentation of a completion, from its `docs`.
    #[must_use]
    pub fn documentation(&self, docs: &str) -> Option<String> {
        project::documentation(docs)
    }

    /// The file with every preferred fix; null if there is none.
    #[must_use]
    pub fn fix_all(&self) -> Option<String> {
        self.0.fix_all()
    }

    /// The file as svc-lsp lays it out.
    #[must_use]
    pub fn format(&self) -> String {
        self.0.format()
    }

    /// How Vercel reads the project.
    #[must_use]
    pub fn inspect(&self) -> String {
        json(&self.0.inspect())
    }

    /// What answers a request: its members are those of `svcLsp/route`.
    #[must_use]
    pub fn route(&self, request: &str) -> String {
        json(&self.0.route(request))
    }

    /// The file with `services` instead of `experimentalServices`, and what is left to do.
    #[must_use]
    pub fn migrate(&self) -> String {
        json(&self.0.migrate())
    }

    /// The position of a service's declaration; null if there is none.
    #[must_use]
    pub fn declaration(&self, service: &str) -> String {
        json(&self.0.declaration(service))
    }
}

/// The page of a rule as Markdown.
#[wasm_bindgen]
#[must_use]
pub fn rule_page(code: &str) -> Option<String> {
    svc_analysis::rules::find(code).map(svc_analysis::rules::Rule::page)
}

fn json(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap_or_else(|_| "null".to_owned())
}
