import { chmodSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

import { type Place, candidates, find, whence } from "../src/binary";

const place: Place = { setting: "", trusted: true, extensionFolder: "/ext", folders: [], platform: "linux", arch: "x64" };

/** A folder with these files, each a program that prints a version. */
function folderWith(...files: readonly string[]): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "svc-lsp-binary-")));
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), "#!/bin/sh\necho svc-lsp 9.9.9\n");
    chmodSync(join(folder, file), 0o755);
  }
  return folder;
}

describe("which server is started", () => {
  it("takes the bundled one before the PATH", async () => {
    expect(await candidates(place)).toEqual([
      { source: "bundled", command: "/ext/server/svc-lsp" },
      { source: "PATH", command: "svc-lsp" },
    ]);
  });

  it("takes only the setting where there is one", async () => {
    const folders = [folderWith("node_modules/svc-lsp/package.json", "node_modules/@svc-lsp/linux-x64/svc-lsp")];
    expect(await candidates({ ...place, folders, setting: "  /opt/svc-lsp " })).toEqual([{ source: "setting", command: "/opt/svc-lsp" }]);
  });

  it("takes only the bundled one in an untrusted workspace", async () => {
    const folders = [folderWith("node_modules/svc-lsp/package.json", "node_modules/@svc-lsp/linux-x64/svc-lsp")];
    expect(await candidates({ ...place, folders, trusted: false, setting: "./evil" })).toEqual([
      { source: "bundled", command: "/ext/server/svc-lsp" },
    ]);
  });

  it("takes the workspace's own before the bundled one, as npm installs it", async () => {
    const folder = folderWith("node_modules/svc-lsp/package.json", "node_modules/@svc-lsp/linux-x64/svc-lsp");
    const command = join(folder, "node_modules/@svc-lsp/linux-x64/svc-lsp");
    const found = await find({ ...place, folders: [folderWith("vercel.json"), folder] });
    expect(found).toEqual({ source: "workspace", command, version: "9.9.9", failures: [] });
    expect(whence(found)).toBe(`from the workspace: ${command}`);
  });

  it("finds it as pnpm installs it", async () => {
    const store = "node_modules/.pnpm/svc-lsp@9.9.9/node_modules";
    const folder = folderWith(`${store}/svc-lsp/package.json`, `${store}/@svc-lsp/linux-x64/svc-lsp`);
    symlinkSync(join(folder, store, "svc-lsp"), join(folder, "node_modules/svc-lsp"));
    const [first] = await candidates({ ...place, folders: [folder] });
    expect(first).toEqual({ source: "workspace", command: join(folder, store, "@svc-lsp/linux-x64/svc-lsp") });
  });

  it("finds it inside the package, where two versions are installed", async () => {
    const inside = "node_modules/svc-lsp/node_modules/@svc-lsp/linux-x64/svc-lsp";
    const folder = folderWith("node_modules/svc-lsp/package.json", inside, "node_modules/@svc-lsp/linux-x64/svc-lsp");
    const [first] = await candidates({ ...place, folders: [folder] });
    expect(first).toEqual({ source: "workspace", command: join(folder, inside) });
  });

  it("leaves a package for another system alone", async () => {
    const folder = folderWith("node_modules/svc-lsp/package.json", "node_modules/@svc-lsp/linux-x64/svc-lsp");
    const sources = (await candidates({ ...place, folders: [folder], arch: "arm64" })).map(({ source }) => source);
    expect(sources).toEqual(["bundled", "PATH"]);
  });

  it("has an .exe and backslashes on Windows", async () => {
    expect(await candidates({ ...place, extensionFolder: "c:\\Users\\me\\.vscode\\extensions\\svc-lsp", platform: "win32" })).toEqual([
      { source: "bundled", command: "c:\\Users\\me\\.vscode\\extensions\\svc-lsp\\server\\svc-lsp.exe" },
      { source: "PATH", command: "svc-lsp.exe" },
    ]);
  });

  it("is named on macOS as on Linux", async () => {
    expect(await candidates({ ...place, platform: "darwin" })).toEqual(await candidates(place));
  });

  it("takes a path with spaces as it is", async () => {
    const windows: Place = { ...place, setting: "C:\\Program Files\\svc-lsp\\svc-lsp.exe", platform: "win32" };
    const found = await find(windows, () => Promise.resolve("1.2.3"));
    expect(found.command).toBe("C:\\Program Files\\svc-lsp\\svc-lsp.exe");
  });

  it("goes on to the next where one does not start", async () => {
    const found = await find(place, (command) => (command === "svc-lsp" ? Promise.resolve("1.2.3") : Promise.reject(new Error("no"))));
    const failures = ["/ext/server/svc-lsp (bundled): no"];
    expect(found).toEqual({ source: "PATH", command: "svc-lsp", version: "1.2.3", failures });
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
