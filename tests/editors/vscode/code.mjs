// A user's session in source code, in a project whose vercel.json declares services.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { Person, until } from "./window.mjs";

const PAGE = `export default async function Page() {
  const products = await fetch(process.env.BACKEND_URL + "/products").then((response) => response.json());
  await fetch("/api/products");
  return <ul>{products.map((product: { id: string; name: string }) => <li key={product.id}>{product.name}</li>)}</ul>;
}

`;
const TOOL = `package main

import "os"

func main() {
	println(os.Getenv("BACKEND_URL"))
}
`;

/** Puts source code into a copy of `examples/shop` that reads a variable of a service in three languages. */
export function writeCode(project) {
  mkdirSync(join(project, ".vscode"));
  // What React and Node.js have isn't installed here.
  writeFileSync(join(project, ".vscode/settings.json"), JSON.stringify({ "typescript.validate.enable": false }));
  mkdirSync(join(project, "tools"));
  writeFileSync(join(project, "tools/main.go"), TOOL);
  writeFileSync(join(project, "web/app/page.tsx"), PAGE);
}

/** Works in the source code of a project that an editor has open in `page`. No vercel.json was opened before. */
export async function workInCode(page, project, step, shoot = () => undefined) {
  const inFile = (path) => new Person(page, join(project, path));
  const tsx = inFile("web/app/page.tsx");
  const python = inFile("mailer/digest.py");
  const config = inFile("vercel.json");
  const hover = page.locator(".monaco-hover:visible .markdown-hover");

  const show = async (person) => {
    const name = basename(person.file);
    await until(name, async () => {
      await person.press("Control+p");
      await page.locator(".quick-input-widget input.input").fill(name, { timeout: 2000 });
      await page.locator(".quick-input-widget .monaco-list-row", { hasText: name }).first().click({ timeout: 5000 });
      return true;
    });
    await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  };
  /** What a hover at a text says, once it says this. */
  const hovered = async (person, text, within, said) => {
    await person.goTo(...person.placeOf(text, within));
    const shown = await until(`a hover that says ${said}`, async () => {
      await person.press("Escape");
      await person.command("Show or Focus Hover");
      await hover.first().waitFor({ timeout: 2000 });
      const all = (await hover.allInnerTexts()).join("\n");
      return all.includes(said) && all;
    });
    assert.equal(shown.split(said).length, 2, `the hover is doubled: ${shown}`);
    return shown;
  };

  await step("hovers a variable in TSX and reads which service it belongs to", async () => {
    await show(tsx);
    const text = await hovered(tsx, "BACKEND_URL", 2, "the URL of backend");
    assert.match(text, /Vercel generates it for the server code of every service/);
    await shoot("code-hover");
    await tsx.press("Escape");
  });

  await step("hovers a path that the code requests, and goes to the service that answers", async () => {
    const text = await hovered(tsx, '"/api/products"', 4, "GET /api/products");
    assert.match(text, /→ backend, which sees \/products/);
    await shoot("code-request");
    await tsx.press("Escape");
    await tsx.command("Go to Definition");
    await page.locator(`.tab.active[data-resource-name="vercel.json"]`).waitFor();
    await config.cursorAt("backend", 7);
  });

  await step("hovers a variable in Python", async () => {
    await show(python);
    await hovered(python, "BACKEND_URL", 2, "the URL of backend");
    await python.press("Escape");
  });

  await step("completes a variable after process.env.", async () => {
    await show(tsx);
    await tsx.goTo(PAGE.split("\n").length, 1);
    await page.keyboard.type("export const other = process.env.");
    const row = page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "RECOMMENDATIONS_URL" });
    await row.filter({ hasNotText: "NEXT_PUBLIC" }).first().waitFor();
    await shoot("code-completion");
    await page.keyboard.type("RECOMM");
    await until("the variable to be selected", async () => {
      const focused = await page.locator(".suggest-widget.visible .monaco-list-row.focused").innerText();
      if (focused.includes("RECOMMENDATIONS_URL") && !focused.includes("NEXT_PUBLIC")) return true;
      await tsx.press("ArrowDown");
      return false;
    });
    await tsx.press("Enter");
    await until("the variable in the text", () => tsx.text().includes("process.env.RECOMMENDATIONS_URL"));
  });

  await step("renames a service in vercel.json, and code in three languages follows", async () => {
    await show(config);
    await config.goTo(...config.placeOf('"backend"', 2));
    await config.press("F2");
    const input = page.locator(".rename-box input.rename-input");
    await input.waitFor();
    await input.fill("products");
    await config.press("Enter");
    // Edits of code wait to be confirmed.
    const apply = page.getByRole("button", { name: "Apply", exact: true });
    await apply.waitFor();
    const open = page.locator('.edit-checkbox:not([aria-checked="true"])');
    await until("all edits to be ticked", async () => {
      if ((await open.count()) === 0) return true;
      await open.first().click({ timeout: 2000 });
      return false;
    });
    await shoot("code-rename");
    await apply.click();
    await until("the new names", () => {
      const go = readFileSync(join(project, "tools/main.go"), "utf8");
      const all = [tsx.text(), python.text(), go, config.text()];
      const stale = all.filter((text) => text.includes("BACKEND_URL") || text.includes('"backend"'));
      if (stale.length > 0) throw new Error(stale.join("\n"));
      return all.filter((text) => text.includes("PRODUCTS_URL")).length === 3;
    });
  });
}
