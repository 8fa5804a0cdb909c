import { expect, it } from "vitest";

import { CrashLimit } from "../src/crashes";

it("starts again until the last crash that is one too many, and counts only those close together", () => {
  const limit = new CrashLimit(3, 1000);
  expect([limit.add(0), limit.add(1), limit.add(2)]).toEqual([true, true, false]);
  expect(limit.add(1500)).toBe(true);
});

it("counts anew after a restart by hand", () => {
  const limit = new CrashLimit(2, 1000);
  expect([limit.add(0), limit.add(1)]).toEqual([true, false]);
  limit.forget();
  expect(limit.add(2)).toBe(true);
});
