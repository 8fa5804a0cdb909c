// Runs the steps of action.yml as GitHub does, in the folder that is the checkout: `action.mjs FOLDER NAME=VALUE…` sets its
// inputs. Prints what the steps print, and ends as they do. `uses` steps are only checked for their inputs. `gh` is replaced by a
// script that appends what it is asked to `gh.log`.

import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { parse } from "yaml";

const [folder, ...values] = process.argv.slice(2);
const action = parse(readFileSync(new URL("../../action.yml", import.meta.url), "utf8"));

const given = Object.fromEntries(values.map((value) => value.split(/=(.*)/s, 2)));
const unknown = Object.keys(given).filter((name) => !(name in action.inputs));
if (unknown.length > 0) {
  throw new Error(`action.yml has no input ${unknown.join(", ")}`);
}
const temporary = mkdtempSync(join(tmpdir(), "svc-lsp-action-"));
const context = {
  github: { token: "none", event: { pull_request: { number: 7 } } },
  runner: { temp: temporary },
  inputs: {},
};
context.inputs = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, given[name] ?? text(input.default)]));

const programs = join(temporary, "programs");
mkdirSync(programs);
writeFileSync(join(programs, "gh"), '#!/bin/sh\necho "gh $*" >> "$RUNNER_TEMP/gh.log"\n');
chmodSync(join(programs, "gh"), 0o755);
const environment = {
  ...process.env,
  PATH: `${programs}${delimiter}${process.env.PATH}`,
  GITHUB_REPOSITORY: "owner/name",
  GITHUB_STEP_SUMMARY: join(temporary, "summary.md"),
  GITHUB_WORKSPACE: resolve(folder),
  RUNNER_TEMP: temporary,
};

for (const step of action.runs.steps) {
  if (step.if !== undefined && !value(step.if)) {
    continue;
  }
  if (step.uses !== undefined) {
    if (!/@[0-9a-f]{40}$/.test(step.uses)) {
      throw new Error(`${step.uses} is not pinned by a hash`);
    }
    if (step.with.sarif_file !== undefined) {
      statSync(text(step.with.sarif_file));
    }
    continue;
  }
  const script = join(temporary, "script.sh");
  writeFileSync(script, step.run);
  const { status } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd: resolve(folder, text(step["working-directory"] ?? ".")),
    env: { ...environment, ...Object.fromEntries(Object.entries(step.env ?? {}).map(([name, of]) => [name, text(of)])) },
    stdio: ["ignore", "inherit", "inherit"],
  });
  appendFileSync(join(temporary, "gh.log"), "");
  if (status !== 0) {
    console.log(`step "${step.name}" ended with ${status}`);
    process.stdout.write(readFileSync(join(temporary, "gh.log")));
    process.exit(1);
  }
}
process.stdout.write(readFileSync(join(temporary, "gh.log")));

/** A text with its expressions replaced. */
function text(template) {
  return String(template).replace(/\$\{\{(.*?)\}\}/gs, (_, expression) => value(expression) ?? "");
}

/** The value of an expression: names with dots and hyphens, `==`, `!=`, `&&`, `||` and quoted text. */
function value(expression) {
  const either = expression.split("||");
  if (either.length > 1) {
    return either.reduce((left, right) => left || value(right), "");
  }
  const both = expression.split("&&");
  if (both.length > 1) {
    return both.reduce((left, right) => left && value(right), true);
  }
  const compared = /^(.*?)(==|!=)(.*)$/s.exec(expression);
  if (compared) {
    return (value(compared[1]) === value(compared[3])) === (compared[2] === "==");
  }
  const quoted = /^\s*'(.*)'\s*$/s.exec(expression);
  if (quoted) {
    return quoted[1];
  }
  return expression.trim().split(".").reduce((object, name) => {
    if (object === undefined || !(name in object)) {
      throw new Error(`unknown in an expression: ${expression}`);
    }
    return object[name];
  }, context);
}
