import assert from "node:assert/strict";
import { SummnbError } from "../../../src/library/errors.js";
import {
  decodeStream,
  type GenerateOptions,
  generateSummaries,
  type LogitsProcessor,
  stream,
  streamSummary,
} from "../../../src/library/generation/index.js";
import { AutoModelForSeq2SeqLM } from "../../../src/library/models/index.js";
import { manualSeed } from "../../../src/library/tensor/index.js";
import { native } from "../../../src/library/tensor/native.js";
import { AutoTokenizer, type Tokenizer } from "../../../src/library/tokenizers/index.js";
import { goldenPath } from "../../golden/goldenData.js";
import { sources, tinyModel } from "./models.js";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe("Streaming ids", () => {
  const searches: [string, GenerateOptions][] = [
    ["greedy search", {}],
    ["a least length", { minNewTokens: 8 }],
    ["sampling", { doSample: true, temperature: 3, topK: 0 }],
  ];
  for (const [name, options] of searches)
    it(`gives what generate gives: ${name}`, async () => {
      const model = tinyModel();
      for (const source of sources) {
        manualSeed(2);
        const streamed = await collect(model.stream(source, options));
        manualSeed(2);
        const [whole] = await model.generate([source], options);
        assert.deepEqual(streamed, whole!.slice(1));
      }
    });

  it("gives an id before the next is computed", async () => {
    const model = tinyModel();
    let computed = 0;
    const count: LogitsProcessor = (scores) => {
      computed++;
      return scores;
    };
    let seen = 0;
    for await (const id of stream(model, sources[0]!, { minNewTokens: 6, logitsProcessors: [count] })) {
      assert.equal(typeof id, "number");
      assert.equal(computed, ++seen);
    }
    assert.ok(seen >= 6);
  });

  it("frees what it used when the loop is left, and puts the model back", async () => {
    const model = tinyModel().train();
    await collect(stream(model, sources[0]!));
    const before = native.liveHandles();
    for await (const _ of stream(model, sources[0]!, { minNewTokens: 8 })) break;
    assert.equal(native.liveHandles(), before);
    assert.equal(model.training, true);
  });

  it("refuses beams and several results in one sentence", async () => {
    for (const options of [{ numBeams: 2 }, { doSample: true, numReturnSequences: 2 }])
      await assert.rejects(
        collect(stream(tinyModel(), sources[0]!, options)),
        (error: Error) =>
          error instanceof SummnbError && /Streaming gives one result as it grows/.test(error.message),
      );
  });
});

describe("Streaming text", () => {
  const tokenizers: Record<string, Tokenizer> = {};
  before(async () => {
    for (const name of ["t5", "bart", "pegasus"])
      tokenizers[name] = await AutoTokenizer.fromPretrained(goldenPath("tokenizers", name));
  });

  const texts = [
    "Ben asks Ann whether she will come. Ann can't, she's ill.",
    "A family \u{1F468}\u200D\u{1F469}\u200D\u{1F467} and caf\u00E9s na\u00EFve \u{1F600}\u{1F600} end",
    "\u65E5\u672C\u8A9E\u306E\u6587\u7AE0 and \uD55C\uAD6D\uC5B4",
    "spaces  in   rows\nand lines\n",
    "word",
    "",
  ];
  for (const name of ["t5", "bart", "pegasus"])
    for (const text of texts)
      it(`${name}: pieces of ${JSON.stringify(text)} are the whole text`, async () => {
        const tokenizer = tokenizers[name]!;
        const ids = await tokenizer.encode(text);
        const pieces = await collect(decodeStream(ids, tokenizer));
        assert.equal(pieces.join(""), await tokenizer.decode(ids, { skipSpecialTokens: true }));
        assert.ok(pieces.every((piece) => piece !== "" && !piece.includes("\uFFFD")));
      });

  it("byte-level pieces of one character come together", async () => {
    const tokenizer = tokenizers.bart!;
    const ids = await tokenizer.encode("\u{1F600} \u{1F600}", { addSpecialTokens: false });
    assert.ok(ids.length > 4, "a character of several ids");
    const pieces = await collect(decodeStream(ids, tokenizer));
    assert.deepEqual(pieces, ["\u{1F600}", " \u{1F600}"]);
  });

  it("words come as soon as the next one begins", async () => {
    const tokenizer = tokenizers.t5!;
    const ids = await tokenizer.encode("Ben asks Ann whether she will come");
    const pieces = await collect(decodeStream(ids, tokenizer));
    assert.deepEqual(pieces, ["Ben", " asks", " Ann", " whether", " she", " will", " come"]);
  });

  it("characters come at once in scripts without spaces", async () => {
    const tokenizer = tokenizers.bart!;
    const ids = await tokenizer.encode("\u65E5\u672C\u8A9E", { addSpecialTokens: false });
    const pieces = await collect(decodeStream(ids, tokenizer));
    assert.deepEqual(pieces, ["\u65E5", "\u672C", "\u8A9E"]);
  });

  it("a summary of a document comes in pieces", async () => {
    const model = await AutoModelForSeq2SeqLM.fromPretrained(goldenPath("models", "flan-trained"), {
      device: "cpu",
    });
    const options = { tokenizer: tokenizers.t5!, maxNewTokens: 30, sourcePrefix: "summarize: " };
    const document = "Ann: Will you come to the party?\nBen: I can't, I am ill.";
    const pieces = await collect(streamSummary(model, document, options));
    assert.equal(pieces.join(""), (await generateSummaries(model, [document], options))[0]);
    assert.ok(pieces.length > 1);
  });
});
