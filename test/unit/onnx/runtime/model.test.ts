import assert from "node:assert/strict";
import { InterruptedError, SummnbError } from "../../../../src/library/errors.js";
import { type GenerateOptions, generate } from "../../../../src/library/generation/index.js";
import { clearInterrupt, requestInterrupt } from "../../../../src/library/interrupt.js";
import { AutoModelForSeq2SeqLM } from "../../../../src/library/models/index.js";
import { OnnxModelForSeq2SeqLM } from "../../../../src/library/onnx/runtime/index.js";
import { manualSeed } from "../../../../src/library/tensor/index.js";
import { collect, exportedStarter, sources, starter } from "./fixtures.js";

const open = (folder: string) => OnnxModelForSeq2SeqLM.fromPretrained(folder, { threads: 1 });

const searches: Record<string, GenerateOptions> = {
  greedy: { maxNewTokens: 12 },
  "greedy with processors": {
    repetitionPenalty: 1.3,
    noRepeatNgramSize: 2,
    minNewTokens: 4,
    maxNewTokens: 12,
  },
  beams: { numBeams: 3, numReturnSequences: 2, maxNewTokens: 12 },
  "beams that end early": { numBeams: 4, earlyStopping: true, lengthPenalty: 2, maxNewTokens: 40 },
};

describe("A model on ONNX Runtime", () => {
  let model: OnnxModelForSeq2SeqLM;
  before(async () => {
    model = await open(await exportedStarter());
  });
  after(() => model.dispose());

  for (const [name, options] of Object.entries(searches))
    it(`generates what LibTorch does, alone, in any batch and in any order: ${name}`, async () => {
      const reference = await AutoModelForSeq2SeqLM.fromPretrained(starter, {
        device: "cpu",
        dtype: "float32",
      });
      const expected = await generate(reference, sources, options);
      for (const batchSize of [1, 2, 5])
        assert.deepEqual(await model.generate(sources, { ...options, batchSize }), expected);
      const each = options.numReturnSequences ?? 1;
      const reversed = sources.map((_, i) => expected.slice(i * each, (i + 1) * each)).reverse();
      assert.deepEqual(await model.generate([...sources].reverse(), options), reversed.flat());
    });

  it("streams what it generates, and repeats draws with a seed", async () => {
    for (const options of [searches.greedy!, { doSample: true, topK: 0, maxNewTokens: 8 }]) {
      manualSeed(4);
      const streamed = await collect(model.stream(sources[0]!, options));
      manualSeed(4);
      const [whole] = await model.generate([sources[0]!], options);
      assert.deepEqual(streamed, whole!.slice(1));
    }
    const drawn = (seed: number) => {
      manualSeed(seed);
      return model.generate(sources, { doSample: true, topK: 0, temperature: 3, maxNewTokens: 8 });
    };
    assert.notDeepEqual(await drawn(1), await drawn(2));
  });

  it("serves calls at the same time, one after the other", async () => {
    const expected = await model.generate(sources, { maxNewTokens: 9 });
    const all = await Promise.all([1, 2, 3].map(() => model.generate(sources, { maxNewTokens: 9 })));
    for (const result of all) assert.deepEqual(result, expected);
  });

  it("ends at the next token when it is aborted, also in the queue, and goes on for others", async () => {
    const long: GenerateOptions = { minNewTokens: 400, maxNewTokens: 400 };
    const [first, second] = [new AbortController(), new AbortController()];
    const running = model.generate(sources, { ...long, signal: first.signal });
    const waiting = model.generate(sources, { ...long, signal: second.signal });
    const served = model.generate(sources, { maxNewTokens: 3 });
    second.abort();
    await assert.rejects(waiting, { name: "AbortError" });
    first.abort(new Error("no longer wanted"));
    await assert.rejects(running, /no longer wanted/);
    assert.equal((await served).length, sources.length);
    await assert.rejects(model.generate(sources, { signal: AbortSignal.abort() }), { name: "AbortError" });
  });

  it("ends when a stream is left", async () => {
    let count = 0;
    for await (const _ of model.stream(sources[0]!, { minNewTokens: 400, maxNewTokens: 400 }))
      if (++count === 3) break;
    assert.equal((await model.generate(sources, { maxNewTokens: 3 })).length, sources.length);
  });

  it("ends when a cell is interrupted", async () => {
    const running = model.generate(sources, { minNewTokens: 400, maxNewTokens: 400 });
    setTimeout(requestInterrupt, 30);
    try {
      await assert.rejects(running, InterruptedError);
    } finally {
      clearInterrupt();
    }
    assert.equal((await model.generate(sources, { maxNewTokens: 3 })).length, sources.length);
  });

  it("says so when it is used after its end", async () => {
    const other = await open(await exportedStarter());
    const running = other.generate(sources, { minNewTokens: 400, maxNewTokens: 400 });
    const failed = assert.rejects(running, SummnbError);
    await other.dispose();
    await failed;
    await assert.rejects(other.generate(sources), /was closed/);
    await other.dispose();
  });

  for (const dtype of ["float16", "int8"] as const)
    it(`runs in ${dtype}`, async () => {
      const other = await open(await exportedStarter({ dtype }));
      assert.equal(other.dtype, dtype);
      const [greedy, beams] = [
        await other.generate(sources, { maxNewTokens: 6 }),
        await other.generate(sources, { numBeams: 3, maxNewTokens: 6 }),
      ];
      for (const ids of [...greedy, ...beams])
        assert.ok(ids.length > 1 && ids.every((id) => id < other.vocabSize));
      await other.dispose();
    });

  it("is found in onnx/, where transformers.js has it", async () => {
    const other = await open(await exportedStarter({ subfolder: "onnx" }));
    assert.deepEqual(
      await other.generate(sources, searches.beams),
      await model.generate(sources, searches.beams),
    );
    await other.dispose();
  });
});
