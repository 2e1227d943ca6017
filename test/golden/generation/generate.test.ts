import assert from "node:assert/strict";
import { generateSequences } from "../../../src/library/generation/index.js";
import { fromGenerationConfig } from "../../../src/library/generation/options.js";
import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../../src/library/models/index.js";
import { goldenPath, hasGolden, readGolden } from "../goldenData.js";
import { withoutPadding } from "./goldenIds.js";

interface Case {
  input: "batch" | "single";
  kwargs: Record<string, unknown>;
  sequences: number[][];
  sequences_scores?: number[];
}
interface GoldenModel {
  batch: { input_ids: number[][]; attention_mask: number[][] };
  single: { input_ids: number[][] };
  cases: Record<string, Case>;
}
type Golden = { models: Record<string, GoldenModel> };

const read = (version: string) => readGolden<Golden>("generate", `generate.${version}.json`).models;
const models = read("4.57.6");
const newer = hasGolden("generate", "generate.5.18.0.json") ? read("5.18.0") : undefined;

/** Where 5.18 passes over a null that the call gives, and takes the model's own value. */
const onlyOlder = ["bart no_forced_bos_eos"];

/** Sums of up to 60 log probabilities, which a forward pass has to 1e-5 of those in float64. */
const scoreTolerance = 1e-5;

for (const [name, golden] of Object.entries(models))
  describe(`Generation equals Transformers': ${name}`, () => {
    let model: PreTrainedModel;
    before(async () => {
      const folder = goldenPath("models", `${name}-trained`);
      model = await AutoModelForSeq2SeqLM.fromPretrained(folder, { device: "cpu" });
    });

    const { batch, single } = golden;
    const sources = {
      batch: batch.input_ids.map((ids, row) => ids.filter((_, i) => batch.attention_mask[row]![i] === 1)),
      single: single.input_ids,
    };
    for (const [title, { input, kwargs, sequences, sequences_scores: scores }] of Object.entries(
      golden.cases,
    ))
      it(title, async () => {
        const { eosTokenId } = model;
        const results = await generateSequences(model, sources[input], fromGenerationConfig(kwargs));
        assert.deepEqual(
          results.map(({ ids }) => ids),
          sequences.map((ids) => withoutPadding(ids, eosTokenId)),
        );
        const close = (score: number | null, i: number) => Math.abs(score! - scores![i]!) <= scoreTolerance;
        if (scores) assert.ok(results.every(({ score }, i) => close(score, i)));
        else assert.ok(results.every(({ score }) => score === null));
        const later = newer?.[name]?.cases[title];
        if (later && !onlyOlder.includes(`${name} ${title}`)) assert.deepEqual(later.sequences, sequences);
      });
  });
