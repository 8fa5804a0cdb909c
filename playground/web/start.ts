// Finds problems while the rest is still being loaded, by a module with only the code that most files take.

import init, { Playground } from "../../target/playground-engine/svc_playground.js";

import type { Files, Problem } from "./engine";
import { fromFragment } from "./link";
import { SAMPLES } from "./samples";

export interface Start {
  readonly files: Files;
  /** Whether the files are from a link. */
  readonly isLinked: boolean;
  /** The problems of a project, whose files are given as JSON; `null` if they take other code, too. */
  readonly check: (files: string) => Promise<readonly Problem[] | null>;
}

declare global {
  var started: Promise<Start>;
}

const loading = init({ module_or_path: fetch("first.wasm") });
let suffices = true;
globalThis.started = start();

async function start(): Promise<Start> {
  const linked = await fromFragment(location.hash);
  const files = linked ?? SAMPLES[0]?.files ?? {};
  return { files, isLinked: linked !== null, check };
}

async function check(files: string): Promise<readonly Problem[] | null> {
  try {
    await loading;
    if (!suffices) {
      return null;
    }
    const playground = new Playground(files);
    const answer = playground.check();
    playground.free();
    return JSON.parse(answer) as Problem[];
  } catch {
    // A module that was stopped by what it lacks can't go on.
    suffices = false;
    return null;
  }
}
