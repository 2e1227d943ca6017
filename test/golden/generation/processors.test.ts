import assert from "node:assert/strict";
import { GenerationConfig } from "../../../src/library/generation/index.js";
import { resolveOptions } from "../../../src/library/generation/options.js";
import {
  type LogitsProcessor,
  processorsOf,
  type Step,
} from "../../../src/library/generation/processors/index.js";
import {
  type Floats,
  Matrix as PlainMatrix,
  plainMath,
} from "../../../src/library/generation/scores/plain/index.js";
import { torchMath } from "../../../src/library/generation/scores/torch.js";
import { Mt19937 } from "../../../src/library/random/index.js";
import { fromArray, scope, type Tensor } from "../../../src/library/tensor/index.js";
import * as ops from "../../../src/library/tensor/ops.js";
import { readGolden } from "../goldenData.js";

/** A float32 as JSON has it: Python's names stand for what is no number. */
type Score = number | "inf" | "-inf" | "nan";
type Matrix = Score[][];

const special = { inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY, nan: Number.NaN };
const value = (score: Score) => (typeof score === "number" ? score : special[score]);
const flat = (matrix: Matrix) => Float32Array.from(matrix.flat(), value);

/** What options of generation_config.json come to. */
function settingsOf(options: Record<string, unknown>) {
  const generationConfig = GenerationConfig.fromRaw(options, "a golden");
  return resolveOptions(
    {},
    { padTokenId: 0, eosTokenId: 1, decoderStartTokenId: 0, config: {}, generationConfig },
  );
}

type Process = (matrix: Matrix, step: Step, options: Record<string, unknown>) => Float32Array;

const withTorch: Process = (matrix, step, options) => {
  const shape = [matrix.length, matrix[0]!.length];
  return scope(() => {
    const scores: Tensor<"float32"> = fromArray(flat(matrix), shape, "float32");
    const result = processorsOf(torchMath, settingsOf(options)).reduce<ReturnType<LogitsProcessor>>(
      (x, change) => change(x, step),
      scores,
    );
    return ops.contiguous(result).toArray() as Float32Array;
  });
};

const withArrays: Process = (matrix, step, options) => {
  const scores = new PlainMatrix(flat(matrix), matrix.length, matrix[0]!.length);
  const math = plainMath(new Mt19937(0));
  return processorsOf(math, settingsOf(options)).reduce<Floats>((x, change) => change(x, step), scores).data;
};

const isClose = (a: number, b: number) =>
  Object.is(a, b) || Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));

/**
 * Without LibTorch sums have their last bits by another order, and of equal scores at a bound others may stay: as many
 * ids stay, with the same scores as float32.
 */
function equalButForRounding(found: Float32Array, expected: Float32Array): void {
  assert.equal(found.length, expected.length);
  const [have, want] = [found.toSorted(), expected.toSorted()];
  assert.deepEqual(
    [...have.keys()].filter((i) => !isClose(have[i]!, want[i]!)),
    [],
  );
  for (const [i, score] of found.entries())
    assert.ok(isClose(score, expected[i]!) || !Number.isFinite(score - expected[i]!), `${score} at ${i}`);
}

type Check = (found: Float32Array, expected: Float32Array) => void;
const backends: [name: string, process: Process, check: Check][] = [
  ["to the last bit", withTorch, assert.deepEqual],
  ["on typed arrays", withArrays, equalButForRounding],
];

for (const [name, process, check] of backends)
  describe(`Logits processors equal Transformers' ${name}`, () => {
    describe("those of the first golden", () => {
      const golden = readGolden<{
        logits: Matrix;
        input_ids: number[][];
        processed: Record<string, Matrix>;
      }>("generate", "logits_processors.json");
      const draws = { do_sample: true, top_k: 0 };
      /** Options for each of its names. It does not say all: what it had for sources and bad words is worked out. */
      const optionsOf: Record<string, Record<string, unknown>> = {
        "temperature_0.7": { ...draws, temperature: 0.7 },
        top_k_10: { do_sample: true, top_k: 10 },
        "top_p_0.9": { ...draws, top_p: 0.9 },
        "top_p_0.3_min_keep_2": { ...draws, top_p: 0.3, num_beams: 2 },
        "typical_p_0.8": { ...draws, typical_p: 0.8 },
        "min_p_0.1": { ...draws, min_p: 0.1 },
        "repetition_1.3": { repetition_penalty: 1.3 },
        no_repeat_1: { no_repeat_ngram_size: 1 },
        no_repeat_2: { no_repeat_ngram_size: 2 },
        no_repeat_3: { no_repeat_ngram_size: 3 },
        min_length_20: { min_length: 20 },
        min_length_14: { min_length: 14 },
        forced_eos_15: { forced_eos_token_id: 1, max_length: 15 },
        "forced_bos(len 14 -> no-op)": { forced_bos_token_id: 2 },
        "epsilon_0.02": { ...draws, epsilon_cutoff: 0.02 },
        "eta_0.02": { ...draws, eta_cutoff: 0.02 },
        suppress_3_5: { suppress_tokens: [3, 5] },
        bad_words: { bad_words_ids: [[4], [4, 9]] },
        encoder_no_repeat_2: { encoder_no_repeat_ngram_size: 2 },
        exp_decay: { exponential_decay_length_penalty: [4, 1.1] },
      };
      const sources = [
        [4, 7, 4, 10],
        [6, 3, 6, 6],
        [3, 1, 3, 11],
      ];

      it("has options for every one", () => {
        assert.deepEqual(Object.keys(golden.processed).sort(), Object.keys(optionsOf).sort());
      });
      for (const [name, expected] of Object.entries(golden.processed))
        it(name, () => {
          const found = process(golden.logits, { rows: golden.input_ids, sources }, optionsOf[name]!);
          check(found, flat(expected));
        });
    });

    describe("all, with what they were made of", () => {
      interface Case {
        name: string;
        options: Record<string, unknown>;
        length: number;
        logits: string;
        processed: Matrix;
      }
      const golden = readGolden<{
        ids: number[][];
        sources: number[][];
        logits: Record<string, Matrix>;
        cases: Case[];
      }>("generate", "processors.json");

      for (const { name, options, length, logits, processed } of golden.cases) {
        const title = Object.entries(options).map(([key, given]) => `${key} ${JSON.stringify(given)}`);
        it(`${name}: ${title.join(", ")} on ${logits}`, () => {
          const step = { rows: golden.ids.map((ids) => ids.slice(0, length)), sources: golden.sources };
          const matrix = golden.logits[logits]!;
          const found = process(matrix, step, options);
          // Of the wide matrix the golden has the columns that stay.
          const expected = logits === "wide" ? kept(matrix, processed as number[][]) : flat(processed);
          check(found, expected);
        });
      }
    });
  });

/** A matrix with only these columns of each row. */
function kept(matrix: Matrix, columns: number[][]): Float32Array {
  return flat(
    matrix.map((row, i) =>
      row.map((score, column): Score => (columns[i]!.includes(column) ? score : "-inf")),
    ),
  );
}
