import assert from "node:assert/strict";
import { parse } from "acorn";
import { transformSync } from "esbuild";
import { planCode, trainLoraCells } from "../../../../src/host/train-lora/cells.js";
import { trainConfig } from "../../../../src/host/train-lora/config.js";
import { basicPlan, planOf, presets } from "../../../../src/host/train-lora/presets.js";
import type { TrainPlan } from "../../../../src/protocol/train-plan.js";

const own = planOf(presets[0]!);
const plan: TrainPlan = { ...own, model: "starter", data: "data" };
const preset = (id: string) => planOf(presets.find((each) => each.id === id)!);

const codeOf = (given: TrainPlan) => planCode(given).map(({ code }) => code);

function parsed(text: string) {
  const { code } = transformSync(text, { loader: "ts", format: "esm" });
  return parse(code, { ecmaVersion: "latest", sourceType: "module", allowAwaitOutsideFunction: true });
}

describe("the Train LoRA notebook", () => {
  it("is TypeScript in every cell, for every preset and choice of rows", () => {
    const variants: Partial<TrainPlan>[] = [
      {},
      { compareRows: 0 },
      { method: "full" },
      { evalFrom: "train" },
      { evalFrom: "train", evalRows: "5%", trainRows: "10%" },
      { evalFrom: "train", evalRows: "50" },
      { trainRows: "10%", evalRows: "7" },
    ];
    for (const facts of presets)
      for (const variant of variants)
        for (const text of codeOf({ ...plan, ...planOf(facts), ...variant })) parsed(text);
  });

  it("declares no name twice, and imports what it uses and nothing else", () => {
    for (const facts of presets) {
      const codes = codeOf(planOf(facts));
      const declared = codes.flatMap((text) =>
        [...text.matchAll(/^const (\w+)/gm)].map((match) => match[1]!),
      );
      assert.equal(new Set(declared).size, declared.length);
      const names = [...codes[0]!.matchAll(/^ {2}(?:type )?(\w+),$/gm)].map((match) => match[1]!);
      const rest = codes.join("\n").replace(/^import \{[^}]*\}/, "");
      for (const name of names) assert.match(rest, new RegExp(`\\b${name}\\b`), facts.id);
      assert.equal(names.includes("LoraConfig"), planOf(facts).method === "lora");
    }
  });

  it("holds what was changed where it belongs, and no default", () => {
    const all = codeOf({ ...plan, lora: { r: 4, targetModules: ["q", "wi_0"] } }).join("\n");
    for (const expected of [
      'loadDataset("data")',
      'AutoModelForSeq2SeqLM.fromPretrained("starter")',
      'new LoraConfig({ r: 4, targetModules: ["q", "wi_0"] })',
      'sourcePrefix: "summarize: "',
      "    learningRate: 0.001,\n",
      "    maxSteps: 200,\n",
    ])
      assert.ok(all.includes(expected), `no ${expected} in\n${all}`);
    for (const other of ["perDeviceTrainBatchSize", "bias", "padding", "dtype"])
      assert.ok(!all.includes(other));
  });

  it("can't be broken out of by a path, a column or an argument", () => {
    const evil = '"); process.exit(1); ("\n`${\u2028';
    const given = {
      ...plan,
      model: evil,
      data: evil,
      dataConfig: evil,
      documentColumn: evil,
      summaryColumn: evil,
      prompt: `${evil}{document}`,
      lora: { [evil]: evil },
      arguments: { outputDir: evil },
    };
    for (const text of codeOf(given)) {
      const calls = JSON.stringify(parsed(text)).match(/"name":"process"/g);
      assert.equal(calls, null, text);
    }
    const [heading] = trainLoraCells({ ...given, model: "a/[x](y)<b>" });
    assert.match(heading!.text, /^# Train LoRA: \\\[x\\\]\(y\)\\<b\\> on /);
  });

  it("chooses the CNN/DailyMail rows as the Pegasus notebook does", () => {
    const [data] = codeOf(preset("pegasus-cnn-dailymail"));
    assert.match(data!, /loadDataset\("cnn_dailymail", "3\.0\.0"\)/);
    assert.match(data!, /choose\(train, Math\.floor\(train\.numRows \* 0\.1\)\)/);
    assert.match(data!, /rows\.shuffle\(\{ seed: 42 \}\)\.select/);
    assert.deepEqual(
      [287_113, 13_368].map((rows) => Math.floor(rows * 0.1)),
      [28_711, 1_336],
    );
  });

  it("splits XSum's hundred rows by two shuffles, as the survey does", () => {
    const [data] = codeOf(preset("t5-small-xsum-methods"));
    assert.match(data!, /choose\(dataset\.get\("train"\), 100\)\.shuffle\(\{ seed: 42 \}\)/);
    assert.match(
      data!,
      /chosen\.select\(range\(80\)\);\nconst evalRows = chosen\.select\(range\(80, 100\)\)/,
    );
  });

  it("gives every argument of the FLAN-T5 notebook", () => {
    const { arguments: args, lora, prompt, dtype } = preset("flan-t5-lora-dialogsum");
    assert.deepEqual(lora, { r: 32, loraAlpha: 64, loraDropout: 0.05, targetModules: ["q", "v"] });
    assert.deepEqual(
      [args.learningRate, args.maxSteps, args.loggingSteps, args.autoFindBatchSize, dtype],
      [5e-4, 100, 10, true, "bfloat16"],
    );
    assert.equal(prompt, "Summarize the following conversation.\n\n{document}\n\nSummary: ");
  });
});

describe("the config that the training doctor gets", () => {
  it("names the parts of the data that the cells choose", () => {
    const parts = (changes: Partial<TrainPlan>) =>
      trainConfig({ ...basicPlan, model: "m", data: "d", ...changes }).dataset;
    const columns = { documentColumn: "document", summaryColumn: "summary" };
    assert.deepEqual(parts({ trainRows: "10%", evalRows: "5" }), {
      name: "d",
      train: "train[:10%]",
      validation: "validation[:5]",
      ...columns,
    });
    assert.deepEqual(parts({ evalFrom: "test", dataConfig: "3.0.0" }), {
      name: "d",
      config: "3.0.0",
      train: "train",
      validation: "test",
      ...columns,
    });
    assert.deepEqual(parts({ evalFrom: "train" }), {
      name: "d",
      train: "train[:90%]",
      validation: "train[90%:]",
      ...columns,
    });
    assert.deepEqual(parts({ evalFrom: "train", trainRows: "80", evalRows: "20" }), {
      name: "d",
      train: "train[:80]",
      validation: "train[-20:]",
      ...columns,
    });
  });
});
