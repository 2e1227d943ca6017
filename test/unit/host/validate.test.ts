import assert from "node:assert/strict";
import { defaultValues } from "../../../src/host/train-lora/defaults.js";
import { findInvalid } from "../../../src/host/train-lora/validate.js";
import type { TrainLoraValues } from "../../../src/protocol/panel.js";

const good: TrainLoraValues = defaultValues(
  [{ value: "models/starter", label: "starter" }],
  [{ value: "data/pairs", label: "pairs" }],
);
const present = new Set(["models/starter", "data/pairs"]);
const check = (change: Partial<TrainLoraValues>) =>
  findInvalid({ ...good, ...change }, async (file) => present.has(file));

describe("the Train LoRA form's values", () => {
  it("are good as they stand at first", async () => {
    assert.equal(await check({}), undefined);
  });

  const wrong: Partial<TrainLoraValues>[] = [
    { model: " " },
    { data: "" },
    { documentColumn: "" },
    { summaryColumn: "document" },
    { r: 0 },
    { r: 1.5 },
    { loraAlpha: Number.NaN },
    { loraDropout: 1 },
    { targetModules: [] },
    { learningRate: -1 },
    { maxSteps: 0 },
    { perDeviceTrainBatchSize: 0.5 },
  ];
  for (const change of wrong)
    it(`refuse ${JSON.stringify(change)} at its own field`, async () => {
      assert.equal((await check(change))?.field, Object.keys(change)[0]);
    });

  it("name a path that isn't there, and let a Hub id pass", async () => {
    assert.deepEqual(await check({ data: "data/pairs/none.csv" }), {
      field: "data",
      message: "There is no file or folder “data/pairs/none.csv”.",
    });
    assert.equal(await check({ model: "google/flan-t5-base" }), undefined);
  });
});
