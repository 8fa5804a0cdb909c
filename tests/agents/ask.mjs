// Asks `svc-lsp mcp` through the client of the Model Context Protocol's SDK. SVC_LSP is the program.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const here = dirname(fileURLToPath(import.meta.url));
const server = resolve(process.env.SVC_LSP ?? "target/debug/svc-lsp");
const examples = join(here, "../../examples");

/** Runs `work` with a client of a server for a folder, and with its tools. */
async function connected(root, cwd, work) {
  const transport = new StdioClientTransport({ command: server, args: ["mcp", ...(root ? ["--root", root] : [])], cwd, stderr: "inherit" });
  const client = new Client({ name: "svc-lsp-test", version: "1.0.0" });
  await client.connect(transport);
  try {
    // From now on, the client checks each answer against the schema of its tool.
    const { tools } = await client.listTools();
    return await work(client, tools);
  } finally {
    await client.close();
  }
}

/** What a tool answers. */
async function ask(client, name, args = {}) {
  const result = await client.callTool({ name, arguments: args });
  assert.equal(result.isError, false, `${name} ${JSON.stringify(args)}: ${JSON.stringify(result.content)}`);
  assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent, `${name}: the text says the same`);
  return result.structuredContent;
}

/** The sentence with which a tool refuses. */
async function refused(client, name, args) {
  const result = await client.callTool({ name, arguments: args });
  assert.equal(result.isError, true, `${name} ${JSON.stringify(args)} must be refused: ${JSON.stringify(result)}`);
  return result.content[0].text;
}

/** What a command prints as JSON. */
function printed(cwd, ...args) {
  const { stdout, stderr } = spawnSync(server, [...args, "--format", "json"], { cwd, encoding: "utf8" });
  assert.ok(stdout, `${args.join(" ")}: ${stderr}`);
  return JSON.parse(stdout);
}

