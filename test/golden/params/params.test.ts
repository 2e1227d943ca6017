import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { countParameters } from "../../../src/library/models/count.js";
import { AutoModelForSeq2SeqLM } from "../../../src/library/models/index.js";
import { getPeftModel, LoraConfig, type LoraConfigValues } from "../../../src/library/peft/index.js";
import { runCli, stackLine } from "../../unit/cli/runCli.js";
import { readGolden } from "../goldenData.js";

interface ModelCounts {
  config: Record<string, unknown>;
  total: number;
  lora: Record<string, { trainable: number; all: number; targets?: string[] }>;
}

type AttentionPart = "q" | "k" | "v" | "o";

/** The golden file's variants; without targets, those that it lists. */
const variants: Record<string, Partial<LoraConfigValues> & { targets?: readonly AttentionPart[] }> = {
  r32_a64_qv: { r: 32, loraAlpha: 64, targets: ["q", "v"] },
  r8_qv: { r: 8, targets: ["q", "v"] },
  r16_qv: { r: 16, targets: ["q", "v"] },
  r32_qkvo: { r: 32, targets: ["q", "k", "v", "o"] },
  r32_all_linear: { r: 32 },
  r32_qv_dora: { r: 32, targets: ["q", "v"], useDora: true },
  r32_qv_bias_all: { r: 32, targets: ["q", "v"], bias: "all" },
  r32_qv_bias_lora_only: { r: 32, targets: ["q", "v"], bias: "lora_only" },
  r32_qv_modules_to_save_lm_head: { r: 32, targets: ["q", "v"], modulesToSave: ["lm_head"] },
};

/** What BART and Pegasus call T5's q, k, v and o. */
const bartNames = { q: "q_proj", k: "k_proj", v: "v_proj", o: "out_proj" };

/** Families of models: the type that their configs have, and the names of their attention's layers. */
const families: Record<string, { type: string; names: Record<AttentionPart, string> }> = {
  "google-t5/t5": { type: "t5", names: { q: "q", k: "k", v: "v", o: "o" } },
  "google/flan-t5": { type: "t5", names: { q: "q", k: "k", v: "v", o: "o" } },
  "facebook/bart": { type: "bart", names: bartNames },
  "google/pegasus": { type: "pegasus", names: bartNames },
};

const { models } = readGolden<{ models: Record<string, ModelCounts> }>("params", "param_counts.4.57.6.json");
const familyOf = (id: string) => Object.entries(families).find(([prefix]) => id.startsWith(prefix))![1];

describe("Parameter counts from a config alone", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-params-"));
    for (const [id, { config }] of Object.entries(models))
      await writeConfig(id, { model_type: familyOf(id).type, ...config });
  });
  after(() => rm(folder, { recursive: true }));

  const fileOf = (id: string) => path.join(folder, `${id.replace("/", "-")}.json`);
  const writeConfig = (id: string, config: unknown) => writeFile(fileOf(id), JSON.stringify(config));

  it("has models of every family to compare with", () => assert.equal(Object.keys(models).length, 11));

  for (const [id, expected] of Object.entries(models))
    it(`counts ${id} as Transformers and PEFT do`, () => {
      assert.equal(countParameters(AutoModelForSeq2SeqLM.skeleton(fileOf(id))).total, expected.total);
      assert.deepEqual(Object.keys(expected.lora), Object.keys(variants));
      for (const [name, { targets: parts, ...values }] of Object.entries(variants)) {
        const { trainable, all, targets } = expected.lora[name]!;
        const targetModules = parts?.map((part) => familyOf(id).names[part]) ?? targets!;
        const config = new LoraConfig({ ...values, targetModules });
        const counts = countParameters(getPeftModel(AutoModelForSeq2SeqLM.skeleton(fileOf(id)), config));
        assert.deepEqual(
          [counts.total, counts.trainable, counts.all],
          [expected.total, trainable, all],
          name,
        );
      }
    });

  it("prints the counts as JSON, without and with LoRA", async () => {
    const file = fileOf("google/flan-t5-base");
    const base = await runCli(["params", file, "--json"]);
    assert.deepEqual([base.code, base.stderr], [0, ""]);
    const { byModule, ...plain } = JSON.parse(base.stdout);
    const count = 247577856;
    assert.deepEqual(plain, { model: file, total: count, trainable: count, all: count, percentage: 100 });
    const sum = (rows: { total: number }[]) => rows.reduce((total, row) => total + row.total, 0);
    assert.equal(sum(byModule), count);

    const lora = JSON.parse(
      (await runCli(["params", file, "--lora", "r=32,alpha=64,targets=q+v", "--json"])).stdout,
    );
    assert.deepEqual([lora.total, lora.trainable, lora.all], [count, 3538944, 251116800]);
    assert.equal(lora.percentage, (100 * 3538944) / 251116800);
    assert.equal(sum(lora.byModule), lora.all);
  });

  it("prints the three lines of the FLAN-T5 notebook", async () => {
    const { stdout } = await runCli(["params", fileOf("google/flan-t5-base"), "--lora", "r=32,targets=q+v"]);
    const lines = [
      "Trainable model parameters: 3538944",
      "All model parameters: 251116800",
      "Percentage of trainable model parameters: 1.41%",
    ];
    assert.equal(stdout, `${lines.join("\n")}\n`);
  });

  const refusals: [string, () => Promise<string[]>, RegExp][] = [
    ["a path that is not there", async () => ["no/such/model"], /^There is no model at no\/such\/model/],
    [
      "an architecture it does not know",
      async () => {
        await writeConfig("llama", { model_type: "llama" });
        return [fileOf("llama")];
      },
      /is a model of type "llama"; summnb has t5/,
    ],
    [
      "a config that is no JSON",
      async () => {
        await writeFile(fileOf("broken"), "{");
        return [fileOf("broken")];
      },
      /broken\.json is not valid JSON/,
    ],
    [
      "a LoRA target that matches nothing",
      async () => [fileOf("google/flan-t5-base"), "--lora", "r=8,targets=q_proj"],
      /^LoRA's target "q_proj" matches no linear layer of .*its layers are called .*\bq\b/,
    ],
  ];
  for (const [name, args, message] of refusals)
    it(`refuses ${name} in one sentence`, async () => {
      const { code, stdout, stderr } = await runCli(["params", ...(await args())]);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split("\n").length, 1);
      assert.doesNotMatch(stderr, stackLine);
    });

  it("takes a --lora that it can't read for bad usage", async () => {
    for (const spec of ["r", "rank=8", "r=x", "r=8,,"]) {
      const { code, stderr } = await runCli(["params", fileOf("google/flan-t5-base"), "--lora", spec]);
      assert.equal(code, 2, spec);
      assert.match(stderr, /--lora/);
    }
  });
});
