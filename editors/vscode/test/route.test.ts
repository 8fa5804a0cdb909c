import { expect, it } from "vitest";

import { type Outcome, detailsInWords, failureStatus, isKnown } from "../src/route";

const status = (outcome: Outcome) => failureStatus({ error: null, outcome });

it("takes what gives no page as a failure", () => {
  expect(status({ kind: "notFound" })).toBe(404);
  expect(status({ kind: "buildOutput", path: "/x" })).toBe(404);
  expect(status({ kind: "service", service: "nowhere", declared: false })).toBe(404);
  expect(status({ kind: "status", status: 410 })).toBe(410);
  expect(status({ kind: "path", path: "/404", status: 404 })).toBe(404);
});

it("takes an answer as none", () => {
  expect(status({ kind: "service", service: "web", declared: true })).toBeUndefined();
  expect(status({ kind: "redirect", status: 308, location: "/new" })).toBeUndefined();
  expect(status({ kind: "status", status: 204 })).toBeUndefined();
  expect(status({ kind: "path", path: "/", file: "index.html" })).toBeUndefined();
  expect(failureStatus({ error: "…" })).toBeUndefined();
});

it("has nothing to test where the result is unknown", () => {
  expect(isKnown({ error: "…", outcome: { kind: "undecided", reason: "…" } })).toBe(false);
  expect(isKnown({ error: "…" })).toBe(false);
  expect(isKnown({ error: "…", outcome: { kind: "notFound" } })).toBe(true);
});

it("says what a request has beside its path", () => {
  expect(detailsInWords({ url: "/" })).toBe("");
  expect(detailsInWords({ url: "/", method: "POST", host: "x.test", headers: { "x-plan": "pro" } })).toBe("POST, host x.test, x-plan: pro");
});
