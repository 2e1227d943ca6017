import assert from "node:assert/strict";
import type { TrainLoraValues } from "../../../src/protocol/panel.js";
import { type FieldTexts, fields, fieldText, parseFields } from "../../../webview-ui/panel/fields.js";

const values: TrainLoraValues = {
  model: "examples/starter",
  data: "examples/data",
  documentColumn: "document",
  summaryColumn: "summary",
  r: 32,
  loraAlpha: 64,
  loraDropout: 0.05,
  targetModules: ["q", "v"],
  learningRate: 5e-4,
  maxSteps: 200,
  perDeviceTrainBatchSize: 8,
};

function texts(changes: Partial<FieldTexts> = {}): FieldTexts {
  const own = fields.map(({ key }) => [key, fieldText(values[key])]);
  return { ...(Object.fromEntries(own) as FieldTexts), ...changes };
}

describe("the Train LoRA form", () => {
  it("has a field for every value and reads back what it shows", () => {
    assert.deepEqual(fields.map(({ key }) => key).sort(), Object.keys(values).sort());
    assert.deepEqual(parseFields(texts()), { values });
    assert.equal(texts().learningRate, "5e-4");
  });

  it("reads numbers and lists as people write them", () => {
    const parsed = parseFields(texts({ targetModules: " q  k,v +o", learningRate: "0,001", model: " m " }));
    assert.deepEqual(parsed.values?.targetModules, ["q", "k", "v", "o"]);
    assert.equal(parsed.values?.learningRate, 0.001);
    assert.equal(parsed.values?.model, "m");
  });

  it("says for each wrong field what is wrong, in one sentence", () => {
    const wrong: Partial<FieldTexts> = {
      model: " ",
      r: "1.5",
      loraAlpha: "0",
      loraDropout: "1",
      targetModules: ",",
      learningRate: "fast",
      maxSteps: "",
      perDeviceTrainBatchSize: "-8",
    };
    const { messages } = parseFields(texts(wrong));
    assert.deepEqual(Object.keys(messages ?? {}).sort(), Object.keys(wrong).sort());
    for (const message of Object.values(messages ?? {})) assert.match(message, /^[A-Z][^.]*( \d\.)?.*\.$/);
  });
});
