import assert from "node:assert/strict";
import { AutoModelForSeq2SeqLM, type RawConfig } from "../../../src/library/models/index.js";
import { sinusoids } from "../../../src/library/models/pegasus/positions.js";
import { tinyConfigs } from "./configs.js";

/** Mean and standard deviation of every weight by name. */
function figures(config: RawConfig) {
  const model = AutoModelForSeq2SeqLM.fromConfig(config, { seed: 3, device: "cpu" });
  return new Map(
    [...model.namedWeights()].map(([name, { data }]) => {
      const values = data.toArray() as Float32Array;
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      return [name, { values, mean, std: Math.sqrt(variance) }];
    }),
  );
}

const near = (actual: number, expected: number, what: string) =>
  assert.ok(Math.abs(actual - expected) < 0.05 * expected, `${what}: ${actual} is not ${expected}`);

describe("Fresh weights are drawn as Transformers draws them", () => {
  const family = { d_model: 64, encoder_ffn_dim: 256, decoder_ffn_dim: 256, vocab_size: 500 };

  for (const [name, std] of [
    ["bart", 0.02],
    ["pegasus", 0.05],
  ] as const)
    it(`${name}: normal with init_std, biases 0, norms 1`, () => {
      const all = figures({ ...tinyConfigs[name], ...family, init_std: std });
      for (const [weight, { values, std: found }] of all) {
        if (/norm.*\.weight$/.test(weight))
          assert.ok(
            values.every((value) => value === 1),
            weight,
          );
        else if (/\.bias$|_bias$/.test(weight))
          assert.ok(
            values.every((value) => value === 0),
            weight,
          );
        else if (weight.includes("embed_positions") && name === "pegasus")
          assert.deepEqual(values, sinusoids(12, 64), weight);
        else if (values.length > 4000) near(found, std, weight);
      }
    });

  it("T5: by Mesh TensorFlow's rule, an untied output layer as wide as the embeddings", () => {
    const config = { ...tinyConfigs.t5, d_model: 64, d_kv: 32, d_ff: 256, vocab_size: 500 };
    const all = figures({ ...config, tie_word_embeddings: false, feed_forward_proj: "gated-gelu" });
    const expected = {
      "shared.weight": 1,
      "lm_head.weight": 1,
      "encoder.block.0.layer.0.SelfAttention.q.weight": (64 * 32) ** -0.5,
      "encoder.block.0.layer.0.SelfAttention.k.weight": 64 ** -0.5,
      "decoder.block.0.layer.1.EncDecAttention.o.weight": 64 ** -0.5,
      "decoder.block.1.layer.2.DenseReluDense.wi_1.weight": 64 ** -0.5,
      "decoder.block.1.layer.2.DenseReluDense.wo.weight": 256 ** -0.5,
    };
    for (const [weight, std] of Object.entries(expected)) near(all.get(weight)!.std, std, weight);
  });
});
