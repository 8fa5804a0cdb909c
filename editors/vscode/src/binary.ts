// Which server binary to start.

import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import * as path from "node:path";

export interface Candidate {
  readonly source: "setting" | "workspace" | "bundled" | "PATH";
  readonly command: string;
}

export interface Found extends Candidate {
  readonly version: string;
  /** The candidates before it, each with the reason why it wasn't started. */
  readonly failures: readonly string[];
}

export interface Place {
  /** `svcLsp.server.path`; empty where it is not set. */
  readonly setting: string;
  readonly trusted: boolean;
  readonly extensionFolder: string;
  /** The folders of the workspace that are on disk. */
  readonly folders: readonly string[];
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/** Asks a command for its version: `svc-lsp 0.1.0` gives `0.1.0`. Rejects with a sentence. */
export type Probe = (command: string) => Promise<string>;

/** Where the server may be, the most wanted first. In an untrusted workspace only the bundled one counts. */
export async function candidates(place: Place): Promise<Candidate[]> {
  const executable = executableOn(place.platform);
  const bundled: Candidate = { source: "bundled", command: pathOn(place.platform).join(place.extensionFolder, "server", executable) };
  if (!place.trusted) {
    return [bundled];
  }
  // A path that somebody set is the only one tried: silently starting another server would hide the mistake.
  const setting = place.setting.trim();
  if (setting !== "") {
    return [{ source: "setting", command: setting }];
  }
  const installed = await Promise.all(place.folders.map((folder) => installedIn(folder, place)));
  const workspace = installed.filter((command) => command !== undefined).map((command): Candidate => ({ source: "workspace", command }));
  return [...workspace, bundled, { source: "PATH", command: executable }];
}

/**
 * The binary that npm, pnpm or Yarn installed into a folder's `node_modules`, so that the editor and `npx svc-lsp` agree. The package
 * `svc-lsp` itself holds only a script; the package with the binary is beside the real place of it, or in it.
 */
async function installedIn(folder: string, { platform, arch }: Place): Promise<string | undefined> {
  const { dirname, join } = pathOn(platform);
  const launcher = await realpath(join(folder, "node_modules", "svc-lsp")).catch(() => undefined);
  if (launcher === undefined) {
    return undefined;
  }
  const binary = join("@svc-lsp", `${platform}-${arch}`, executableOn(platform));
  for (const modules of [join(launcher, "node_modules"), dirname(launcher)]) {
    const found = await realpath(join(modules, binary)).catch(() => undefined);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function executableOn(platform: NodeJS.Platform): string {
  return platform === "win32" ? "svc-lsp.exe" : "svc-lsp";
}

function pathOn(platform: NodeJS.Platform): path.PlatformPath {
  return platform === "win32" ? path.win32 : path.posix;
}

/** The first candidate that starts; otherwise an error that says what was tried. */
export async function find(place: Place, probe: Probe = version): Promise<Found> {
  const failures: string[] = [];
  for (const candidate of await candidates(place)) {
    try {
      return { ...candidate, version: await probe(candidate.command), failures };
    } catch (error) {
      failures.push(`${candidate.command} (${candidate.source}): ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`The svc-lsp server could not be started. Tried ${failures.join("; ")}`);
}

/** Where a server was found, as the status bar says it. */
export function whence({ source, command }: Candidate): string {
  switch (source) {
    case "setting":
      return `set in svcLsp.server.path: ${command}`;
    case "workspace":
      return `from the workspace: ${command}`;
    case "bundled":
      return "from the extension";
    case "PATH":
      return "from the PATH";
  }
}

export function version(command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, ["--version"], { timeout: 5000, windowsHide: true }, (error, stdout) => {
      if (error) {
        reject(new Error("code" in error && error.code === "ENOENT" ? "the file doesn't exist" : error.message.trim()));
        return;
      }
      const match = /^svc-lsp (\S+)/.exec(stdout);
      if (match?.[1]) {
        resolve(match[1]);
      } else {
        reject(new Error("it isn't svc-lsp: unexpected output of `--version`"));
      }
    });
  });
}
