import assert from "node:assert/strict";
import { clampHalf } from "../../../src/library/models/half.js";
import { AutoModelForSeq2SeqLM } from "../../../src/library/models/index.js";
import { getPeftModel, LoraConfig } from "../../../src/library/peft/index.js";
import { fromArray, longTensor, noGrad, ops, type Tensor } from "../../../src/library/tensor/index.js";
import { Seq2SeqTrainer, Seq2SeqTrainingArguments } from "../../../src/library/training/index.js";
import { architectures, tinyConfigs } from "./configs.js";

const half = (values: number[]) =>
  ops.toDtype(fromArray(new Float32Array(values), [values.length], "float32"), "float16");
const numbers = (tensor: Tensor) => [...(ops.toDtype(tensor, "float32").toArray() as Float32Array)];

describe("float16", () => {
  it("keeps hidden states finite as Transformers does", () => {
    const infinite = half([Infinity, -Infinity, 65504, 1]);
    assert.deepEqual(numbers(clampHalf(infinite, "overflow")), [64512, -64512, 64512, 1]);
    const finite = half([65504, -65504, 1]);
    assert.deepEqual(numbers(clampHalf(finite, "overflow")), [65504, -65504, 1]);
    assert.deepEqual(numbers(clampHalf(finite, "always")), [64512, -64512, 1]);
    const wide = fromArray(new Float32Array([1e9, Infinity]), [2], "float32");
    assert.deepEqual(numbers(clampHalf(wide, "always")), [1e9, Infinity]);
  });

  it("leaves the way out of T5's feed-forward layers in float32", () => {
    const options = { dtype: "float16", device: "cpu" } as const;
    const model = AutoModelForSeq2SeqLM.fromConfig(tinyConfigs.t5, options);
    for (const [name, { data }] of model.namedParameters())
      assert.equal(data.dtype, name.endsWith("wo.weight") ? "float32" : "float16", name);
    assert.equal(model.dtype, "float16");
    const bfloat16 = AutoModelForSeq2SeqLM.fromConfig(tinyConfigs.t5, { ...options, dtype: "bfloat16" });
    assert.ok(bfloat16.parameters().every(({ data }) => data.dtype === "bfloat16"));
  });

  it("leaves it so in a copy that an adapter trains", () => {
    const model = AutoModelForSeq2SeqLM.fromConfig(tinyConfigs.t5, { device: "cpu" });
    const adapted = getPeftModel(
      model,
      new LoraConfig({ r: 2, targetModules: ["q"], modulesToSave: ["wo"] }),
    );
    adapted.to("cpu", "float16");
    const copies = [...adapted.namedParameters()].filter(([name]) => /wo\.modules_to_save/.test(name));
    assert.ok(copies.length > 0);
    for (const [name, { data }] of copies) assert.equal(data.dtype, "float32", name);
  });

  it("survives a T5 whose attention overflows", () => {
    const model = AutoModelForSeq2SeqLM.fromConfig(tinyConfigs.t5, { dtype: "float16", device: "cpu" });
    for (const [name, parameter] of model.namedParameters())
      if (/block\.0\..*SelfAttention\.[vo]\.weight$/.test(name))
        parameter.data = noGrad(() => ops.full(parameter.shape, 300, "float16"));
    const ids = longTensor([3, 4, 5], [1, 3]);
    const { logits } = noGrad(() => model.forward({ inputIds: ids, decoderInputIds: ids }));
    assert.ok(ops.allFinite(logits!));
  });

  for (const name of architectures)
    it(`is refused for training with the reason: ${name}`, async () => {
      const model = AutoModelForSeq2SeqLM.fromConfig(tinyConfigs[name], { dtype: "float16", device: "cpu" });
      const trainer = new Seq2SeqTrainer({
        model,
        args: new Seq2SeqTrainingArguments({ maxSteps: 1 }),
        trainDataset: [{ inputIds: [3, 4], labels: [5, 1] }],
        display: false,
      });
      await assert.rejects(
        trainer.train(),
        /float16, which is for inference only: in training, .*Load it with dtype: "bfloat16" or "float32"\./,
      );
    });
});
