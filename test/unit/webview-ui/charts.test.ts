import assert from "node:assert/strict";
import { linearScale, logTicks, niceDomain, niceStep, ticks } from "../../../webview-ui/charts/scale.js";

describe("chart scales", () => {
  it("steps by 1, 2 or 5 times a power of ten", () => {
    const cases: [span: number, count: number, step: number][] = [
      [40, 5, 10],
      [10, 5, 2],
      [1, 4, 0.2],
      [0.07, 5, 0.01],
      [23_000, 5, 5000],
      [0, 5, 1],
      [-3, 5, 1],
    ];
    for (const [span, count, step] of cases)
      assert.ok(Math.abs(niceStep(span, count) - step) < 1e-12, `${span}`);
  });

  it("places ticks on multiples of the step, without rounding dirt", () => {
    assert.deepEqual(ticks(0, 0.5, 5), [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    assert.deepEqual(ticks(-3.2, 4.1, 4), [-2, 0, 2, 4]);
    assert.ok(Object.is(ticks(-1, 1, 2)[1], 0));
  });

  it("includes zero in a domain when asked, and rounds its ends", () => {
    assert.deepEqual(niceDomain([28.7, 39.1], { zero: true, count: 5 }), [0, 40]);
    assert.deepEqual(niceDomain([-1.7, 11], { zero: true, count: 5 }), [-2, 12]);
    assert.deepEqual(niceDomain([], { zero: false, count: 5 }), [0, 1]);
    assert.deepEqual(niceDomain([0, 0], { zero: true, count: 5 }), [0, 1]);
    assert.deepEqual(niceDomain([Number.NaN, 4, 6], { zero: false, count: 4 }), [4, 6]);
  });

  it("maps a domain to a range, and a single value to its middle", () => {
    const scale = linearScale([0, 40], [100, 300]);
    assert.equal(scale(10), 150);
    assert.deepEqual(scale.domain, [0, 40]);
    assert.equal(linearScale([5, 5], [0, 10])(5), 5);
  });

  it("labels a logarithmic axis by 1, 2 and 5, and a short one linearly", () => {
    assert.deepEqual(logTicks(0.9, 40), [1, 2, 5, 10, 20]);
    assert.deepEqual(logTicks(1.5, 1.9), [1.5, 1.6, 1.7, 1.8, 1.9]);
    assert.deepEqual(logTicks(0, 10), []);
    assert.deepEqual(logTicks(-1, 10), []);
  });
});