/** The files below a folder with their contents. */
function contents(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(files.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** Each tool answers what its command prints, and no file changes. */
async function sameAsCommands(root) {
  const before = contents(root);
  await connected(undefined, root, async (client, tools) => {
    assert.deepEqual(tools.map((tool) => tool.name), ["check", "inspect", "route", "diff", "migrate", "init", "rule"]);
    for (const tool of tools) {
      assert.ok(tool.title && tool.description && tool.outputSchema, tool.name);
      assert.deepEqual(tool.annotations, {
        title: tool.title,
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      });
      for (const [name, property] of Object.entries(tool.inputSchema.properties)) {
        assert.ok(property.description, `${tool.name}.${name} has a description`);
      }
    }
    assert.deepEqual(await ask(client, "check"), printed(root, "check"));
    assert.deepEqual(await ask(client, "check", { path: "broken/vercel.json", plan: "hobby" }),
      printed(root, "check", "broken/vercel.json", "--plan", "hobby"));
    for (const path of ["shop", "broken"]) {
      assert.deepEqual(await ask(client, "inspect", { path }), printed(root, "inspect", path));
      assert.deepEqual(await ask(client, "migrate", { path }), printed(root, "migrate", path));
      const route = { path, url: "/api/users?page=2", host: "example.com", method: "post", headers: { "X-A": "1" }, cookies: { a: "b" } };
      const flags = ["--host", "example.com", "--method", "post", "--header", "X-A: 1", "--cookie", "a=b"];
      assert.deepEqual(await ask(client, "route", route), printed(root, "route", "--dir", path, ...flags, route.url));
    }
    assert.deepEqual(await ask(client, "diff", { old: "shop", new: "changed" }), printed(root, "diff", "shop", "changed"));
    assert.deepEqual(await ask(client, "init", { path: "fresh" }), printed(root, "init", "fresh", "--print"));
    const replaced = { path: "shop", replace: true, model: "experimentalServices" };
    assert.deepEqual(await ask(client, "init", replaced),
      printed(root, "init", "shop", "--print", "--force", "--model", "experimentalServices"));
    const { rules } = await ask(client, "rule");
    assert.ok(rules.length > 100 && rules.every((rule) => rule.code && rule.title && !rule.page));
    const [page] = (await ask(client, "rule", { code: "DUPLICATE_KEY" }).catch(() => ask(client, "rule", { code: "duplicate-key" }))).rules;
    assert.match(page.page, /^# Duplicate key/);
    assert.equal(await refused(client, "rule", { code: "duplicate-kye" }),
      "Unknown rule `duplicate-kye`. Did you mean `duplicate-key`? Run `svc-lsp rule` for a list.");
  });
  assert.deepEqual(contents(root), before, "no tool writes");
}

/** A text in the place of a file's content, which needn't be there. */
async function texts(root) {
  await connected(root, tmpdir(), async (client) => {
    const text = JSON.stringify({ cleanUrls: "yes" });
    const [file] = (await ask(client, "check", { path: "none/vercel.json", text })).files;
    assert.deepEqual([file.path, file.diagnostics.map((it) => it.code)], ["none/vercel.json", ["wrong-type"]]);
    const shop = readFileSync(join(root, "shop/vercel.json"), "utf8");
    const same = await ask(client, "diff", { old: "shop", new: "shop", newText: shop });
    assert.deepEqual(same.requests, []);
    const redirect = { redirects: [{ source: "/old", destination: "/new" }], ...JSON.parse(shop) };
    const { requests } = await ask(client, "diff", { old: "shop", new: "shop", newText: JSON.stringify(redirect) });
    assert.deepEqual(requests.map((it) => [it.request, it.new.redirect]), [["/old", "/new"]]);
    const { outcome } = await ask(client, "route", { url: "/old", path: "shop", text: JSON.stringify(redirect) });
    assert.deepEqual(outcome, { kind: "redirect", status: 308, location: "/new" });
    const { text: migrated } = await ask(client, "migrate", { text: shop, path: "shop/vercel.json" });
    assert.ok(JSON.parse(migrated).services);
  });
}

/** What lies outside is not opened, and what isn't understood is refused in one sentence. */
async function hostile(root) {
  const outside = join(root, "../outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "vercel.json"), `{ "secret": 1 }`);
  symlinkSync(outside, join(root, "out"));
  mkdirSync(join(root, "link"));
  symlinkSync(join(outside, "vercel.json"), join(root, "link/vercel.json"));
  const evil = "\u001b[31m\u202e ::error::x";
  await connected(root, root, async (client) => {
    for (const path of ["../outside", "../outside/vercel.json", outside, "/etc", "out", "out/vercel.json", "link", "shop/../../outside"]) {
      for (const [tool, args] of [
        ["check", { path }], ["check", { path, text: "{}" }], ["inspect", { path }], ["route", { path, url: "/" }],
        ["migrate", { path }], ["init", { path }], ["diff", { old: path, new: "shop" }], ["diff", { old: "shop", new: path }],
      ]) {
        // The folder itself is inside; only the file in it leads out.
        if (path === "link" && args.text) continue;
        const sentence = await refused(client, tool, args);
        assert.ok(!sentence.includes("secret") && sentence.split("\n").length === 1, sentence);
      }
    }
    for (const [tool, args] of [["check", { path: evil }], ["rule", { code: evil }], ["check", { [evil]: 1 }], ["route", {}], ["check", { path: 1 }]]) {
      const sentence = await refused(client, tool, args);
      assert.ok(!/[\u0000-\u001f\u202e]/.test(sentence), JSON.stringify(sentence));
    }
    await assert.rejects(client.callTool({ name: "write", arguments: {} }), /There is no tool `write`/);
    await assert.rejects(client.readResource({ uri: "file:///etc/passwd" }), /There is no resource/);
    // What files say comes back as text that a terminal doesn't act on, and unchanged as data.
    const text = JSON.stringify({ [evil]: 1 });
    const result = await client.callTool({ name: "check", arguments: { path: "shop", text } });
    assert.ok(!/[\u0000-\u001f\u202e]/.test(result.content[0].text), result.content[0].text);
    assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent);
  });
}

async function resources(root) {
  await connected(root, root, async (client) => {
    const { resources } = await client.listResources();
    assert.ok(resources.length > 100);
    for (const { uri, mimeType } of resources) {
      const { contents: [content] } = await client.readResource({ uri });
      assert.deepEqual([content.uri, content.mimeType], [uri, mimeType]);
      if (mimeType === "text/markdown") assert.match(content.text, /^# /, uri);
      else assert.ok(JSON.parse(content.text).$schema, uri);
    }
    const { resourceTemplates } = await client.listResourceTemplates();
    assert.deepEqual(resourceTemplates.map((it) => it.uriTemplate), ["svc-lsp://rules/{code}"]);
  });
}

/** The example of `docs/agents.md`: the file, the call and the answer that it shows. */
async function documented(root) {
  const page = readFileSync(join(here, "../../docs/agents.md"), "utf8");
  const example = page.slice(page.indexOf("## Example"));
  const [file, call, answer] = [...example.matchAll(/```json\n([^]*?)```/g)].map(([, text]) => text);
  mkdirSync(join(root, "documented"));
  writeFileSync(join(root, "documented/vercel.json"), file);
  await connected(join(root, "documented"), root, async (client) => {
    const { name, arguments: args } = JSON.parse(call);
    const shown = JSON.parse(answer);
    const answered = await ask(client, name, args);
    for (const [key, value] of Object.entries(shown)) assert.deepEqual(answered[key], value, key);
  });
}

const folder = mkdtempSync(join(tmpdir(), "svc-lsp-agents-"));
try {
  const root = join(folder, "project");
  mkdirSync(join(root, ".git"), { recursive: true });
  cpSync(examples, root, { recursive: true });
  cpSync(join(root, "shop"), join(root, "changed"), { recursive: true });
  const changed = { ...JSON.parse(readFileSync(join(root, "shop/vercel.json"), "utf8")), cleanUrls: true };
  writeFileSync(join(root, "changed/vercel.json"), JSON.stringify(changed));
  cpSync(join(root, "shop"), join(root, "fresh"), { recursive: true });
  rmSync(join(root, "fresh/vercel.json"));
  for (const test of [sameAsCommands, texts, hostile, resources, documented]) {
    await test(root);
    console.log(`${test.name}: passed`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
