import { describe, expect, it } from "vitest";

import { type Place, candidates, find } from "../src/binary";

const place: Place = { setting: "", trusted: true, extensionFolder: "/ext", platform: "linux" };

describe("which server is started", () => {
  it("takes the bundled one before the PATH", () => {
    expect(candidates(place)).toEqual([
      { source: "bundled", command: "/ext/server/svc-lsp" },
      { source: "PATH", command: "svc-lsp" },
    ]);
  });

  it("takes only the setting where there is one", () => {
    expect(candidates({ ...place, setting: "  /opt/svc-lsp " })).toEqual([{ source: "setting", command: "/opt/svc-lsp" }]);
  });

  it("takes only the bundled one in an untrusted workspace", () => {
    expect(candidates({ ...place, trusted: false, setting: "./evil" })).toEqual([{ source: "bundled", command: "/ext/server/svc-lsp" }]);
  });

  it("has an .exe and backslashes on Windows", () => {
    expect(candidates({ ...place, extensionFolder: "c:\\Users\\me\\.vscode\\extensions\\svc-lsp", platform: "win32" })).toEqual([
      { source: "bundled", command: "c:\\Users\\me\\.vscode\\extensions\\svc-lsp\\server\\svc-lsp.exe" },
      { source: "PATH", command: "svc-lsp.exe" },
    ]);
  });

  it("is named on macOS as on Linux", () => {
    expect(candidates({ ...place, platform: "darwin" })).toEqual(candidates(place));
  });

  it("takes a path with spaces as it is", async () => {
    const windows: Place = { ...place, setting: "C:\\Program Files\\svc-lsp\\svc-lsp.exe", platform: "win32" };
    const found = await find(windows, () => Promise.resolve("1.2.3"));
    expect(found.command).toBe("C:\\Program Files\\svc-lsp\\svc-lsp.exe");
  });

  it("goes on to the next where one does not start", async () => {
    const found = await find(place, (command) => (command === "svc-lsp" ? Promise.resolve("1.2.3") : Promise.reject(new Error("no"))));
    expect(found).toEqual({ source: "PATH", command: "svc-lsp", version: "1.2.3" });
  });

  it("says in one sentence what was tried", async () => {
    const failure = find(place, () => Promise.reject(new Error("the file doesn't exist")));
    await expect(failure).rejects.toThrow(
      "The svc-lsp server could not be started. Tried /ext/server/svc-lsp (bundled): the file doesn't exist; svc-lsp (PATH): the file doesn't exist",
    );
  });

  it("asks the real program for its version and refuses a stranger", async () => {
    await expect(find({ ...place, setting: process.execPath })).rejects.toThrow("it isn't svc-lsp");
    await expect(find({ ...place, setting: "/nowhere/svc-lsp" })).rejects.toThrow("the file doesn't exist");
  });
});
