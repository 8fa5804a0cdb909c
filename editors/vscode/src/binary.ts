// Which server binary to start. Pure but for the probe, so that tests can take every branch.

import { execFile } from "node:child_process";
import * as path from "node:path";

export interface Candidate {
  readonly source: "setting" | "bundled" | "PATH";
  readonly command: string;
}

export interface Found extends Candidate {
  readonly version: string;
}

export interface Place {
  /** `svcLsp.server.path`; empty where it is not set. */
  readonly setting: string;
  readonly trusted: boolean;
  readonly extensionFolder: string;
  readonly platform: NodeJS.Platform;
}

/** Asks a command for its version: `svc-lsp 0.1.0` gives `0.1.0`. Rejects with a sentence. */
export type Probe = (command: string) => Promise<string>;

/** Where the server may be, the most wanted first. In an untrusted workspace only the bundled one counts. */
export function candidates(place: Place): Candidate[] {
  const [executable, { join }] = place.platform === "win32" ? ["svc-lsp.exe", path.win32] : ["svc-lsp", path.posix];
  const bundled: Candidate = { source: "bundled", command: join(place.extensionFolder, "server", executable) };
  if (!place.trusted) {
    return [bundled];
  }
  // A path that somebody set is the only one tried: silently starting another server would hide the mistake.
  const setting = place.setting.trim();
  if (setting !== "") {
    return [{ source: "setting", command: setting }];
  }
  return [bundled, { source: "PATH", command: executable }];
}

/** The first candidate that starts; otherwise an error that says what was tried. */
export async function find(place: Place, probe: Probe = version): Promise<Found> {
  const failures: string[] = [];
  for (const candidate of candidates(place)) {
    try {
      return { ...candidate, version: await probe(candidate.command) };
    } catch (error) {
      failures.push(`${candidate.command} (${candidate.source}): ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`The svc-lsp server could not be started. Tried ${failures.join("; ")}`);
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
