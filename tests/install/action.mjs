// Runs action.yml in the folder that is the checkout: `action.mjs FOLDER NAME=VALUE…` sets its inputs. Ends as it does.

import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { run, text } from "./steps.mjs";

const [folder, ...values] = process.argv.slice(2);
const action = parse(readFileSync(new URL("../../action.yml", import.meta.url), "utf8"));

const given = Object.fromEntries(values.map((value) => value.split(/=(.*)/s, 2)));
const unknown = Object.keys(given).filter((name) => !(name in action.inputs));
if (unknown.length > 0) {
  throw new Error(`action.yml has no input ${unknown.join(", ")}`);
}
const github = { token: "none", event: { pull_request: { number: 7 } } };
const input = ([name, { default: otherwise }]) => [name, given[name] ?? text(otherwise, { github })];
const inputs = Object.fromEntries(Object.entries(action.inputs).map(input));
process.exitCode = run(action.runs.steps, folder, { github, inputs }) ? 0 : 1;
