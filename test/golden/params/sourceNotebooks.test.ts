import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  AutoModelForSeq2SeqLM,
  getPeftModel,
  LoraConfig,
  PeftModel,
  parameterCounts,
} from "../../../src/library/index.js";
import { readGolden } from "../goldenData.js";

/** What the sources print of the real models, or what Transformers counts where they print nothing. */
const totals: Record<string, { type: string; total: number }> = {
  "google/pegasus-large": { type: "pegasus", total: 570_797_056 },
  "google/flan-t5-base": { type: "t5", total: 247_577_856 },
  "google-t5/t5-small": { type: "t5", total: 60_506_624 },
  "google/pegasus-cnn_dailymail": { type: "pegasus", total: 570_797_056 },
  "facebook/bart-large-cnn": { type: "bart", total: 406_290_432 },
};

const lines = (trainable: number, all: number, percentage: string) =>
  `Trainable model parameters: ${trainable}\nAll model parameters: ${all}\nPercentage of trainable model parameters: ${percentage}%`;

describe("Parameter counts of the source notebooks' real models", () => {
  const { models } = readGolden<{ models: Record<string, { config: object }> }>(
    "params",
    "param_counts.4.57.6.json",
  );
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-source-params-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  function skeleton(id: string) {
    const file = path.join(folder, "config.json");
    writeFileSync(file, JSON.stringify({ model_type: totals[id]!.type, ...models[id]!.config }));
    return AutoModelForSeq2SeqLM.skeleton(file);
  }
  const textOf = (model: Parameters<typeof parameterCounts>[0]) =>
    String(parameterCounts(model).toMimeBundle("output")["text/plain"]);

  for (const [id, { total }] of Object.entries(totals))
    it(`are ${total} for ${id}`, () => assert.equal(textOf(skeleton(id)), lines(total, total, "100.00")));

  const lora = new LoraConfig({
    r: 32,
    loraAlpha: 64,
    targetModules: ["q", "v"],
    loraDropout: 0.05,
    bias: "none",
  });

  it("are 1.41% with the LoRA of the FLAN-T5 notebook", () => {
    const model = getPeftModel(skeleton("google/flan-t5-base"), lora);
    assert.equal(textOf(model), lines(3_538_944, 251_116_800, "1.41"));
  });

  it("are none with an adapter that is loaded to be used", () => {
    const model = new PeftModel(skeleton("google/flan-t5-base"), lora, "default", false);
    assert.equal(textOf(model), lines(0, 251_116_800, "0.00"));
  });
});
