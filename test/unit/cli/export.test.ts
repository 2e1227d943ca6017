import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AutoModelForSeq2SeqLM } from "../../../src/library/models/index.js";
import { getPeftModel, LoraConfig, PeftModel } from "../../../src/library/peft/index.js";
import { tinyModel, tinyRows } from "../training/tinyRun.js";
import { runCli } from "./runCli.js";

const folder = mkdtempSync(path.join(tmpdir(), "summnb-export-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => path.join(folder, name);
const rows = ["--data", at("rows.jsonl")];

before(async () => {
  const base = tinyModel();
  await base.savePretrained(at("model"));
  const lines = tinyRows.map(({ inputIds, labels }) => JSON.stringify({ input_ids: inputIds, labels }));
  writeFileSync(at("rows.jsonl"), `${lines.join("\n")}\n`);
  const adapted = getPeftModel(base, new LoraConfig({ r: 2, initLoraWeights: false }), { seed: 1 });
  await adapted.savePretrained(at("adapter"));
  base.free();
});

describe("summnb export", () => {
  it("writes ONNX files and says how far their logits are from the model's", async () => {
    const { code, stdout, stderr } = await runCli(["export", at("model"), "--onnx", at("onnx"), ...rows]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Exported to .*onnx in float32:\n {2}encoder_model\.onnx +\d/);
    const [, difference] = /Largest difference of a logit on 8 rows: (\S+)\n$/.exec(stdout) ?? [];
    assert.ok(Number(difference) < 1e-4, stdout);
    assert.match(stderr, /^Exporting without a tokenizer: /);
    assert.ok(readdirSync(at("onnx")).includes("decoder_with_past_model.onnx"));
  });

  it("needs no LibTorch, and says what it left out then", async () => {
    const args = ["export", at("model"), "--onnx", at("alone"), "--dtype", "int8", ...rows];
    const { code, stdout, stderr } = await runCli([...args, "--json"], "", { SUMMNB_ADDON: "/nowhere.node" });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /not compared with the original, which needs LibTorch: The native addon is missing/);
    const { onnx, merged } = JSON.parse(stdout);
    assert.deepEqual([merged, onnx.check, onnx.dtype], [null, null, "int8"]);
    const names = onnx.files.map(({ name }: { name: string }) => name);
    assert.ok(names.includes("decoder_model_quantized.onnx"));
  });

  it("merges an adapter: a checkpoint that computes what model and adapter do, and its ONNX files", async () => {
    const args = ["export", at("model"), "--adapter", at("adapter"), "--merged", at("merged"), ...rows];
    const both = [...args, "--onnx", at("merged-onnx"), "--json"];
    const { code, stdout, stderr } = await runCli(both);
    assert.equal(code, 0, stderr);
    const { merged, onnx } = JSON.parse(stdout);
    assert.equal(merged.rows, 8);
    assert.ok(merged.layers > 0 && merged.largestWeightDifference > 1e-3);
    assert.ok(merged.largestLogitDifference < 1e-3);
    assert.ok(onnx.check.largestLogitDifference < 1e-3);

    const load = (name: string) => AutoModelForSeq2SeqLM.fromPretrained(at(name), { device: "cpu" });
    const ids = tinyRows.slice(0, 2).map(({ inputIds }) => [...inputIds]);
    const adapted = await PeftModel.fromPretrained(await load("model"), at("adapter"));
    const fromMerged = await load("merged");
    const options = { maxNewTokens: 8, doSample: false };
    assert.deepEqual(await fromMerged.generate(ids, options), await adapted.generate(ids, options));
    const config = JSON.parse(readFileSync(path.join(at("merged"), "config.json"), "utf8"));
    assert.equal(config.torch_dtype, "float32");
  });

  it("refuses a merge that changes a logit by more than it may, and writes nothing", async () => {
    const args = ["export", at("model"), "--adapter", at("adapter"), "--merged", at("refused"), ...rows];
    const { code, stderr } = await runCli([...args, "--max-logit-difference", "1e-12"]);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /Merging would change a logit by \S+, more than the 1e-12 that maxLogitDifference allows/,
    );
    assert.ok(!existsSync(at("refused")));
  });

  it("says how it is used", async () => {
    const wrong: [string[], RegExp][] = [
      [[], /--onnx DIR, or --merged DIR with --adapter/],
      [["--merged", at("x")], /--merged needs --adapter/],
      [["--onnx", at("x"), "--dtype", "int4"], /It must be one of float32, float16, int8/],
    ];
    for (const [args, message] of wrong) {
      const { code, stderr } = await runCli(["export", at("model"), ...args]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
    const texts = await runCli(["export", at("model"), "--onnx", at("x")]);
    assert.equal(texts.code, 1);
    assert.match(texts.stderr, /no tokenizer, so rows of texts can't be compared; give rows with input_ids/);
  });
});
