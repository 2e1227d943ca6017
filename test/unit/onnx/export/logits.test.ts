import assert from "node:assert/strict";
import path from "node:path";
import type { PreTrainedModel } from "../../../../src/library/models/index.js";
import { padded } from "../../../../src/library/onnx/export/check/exportedLogits.js";
import { checkExport, exportOnnx, type OnnxDType } from "../../../../src/library/onnx/export/index.js";
import { longTensor, noGrad, ops, scope } from "../../../../src/library/tensor/index.js";
import { maxDifference } from "../../../golden/support.js";
import { ExportedModel } from "./exportedModel.js";
import { scratchFolder, sources, targets, tinyModel, variants } from "./tinyExport.js";

const { ids, mask } = padded(sources, 0);

const tensor = (rows: readonly (readonly number[])[]) =>
  longTensor(rows.flat(), [rows.length, rows[0]!.length]);

/** Logits [rows, T, V] by LibTorch. */
const expected = (model: PreTrainedModel): Float32Array =>
  noGrad(() =>
    scope(() => {
      const input = {
        inputIds: tensor(ids),
        attentionMask: tensor(mask),
        decoderInputIds: tensor(targets),
      };
      return model.forward(input).logits!.toArray() as Float32Array;
    }),
  );

/** Logits of the first `count` targets at once and of the rest one by one, as generation goes. */
async function stepwise(
  exported: ExportedModel,
  count: number,
): Promise<{ logits: Float32Array[]; at: number[] }> {
  const hidden = await exported.encode(ids, mask);
  const first = await exported.first(
    targets.map((row) => row.slice(0, count)),
    hidden,
    mask,
  );
  const logits = [first.logits.data as Float32Array];
  const at = [0];
  let { past } = first;
  for (let t = count; t < targets[0]!.length; t++) {
    const step = await exported.next(
      targets.map((row) => row[t]!),
      past,
      mask,
    );
    logits.push(step.logits.data as Float32Array);
    at.push(t);
    past = step.past;
  }
  return { logits, at };
}

/** Of logits [rows, T, V], those of positions start to start + count. */
function positions(logits: Float32Array, vocabulary: number, start: number, count: number): number[] {
  const length = targets[0]!.length;
  return targets.flatMap((_, row) => [
    ...logits.subarray((row * length + start) * vocabulary, (row * length + start + count) * vocabulary),
  ]);
}

const largestOf = (values: Float32Array) =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe("Exported graphs compute what LibTorch computes", () => {
  const folder = scratchFolder();

  for (const [name, config] of Object.entries(variants))
    it(`${name}: all targets at once, and token by token with a past`, async () => {
      const model = tinyModel(config);
      const place = path.join(folder, name);
      await exportOnnx(model, place);
      const reference = expected(model);
      const tolerance = 1e-5 * largestOf(reference);
      const exported = await ExportedModel.load(place);
      const { logits, at } = await stepwise(exported, 2);
      for (const [i, start] of at.entries()) {
        const wanted = positions(reference, model.vocabSize, start, i === 0 ? 2 : 1);
        assert.ok(maxDifference(logits[i]!, wanted) < tolerance, `differs at ${start}`);
      }
      await exported.release();
      model.free();
    });

  it("the merged decoder too, of T5 and of BART", async () => {
    for (const name of ["t5", "bart"] as const) {
      const model = tinyModel(variants[name]!);
      const place = path.join(folder, `${name} merged`);
      await exportOnnx(model, place, { decoder: "merged", subfolder: "onnx" });
      const rows = sources.map((inputIds, i) => ({ inputIds, labels: targets[i]!.slice(1) }));
      const { largestLogitDifference } = await checkExport(model, place, rows);
      assert.ok(largestLogitDifference > 0, "float32 sums are not the same to the last bit");
      assert.ok(largestLogitDifference < 1e-5 * largestOf(expected(model)), String(largestLogitDifference));
      model.free();
    }
  });

  /** Least and largest difference of a logit in a dtype, as a part of the largest logit. */
  const tolerances: [OnnxDType, suffix: string, least: number, most: number][] = [
    ["float16", "_fp16", 1e-6, 0.03],
    ["int8", "_quantized", 1e-4, 0.3],
  ];
  for (const [dtype, suffix, least, most] of tolerances)
    it(`${dtype} differs, and not by more than its precision`, async () => {
      for (const name of ["untied gated T5", "bart", "pegasus"]) {
        const model = tinyModel(variants[name]!);
        const place = path.join(folder, `${name} ${dtype}`);
        await exportOnnx(model, place, { dtype });
        const exported = await ExportedModel.load(place, suffix);
        const reference = expected(model);
        const { logits, at } = await stepwise(exported, 2);
        const differences = at.map((start, i) =>
          maxDifference(logits[i]!, positions(reference, model.vocabSize, start, i === 0 ? 2 : 1)),
        );
        const largest = Math.max(...differences) / largestOf(reference);
        assert.ok(largest > least && largest < most, `${name}: ${largest}`);
        await exported.release();
        model.free();
      }
    });

  it("float16 holds a T5 whose hidden states leave float16's range", async () => {
    const model = tinyModel(variants["untied gated T5"]!);
    noGrad(() => {
      for (const [name, { data }] of model.namedParameters())
        if (name.endsWith("wo.weight")) ops.copy_(data, ops.mulScalar(data, 2e4));
    });
    const place = path.join(folder, "wide");
    await exportOnnx(model, place, { dtype: "float16" });
    const exported = await ExportedModel.load(place, "_fp16");
    const { logits } = await exported.first(targets, await exported.encode(ids, mask), mask);
    const reference = expected(model);
    assert.ok(maxDifference(logits.data as Float32Array, reference) < 0.03 * largestOf(reference));
    await exported.release();
    const rows = sources.map((inputIds, i) => ({ inputIds, labels: targets[i]!.slice(1) }));
    await assert.rejects(checkExport(model, place, []), /no rows to compare/);
    const check = await checkExport(model, place, rows, { dtype: "float16" });
    assert.ok(check.largestLogitDifference < 0.03 * largestOf(reference));
    assert.equal(check.rouge, null);
    model.free();
  });
});
