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
  const optional = rest.default === null;
  // Only the plan is an optional choice.
  const choices = rest.enum && {
    enum: [...rest.enum, ...(optional ? [null] : [])],
    markdownEnumDescriptions: [...(markdownEnumDescriptions ?? []), ...(optional ? ["Don't check plan limits."] : [])],
  };
  // VS Code's editor of settings has a field for a string, not for a string or null: the server takes an empty one as none.
  const isText = optional && !choices;
  const values = additionalProperties && resolved(additionalProperties);
  const setting = {
    type: optional && !isText ? [type, "null"] : type,
    scope: "resource",
    default: isText ? "" : rest.default,
    markdownDescription,
    ...choices,
    ...(values && {
      additionalProperties: { type: values.type, enum: values.enum, markdownEnumDescriptions: values.markdownEnumDescriptions },
    }),
  };
  return [[name, setting]];
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
