import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { AutoModelForSeq2SeqLM } from "../../../../src/library/models/index.js";
import { scratchFolder } from "./tinyExport.js";

/** Shape of google/flan-t5-base with SUMMNB_TEST_LARGE, 990 MB of float32; else a sixth of that, with as large a table. */
const isLarge = process.env.SUMMNB_TEST_LARGE !== undefined;
const config = {
  model_type: "t5",
  vocab_size: isLarge ? 32128 : 12000,
  d_model: 768,
  d_kv: 64,
  d_ff: 2048,
  num_layers: isLarge ? 12 : 1,
  num_decoder_layers: isLarge ? 12 : 2,
  num_heads: 12,
  feed_forward_proj: "gated-gelu",
  tie_word_embeddings: false,
};

/** What an export may take beyond the program itself: a few weights, not the model. */
const most = 110 * 2 ** 20;

/** A checkpoint of zeros, which takes no room on the disk. Gives its size. */
function sparseCheckpoint(folder: string): number {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "config.json"), JSON.stringify(config));
  let offset = 0;
  const entries = [...AutoModelForSeq2SeqLM.skeleton(folder).namedWeights()].map(
    ([name, { shape, numel }]) => {
      const start = offset;
      offset += 4 * numel;
      return [name, { dtype: "F32", shape, data_offsets: [start, offset] }];
    },
  );
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const file = openSync(path.join(folder, "model.safetensors"), "w");
  writeSync(file, Buffer.concat([length, header]));
  ftruncateSync(file, 8 + header.length + offset);
  closeSync(file);
  return offset;
}

/** Peak of a process's resident memory, in bytes, that loads the exporter and does this with it. */
function peak(action: string): number {
  const exporter = new URL("../../../../src/library/onnx/export/index.js", import.meta.url).href;
  const program = `import { exportOnnx } from "${exporter}"; ${action}; console.log(process.resourceUsage().maxRSS);`;
  const env = { ...process.env, SUMMNB_ADDON: "/nowhere.node" };
  return Number(execFileSync(process.execPath, ["--input-type=module", "-e", program], { env })) * 1024;
}

describe("Memory of an export", () => {
  const folder = scratchFolder();

  it("is that of a few weights, whatever the model's size and dtype, and without LibTorch", () => {
    const model = path.join(folder, "model");
    const size = sparseCheckpoint(model);
    assert.ok(size > 1.2 * most, "the model is larger than what the export may take");
    const before = peak("");
    for (const dtype of isLarge ? ["float32", "float16", "int8"] : ["float32", "int8"]) {
      const out = path.join(folder, dtype);
      const taken = peak(
        `await exportOnnx(${JSON.stringify(model)}, ${JSON.stringify(out)}, { dtype: "${dtype}" })`,
      );
      rmSync(out, { recursive: true });
      assert.ok(taken - before < most, `${dtype}: ${Math.round((taken - before) / 2 ** 20)} MiB`);
    }
  });
});
