// A project in the fragment of an address, which browsers don't send to a server.

import type { Files } from "./engine";

const KEY = "#project=";
/** A link that unpacks to more than this is not one of ours. */
const MOST = 4 * 1024 * 1024;

export async function toFragment(files: Files): Promise<string> {
  const packed = new Blob([JSON.stringify(files)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return KEY + btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The project of a fragment; `null` if it has none, or one that can't be read. */
export async function fromFragment(fragment: string): Promise<Files | null> {
  if (!fragment.startsWith(KEY)) {
    return null;
  }
  try {
    const binary = atob(fragment.slice(KEY.length).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const files: unknown = JSON.parse(await bounded(unpacked));
    const isProject = typeof files === "object" && files !== null && Object.values(files).every((text) => typeof text === "string");
    return isProject ? (files as Files) : null;
  } catch {
    return null;
  }
}

async function bounded(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return text + decoder.decode();
    }
    text += decoder.decode(value, { stream: true });
    if (text.length > MOST) {
      await reader.cancel();
      throw new Error("too long");
    }
  }
}
