import { beforeEach, describe, expect, it, vi } from "vitest";

/** What the editor has. */
const disk = new Map<string, string | readonly string[]>();
const read: string[] = [];
let during = () => {};

vi.mock("vscode", () => {
  const at = async (path: string) => {
    read.push(path);
    const found = disk.get(path);
    during();
    if (found === undefined) throw new Error("gone");
    return found;
  };
  return {
    FileType: { File: 1, Directory: 2 },
    Uri: {
      from: ({ scheme, authority, path }: { scheme: string; authority: string; path: string }) => ({ scheme, authority, path, toString: () => path }),
    },
    workspace: {
      fs: {
        readDirectory: async ({ path }: { path: string }) => ((await at(path)) as string[]).map((name) => [name.replace("/", ""), name.endsWith("/") ? 2 : 1]),
        readFile: async ({ path }: { path: string }) => new TextEncoder().encode((await at(path)) as string),
        stat: async ({ path }: { path: string }) => ({ size: (disk.get(path) ?? "").length }),
      },
    },
  };
});

const { fileAt, pathOf } = await import("../src/browser/addresses");
const { Files } = await import("../src/browser/files");

const given = new Map<string, string[] | string | undefined>();
const store = {
  give_folder: (path: string, names: string[]) => given.set(path, names),
  give_file: (path: string, bytes?: Uint8Array) => given.set(path, bytes && new TextDecoder().decode(bytes)),
};
const files = () => new Files(store, { info() {}, warn() {} } as never);

beforeEach(() => {
  for (const kept of [disk, given]) kept.clear();
  read.length = 0;
  during = () => {};
});

describe("paths of the server's", () => {
  it("keep the scheme and the authority", () => {
    for (const [scheme, authority, path] of [["vscode-vfs", "github", "/o/r/a b"], ["memory", "", "/a"], ["x", "a/b@c", "/"]] as const) {
      const there = fileAt(pathOf({ scheme, authority, path } as never));
      expect(there).toMatchObject({ scheme, authority, path });
    }
    expect(fileAt("/srv/a")).toBeUndefined();
  });
});

describe("files", () => {
  it("are given with what is in folders", async () => {
    disk.set("/w", ["a", "b/"]).set("/w/a", "text");
    await files().fetch(["/m@/w/", "/m@/w/a", "/m@/w/gone"]);
    expect([...given]).toEqual(expect.arrayContaining([["/m@/w", ["a", "b/"]], ["/m@/w/a", "text"], ["/m@/w/gone", undefined]]));
  });

  it("are not read if they are too large", async () => {
    disk.set("/w/a", "x".repeat(1024 * 1024 + 1));
    await files().fetch(["/m@/w/a"]);
    expect(given.get("/m@/w/a")).toBeUndefined();
    expect(read).toEqual([]);
  });

  it("are read once at a time, and again if something changed meanwhile", async () => {
    disk.set("/w/a", "before");
    const fetched = files();
    during = () => {
      during = () => {};
      disk.set("/w/a", "after");
      fetched.changed();
    };
    await Promise.all([fetched.fetch(["/m@/w/a"]), fetched.fetch(["/m@/w/a"])]);
    expect(given.get("/m@/w/a")).toBe("after");
    expect(read).toEqual(["/w/a", "/w/a"]);
  });

  it("are not read without end", async () => {
    const paths = Array.from({ length: 20_010 }, (_, index) => `/m@/${index}`);
    for (const path of paths) disk.set(path.slice("/m@".length), "");
    const fetched = files();
    await fetched.fetch(paths);
    expect(read.length).toBe(20_000);
    await fetched.fetch(paths.slice(0, 5));
    expect(read.length).toBe(20_005);
  });
});
