// Finds the first problems while the page's script is still being loaded: those of the first sample, by a module with only the code that they take.

import init, { Playground } from "../../target/playground-engine/svc_playground.js";

import type { Files, Problem } from "./engine";
import { fromFragment } from "./link";
import { SAMPLES } from "./samples";

export interface Start {
  readonly files: Files;
  /** Whether the files are from a link. */
  readonly isLinked: boolean;
  /** `null` if they take everything. */
  readonly problems: Promise<readonly Problem[] | null>;
}

declare global {
  var started: Promise<Start>;
}

globalThis.started = start();

async function start(): Promise<Start> {
  const linked = await fromFragment(location.hash);
  const files = linked ?? SAMPLES[0]?.files ?? {};
  return { files, isLinked: linked !== null, problems: linked ? Promise.resolve(null) : problems(files) };
}

async function problems(files: Files): Promise<readonly Problem[] | null> {
  try {
    await init({ module_or_path: fetch("first.wasm") });
    const playground = new Playground(JSON.stringify(files));
    const answer = playground.check();
    playground.free();
    return JSON.parse(answer) as Problem[];
  } catch {
    return null;
  }
}
