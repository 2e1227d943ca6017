import assert from "node:assert/strict";
import { inspect } from "node:util";
import { SummnbError } from "../../../../src/library/errors.js";
import { GenerationConfig } from "../../../../src/library/generation/index.js";
import { aliases } from "../../../../src/library/training/arguments/aliases.js";
import { tokenNames } from "../../../../src/library/training/arguments/read.js";
import { ignored, refused } from "../../../../src/library/training/arguments/unused.js";
import {
  learningRateAt,
  Seq2SeqTrainingArguments,
  trainingDefaults,
} from "../../../../src/library/training/index.js";
import { transformersArguments } from "./transformers457.js";

/** Arguments as a config file or a cell without types gives them. */
const read = (given: Record<string, unknown>) => new Seq2SeqTrainingArguments(given as object);
const values = (given: Record<string, unknown>) => read(given).values as unknown as Record<string, unknown>;

describe("Training arguments", () => {
  describe("of Transformers 4.57", () => {
    for (const [name, usual] of Object.entries(transformersArguments))
      it(`${name} works, has no effect or is refused, and its default is always taken`, () => {
        const tokens = Object.fromEntries(tokenNames.map((token) => [token, true]));
        const homes = [trainingDefaults, aliases, ignored, refused, tokens].filter((table) =>
          Object.hasOwn(table, name),
        );
        assert.equal(homes.length, 1);
        assert.deepEqual(read({ [name]: usual }).notices, []);
      });

    it("have its defaults but for those that are said to differ", () => {
      const others = Object.entries(trainingDefaults).filter(
        ([name, value]) =>
          Object.hasOwn(transformersArguments, name) &&
          JSON.stringify(value) !== JSON.stringify(transformersArguments[name]),
      );
      assert.deepEqual(Object.fromEntries(others), {
        outputDir: "out",
        optim: "adamw_torch",
        // Where Python has None for an empty one.
        lrSchedulerKwargs: {},
        reportTo: "none",
        disableTqdm: false,
      });
    });

    it("that have no effect here say why, once each, and are not kept", () => {
      const args = read({ dataloaderNumWorkers: 4, tf32: true });
      assert.deepEqual(args.notices, [
        'The training argument "dataloaderNumWorkers" has no effect: batches are padded in this process, which takes microseconds.',
        'The training argument "tf32" has no effect: float32 stays float32; bf16 is what is faster.',
      ]);
    });

    it("take a token and show it nowhere", () => {
      for (const name of tokenNames) {
        const args = read({ [name]: "hf_secretsecretsecret" });
        assert.equal(args.hubToken, "hf_secretsecretsecret");
        assert.doesNotMatch(
          JSON.stringify(args) + inspect(args, { depth: 9, showHidden: true }),
          /secretsecret/,
        );
        assert.throws(
          () => read({ [name]: ["hf_secretsecretsecret"] }),
          (error: Error) =>
            /must be a text\.$/.test(error.message) && !error.message.includes("secretsecret"),
        );
      }
      assert.equal(read({ hubToken: null }).hubToken, undefined);
    });

    for (const [name, [, why]] of Object.entries({ ...ignored, ...refused }))
      it(`${name}'s reason is part of a sentence`, () => assert.match(why, /^[^\n]{10,}[^.\s]$/));
  });

  describe("under another name", () => {
    const same: [given: Record<string, unknown>, name: string, value: unknown][] = [
      [{ evaluationStrategy: "epoch" }, "evalStrategy", "epoch"],
      [{ evaluationStrategy: "epoch", evalStrategy: "epoch" }, "evalStrategy", "epoch"],
      [{ perGpuTrainBatchSize: 3 }, "perDeviceTrainBatchSize", 3],
      [{ adafactor: true }, "optim", "adafactor"],
      [{ adafactor: false, optim: "sgd" }, "optim", "sgd"],
      [{ useCpu: true }, "device", "cpu"],
      [{ useMpsDevice: true }, "device", "mps"],
      [{ noCuda: false }, "device", null],
      [{ pushToHubModelId: "me/x" }, "hubModelId", "me/x"],
    ];
    for (const [given, name, value] of same)
      it(`${JSON.stringify(given)} means ${name}`, () => {
        assert.equal(values(given)[name], value);
        assert.ok(!Object.keys(given).some((key) => key !== name && key in values(given)));
      });

    it("must not contradict each other", () => {
      assert.throws(
        () => read({ evaluationStrategy: "epoch", evalStrategy: "steps" }),
        /"evaluationStrategy" \("epoch"\) and "evalStrategy" \("steps"\) are the same one/,
      );
      assert.throws(() => read({ adafactor: true, optim: "sgd" }), /"adafactor".*"optim"/);
    });

    it("are checked as under the right one, and named as they were written", () => {
      assert.throws(
        () => read({ evaluationStrategy: "epochs" }),
        /"evaluationStrategy" must be one of no, steps/,
      );
      assert.throws(() => read({ useCpu: "yes" }), /"useCpu" must be true or false, not "yes"/);
    });
  });

  const wrong: [what: string, given: Record<string, unknown>, message: RegExp][] = [
    ["a mistyped name", { learningRat: 1 }, /"learningRat" does not exist\. Did you mean learningRate\?$/],
    ["a name as in Python", { per_device_train_batch_size: 8 }, /Did you mean perDeviceTrainBatchSize\?$/],
    ["a mistyped alias", { evaluationStrategi: "no" }, /Did you mean evaluationStrategy\?$/],
    ["a name like none", { zzzzzzzz: 1 }, /"zzzzzzzz" does not exist\.$/],
    ["a name of every object", { constructor: 1 }, /"constructor" does not exist/],
    ["a wrong type", { learningRate: "5e-4" }, /"learningRate" must be a number from 0 on, not "5e-4"\.$/],
    ["a fraction of a row", { perDeviceTrainBatchSize: 1.5 }, /must be a whole number from 1 on, not 1\.5/],
    ["a share above one", { warmupRatio: 1.5 }, /"warmupRatio" must be a number from 0 to 1/],
    ["steps that are neither", { loggingSteps: 2.5 }, /a whole number of steps from 1 on, or a share of all/],
    ["a schedule that is not there", { lrSchedulerType: "linaer" }, /must be one of linear, cosine/],
    ["a schedule's unknown key", { lrSchedulerKwargs: { numCycle: 1 } }, /keys numCycles, lrEnd/],
    [
      "another tracker",
      { reportTo: "wandb" },
      /must be "none", "tensorboard" or \["tensorboard"\] \(the run store/,
    ],
    ["two label columns", { labelNames: ["a", "b"] }, /must be \["labels"\], or a list with the one column/],
    ["labels by name alone", { labelNames: "labels" }, /must be \["labels"\]/],
    ["an upload when there is none", { hubStrategy: "always" }, /must be one of end, every_save, checkpoint/],
    ["an organization apart", { pushToHubOrganization: "us" }, /write it before the name in hubModelId/],
    ["several processes", { deepspeed: "ds.json" }, /one process on one device/],
    ["another optimizer's arguments", { optimArgs: "a=1" }, /such as adamBeta1/],
    ["a generation option that is none", { generationConfig: { numBeans: 4 } }, /did you mean numBeams\?/],
    ["generation options that are no object", { generationConfig: 4 }, /an object of generation options/],
    ["float16", { fp16: true }, /Use bf16: true/],
    ["best without evaluation", { saveStrategy: "best" }, /evalStrategy is "no"; set it to "epoch"/],
    ["the best of nothing", { loadBestModelAtEnd: true }, /saveStrategy "steps"; make them the same/],
    [
      "checkpoints between evaluations",
      { loadBestModelAtEnd: true, evalStrategy: "steps", evalSteps: 200 },
      /saveSteps \(500\) must be a multiple of evalSteps \(200\)/,
    ],
    [
      "shares beside steps",
      { loadBestModelAtEnd: true, evalStrategy: "steps", evalSteps: 0.1 },
      /must both be steps, or both be shares/,
    ],
  ];
  for (const [what, given, message] of wrong)
    it(`refuse ${what}`, () =>
      assert.throws(
        () => read(given),
        (error) => error instanceof SummnbError && message.test(error.message) && !/\n/.test(error.message),
      ));

  it("of the notebooks that people start from are taken as they are, in camelCase", () => {
    const notebooks: Record<string, unknown>[] = [
      {
        outputDir: "./pegasus_finetuned",
        perDeviceTrainBatchSize: 1,
        gradientAccumulationSteps: 4,
        evaluationStrategy: "epoch",
        learningRate: 5e-5,
        numTrainEpochs: 3,
        bf16: true,
        saveTotalLimit: 2,
        loggingDir: "./logs",
        loggingSteps: 100,
        reportTo: "none",
      },
      {
        outputDir: "peft",
        autoFindBatchSize: true,
        learningRate: 5e-4,
        numTrainEpochs: 10,
        weightDecay: 0.01,
        loggingSteps: 10,
        maxSteps: 100,
        labelNames: ["labels"],
      },
      {
        outputDir: "./results",
        evaluationStrategy: "epoch",
        learningRate: 2e-5,
        perDeviceTrainBatchSize: 4,
        perDeviceEvalBatchSize: 4,
        weightDecay: 0.01,
        saveTotalLimit: 2,
        numTrainEpochs: 2,
        predictWithGenerate: true,
      },
    ];
    for (const { evaluationStrategy, ...given } of notebooks) {
      const args = read({ ...given, ...(evaluationStrategy ? { evaluationStrategy } : {}) });
      assert.deepEqual(args.notices, []);
      assert.deepEqual({ ...args.values, ...given }, args.values);
      assert.equal(args.values.evalStrategy, evaluationStrategy ?? "no");
    }
  });

  it("take what is right", () => {
    const right: Record<string, unknown>[] = [
      { loggingSteps: 0.1, evalSteps: 0.3, saveSteps: 0.3, warmupRatio: 1 },
      { loadBestModelAtEnd: true, evalStrategy: "steps", evalSteps: 0.1, saveSteps: 0.3 },
      { loadBestModelAtEnd: true, evalStrategy: "epoch", saveStrategy: "best" },
      { labelNames: ["summary_ids"], reportTo: ["tensorboard"], loggingDir: "logs", runName: "a" },
      { generationConfig: { numBeams: 4 } },
      { generationConfig: new GenerationConfig({ numBeams: 4 }) },
      { lrSchedulerType: "polynomial", lrSchedulerKwargs: { lrEnd: 1e-6, power: 2 } },
    ];
    for (const given of right) assert.deepEqual({ ...values(given), ...given }, values(given));
  });

  it("that are undefined, or None where Python says so, are as if not given", () => {
    const given = { evalSteps: undefined, lrSchedulerKwargs: null, reportTo: null, seed: undefined };
    assert.deepEqual(values(given), trainingDefaults);
  });

  it("name a schedule's last rate as such, or as a share of the first", () => {
    const options = { warmupSteps: 2, maxSteps: 20, learningRate: 5e-4 };
    for (const step of [0, 1, 2, 7, 19, 20]) {
      const rate = (kwargs: object) => learningRateAt("cosine_with_min_lr", step, { ...options, kwargs });
      assert.equal(rate({ minLr: 5e-5 }), rate({ minLrRate: 0.1 }));
    }
    const last = learningRateAt("cosine_with_min_lr", 20, { ...options, kwargs: { minLr: 5e-5 } });
    assert.ok(Math.abs(last - 5e-5) < 1e-18);
  });

  it("can't be changed", () => {
    assert.throws(() => {
      (values({}) as { seed: number }).seed = 1;
    }, TypeError);
  });
});
