//! The options.

use std::path::PathBuf;

xflags::xflags! {
    /// Measures the server beside VS Code's JSON language server.
    cmd svc-bench {
        /// The server's binary.
        required server: PathBuf
        /// How often each thing is done (60); the table shows medians.
        optional --rounds rounds: usize
        /// Print the table and leave docs/performance.md alone.
        optional --dry
    }
}
