import assert from "node:assert/strict";
import {
  AutoModelForSeq2SeqLM,
  type PreTrainedModel,
  type Seq2SeqOutput,
} from "../../../src/library/models/index.js";
import {
  backward,
  type LongTensor,
  loadSafetensors,
  scope,
  type Tensor,
} from "../../../src/library/tensor/index.js";
import { goldenPath, hasGolden, listGolden, readGolden } from "../goldenData.js";
import { maxDifference } from "../support.js";

/** Hidden states and logits: measured float32 against float64 <= 7e-6, eager against sdpa <= 6e-6. */
const tolerance = 2e-5;

interface ForwardFigures {
  loss: number;
  "label_smoothed_loss(LabelSmoother, mean over non -100)": Record<string, number>;
  num_parameters: number;
}

const values = (tensor: Tensor | null | undefined) => (tensor as Tensor<"float32">).toArray();

/** Models whose forward pass was recorded: in the repository's choice the trained ones, and gradients of one. */
const models = listGolden("forward").flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []);

for (const name of models)
  describe(`${name}: forward and gradients equal Transformers'`, () => {
    const figures = readGolden<ForwardFigures>("forward", `${name}.json`);
    let model: PreTrainedModel;
    let golden: Map<string, Tensor>;
    let output: Seq2SeqOutput;
    const long = (key: string) => golden.get(key) as LongTensor;
    const batch = () => ({
      inputIds: long("input_ids"),
      attentionMask: long("attention_mask"),
      labels: long("labels"),
    });

    before(async () => {
      model = await AutoModelForSeq2SeqLM.fromPretrained(goldenPath("models", name), { device: "cpu" });
      golden = loadSafetensors(goldenPath("forward", `${name}.safetensors`));
      output = model.forward({ ...batch(), outputHiddenStates: true, outputLogits: true });
    });

    it("counts its parameters", () => {
      assert.equal(
        model.parameters().reduce((sum, p) => sum + p.numel, 0),
        figures.num_parameters,
      );
    });

    it("reads the config that Transformers 5.18 saves as it reads that of 4.57", () => {
      const newer = AutoModelForSeq2SeqLM.skeleton(goldenPath("models", name, "config.v5.json"));
      const shapes = (one: PreTrainedModel) =>
        [...one.namedWeights(true)].map(([weight, { shape }]) => [weight, ...shape].join(" "));
      assert.deepEqual(shapes(newer), shapes(model));
      assert.equal([...newer.namedWeights()].length, [...model.namedWeights()].length, "the same are shared");
    });

    it("loss", () => {
      assert.ok(
        Math.abs(output.loss!.item() - figures.loss) < 1e-5,
        `${output.loss!.item()} is not ${figures.loss}`,
      );
    });

    it("logits, computed from labels alone", () => {
      assert.deepEqual(output.logits!.shape, golden.get("logits")!.shape);
      assert.ok(maxDifference(values(output.logits), values(golden.get("logits"))) < tolerance);
    });

    it("hidden states of every layer", () => {
      for (const [kind, states] of [
        ["encoder", output.encoderHiddenStates!],
        ["decoder", output.decoderHiddenStates!],
      ] as const) {
        const recorded = [...golden.keys()].filter((key) => key.startsWith(`${kind}_hidden_states.`));
        assert.equal(states.length, recorded.length);
        states.forEach((state, i) => {
          const difference = maxDifference(values(state), values(golden.get(`${kind}_hidden_states.${i}`)));
          assert.ok(difference < tolerance, `${kind} ${i} differs by ${difference}`);
        });
      }
    });

    it("label smoothing", () => {
      for (const [epsilon, expected] of Object.entries(
        figures["label_smoothed_loss(LabelSmoother, mean over non -100)"],
      )) {
        const loss = model.forward({ ...batch(), labelSmoothing: Number(epsilon) }).loss!.item();
        assert.ok(Math.abs(loss - expected) < 1e-5, `${loss} is not ${expected}`);
      }
    });

    if (!hasGolden("forward", `${name}.grads.safetensors`)) return;

    it("the gradient of every parameter that has one", async () => {
      const grads = loadSafetensors(goldenPath("forward", `${name}.grads.safetensors`));
      await backward(output.loss!);
      const names = new Set<string>();
      for (const [parameterName, parameter] of model.namedParameters())
        scope(() => {
          const { grad } = parameter.data;
          if (!grad) return;
          const expected = grads.get(parameterName);
          assert.ok(expected, `${parameterName} has a gradient here but not in Transformers`);
          const scale = Math.max(1, ...Array.from(values(expected), Math.abs));
          const difference = maxDifference(values(grad), values(expected));
          assert.ok(difference < 1e-5 * scale, `${parameterName} differs by ${difference}`);
          names.add(parameterName);
        });
      assert.deepEqual([...names].sort(), [...grads.keys()].sort());
    });
  });
