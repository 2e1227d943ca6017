import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { exportedLogits } from "../../../../src/library/onnx/export/check/exportedLogits.js";
import { exportOnnx, type OnnxDType } from "../../../../src/library/onnx/export/index.js";
import { type LongTensor, loadSafetensors } from "../../../../src/library/tensor/index.js";
import { goldenPath } from "../../goldenData.js";
import { maxDifference } from "../../support.js";

/** Most that a logit may differ from Transformers' in float32; the largest logits are 13 to 18. Measured: 6e-6, 5e-3, 0.7. */
const limits: Record<OnnxDType, number> = { float32: 1e-4, float16: 2e-2, int8: 1.5 };

/** Rows of a recorded tensor [B, L]. */
function rows(tensor: LongTensor): number[][] {
  const [count, length] = tensor.shape as [number, number];
  const values = Array.from(tensor.toArray(), Number);
  return Array.from({ length: count }, (_, row) => values.slice(row * length, (row + 1) * length));
}

for (const family of ["t5", "flan", "bart", "pegasus"])
  describe(`${family}: logits of the exported model are Transformers'`, () => {
    const folder = mkdtempSync(path.join(tmpdir(), "summnb-onnx-golden-"));
    after(() => rmSync(folder, { recursive: true, force: true }));
    const golden = () => loadSafetensors(goldenPath("forward", `${family}-trained.safetensors`));

    for (const [dtype, limit] of Object.entries(limits) as [OnnxDType, number][])
      it(`${dtype}, to ${limit}`, async () => {
        await exportOnnx(goldenPath("models", `${family}-trained`), folder, { dtype });
        const recorded = golden();
        const long = (name: string) => rows(recorded.get(name) as LongTensor);
        const source = { ids: long("input_ids"), mask: long("attention_mask") };
        const logits = await exportedLogits(folder, dtype, source, long("decoder_input_ids"));
        const difference = maxDifference(logits, recorded.get("logits")!.toArray() as Float32Array);
        assert.ok(difference < limit, String(difference));
      });
  });
