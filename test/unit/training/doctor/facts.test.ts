import assert from "node:assert/strict";
import { applyRules } from "../../../../src/library/training/doctor/finding.js";
import { onlyDocuments } from "../../../../src/library/training/doctor/gather/rows.js";
import {
  diagnose,
  type ModelFacts,
  type TrainingFacts,
} from "../../../../src/library/training/doctor/index.js";
import { evaluationRules } from "../../../../src/library/training/doctor/rules/comparison.js";
import { trainingRules } from "../../../../src/library/training/doctor/rules/index.js";
import { rulesOf } from "./support.js";

const t5: ModelFacts = {
  name: "t5-small",
  type: "t5",
  dtype: "float32",
  padTokenId: 0,
  isFresh: false,
  prefix: undefined,
};
const GiB = 2 ** 30;

/** What no plan of a test can bring about, or not in a second. */
const cases: { rule: string; what: string; wrong: TrainingFacts; right: TrainingFacts; says: RegExp }[] = [
  {
    rule: "batch-memory",
    what: "a batch that does not fit",
    wrong: {
      memory: { peak: 20 * GiB, available: 16 * GiB },
      arguments: { perDeviceTrainBatchSize: 32 },
    },
    right: { memory: { peak: 12 * GiB, available: 16 * GiB } },
    says: /A step with batches of 32 needs about 20\.0 GiB, and 16\.0 GiB are free, so it runs out/,
  },
  {
    rule: "lora-targets",
    what: "LoRA in no layer",
    wrong: { model: t5, adapter: { targets: '["q_proj"]', layers: 0 } },
    right: { model: t5, adapter: { targets: '["q"]', layers: 12 } },
    says: /LoRA's targets \["q_proj"\] match no layer of t5-small/,
  },
  {
    rule: "fp16",
    what: "fp16 as an argument",
    wrong: { model: t5, arguments: { fp16: true } },
    right: { model: t5, arguments: { fp16: false, bf16: true } },
    says: /fp16 is on, and T5's activations exceed the range of float16/,
  },
  {
    rule: "t5-without-prefix",
    what: "a T5 without the prefix that its configuration names",
    wrong: { model: { ...t5, prefix: "tl;dr: " }, prompt: "{document}" },
    right: { model: { ...t5, type: "bart" }, prompt: "{document}" },
    says: /which its own configuration gives as "tl;dr: "/,
  },
  {
    rule: "few-evaluation-rows",
    what: "a loss of a few rows",
    wrong: { evaluation: onlyDocuments(Array.from({ length: 19 }, (_, i) => i)) },
    right: { evaluation: onlyDocuments(Array.from({ length: 20 }, (_, i) => i)) },
    says: /19 evaluation rows are too few for their loss/,
  },
];

describe("The training doctor's rules", () => {
  for (const { rule, what, wrong, right, says } of cases) {
    it(`find ${what}`, () => {
      const findings = diagnose(wrong);
      assert.deepEqual(rulesOf(findings), [rule]);
      assert.match(findings[0]!.message, says);
    });
    it(`don't find ${what} where there is none`, () => assert.deepEqual(diagnose(right), []));
  }

  it("say nothing of what is not known", () => assert.deepEqual(diagnose({}), []));

  it("take a batch that may not fit, and one that will be halved, for a warning", () => {
    const memory = { peak: 15.5 * GiB, available: 16 * GiB };
    assert.equal(diagnose({ memory })[0]!.severity, "warning");
    const halved = {
      memory: { ...memory, peak: 20 * GiB },
      arguments: { autoFindBatchSize: true },
    };
    assert.equal(diagnose(halved)[0]!.severity, "warning");
    assert.equal(diagnose({ memory: halved.memory })[0]!.severity, "error");
  });

  it("leave learning rates alone where other ones are usual", () => {
    const high = { arguments: { learningRate: 1e-3 } };
    assert.deepEqual(rulesOf(diagnose({ ...high, model: t5 })), ["learning-rate"]);
    assert.deepEqual(diagnose({ ...high, model: { ...t5, isFresh: true } }), []);
    assert.deepEqual(diagnose({ arguments: { learningRate: 1e-3, optim: "adafactor" }, model: t5 }), []);
    assert.deepEqual(diagnose({ arguments: { learningRate: 0.1, optim: "sgd" }, model: t5 }), []);
    assert.deepEqual(diagnose({ ...high, model: t5, hasOwnCollator: true }), []);
  });

  it("tell FLAN-T5 of instructions, as a note", () => {
    const [finding] = diagnose({ model: { ...t5, name: "google/flan-t5-base" }, prompt: "{document}" });
    assert.equal(finding!.severity, "info");
    assert.match(finding!.message, /follow an instruction/);
  });

  it("name the cell to correct", () => {
    const cells = { arguments: { id: "abc", label: "[4]" }, trainer: { id: "def", label: "[5]" } };
    const [finding] = diagnose({ model: t5, arguments: { learningRate: 1 }, cells });
    assert.deepEqual([finding!.cellId, finding!.cell], ["abc", "[4]"]);
  });

  it("put the worst first", () => {
    const facts: TrainingFacts = {
      model: { ...t5, name: "flan" },
      prompt: "{document}",
      arguments: { learningRate: 1, fp16: true },
    };
    assert.deepEqual(
      diagnose(facts).map(({ severity }) => severity),
      ["error", "warning", "info"],
    );
  });

  it("have names of their own", () => {
    const names = trainingRules.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
  });

  it("find scores of texts that nobody generated, beside a trainer", () => {
    const facts = { systems: [], references: ["a"], cell: undefined };
    assert.deepEqual(rulesOf(applyRules(evaluationRules, { ...facts, nothingGenerated: true })), [
      "nothing-generated",
    ]);
    assert.deepEqual(applyRules(evaluationRules, { ...facts, nothingGenerated: false }), []);
  });
});
