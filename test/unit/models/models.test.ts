import assert from "node:assert/strict";
import { SummnbError } from "../../../src/library/errors.js";
import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../../src/library/models/index.js";
import {
  backward,
  longTensor,
  manualSeed,
  noGrad,
  ops,
  scope,
  type Tensor,
  tensorMemory,
} from "../../../src/library/tensor/index.js";
import { maxDifference } from "../../golden/support.js";
import { type Architecture, architectures, tinyConfigs } from "./configs.js";

const build = (name: Architecture, change: Record<string, unknown> = {}) =>
  AutoModelForSeq2SeqLM.fromConfig({ ...tinyConfigs[name], ...change }, { seed: 7, device: "cpu" });

const source = [5, 9, 14, 3, 20, 8];
const target = [2, 7, 30, 4, 11];
const row = (ids: readonly number[]) => longTensor(ids, [1, ids.length]);
const values = (tensor: Tensor | null) => tensor!.toArray() as Float32Array;

/** Logits [T, vocabulary] for the target, all at once. */
const atOnce = (model: PreTrainedModel, ids = source) =>
  noGrad(() => values(model.forward({ inputIds: row(ids), decoderInputIds: row(target) }).logits));

/** The same, with the target given to a cache in parts of these lengths. */
function inParts(model: PreTrainedModel, lengths: readonly number[]): Float32Array {
  const cache = model.createCache(target.length);
  try {
    return noGrad(() =>
      scope(() => {
        const encoded = model.encode(row(source), null);
        let start = 0;
        const parts = lengths.map((length) => {
          const ids = row(target.slice(start, start + length));
          start += length;
          return model.head(model.decode(ids, encoded, cache));
        });
        return values(ops.cat(parts, 1));
      }),
    );
  } finally {
    cache.dispose();
  }
}

for (const name of architectures)
  describe(`A small ${name}, its two sides of unequal depth`, () => {
    let model: PreTrainedModel;
    before(() => {
      model = build(name);
    });

    it("decodes token by token what it decodes at once", () => {
      assert.ok(maxDifference(inParts(model, [1, 1, 1, 1, 1]), atOnce(model)) < 1e-5);
    });

    it("decodes in parts of several tokens what it decodes at once", () => {
      assert.ok(maxDifference(inParts(model, [2, 1, 2]), atOnce(model)) < 1e-5);
      assert.ok(maxDifference(inParts(model, [1, 4]), atOnce(model)) < 1e-5);
    });

    it("does not look at padding", () => {
      const padded = noGrad(() => {
        const inputIds = row([...source, model.padTokenId, model.padTokenId]);
        const attentionMask = row([...source.map(() => 1), 0, 0]);
        return values(model.forward({ inputIds, attentionMask, decoderInputIds: row(target) }).logits);
      });
      assert.ok(maxDifference(padded, atOnce(model)) < 1e-5);
      const seen = noGrad(() =>
        values(model.forward({ inputIds: row([...source, 1, 1]), decoderInputIds: row(target) }).logits),
      );
      assert.ok(maxDifference(seen, atOnce(model)) > 1e-4, "without a mask it does");
    });

    it("looks back only", () => {
      const changed = noGrad(() => {
        const ids = row([...target.slice(0, -1), 19]);
        return values(model.forward({ inputIds: row(source), decoderInputIds: ids }).logits);
      });
      const before = (target.length - 1) * model.vocabSize;
      const plain = atOnce(model);
      assert.ok(maxDifference(changed.subarray(0, before), plain.subarray(0, before)) < 1e-6);
      assert.ok(maxDifference(changed, plain) > 1e-4);
    });

    it("generates, although its encoder and decoder differ in depth", async () => {
      const [ids] = await model.generate([source], { maxNewTokens: 4 });
      assert.equal(ids![0], model.decoderStartTokenId);
      assert.ok(ids!.length > 1 && ids!.length <= 5);
    });

    it("is the same for a seed, and another for another", () => {
      assert.deepEqual(atOnce(build(name)), atOnce(model));
      const other = AutoModelForSeq2SeqLM.fromConfig(tinyConfigs[name], { seed: 8, device: "cpu" });
      assert.notDeepEqual(atOnce(other), atOnce(model));
    });

    it("lets go of the weights that it had before a cast", () => {
      const held = () => tensorMemory("cpu")!.allocated;
      const before = held();
      const cast = build(name);
      const whole = held() - before;
      cast.to("cpu", "bfloat16");
      const half = held() - before;
      // A tensor's allocation is rounded up, which counts with weights this small.
      assert.ok(half < 0.75 * whole, `${half} of ${whole} bytes`);
      cast.free();
      assert.equal(held(), before);
    });

    it("computes in bfloat16 nearly what it computes in float32", () => {
      const half = build(name).to("cpu", "bfloat16");
      const logits = noGrad(() => {
        const output = half.forward({ inputIds: row(source), decoderInputIds: row(target) });
        assert.equal(output.logits!.dtype, "bfloat16");
        return values(ops.toDtype(output.logits!, "float32"));
      });
      const plain = atOnce(model);
      assert.ok(maxDifference(logits, plain) < 0.03 * Math.max(1, ...plain.map(Math.abs)));
    });
  });

