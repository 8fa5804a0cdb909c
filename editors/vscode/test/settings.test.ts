// The settings in package.json come from the server's own settings type: UPDATE=1 writes them anew.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly markdownDescription?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const manifest = join(__dirname, "../package.json");
const root = JSON.parse(readFileSync(join(__dirname, "../../../schema/settings.schema.json"), "utf8")) as Schema;

/** What a reference stands for; the reference's own description and default win. */
function resolved(schema: Schema): Schema {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  const target = reference && root.definitions?.[reference.replace("#/definitions/", "")];
  return target ? { ...target, ...schema } : schema;
}

/** One setting for each leaf, as VS Code wants it. */
function settings(schema: Schema, name: string): [string, object][] {
  const { type, properties, additionalProperties, markdownDescription, markdownEnumDescriptions, ...rest } = resolved(schema);
  if (properties) {
    return Object.entries(properties).flatMap(([key, value]) => settings(value, `${name}.${key}`));
  }
  // VS Code's editor of settings has a field for a string and a list of choices, but shows `null` as a word: the server takes an empty
  // text as none.
  const optional = rest.default === null;
  // Only the plan is an optional choice.
  const choices = rest.enum && {
    enum: [...(optional ? [""] : []), ...rest.enum],
    ...(optional && { enumItemLabels: ["Not set", ...rest.enum.map((choice) => choice.replace(/^./, (first) => first.toUpperCase()))] }),
    markdownEnumDescriptions: [...(optional ? ["Don't check plan limits."] : []), ...(markdownEnumDescriptions ?? [])],
  };
  const values = additionalProperties && resolved(additionalProperties);
  const setting = {
    type,
    scope: "resource",
    default: optional ? "" : rest.default,
    markdownDescription,
    ...choices,
    ...(name === "svcLsp.rules" && { propertyNames: rules() }),
    ...(values && {
      additionalProperties: { type: values.type, enum: values.enum, markdownEnumDescriptions: values.markdownEnumDescriptions },
    }),
  };
  return [[name, setting]];
}

/** The rules' codes, each with its title, as the table of all rules has them. */
function rules(): { enum: string[]; markdownEnumDescriptions: string[] } {
  const table = readFileSync(join(__dirname, "../../../docs/rules/README.md"), "utf8");
  const rows = [...table.matchAll(/^\| \[`([\w-]+)`\]\(.*\| (.+) \|$/gm)];
  expect(rows.length).toBeGreaterThan(100);
  return { enum: rows.map(([, code]) => code ?? ""), markdownEnumDescriptions: rows.map(([, , title]) => title ?? "") };
}

it("declares the server's settings as the server does", () => {
  const text = readFileSync(manifest, "utf8");
  const contributed = JSON.parse(text) as { contributes: { configuration: { properties: Record<string, object> } } };
  const { configuration } = contributed.contributes;
  const generated = Object.fromEntries(settings(root, "svcLsp"));
  if (process.env["UPDATE"]) {
    configuration.properties = { ...configuration.properties, ...generated };
    writeFileSync(manifest, `${JSON.stringify(contributed, undefined, 2)}\n`);
  }
  const ofTheClient = ["svcLsp.server.path", "svcLsp.trace.server"];
  const ofTheServer = Object.entries(configuration.properties).filter(([name]) => !ofTheClient.includes(name));
  expect(Object.fromEntries(ofTheServer)).toEqual(generated);
});
