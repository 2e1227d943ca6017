import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateSequences } from "../../../src/library/generation/index.js";
import { fromGenerationConfig } from "../../../src/library/generation/options.js";
import { exportOnnx } from "../../../src/library/onnx/export/index.js";
import { OnnxModelForSeq2SeqLM } from "../../../src/library/onnx/runtime/index.js";
import { manualSeed } from "../../../src/library/tensor/random.js";
import { withoutPadding } from "../generation/goldenIds.js";
import { goldenPath, readGolden } from "../goldenData.js";

interface Inputs {
  batch: { input_ids: number[][]; attention_mask: number[][] };
  single: { input_ids: number[][] };
}
interface Case {
  input: "batch" | "single";
  kwargs: Record<string, unknown>;
  sequences: number[][];
  sequences_scores?: number[];
  seed?: number;
}

const searches = readGolden<{ models: Record<string, Inputs & { cases: Record<string, Case> }> }>(
  "generate",
  "generate.4.57.6.json",
).models;
const draws = readGolden<{ models: Record<string, Record<string, Case>> }>(
  "generate",
  "sampling.json",
).models;

/** Scores are sums of up to 60 log probabilities. */
const scoreTolerance = 1e-4;

for (const [name, golden] of Object.entries(searches))
  describe(`An exported model generates what Transformers does: ${name}`, () => {
    let folder: string;
    let model: OnnxModelForSeq2SeqLM;
    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), "summnb-onnx-"));
      await exportOnnx(goldenPath("models", `${name}-trained`), folder);
      model = await OnnxModelForSeq2SeqLM.fromPretrained(folder, { threads: 1 });
    });
    after(async () => {
      await model.dispose();
      rmSync(folder, { recursive: true });
    });

    const { batch, single } = golden;
    const sources = {
      batch: batch.input_ids.map((ids, row) => ids.filter((_, i) => batch.attention_mask[row]![i] === 1)),
      single: single.input_ids,
    };
    const cases = { ...golden.cases, ...draws[name] };
    for (const [title, { input, kwargs, sequences, sequences_scores: scores, seed }] of Object.entries(cases))
      it(title, async () => {
        if (seed !== undefined) manualSeed(seed);
        const results = await generateSequences(model, sources[input], fromGenerationConfig(kwargs));
        assert.deepEqual(
          results.map(({ ids }) => ids),
          sequences.map((ids) => withoutPadding(ids, model.eosTokenId)),
        );
        const close = (score: number | null, i: number) => Math.abs(score! - scores![i]!) <= scoreTolerance;
        if (scores) assert.ok(results.every(({ score }, i) => close(score, i)));
      });
  });