for (const name of ["bart", "pegasus"] as const)
  describe(`What ${name} says about too many tokens`, () => {
    const long = row(Array.from({ length: 13 }, () => 5));
    const refused = (action: () => unknown, message: RegExp) =>
      assert.throws(action, (error: Error) => error instanceof SummnbError && message.test(error.message));

    it("takes as many as it has positions", () => {
      const full = row(Array.from({ length: 12 }, () => 5));
      noGrad(() => build(name).forward({ inputIds: full, decoderInputIds: full }));
    });

    it("names the limit and the way out, for the source and for the target", () => {
      const model = build(name);
      refused(
        () => model.forward({ inputIds: long, decoderInputIds: row(target) }),
        /encoder takes at most 12 tokens \(max_position_embeddings of its config\), but a batch has 13; truncate sources, such as with maxSourceLength 12\./,
      );
      refused(
        () => model.forward({ inputIds: row(source), labels: long }),
        /decoder takes at most 12 tokens .* has 13; shorten targets/,
      );
    });

    it("counts what is in the cache", async () => {
      const options = { maxNewTokens: 30, minNewTokens: 30 };
      await assert.rejects(build(name).generate([source], options), /decoder takes at most 12 tokens/);
    });
  });

describe("Of BART's family", () => {
  it("final_logits_bias is added to the logits when it is not zeros", () => {
    const model = build("bart");
    const plain = atOnce(model);
    const bias = [...model.namedWeights()].find(([name]) => name === "final_logits_bias")![1];
    bias.data = ops.full([1, 32], 0.25, "float32");
    const raised = atOnce(model);
    assert.ok(raised.every((value, i) => Math.abs(value - plain[i]! - 0.25) < 1e-6));
  });

  it("scale_embedding multiplies the tokens' embeddings by the root of the width", () => {
    const embedded = (scale: boolean) => {
      const model = build("pegasus", { scale_embedding: scale });
      const output = noGrad(() =>
        model.forward({ inputIds: row([9]), decoderInputIds: row(target), outputHiddenStates: true }),
      );
      const table = [...model.namedParameters()][0]![1].data;
      return { state: values(output.encoderHiddenStates![0]!), token: values(ops.select(table, 0, 9)) };
    };
    const { state: plain, token } = embedded(false);
    const { state: scaled } = embedded(true);
    const difference = scaled.map((value, i) => value - plain[i]!);
    const expected = token.map((value) => value * (Math.sqrt(8) - 1));
    assert.ok(maxDifference(difference, expected) < 1e-6);
  });

  it("the padding token's embedding begins as zeros and gets no gradient from look-ups", async () => {
    const model = build("bart", { tie_word_embeddings: false });
    const shared = [...model.namedParameters()].find(([name]) => name === "model.shared.weight")![1];
    const padRow = (tensor: Tensor) => [
      ...values(tensor).subarray(model.padTokenId * 8, model.padTokenId * 8 + 8),
    ];
    assert.deepEqual(padRow(shared.data), new Array(8).fill(0));
    const labels = longTensor([4, -100, 6], [1, 3]);
    await backward(model.forward({ inputIds: row([...source, model.padTokenId]), labels }).loss!);
    assert.deepEqual(padRow(shared.data.grad!), new Array(8).fill(0));
    assert.ok(values(shared.data.grad).some((value) => value !== 0));
  });

  it("Pegasus's positions get no gradient", async () => {
    const model = build("pegasus");
    await backward(model.forward({ inputIds: row(source), labels: row(target) }).loss!);
    const without = [...model.namedParameters()].filter(([, { data }]) => data.grad === null);
    assert.deepEqual(
      without.map(([name]) => name),
      ["model.encoder.embed_positions.weight", "model.decoder.embed_positions.weight"],
    );
  });

  it("layerdrop leaves out layers in training and none in evaluation", () => {
    const change = { encoder_layerdrop: 0.999999, decoder_layerdrop: 0.999999, dropout: 0 };
    const model = build("bart", change);
    assert.deepEqual(atOnce(model), atOnce(build("bart")));
    model.train();
    manualSeed(1);
    const states = (ids: readonly number[]) =>
      noGrad(() => {
        const input = { inputIds: row(ids), decoderInputIds: row(target), outputHiddenStates: true };
        return model.forward(input).encoderHiddenStates!.map(values);
      });
    const [embeddings, last] = states(source);
    assert.deepEqual(last, embeddings);
  });
});
