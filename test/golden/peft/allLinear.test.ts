import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { countParameters } from "../../../src/library/models/count.js";
import { AutoModelForSeq2SeqLM } from "../../../src/library/models/index.js";
import { getPeftModel, LoraConfig } from "../../../src/library/peft/index.js";
import { readGolden } from "../goldenData.js";

interface Counts {
  config: Record<string, unknown>;
  lora: { r32_all_linear: { trainable: number; all: number; adapted_modules: number; targets: string[] } };
}

const { models } = readGolden<{ models: Record<string, Counts> }>("params", "param_counts.4.57.6.json");

const typeOf = (id: string) => /bart|pegasus/.exec(id)?.[0] ?? "t5";

describe('"all-linear" means what PEFT means', () => {
  const folder = mkdtempSync(path.join(tmpdir(), "summnb-all-linear-"));
  after(() => rmSync(folder, { recursive: true }));

  for (const [id, { config, lora }] of Object.entries(models))
    it(`${id}: the same layers, ends of names and counts`, () => {
      const file = path.join(folder, "config.json");
      writeFileSync(file, JSON.stringify({ model_type: typeOf(id), ...config }));
      const { trainable, all, adapted_modules, targets } = lora.r32_all_linear;
      const model = getPeftModel(
        AutoModelForSeq2SeqLM.skeleton(file),
        new LoraConfig({ r: 32, targetModules: "all-linear" }),
      );
      const counts = countParameters(model);
      assert.deepEqual([counts.trainable, counts.all], [trainable, all]);
      assert.deepEqual(model.peftConfig.targetModules, targets);
      assert.equal(model.base_model.adapter("default").layers.size, adapted_modules);
    });
});
