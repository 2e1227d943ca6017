import assert from "node:assert/strict";
import { InterruptedError, SummnbError } from "../../../src/library/errors.js";
import {
  type GenerateOptions,
  GenerationConfig,
  generate,
  generateSequences,
  type LogitsProcessor,
} from "../../../src/library/generation/index.js";
import { manualSeed } from "../../../src/library/tensor/index.js";
import { native } from "../../../src/library/tensor/native.js";
import { arange, expand, maskedFill, notEquals } from "../../../src/library/tensor/ops.js";
import { type Architecture, architectures } from "../models/configs.js";
import { sources, tinyModel } from "./models.js";

const searches: Record<string, GenerateOptions> = {
  greedy: {},
  "greedy with processors": { repetitionPenalty: 1.3, noRepeatNgramSize: 2, minNewTokens: 4 },
  beams: { numBeams: 3, numReturnSequences: 2 },
  "beams that end early": { numBeams: 3, earlyStopping: true, lengthPenalty: 2, noRepeatNgramSize: 2 },
  "beams by the source": { numBeams: 2, encoderRepetitionPenalty: 1.5, encoderNoRepeatNgramSize: 1 },
};

/** What console.warn is given while `action` runs. */
async function warnings(action: () => Promise<unknown>): Promise<string[]> {
  const said: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => void said.push(text);
  try {
    await action();
  } finally {
    console.warn = warn;
  }
  return said;
}

