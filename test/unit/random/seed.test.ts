import assert from "node:assert/strict";
import { numpyPermutation, seedSequence, torchRandperm } from "../../../src/library/random/index.js";

describe("random", () => {
  it("takes seeds of more than 128 bits", () => {
    // numpy.random.SeedSequence(2**130 + 5).generate_state(4) and 2**130 + 6
    assert.deepEqual(seedSequence(2n ** 130n + 5n, 4), [3860361780, 2045784467, 3828541135, 2045165508]);
    assert.deepEqual(seedSequence(2n ** 130n + 6n, 4), [3910125565, 3982917265, 455772077, 3059616189]);
  });

  it("takes the low 32 bits of a seed for torch, as the engine does", () => {
    assert.deepEqual(torchRandperm(20, 2n ** 32n + 7n), torchRandperm(20, 7));
    assert.notDeepEqual(torchRandperm(20, 8), torchRandperm(20, 7));
  });

  for (const seed of [-1, 1.5, Number.NaN, 2 ** 60, -1n])
    it(`refuses the seed ${seed}`, () => {
      assert.throws(() => numpyPermutation(3, seed), /The seed .* is (not an integer|negative)/);
      assert.throws(() => torchRandperm(3, seed), /The seed .* is (not an integer|negative)/);
    });

  it("orders nothing", () => {
    assert.deepEqual(numpyPermutation(0, 1), []);
    assert.deepEqual(torchRandperm(0, 1), []);
  });

  it("orders 287,113 rows in under a second", () => {
    for (const order of [numpyPermutation, torchRandperm]) {
      const start = performance.now();
      order(287_113, 42);
      const seconds = (performance.now() - start) / 1000;
      assert.ok(seconds < 1, `${order.name} took ${seconds} s`);
    }
  });
});
