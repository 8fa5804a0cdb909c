// Has other programs look at the reports of `svc-lsp check`: Microsoft's validator at SARIF, with its rules for GitHub's code scanning, and
// libxml2 at JUnit. SVC_LSP is the program.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { validateXML } from "xmllint-wasm";

const here = dirname(fileURLToPath(import.meta.url));
const server = resolve(process.env.SVC_LSP ?? "target/debug/svc-lsp");

/** A repository with many kinds of problems, and with names that nobody expects. */
function repository(folder) {
  mkdirSync(join(folder, ".git"));
  cpSync(join(here, "../../examples"), join(folder, "examples"), { recursive: true });
  const name = 'x\u001b[31m\u202e <a href="b">&amp; ]]> [c](command:d) %s {0}';
  for (const [path, text] of [
    ["vercel.json", `{ 'cleanUrls': True, "cleanUrls": 1, // a\n "redirects": [{ "source": "/(", "destination": 1 }], }`],
    ["apps/my shop é/vercel.json", JSON.stringify({ [name]: 1, rewrites: [{ source: `/${name}`, destination: name }] })],
    ["apps/sound/vercel.json", "{}"],
  ]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function report(folder, format) {
  const file = join(folder, `report.${format}`);
  const { status, stderr } = spawnSync(server, ["check", "--format", format, "--output-file", file], { cwd: folder });
  if (status !== 1) throw new Error(`check ends with ${status}: ${stderr}`);
  return file;
}

/** The program of Microsoft's validator. */
function multitool() {
  const require = createRequire(import.meta.url);
  const platform = { linux: "linux", darwin: "darwin", win32: "win32" }[process.platform];
  const program = join(dirname(require.resolve(`@microsoft/sarif-multitool-${platform}/package.json`)), "Sarif.Multitool");
  if (platform !== "win32") chmodSync(program, 0o755);
  return program;
}

function sarif(folder) {
  const found = join(folder, "validated.sarif");
  const rules = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"];
  execFileSync(multitool(), ["validate", report(folder, "sarif"), ...rules, "--output", found], { stdio: "pipe" });
  const [run] = JSON.parse(readFileSync(found, "utf8")).runs;
  const problems = run.results.map(({ ruleId, level, locations }) => `${ruleId} ${level ?? "warning"} ${JSON.stringify(locations)}`);
  console.log(`SARIF: ${problems.length} errors and warnings`);
  return problems;
}

async function junit(folder) {
  const read = (path) => ({ fileName: path, contents: readFileSync(path, "utf8") });
  const { errors } = await validateXML({
    xml: [read(report(folder, "junit"))],
    schema: [read(join(here, "schemas/jenkins-junit.xsd"))],
  });
  console.log(`JUnit: ${errors.length} errors`);
  return errors.map(({ message }) => message);
}

const folder = mkdtempSync(join(tmpdir(), "svc-lsp-reports-"));
try {
  repository(folder);
  const problems = [...sarif(folder), ...(await junit(folder))];
  problems.forEach((problem) => console.error(problem));
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}
