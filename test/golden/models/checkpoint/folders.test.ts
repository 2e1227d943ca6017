import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AutoModelForSeq2SeqLM, countParameters, readConfig } from "../../../../src/library/models/index.js";
import { goldenPath, readGolden } from "../../goldenData.js";
import { maxDifference } from "../../support.js";
import { type Expected, logitsOf } from "./logits.js";

describe("Model folders that Transformers wrote", () => {
  let scratch: string;
  before(() => {
    scratch = mkdtempSync(path.join(tmpdir(), "summnb-checkpoints-"));
  });
  after(() => rmSync(scratch, { recursive: true }));

  for (const name of [
    "t5-sharded-bin",
    "t5-sharded-safetensors",
    "bart-without-head",
    "t5-tied-unscaled-5.18",
  ])
    it(`${name}: its logits, and the same after saving and loading`, async () => {
      const expected = readGolden<Expected>("checkpoints", "models", name, "expected.json");
      const model = await AutoModelForSeq2SeqLM.fromPretrained(goldenPath("checkpoints", "models", name), {
        device: "cpu",
      });
      const logits = logitsOf(model, expected);
      const difference = maxDifference(logits, expected.logits.flat(2));
      // Logits of these models go up to 20; float32 sums in another order.
      assert.ok(difference < 2e-5, `${difference}`);

      const folder = path.join(scratch, name);
      await model.savePretrained(folder, { maxShardSize: "3KB" });
      const again = await AutoModelForSeq2SeqLM.fromPretrained(folder, { device: "cpu" });
      assert.deepEqual(logitsOf(again, expected), logits);
    });

  it("one table in the file and tie_word_embeddings: true make one table, whatever scales the output", async () => {
    const folder = goldenPath("checkpoints", "models", "t5-tied-unscaled-5.18");
    assert.equal(readConfig(folder).scale_decoder_outputs, false);
    const model = await AutoModelForSeq2SeqLM.fromPretrained(folder, { device: "cpu" });
    const names = [...model.namedParameters()].map(([name]) => name);
    assert.ok(!names.includes("lm_head.weight"));
    assert.equal(countParameters(model).total, 1784 - 16 * 8);
  });
});
