import assert from "node:assert/strict";
import { fromGenerationConfig } from "../../../src/library/generation/options.js";
import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../../src/library/models/index.js";
import { goldenPath, readGolden } from "../goldenData.js";

interface Case {
  input: "batch" | "single";
  kwargs: Record<string, unknown>;
  sequences: number[][];
}
interface GoldenModel {
  batch: { input_ids: number[][]; attention_mask: number[][] };
  single: { input_ids: number[][] };
  cases: Record<string, Case>;
}

const { models } = readGolden<{ models: Record<"t5" | "flan", GoldenModel> }>(
  "generate",
  "generate.4.57.6.json",
);

/** Hugging Face pads results of a batch on the right with 0, which is also the start token. */
function withoutPadding(ids: number[]): number[] {
  const end = ids.lastIndexOf(1);
  return end < 0 ? ids : ids.slice(0, end + 1);
}

for (const [name, golden] of Object.entries(models).filter(([name]) => ["t5", "flan"].includes(name)))
  describe(`Generation equals Transformers': ${name}`, () => {
    let model: PreTrainedModel;
    before(async () => {
      model = await AutoModelForSeq2SeqLM.fromPretrained(goldenPath("models", `${name}-trained`), {
        device: "cpu",
      });
    });

    const { batch, single } = golden;
    const sources = {
      batch: batch.input_ids.map((ids, row) => ids.filter((_, i) => batch.attention_mask[row]![i] === 1)),
      single: single.input_ids,
    };
    for (const [title, { input, kwargs, sequences }] of Object.entries(golden.cases)) {
      if (((kwargs.num_beams as number | undefined) ?? 1) > 1) continue;
      it(title, async () => {
        const ids = await model.generate(sources[input], fromGenerationConfig(kwargs));
        assert.deepEqual(ids, sequences.map(withoutPadding));
      });
    }
  });
