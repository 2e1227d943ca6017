import assert from "node:assert/strict";
import { getPeftModel, LoraConfig, loraPlusGroups } from "../../../src/library/peft/index.js";
import { tinyModel } from "./tinyModels.js";

describe("loraPlusGroups", () => {
  const model = () =>
    getPeftModel(
      tinyModel("bart"),
      new LoraConfig({
        r: 2,
        targetModules: ["q_proj", "embed_tokens"],
        bias: "lora_only",
        useDora: true,
        modulesToSave: ["lm_head"],
      }),
    );

  it("gives B and vectors the ratio, A and whole layers the rate, embeddings their own", () => {
    const adapted = model();
    const names = new Map([...adapted.namedParameters()].map(([name, parameter]) => [parameter, name]));
    const groups = loraPlusGroups(adapted, 16, { weightDecay: 0.1, learningRate: 1e-4 });
    const kinds = groups.map(({ parameters, learningRateScale, weightDecay }) => ({
      scale: learningRateScale,
      weightDecay,
      kinds: [
        ...new Set(
          parameters.map((parameter) => /lora_\w+|modules_to_save|bias/.exec(names.get(parameter)!)![0]),
        ),
      ].sort(),
    }));
    assert.deepEqual(
      kinds.sort((a, b) => a.scale - b.scale || b.weightDecay - a.weightDecay),
      [
        { scale: 1e-6 / 1e-4, weightDecay: 0.1, kinds: ["lora_embedding_A", "lora_embedding_B"] },
        { scale: 1, weightDecay: 0.1, kinds: ["lora_A", "modules_to_save"] },
        { scale: 16, weightDecay: 0.1, kinds: ["lora_B", "lora_magnitude_vector"] },
        { scale: 16, weightDecay: 0, kinds: ["bias"] },
      ],
    );
    const all = groups.flatMap(({ parameters }) => parameters);
    assert.equal(all.length, adapted.trainableParameters().length);
    assert.equal(new Set(all).size, all.length);
  });

  it("refuses a ratio that is none", () => {
    for (const ratio of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      assert.throws(() => loraPlusGroups(model(), ratio), /needs a ratio of learning rates above 0/);
  });
});
