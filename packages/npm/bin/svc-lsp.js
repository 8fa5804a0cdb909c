#!/usr/bin/env node
// Starts the binary that the platform's package holds.
"use strict";

const { spawn } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const executable = process.platform === "win32" ? "svc-lsp.exe" : "svc-lsp";

let binary;
try {
  binary = require.resolve(`@svc-lsp/${platform}/${executable}`);
} catch {
  console.error(
    `The package @svc-lsp/${platform} is missing. It is an optional dependency of svc-lsp: install again without omitting those. ` +
      "Without a package for your platform, install svc-lsp with cargo: https://github.com/svc-lsp/svc-lsp",
  );
  process.exit(2);
}

const child = spawn(binary, process.argv.slice(2), { stdio: "inherit" });
// Whoever stops this process means the binary.
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  console.error(`svc-lsp could not be started: ${error.message}`);
  process.exitCode = 2;
});
child.on("exit", (code, signal) => {
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else {
    process.exitCode = code;
  }
});