describe("Generating", () => {
  for (const architecture of architectures)
    for (const [name, options] of Object.entries(searches))
      it(`${architecture}, ${name}: the same alone, in any batch and in any order`, async () => {
        const model = tinyModel(architecture);
        const alone: number[][] = [];
        for (const source of sources) alone.push(...(await generate(model, [source], options)));
        for (const batchSize of [2, 5])
          assert.deepEqual(await generate(model, sources, { ...options, batchSize }), alone);
        const reversed = await generate(model, [...sources].reverse(), options);
        const each = options.numReturnSequences ?? 1;
        const expected = sources.map((_, i) => alone.slice(i * each, (i + 1) * each)).reverse();
        assert.deepEqual(reversed, expected.flat());
      });

  it("gives every result its score, best first", async () => {
    const results = await generateSequences(tinyModel(), sources, { numBeams: 4, numReturnSequences: 4 });
    assert.equal(results.length, 4 * sources.length);
    for (let i = 0; i < results.length; i += 4) {
      const scores = results.slice(i, i + 4).map(({ score }) => score!);
      assert.deepEqual(
        scores,
        [...scores].sort((a, b) => b - a),
      );
    }
    const greedy = await generateSequences(tinyModel(), sources);
    assert.ok(greedy.every(({ score }) => score === null));
  });

  describe("at random", () => {
    const draw: GenerateOptions = { doSample: true, temperature: 3, topK: 0 };
    for (const options of [draw, { ...draw, numReturnSequences: 3 }, { ...draw, numBeams: 3 }])
      it(`repeats itself with a seed: ${JSON.stringify(options)}`, async () => {
        const model = tinyModel();
        const drawn = async (seed: number) => {
          manualSeed(seed);
          return generate(model, sources, options);
        };
        const first = await drawn(5);
        assert.deepEqual(await drawn(5), first);
        assert.notDeepEqual(await drawn(6), first);
        assert.equal(first.length, sources.length * (options.numReturnSequences ?? 1));
      });

    it("draws what a row drew in a batch whatever the others' sources are", async () => {
      const model = tinyModel();
      const drawn = async (other: readonly number[]) => {
        manualSeed(9);
        return (await generate(model, [other, sources[1]!], draw))[1];
      };
      assert.deepEqual(await drawn(sources[2]!), await drawn(sources[3]!));
    });

    it("takes sources in their order, not by length, so that batches are those of a loop in Python", async () => {
      const model = tinyModel();
      manualSeed(4);
      const together = await generate(model, sources, { ...draw, batchSize: 2 });
      manualSeed(4);
      const apart: number[][] = [];
      for (let i = 0; i < sources.length; i += 2)
        apart.push(...(await generate(model, sources.slice(i, i + 2), draw)));
      assert.deepEqual(together, apart);
    });
  });

  it("computes as well in bfloat16", async () => {
    const model = tinyModel("bart").to("cpu", "bfloat16");
    for (const options of Object.values(searches)) {
      const results = await generate(model, sources, options);
      assert.ok(results.every((ids) => ids.length > 1 && ids.every((id) => id < model.vocabSize)));
    }
  });

  it("takes processors of the caller's own, after those of the options", async () => {
    const model = tinyModel();
    const lengths: number[] = [];
    const results = await generate(model, [sources[0]!], {
      minNewTokens: 10,
      logitsProcessors: [
        (scores, { rows, sources: [source] }) => {
          lengths.push(rows[0]!.length);
          assert.deepEqual(source, sources[0]);
          const others = expand(notEquals(arange(scores.shape[1]!), 17), scores.shape);
          return maskedFill(scores, others, Number.NEGATIVE_INFINITY);
        },
      ],
    });
    assert.deepEqual(results, [[0, ...new Array(10).fill(17)]]);
    assert.deepEqual(lengths, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("ends at any of several ends, and at none", async () => {
    const model = tinyModel();
    const free = { eosTokenId: null, maxNewTokens: 10 };
    const [endless] = await generate(model, [sources[0]!], free);
    assert.equal(endless!.length, 11);
    const third = endless![3]!;
    const [ended] = await generate(model, [sources[0]!], { ...free, eosTokenId: [31, third] });
    assert.deepEqual(ended, endless!.slice(0, endless!.indexOf(third, 1) + 1));
    const beams = await generate(model, [sources[0]!], { ...free, numBeams: 2 });
    assert.equal(beams[0]!.length, 11);
  });

  it("ends when maxTime is over", async () => {
    const slow: GenerateOptions = {
      minNewTokens: 10,
      maxTime: 0.02,
      logitsProcessors: [
        (scores) => {
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15);
          return scores;
        },
      ],
    };
    for (const numBeams of [1, 2]) {
      const [ids] = await generate(tinyModel(), [sources[0]!], { ...slow, numBeams });
      assert.ok(ids!.length > 1 && ids!.length < 6, `${ids!.length} ids`);
    }
  });

  it("tells how many sources are done", async () => {
    const seen: [number, number][] = [];
    await generate(tinyModel(), sources, { batchSize: 2, onProgress: (...counts) => seen.push(counts) });
    assert.deepEqual(seen, [
      [2, 5],
      [4, 5],
      [5, 5],
    ]);
    assert.deepEqual(await generate(tinyModel(), []), []);
  });

  it("leaves a model in training in training", async () => {
    const model = tinyModel().train();
    await generate(model, sources);
    assert.equal(model.training, true);
    await assert.rejects(generate(model, [[]]));
    assert.equal(model.training, true);
  });

  it("follows a generation config in the call", async () => {
    const model = tinyModel();
    const [ids] = await generate(model, [sources[0]!], {
      generationConfig: new GenerationConfig({ maxNewTokens: 3, minNewTokens: 3 }),
    });
    assert.equal(ids!.length, 4);
  });

  describe("frees what it used and can go on", () => {
    const stop: LogitsProcessor = (scores, { rows }) => {
      if (rows[0]!.length === 3) native.requestInterrupt();
      return scores;
    };
    const endings: [name: string, options: GenerateOptions, error?: new () => Error][] = [
      ["a greedy search", {}],
      ["a beam search", { numBeams: 3 }],
      ["sampling", { doSample: true, numReturnSequences: 2 }],
      ["a greedy search that is interrupted within a token", { logitsProcessors: [stop] }, InterruptedError],
      [
        "a beam search that is interrupted within a token",
        { logitsProcessors: [stop], numBeams: 3 },
        InterruptedError,
      ],
    ];
    for (const [name, options, error] of endings)
      it(`after ${name}`, async () => {
        const model = tinyModel();
        const run = () => generate(model, sources, { minNewTokens: 6, ...options });
        // Tables that belong to the model are made by the first call.
        await generate(model, sources);
        const before = native.liveHandles();
        try {
          if (error) await assert.rejects(run(), error);
          else await run();
        } finally {
          native.clearInterrupt();
        }
        assert.equal(native.liveHandles(), before);
        assert.equal((await generate(model, sources)).length, sources.length);
      });
  });

  describe("warns", () => {
    const warned = (architecture: Architecture, options: GenerateOptions, keep = true) =>
      warnings(async () => {
        const model = tinyModel(architecture);
        if (!keep) model.generationConfig = {};
        for (let i = 0; i < 2; i++) await generate(model, [sources[0]!], options);
      });

    it("once where 20 tokens are the default, in one sentence", async () => {
      assert.deepEqual(await warned("t5", {}, false), [
        "Results have at most 20 tokens, Hugging Face's default, as neither the call nor the model's generation config sets a length; give maxNewTokens.",
      ]);
      assert.deepEqual(await warned("t5", { maxLength: 20 }, false), []);
      assert.deepEqual(await warned("t5", {}), []);
    });

    it("of options that do nothing", async () => {
      assert.deepEqual(await warned("t5", { temperature: 0.5, topP: 0.9 }), [
        "temperature, topP do nothing here; set doSample to true.",
      ]);
      assert.deepEqual(await warned("t5", { lengthPenalty: 2 }), [
        "lengthPenalty does nothing here; set numBeams above 1.",
      ]);
      assert.deepEqual(await warned("t5", { doSample: true, topP: 0.9, numBeams: 2, lengthPenalty: 2 }), []);
    });
  });

  const refusals: [
    what: string,
    given: readonly (readonly number[])[],
    options: GenerateOptions,
    message: RegExp,
  ][] = [
    ["a source without ids", [[5], []], {}, /^Source 1 has no token ids/],
    ["a batch of 0", sources, { batchSize: 0 }, /batchSize must be a whole number from 1 on, not 0/],
    [
      "an id past the vocabulary",
      sources,
      { suppressTokens: [3, 32] },
      /suppressTokens names the id 32, but the model's vocabulary ends at 31/,
    ],
    ["such an id in a bias", sources, { sequenceBias: [[[40, 2], 1]] }, /sequenceBias names the id 40/],
    ["such an end", sources, { eosTokenId: [1, 99] }, /eosTokenIds names the id 99/],
  ];
  for (const [what, given, options, message] of refusals)
    it(`refuses ${what} in one sentence`, async () => {
      await assert.rejects(
        generate(tinyModel(), given, options),
        (error: Error) => error instanceof SummnbError && message.test(error.message),
      );
    });
});
