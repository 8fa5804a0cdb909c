//! The options.

use std::path::PathBuf;

xflags::xflags! {
    /// Compares the server with VS Code's JSON language server.
    cmd svc-bench {
        /// The server's binary. It is needed for everything but instructions.
        optional server: PathBuf
        /// How often each thing is done (60); the tables show medians.
        optional --rounds rounds: usize
        /// Count the instructions of keystrokes, and nothing else.
        optional --instructions
        /// Measure what concerns source code, and nothing else.
        optional --sources
        /// Measure only documents whose name contains this, and no whole programs.
        optional --only part: String
        /// The profile that the server was built with, for the page (release).
        optional --profile profile: String
        /// Print the tables and leave docs/performance.md alone.
        optional --dry
    }
}
