// Runs every job of release.yml as a release does, in the order of the file: `release.mjs FOLDER TARGET REGISTRY`. FOLDER is where the
// jobs run, and its folder `artifacts` has what they upload; TARGET is this machine's, whose archive is tried; REGISTRY is the
// address of the registries on loopback.

import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { run } from "./steps.mjs";

const DIST = "target/dist";

const [folder, target, registry] = process.argv.slice(2);
const root = fileURLToPath(new URL("../..", import.meta.url));
const { jobs } = parse(readFileSync(join(root, ".github/workflows/release.yml"), "utf8"));
const { version } = JSON.parse(readFileSync(join(root, "packages/npm/package.json"), "utf8"));

const context = {
  github: { token: "none", repository: "owner/name" },
  matrix: jobs.try.strategy.matrix.include.find((row) => row.target === target),
  secrets: { VSCE_PAT: "none" },
  steps: { auth: { outputs: { token: "none" } } },
};
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const npmrc = join(resolve(folder), "npmrc");
writeFileSync(npmrc, `registry=${registry}/\n`);
const done = new Set();
Object.keys(jobs).forEach(play);

/** Runs a job's steps in a folder of their own, with what it downloads, and keeps what it uploads. */
function play(name) {
  const { needs = [], permissions, steps } = jobs[name];
  const missing = [needs].flat().find((job) => !done.has(job));
  if (missing !== undefined) {
    throw new Error(`the job ${name} runs before ${missing}`);
  }
  console.log(`The job ${name}:`);
  const checkout = join(resolve(folder), name);
  mkdirSync(join(checkout, "target"), { recursive: true });
  for (const site of ["target/site", "target/site-versions"]) {
    symlinkSync(join(root, site), join(checkout, site));
  }
  for (const { uses, with: options } of steps.filter(({ uses }) => uses !== undefined)) {
    if (uses.startsWith("actions/checkout@")) {
      cpSync(join(root, "examples"), join(checkout, "examples"), { recursive: true });
    } else if (uses.startsWith("actions/download-artifact@")) {
      cpSync(join(folder, "artifacts", options.name), join(checkout, options.path), { recursive: true });
    }
  }
  // A job that may ask for the workflow's identity gets one.
  const identity = { ACTIONS_ID_TOKEN_REQUEST_URL: `${registry}/api/token?of=workflow`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "none" };
  const environment = {
    GITHUB_ACTIONS: "true",
    GITHUB_REF_NAME: `v${version}`,
    OVSX_REGISTRY_URL: registry,
    RELEASED: join(resolve(folder), "artifacts/release"),
    SVC_LSP_DIST: join(checkout, DIST),
    VSCE_MARKETPLACE_URL: registry,
    npm_config_userconfig: npmrc,
    ...(permissions["id-token"] === "write" ? identity : {}),
  };
  if (!run(steps, checkout, context, environment)) {
    throw new Error(`the job ${name} failed`);
  }
  for (const { uses, with: options } of steps.filter(({ uses }) => uses?.startsWith("actions/upload-artifact@"))) {
    for (const path of options.path.trim().split("\n")) {
      cpSync(join(checkout, path), join(folder, "artifacts", options.name, relative(DIST, path)), { recursive: true });
    }
  }
  done.add(name);
}
