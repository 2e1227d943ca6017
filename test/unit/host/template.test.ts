import assert from "node:assert/strict";
import { parse } from "acorn";
import { transformSync } from "esbuild";
import { defaultValues } from "../../../src/host/train-lora/defaults.js";
import { trainLoraCells } from "../../../src/host/train-lora/template.js";
import type { TrainLoraValues } from "../../../src/protocol/panel.js";

const values: TrainLoraValues = {
  ...defaultValues([{ value: "starter", label: "" }], [{ value: "data", label: "" }]),
  r: 4,
  maxSteps: 12,
  targetModules: ["q", "wi_0"],
};

const codeOf = (given: TrainLoraValues) =>
  trainLoraCells(given)
    .filter((cell) => cell.type === "code")
    .map((cell) => cell.text);

describe("the Train LoRA notebook", () => {
  it("is TypeScript in every cell", () => {
    for (const text of codeOf(values)) {
      const { code } = transformSync(text, { loader: "ts", format: "esm" });
      parse(code, { ecmaVersion: "latest", sourceType: "module", allowAwaitOutsideFunction: true });
    }
  });

  it("declares no name twice, so that the cells run in any repetition", () => {
    const declared = codeOf(values).flatMap((text) =>
      [...text.matchAll(/^const (\w+)/gm)].map((match) => match[1]!),
    );
    assert.equal(new Set(declared).size, declared.length);
  });

  it("holds the form's values where they belong", () => {
    const all = codeOf(values).join("\n");
    for (const expected of [
      'loadDataset("data")',
      'AutoModelForSeq2SeqLM.fromPretrained("starter")',
      "r: 4,",
      "loraAlpha: 64,",
      "loraDropout: 0.05,",
      'targetModules: ["q","wi_0"]',
      "learningRate: 0.001,",
      "maxSteps: 12,",
      "perDeviceTrainBatchSize: 8,",
    ])
      assert.ok(all.includes(expected), `no ${expected}`);
  });

  it("can't be broken out of by a path or a column's name", () => {
    const evil = '"); process.exit(1); ("\n`${';
    for (const text of codeOf({
      ...values,
      model: evil,
      data: evil,
      documentColumn: evil,
      summaryColumn: evil,
    })) {
      const { code } = transformSync(text, { loader: "ts", format: "esm" });
      assert.doesNotMatch(code, /^\s*process\.exit/m);
    }
  });

  it("names model and data in its heading, with no markup of theirs", () => {
    const [first] = trainLoraCells({ ...values, model: "models/my_starter" });
    assert.equal(first?.type, "markdown");
    assert.match(first?.text ?? "", /^# Train LoRA: my\\_starter on data/);
  });
});
