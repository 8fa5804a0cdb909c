import { expect, it } from "vitest";

import { CrashLimit } from "../src/crashes";
import { Restarts } from "../src/restarts";

it("runs one restart at a time, with at most one waiting", async () => {
  let running = 0;
  let most = 0;
  let count = 0;
  const restarts = new Restarts(async () => {
    most = Math.max(most, ++running);
    count++;
    await new Promise((done) => setTimeout(done, 5));
    running--;
  });
  await Promise.all(Array.from({ length: 5 }, () => restarts.request()));
  expect({ most, count }).toEqual({ most: 1, count: 2 });
});

it("restarts again after a restart that failed", async () => {
  let count = 0;
  const restarts = new Restarts(() => (++count === 1 ? Promise.reject(new Error("first")) : Promise.resolve()));
  const first = restarts.request();
  const second = restarts.request();
  await expect(first).rejects.toThrow("first");
  await second;
  expect(count).toBe(2);
});

it("gives up after five crashes within the time, not before", () => {
  const limit = new CrashLimit(5, 1000);
  expect([0, 1, 2, 3].map((time) => limit.add(time))).toEqual([true, true, true, true]);
  expect(limit.add(4)).toBe(false);
  limit.forget();
  expect([0, 600, 1200, 1800, 2400, 3000].map((time) => limit.add(time))).not.toContain(false);
});
