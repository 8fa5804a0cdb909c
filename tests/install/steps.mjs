// Runs the steps of an action, or of a workflow's job, as GitHub does. `uses` steps are only checked. `gh` and `rustup` are replaced by
// scripts that write what they are asked into a log. The one for `gh` fails for a file that doesn't exist, and knows one release, of which
// `RELEASED` has the files. `cargo xtask` is the program that `XTASK` names. It compiles for no other system, and only tries to upload what
// no registry on loopback takes: crates, npm packages with a provenance, and wheels.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

const PROGRAMS = {
  gh: `#!/bin/sh
echo "gh $*" >> "$RUNNER_TEMP/log"
for word; do
  case "$word" in dist/*) [ -e "$word" ] || { echo "gh: $word doesn't exist" >&2; exit 1; } ;; esac
done
case "$1 $2" in
  "release list") echo "$GITHUB_REF_NAME" ;;
  "release download") cp "$RELEASED/$5" . ;;
esac
`,
  rustup: `#!/bin/sh
echo "rustup $*" >> "$RUNNER_TEMP/log"
`,
  cargo: `#!/bin/sh
[ "$1" = xtask ] || exec "$CARGO" "$@"
shift
case "$1 $2" in
  "dist --archives" | "upload crates" | "upload npm" | "upload pypi") set -- "$@" --dry-run ;;
  "site --playground") [ -z "$WITHOUT_PLAYGROUND" ] || set -- site ;;
esac
exec "$XTASK" "$@"
`,
};

/**
 * Runs steps in the folder that is the checkout; `context` is what their expressions can name. Prints what they and the log
 * say, and returns whether all succeeded.
 */
export function run(steps, folder, context, variables = {}) {
  const temporary = mkdtempSync(join(tmpdir(), "svc-lsp-steps-"));
  const programs = join(temporary, "programs");
  mkdirSync(programs);
  for (const [name, script] of Object.entries(PROGRAMS)) {
    writeFileSync(join(programs, name), script);
    chmodSync(join(programs, name), 0o755);
  }
  const log = join(temporary, "log");
  writeFileSync(log, "");
  const names = { runner: { temp: temporary }, ...context };
  const environment = {
    ...process.env,
    PATH: `${programs}${delimiter}${process.env.PATH}`,
    GITHUB_REPOSITORY: "owner/name",
    GITHUB_STEP_SUMMARY: join(temporary, "summary.md"),
    GITHUB_WORKSPACE: resolve(folder),
    RUNNER_TEMP: temporary,
    ...variables,
  };
  let failed;
  for (const step of steps) {
    if (step.if !== undefined && !value(step.if, names)) {
      continue;
    }
    if (step.uses !== undefined) {
      if (!/@[0-9a-f]{40}$/.test(step.uses)) {
        throw new Error(`${step.uses} is not pinned by a hash`);
      }
      if (step.with?.sarif_file !== undefined) {
        statSync(text(step.with.sarif_file, names));
      }
      continue;
    }
    const script = join(temporary, "script.sh");
    writeFileSync(script, step.run);
    const { status } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
      cwd: resolve(folder, text(step["working-directory"] ?? ".", names)),
      env: { ...environment, ...Object.fromEntries(Object.entries(step.env ?? {}).map(([name, of]) => [name, text(of, names)])) },
      stdio: ["ignore", "inherit", "inherit"],
    });
    if (status !== 0) {
      failed = `step "${step.name ?? step.run}" ended with ${status}`;
      break;
    }
  }
  if (failed) {
    console.log(failed);
  }
  process.stdout.write(readFileSync(log));
  return failed === undefined;
}

/** A text with its expressions replaced. */
export function text(template, names) {
  return String(template).replace(/\$\{\{(.*?)\}\}/gs, (_, expression) => value(expression, names) ?? "");
}

/** The value of an expression: names with dots and hyphens, `==`, `!=`, `&&`, `||` and quoted text. */
function value(expression, names) {
  const either = expression.split("||");
  if (either.length > 1) {
    return either.reduce((left, right) => left || value(right, names), "");
  }
  const both = expression.split("&&");
  if (both.length > 1) {
    return both.reduce((left, right) => left && value(right, names), true);
  }
  const compared = /^(.*?)(==|!=)(.*)$/s.exec(expression);
  if (compared) {
    return (value(compared[1], names) === value(compared[3], names)) === (compared[2] === "==");
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
  }, names);
}
