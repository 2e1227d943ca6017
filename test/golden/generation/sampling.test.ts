import assert from "node:assert/strict";
import { draw } from "../../../src/library/generation/draw.js";
import { fromGenerationConfig } from "../../../src/library/generation/options.js";
import { Matrix, plainMath } from "../../../src/library/generation/scores/plain/index.js";
import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../../src/library/models/index.js";
import { Mt19937 } from "../../../src/library/random/index.js";
import { fromArray, manualSeed, scope } from "../../../src/library/tensor/index.js";
import { goldenPath, readGolden } from "../goldenData.js";
import { withoutPadding } from "./goldenIds.js";

interface Draw {
  seed: number;
  rows: number;
  columns: number;
  n: number;
  first: number[][];
  second: number[][];
}
interface Case {
  input: "batch" | "single";
  seed: number;
  kwargs: Record<string, unknown>;
  sequences: number[][];
}
interface Inputs {
  batch: { input_ids: number[][]; attention_mask: number[][] };
  single: { input_ids: number[][] };
}

/** Of torch 2.13 and Transformers 4.57.6 on an x86-64 CPU, where random numbers are MKL's as in LibTorch's builds. */
const golden = readGolden<{ draws: Draw[]; models: Record<string, Record<string, Case>> }>(
  "generate",
  "sampling.json",
);
const inputs = readGolden<{ models: Record<string, Inputs> }>("generate", "generate.4.57.6.json").models;

/** Rows of an array of `width` columns. */
const rowsOf = (flat: ArrayLike<bigint>, width: number) =>
  Array.from({ length: flat.length / width }, (_, row) =>
    Array.from({ length: width }, (_, i) => Number(flat[row * width + i]!)),
  );

describe("Draws equal torch.multinomial's", () => {
  for (const { seed, rows, columns, n, first, second } of golden.draws)
    it(`seed ${seed}: ${n} of ${columns} in ${rows} rows`, () => {
      const weights = Float32Array.from({ length: rows * columns }, (_, i) => ((i * 7919) % 101) + 1);
      const all = Array.from({ length: rows }, (_, i) => i);
      const drawn = (places: number[]) =>
        scope(() => {
          const chosen = places.flatMap((row) => [...weights.subarray(row * columns, (row + 1) * columns)]);
          const tensor = fromArray(Float32Array.from(chosen), [places.length, columns], "float32");
          return rowsOf(draw(tensor, n, places, rows).toArray(), n);
        });
      manualSeed(seed);
      assert.deepEqual(drawn(all), first);
      assert.deepEqual(drawn(all), second);
      // A row that is left draws as if the others still did.
      manualSeed(seed);
      drawn([rows - 1]);
      assert.deepEqual(drawn([rows - 1]), second.slice(-1));
    });
});

describe("Draws without LibTorch equal torch.multinomial's", () => {
  for (const { seed, rows, columns, n, first, second } of golden.draws)
    it(`seed ${seed}: ${n} of ${columns} in ${rows} rows`, () => {
      const weights = Float32Array.from({ length: rows * columns }, (_, i) => ((i * 7919) % 101) + 1);
      const random = new Mt19937(seed);
      const math = plainMath(random);
      const drawn = (places: number[]) => {
        const chosen = math.selectRows(new Matrix(weights, rows, columns), places);
        const found = math.draw(chosen, n, places, rows);
        return Array.from({ length: places.length }, (_, row) => [...found.row(row)]);
      };
      const all = Array.from({ length: rows }, (_, i) => i);
      assert.deepEqual(drawn(all), first);
      const state = random.getState();
      assert.deepEqual(drawn(all), second);
      random.setState(state);
      assert.deepEqual(drawn([rows - 1]), second.slice(-1));
    });
});

for (const [name, cases] of Object.entries(golden.models))
  describe(`Sampling gives Transformers' ids for a seed: ${name}`, () => {
    let model: PreTrainedModel;
    before(async () => {
      const folder = goldenPath("models", `${name}-trained`);
      model = await AutoModelForSeq2SeqLM.fromPretrained(folder, { device: "cpu" });
    });
    const { batch, single } = inputs[name]!;
    const sources = {
      batch: batch.input_ids.map((ids, row) => ids.filter((_, i) => batch.attention_mask[row]![i] === 1)),
      single: single.input_ids,
    };
    for (const [title, { input, seed, kwargs, sequences }] of Object.entries(cases))
      it(title, async () => {
        manualSeed(seed);
        const ids = await model.generate(sources[input], fromGenerationConfig(kwargs));
        assert.deepEqual(
          ids,
          sequences.map((row) => withoutPadding(row, model.eosTokenId)),
        );
      });
  });
