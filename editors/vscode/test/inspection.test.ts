import { expect, it } from "vitest";

import { type Inspection, asDotEnv, inRoutingOrder, pattern, variablesOf } from "../src/inspection";

const inspection: Inspection = {
  configError: null,
  errors: [],
  services: [{ name: "digest", type: "cron" }, { name: "web" }, { name: "api" }],
  env: { API_URL: "https://x/api", WEB_URL: "https://x" },
  variables: { api: { API_URL: "https://x/api" } },
  routing: [
    { prefix: "/api", service: "api" },
    { prefix: "/", service: "web" },
  ],
};

it("orders services as requests meet them, unreached ones last", () => {
  expect(inRoutingOrder(inspection).map((service) => service.name)).toEqual(["api", "web", "digest"]);
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
