// Compiles the analysis while the page's script is still being loaded.

export {};

declare global {
  var engine: Promise<WebAssembly.Module>;
}

globalThis.engine = WebAssembly.compileStreaming(fetch("engine.wasm"));
