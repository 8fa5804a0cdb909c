// Checks the notices in everything that has a binary or a module: `notices.mjs FOLDER`, which has what is released. They must name each
// crate of which the compiler left a path in it and, for a binary, no crate that isn't among the components that maturin lists. Each part
// needs a text.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";

const NAME = "THIRD-PARTY-NOTICES.txt";
const RULE = `\n${"-".repeat(80)}\n`;

const [folder] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
const lists = files.filter((file) => file.endsWith(".cyclonedx.json"));
const components = new Set(lists.flatMap((list) => JSON.parse(readFileSync(list, "utf8")).components.map(({ name, version }) => `${name} ${version}`)));

const found = files.filter((file) => /\.(gz|tgz|zip|vsix|whl)$/.test(file)).flatMap(check);
for (const kind of ["gz", "tgz", "zip", "vsix", "whl"]) {
  if (!found.some((file) => file.endsWith(kind))) {
    throw new Error(`nothing that ends with ${kind} has a binary`);
  }
}
console.log(`${found.length} packages have the notices of their binaries.`);

/** Checks a package; a list with it if it has a binary or a module. */
function check(file) {
  const unpacked = mkdtempSync(join(tmpdir(), "svc-lsp-package-"));
  const tar = ["tar", ["-xzf", file, "-C", unpacked]];
  const zip = ["python3", ["-m", "zipfile", "-e", file, unpacked]];
  execFileSync(...(file.endsWith("gz") ? tar : zip));
  const inside = readdirSync(unpacked, { recursive: true }).map((path) => join(unpacked, path));
  const problem = (text) => new Error(`${relative(folder, file)} ${text}`);
  // An extension has other notices in dist, those of the bundled packages.
  const bundled = inside.find((path) => path.endsWith(`extension/dist/${NAME}`));
  if (file.endsWith(".vsix") && !bundled) {
    throw problem("has no notices of what it bundles");
  }
  const binary = inside.find((path) => /^(svc-lsp(\.exe)?|server\.wasm)$/.test(basename(path)));
  if (binary !== undefined) {
    const notices = inside.find((path) => basename(path) === NAME && path !== bundled);
    if (notices === undefined) {
      throw problem(`has no ${NAME}`);
    }
    const [head, ...texts] = readFileSync(notices, "utf8").split(RULE);
    const parts = [...head.matchAll(/^(.+?): .+$/gm)].map(([, part]) => part);
    const described = new Set(texts.flatMap((text) => text.split("\n", 1)[0].split(", ")));
    const paths = readFileSync(binary, "latin1").matchAll(/\/index\.crates\.io-\w+\/([\w-]+?)-(\d[^/]*)\//g);
    const compiled = new Set([...paths].map(([, name, version]) => `${name} ${version}`));
    const crates = parts.filter((part) => /^[\w-]+ \d/.test(part));
    const faults = {
      "no notice of": [...compiled].filter((crate) => !crates.includes(crate)),
      "no licence of": parts.filter((part) => !described.has(part)),
      "a notice of what isn't in it,": crates.filter((crate) => !binary.endsWith(".wasm") && !components.has(crate)),
    };
    for (const [fault, names] of Object.entries(faults)) {
      if (names.length > 0 || crates.length === 0) {
        throw problem(`has ${fault} ${names.join(", ")}`);
      }
    }
  }
  rmSync(unpacked, { recursive: true });
  return binary === undefined ? [] : [file];
}
