//! The jobs and their options.

use std::path::PathBuf;

use crate::demo::DemoEditor;
use crate::dist::Registry;
use crate::editors::Editor;
use crate::new_rule::Kind;

xflags::xflags! {
    /// The project's own jobs: cargo xtask <job>.
    cmd xtask {
        /// Compare the server with VS Code's JSON language server and Vercel CLI, and write docs/performance.md.
        cmd bench {
            /// How often each thing is done (60); the tables show medians.
            optional --rounds rounds: usize
            /// Build the server with this profile instead of release: profiling takes half as long.
            optional --profile profile: String
            /// Measure only documents whose name contains this, and print the tables.
            optional --only part: String
            /// Measure source code: its index beside `rg`, and edits beside the TypeScript server; and nothing else.
            optional --sources
            /// Count the instructions of keystrokes in documents of growing size (with valgrind), and nothing else.
            optional --instructions
            /// Print the tables and leave docs/performance.md alone.
            optional --dry
        }
        /// Show what the checker says about the sample projects, then open them in an editor.
        cmd demo {
            /// code (VS Code in your browser, until Ctrl+C), nvim, hx, emacs or none. Without it: code, where there is a
            /// terminal and Node.js (on Linux, x86_64), else none.
            optional --editor editor: DemoEditor
        }
        /// Build what a release consists of into target/dist: archives and wheels for each system, npm packages, VSIX files.
        cmd dist {
            /// The targets, as Rust names them; all of them by default. What can't be built here is skipped.
            repeated targets: String
            /// Fail if something can't be built here.
            optional --all
            /// Build only the archives and wheels.
            optional --archives
            /// Package for npm and VS Code what target/dist/archives has, and build nothing.
            optional --packages
            /// Build with this profile instead of release; dev is the quickest.
            optional --profile profile: String
            /// Compile for no other system: pack the debug server, and for the other targets a file that stands for their binary.
            optional --dry-run
        }
        /// Package the VS Code extension with the server inside.
        cmd extension {}
        /// Fuzz the parser, the analysis, the small languages and the protocol.
        cmd fuzz {
            /// The targets; all of them by default.
            repeated targets: String
            /// How often each target runs (100000).
            optional --executions executions: u64
            /// Where random numbers start; it is printed.
            optional --seed seed: u64
            /// Fail where a single request takes more than 100 ms on a processor.
            optional --deny-slow
            /// Print which share of the server's code the executions reach, file by file.
            optional --coverage
            /// Let libFuzzer choose, led by coverage, for so many seconds a target, instead of a number of executions.
            optional --coverage-led seconds: u32
        }
        /// Draw the crates and modules into ARCHITECTURE.md, and report forbidden dependencies.
        cmd house {}
        /// Make a rule's file, to be filled, and register it. The tests fail until it is filled.
        cmd new-rule {
            /// Its code, such as unused-thing.
            required name: String
            /// Who calls it: file, service, entry (of a routing block) or shape (a schema violation).
            required --kind kind: Kind
        }
        /// Build the playground, svc-lsp in a page, and serve it on this machine until Ctrl+C, at an address that is printed.
        cmd playground {}
        /// Upload what `cargo xtask dist` made.
        cmd upload {
            /// crates, npm, pypi, marketplace or open-vsx.
            required registry: Registry
            /// Do all but the upload.
            optional --dry-run
        }
        /// Publish a debug build to registries on loopback and install it as users do; lint and try the release's workflows.
        cmd rehearse {}
        /// Print what the changelog says about the version of a tag, such as v1.2.3. Fails if it isn't the version of the files.
        cmd release-notes {
            /// The tag.
            required tag: String
        }
        /// Set the version of everything that is released, wherever a file names it.
        cmd set-version {
            /// The version, such as 1.2.3.
            required version: String
        }
        /// Build the documentation's site into target/site, and check its links. SVC_LSP_SITE is the address that it will have.
        cmd site {
            /// Serve it on this machine until Ctrl+C, at an address that is printed.
            optional --serve
            /// Build the playground into it.
            optional --playground
            /// Build nothing, but put together the folders in this one: each holds the pages of a version.
            optional --of folder: PathBuf
        }
        /// Type a million edits into the server: its text stays the client's, its memory where it was.
        cmd soak {}
        /// Move the judges and the framework table to another version of Vercel's CLI, and list what is left to do by hand.
        cmd sync-vercel {
            /// The version, such as 64.0.2.
            required version: String
        }
        /// Install what the tests need and run all of them.
        cmd test {
            /// Only what needs nothing but Rust: unit, property, protocol and golden tests.
            optional --rust-only
            /// Only this editor's session: nvim, emacs, vim, hx, kak or code. (kak is not among the tests that always run,
            /// because building its client takes minutes.)
            optional --editor editor: Editor
            /// How many fresh projects are compared with Vercel's own code (5000).
            optional --fresh fresh: u32
            /// The seed of the projects that Vercel builds and serves, as a run printed it.
            optional --seed seed: u64
        }
    }
}

/// The value that an option's word names, from a table of both.
pub fn named<T: Copy>(word: &str, table: &[(&str, T)]) -> Result<T, String> {
    let found = table.iter().find(|(name, _)| *name == word);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
        format!("expected one of {}", names.join(", "))
    })
}
