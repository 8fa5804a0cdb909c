// Runs the script of every job in a folder's .gitlab-ci.yml, prints the reports that the jobs name, and ends with the scripts' status.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const [folder] = process.argv.slice(2);
const jobs = Object.values(parse(readFileSync(join(folder, ".gitlab-ci.yml"), "utf8")));
for (const { script, artifacts } of jobs) {
  const { status } = spawnSync("sh", ["-ec", script.join("\n")], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
  for (const report of Object.values(artifacts.reports)) {
    process.stdout.write(readFileSync(join(folder, report)));
  }
  process.exitCode ||= status;
}
