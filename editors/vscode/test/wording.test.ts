// What others wrote is shown as text: nowhere as a link that runs a command, nor as an icon.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import { fitted, notice, plain, withoutIcons } from "../src/wording";

const EVIL = "`a` [x](command:workbench.action.quit) $(alert)\u001B]52;c;x\u0007\u009B\u202E\u2066\n::error::x";

it("makes what others wrote harmless", () => {
  for (const shown of [plain(EVIL), notice(EVIL), withoutIcons(EVIL)]) {
    expect(shown).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
  }
  expect(notice(EVIL)).not.toContain("](");
  expect(notice(EVIL)).toContain("a [x] (command:workbench.action.quit)");
  expect(withoutIcons(EVIL)).not.toContain("$(");
});

it("shows no notification but through `notice`, and makes no markup of text", () => {
  const source = join(__dirname, "../src");
  for (const file of readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"))) {
    const text = readFileSync(join(source, file), "utf8");
    expect(text, file).not.toMatch(/innerHTML|insertAdjacentHTML|MarkdownString/);
    for (const [call, shown] of text.matchAll(/show(?:Error|Warning|Information)Message\(\s*([^\s(,)]+)/g)) {
      // A constant, or words with no more than numbers of ours in them.
      const isOurs = shown === "NO_FILE" || (shown ?? "").startsWith('"') || (shown ?? "").startsWith("`The");
      expect(isOurs || shown === "notice", `${file}: ${call}`).toBe(true);
    }
  }
});

it("lets no untrusted workspace set what changes the findings", () => {
  const manifest = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8")) as {
    capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  };
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([
    "svcLsp.server.path",
    "svcLsp.rules",
    "svcLsp.plan",
    "svcLsp.deploymentHost",
  ]);
});

it("keeps the end of what is too long", () => {
  expect(fitted("api/src/index.ts", 16)).toBe("api/src/index.ts");
  expect(fitted("apps/api/src/index.ts", 10)).toBe("…/index.ts");
  expect(fitted("apps/api/src/index.ts", 15)).toBe("…/src/index.ts");
  expect(fitted("apps/api/src/index.ts", 9)).toBe("");
  expect(fitted("the URL of backend", 8)).toBe("…backend");
  expect(fitted("/x", -3)).toBe("");
});
