// Runs the scripts of release.yml that aren't tasks of `cargo xtask`: those that try the archive of a target and create the release.
// `release.mjs FOLDER TARGET`: FOLDER has what the jobs before them build; they get only what those jobs upload.

import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { run } from "./steps.mjs";

const [built, target] = process.argv.slice(2);
const root = fileURLToPath(new URL("../..", import.meta.url));
const { jobs } = parse(readFileSync(join(root, ".github/workflows/release.yml"), "utf8"));

const matrix = jobs.try.strategy.matrix.include.find((row) => row.target === target);
play("try", { matrix });
play("github", { github: { token: "none", repository: "owner/name" } });

/** Runs a job's steps in a folder of their own, with what it downloads. */
function play(name, context) {
  const folder = join(dirname(resolve(built)), name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const { uses, with: options } of jobs[name].steps.filter(({ uses }) => uses !== undefined)) {
    if (uses.startsWith("actions/checkout@")) {
      cpSync(join(root, "examples"), join(folder, "examples"), { recursive: true });
    } else if (uses.startsWith("actions/download-artifact@")) {
      for (const path of uploaded(options.name)) {
        cpSync(join(built, path), join(folder, options.path, path), { recursive: true });
      }
    }
  }
  if (!run(jobs[name].steps, folder, context, { GITHUB_REF_NAME: "v0.0.0" })) {
    throw new Error(`the job ${name} failed`);
  }
}

/** What an artifact holds, by the step that uploads it. */
function uploaded(artifact) {
  const steps = Object.values(jobs).flatMap(({ steps }) => steps);
  const upload = steps.find((step) => step.uses?.startsWith("actions/upload-artifact@") && step.with.name === artifact);
  return upload.with.path.trim().split("\n").map((path) => relative("target/dist", path));
}
