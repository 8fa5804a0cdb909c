import { expect, it } from "vitest";

import { type Inspection, asDotEnv, pattern, patternsOf, rejections, variablesOf, whileBroken } from "../src/inspection";

const inspection: Inspection = {
  configError: { code: "INVALID_VERCEL_CONFIG", message: "`memory` must be …", service: "api" },
  errors: [{ code: "INVALID_FRAMEWORK", message: "Unknown framework …", service: "web" }],
  services: [{ name: "digest", type: "cron" }, { name: "api" }],
  env: { API_URL: "https://x/api", WEB_URL: "https://x" },
  variables: { api: { API_URL: "https://x/api" } },
  model: "experimentalServices",
  declared: [
    { name: "api", framework: "Express", source: "api/src/index.ts", isRejected: false },
    { name: "web", isRejected: true },
    { name: "digest", isRejected: false },
  ],
  declaredRouting: [
    { prefix: "/api", service: "api" },
    { prefix: "/", service: "web" },
  ],
};

it("knows what a rejected service is meant to answer", () => {
  expect(patternsOf(inspection, "web")).toEqual(["/"]);
  expect(patternsOf(inspection, "digest")).toEqual([]);
});

it("lists why Vercel rejects the file, the file's own error first", () => {
  expect(rejections(inspection).map(({ service }) => service)).toEqual(["api", "web"]);
  expect(rejections({ ...inspection, configError: null, errors: [] })).toEqual([]);
  expect(rejections(undefined)).toEqual([]);
});

it("keeps the picture while the text can't be parsed", () => {
  const broken = { ...inspection, errors: [{ code: "INVALID_VERCEL_JSON", message: "…" }], declared: [], declaredRouting: [] };
  expect(whileBroken(broken, inspection)).toEqual({ ...inspection, errors: broken.errors });
  expect(whileBroken(broken, undefined)).toEqual(broken);
});

it("takes a service's variables from the server", () => {
  expect(variablesOf(inspection, "api")).toEqual([["API_URL", "https://x/api"]]);
  expect(variablesOf(inspection, "digest")).toEqual([]);
});

it("names a row by its prefix or its source", () => {
  expect([pattern({ prefix: "/api", service: "a" }), pattern({ source: "/api/(.*)", service: "a" })]).toEqual(["/api", "/api/(.*)"]);
});

it("writes variables as a .env file", () => {
  expect(asDotEnv({ A: "https://x/a", B: "two words", C: 'qu"ote' })).toBe('A=https://x/a\nB="two words"\nC="qu\\"ote"\n');
});
