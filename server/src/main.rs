//! The language server and the command line for `vercel.json`.

fn main() {}
