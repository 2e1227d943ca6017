import assert from "node:assert/strict";
import { Pcg64 } from "../../../../src/library/random/index.js";
import { methods, type Parameters } from "../../../../src/library/training/search/candidates.js";
import { axesOf, type SearchSpace } from "../../../../src/library/training/search/space.js";

const candidates = (
  method: keyof typeof methods,
  space: SearchSpace,
  trials?: number,
  seed = 42,
): Parameters[] => methods[method](axesOf(space), { trials, seed });

describe("What a search tries", () => {
  const space: SearchSpace = {
    optim: ["sgd", "adafactor"],
    "lora.r": { values: [4, 8] },
    maxSteps: { integer: [5, 7] },
  };

  it("as a grid is every combination, the last parameter changing fastest", () => {
    const grid = candidates("grid", space);
    assert.equal(grid.length, 12);
    assert.equal(new Set(grid.map((one) => JSON.stringify(one))).size, 12);
    assert.deepEqual(grid.slice(0, 4), [
      { optim: "sgd", "lora.r": 4, maxSteps: 5 },
      { optim: "sgd", "lora.r": 4, maxSteps: 6 },
      { optim: "sgd", "lora.r": 4, maxSteps: 7 },
      { optim: "sgd", "lora.r": 8, maxSteps: 5 },
    ]);
    assert.deepEqual(grid.at(-1), { optim: "adafactor", "lora.r": 8, maxSteps: 7 });
    assert.deepEqual(candidates("grid", space, 3), grid.slice(0, 3));
    assert.equal(candidates("grid", space, 99).length, 12);
  });

  it("at random is the same for a seed, another for another seed, and nothing twice", () => {
    const wide: SearchSpace = { learningRate: { logUniform: [1e-5, 1e-2] }, optim: ["sgd", "adafactor"] };
    const drawn = candidates("random", wide, 50);
    assert.deepEqual(candidates("random", wide, 50), drawn);
    assert.deepEqual(
      candidates("random", wide, 20),
      drawn.slice(0, 20),
      "more trials begin with the same ones",
    );
    assert.notDeepEqual(candidates("random", wide, 50, 43), drawn);
    assert.equal(new Set(drawn.map((one) => JSON.stringify(one))).size, 50);
    assert.equal(candidates("random", wide).length, 20);
    const all = candidates("random", space, 99);
    assert.deepEqual(
      all.map((one) => JSON.stringify(one)).sort(),
      candidates("grid", space)
        .map((one) => JSON.stringify(one))
        .sort(),
      "a small space is tried out, and no more",
    );
  });

  it("is drawn evenly: numbers, orders of magnitude, whole numbers and values", () => {
    const random = new Pcg64(7);
    const draws = (dimension: SearchSpace[string]) => {
      const [axis] = axesOf({ x: dimension });
      return Array.from({ length: 20_000 }, () => axis!.draw(random) as number);
    };
    const share = (values: number[], of: (value: number) => boolean) =>
      values.filter(of).length / values.length;
    const near = (actual: number, expected: number) =>
      assert.ok(Math.abs(actual - expected) < 0.015, `${actual}`);
    const uniform = draws({ uniform: [2, 6] });
    assert.ok(uniform.every((x) => x >= 2 && x <= 6));
    near(
      share(uniform, (x) => x < 3),
      0.25,
    );
    const log = draws({ logUniform: [1e-5, 1e-3] });
    assert.ok(log.every((x) => x >= 1e-5 && x <= 1e-3));
    near(
      share(log, (x) => x < 1e-4),
      0.5,
    );
    assert.ok(
      log.every((x) => String(x).replace(/e.*|^0\.0*|\./g, "").length <= 4),
      "four digits",
    );
    const whole = draws({ integer: [-1, 2] });
    for (const value of [-1, 0, 1, 2])
      near(
        share(whole, (x) => x === value),
        0.25,
      );
    near(
      share(draws(["a", "b", "c"] as never), (x) => x === ("b" as never)),
      1 / 3,
    );
  });

  const wrong: [what: string, space: unknown, message: RegExp][] = [
    ["nothing", {}, /needs a space/],
    ["no values", { seed: [] }, /says of "seed" \[\]; it must be a list of values, or/],
    ["a value twice", { seed: [1, 2, 1] }, /value of "seed" twice: 1, 2, 1/],
    ["a single value", { seed: 3 }, /says of "seed" 3/],
    ["null", { seed: null }, /says of "seed" null/],
    ["an unknown kind", { seed: { normal: [0, 1] } }, /"normal"/],
    ["two kinds", { seed: { uniform: [0, 1], integer: [0, 1] } }, /it must be a list/],
    ["a range backwards", { seed: { uniform: [1, 0] } }, /it must be a list/],
    ["a range of one end", { seed: { uniform: [1] } }, /it must be a list/],
    ["orders of magnitude from zero", { seed: { logUniform: [0, 1] } }, /low above 0/],
    ["whole numbers between fractions", { seed: { integer: [0.5, 2] } }, /it must be a list/],
    ["a kind of every object", { seed: { constructor: [0, 1] } }, /it must be a list/],
  ];
  for (const [what, given, message] of wrong)
    it(`can't be ${what}`, () => assert.throws(() => axesOf(given as SearchSpace), message));

  it("as a grid has no ranges", () =>
    assert.throws(
      () => candidates("grid", { optim: ["sgd"], learningRate: { logUniform: [1, 2] } }),
      /A grid needs a list of values for "learningRate"/,
    ));
});
