import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../../../src/library/errors.js";
import { AutoModelForSeq2SeqLM } from "../../../src/library/models/index.js";
import { OnnxModelForSeq2SeqLM } from "../../../src/library/onnx/runtime/index.js";
import { pipeline, type SummarizationPipeline } from "../../../src/library/pipeline/index.js";
import { collect, copyOf, exportedStarter, starter } from "../onnx/runtime/fixtures.js";

const text = "Ann: Will you come to the party tonight?\nBen: I can't, I am ill. Maybe next week.";
const other = "The package contains a program that reads mail. It is small and quick.";
const long = Array.from(
  { length: 40 },
  (_, i) => `On day ${i} Ann went to the market and bought bread.`,
).join(" ");
const short = { maxNewTokens: 12 };

describe('pipeline("summarization")', () => {
  let folder: string;
  let summarize: SummarizationPipeline;
  before(async () => {
    folder = await exportedStarter();
    summarize = await pipeline("summarization", folder, { threads: 1 });
  });
  after(() => summarize.dispose());

  it("takes ONNX where there are .onnx files, and gives what the model with LibTorch gives", async () => {
    assert.ok(summarize.model instanceof OnnxModelForSeq2SeqLM);
    const torch = await pipeline("summarization", starter, { device: "cpu", dtype: "float32" });
    assert.ok(!(torch.model instanceof OnnxModelForSeq2SeqLM));
    const options = { ...short, numBeams: 2 };
    assert.deepEqual(await summarize([text, other], options), await torch([text, other], options));
  });

  it("gives one result for every text, in their order, also for one", async () => {
    const [one] = await summarize(text, short);
    const all = await summarize([other, text], { ...short, batchSize: 1 });
    assert.equal(all.length, 2);
    assert.deepEqual(all[1], one);
    assert.equal(one!.parts, 1);
    assert.ok(one!.summaryText.length > 0 && one!.summaryText === one!.summaryText.trim());
  });

  it("streams the same text", async () => {
    const [whole] = await summarize(text, short);
    const pieces = await collect(summarize.stream(text, short));
    assert.equal(pieces.join(""), whole!.summaryText);
    assert.ok(pieces.length > 1);
    const [beams] = await summarize(text, { ...short, numBeams: 3 });
    assert.deepEqual(await collect(summarize.stream(text, { ...short, numBeams: 3 })), [beams!.summaryText]);
  });

  it("splits a long document and joins the summaries of its parts, in a batch and in a stream", async () => {
    const options = { ...short, maxSourceLength: 120 };
    const [result, plain] = await summarize([long, other], options);
    assert.ok(result!.parts > 2);
    assert.equal(plain!.parts, 1);
    assert.equal((await collect(summarize.stream(long, options))).join(""), result!.summaryText);
    const [lines] = await summarize(long, { ...options, separator: "\n" });
    assert.equal(lines!.summaryText.split("\n").length, result!.parts);
    assert.equal(lines!.summaryText.replaceAll("\n", " "), result!.summaryText);
    const [again] = await summarize(long, { ...options, combine: "summarize" });
    const [expected] = await summarize(result!.summaryText, options);
    assert.deepEqual(again, { summaryText: expected!.summaryText, parts: result!.parts });
  });

  it("or cuts it, or refuses it", async () => {
    const options = { ...short, maxSourceLength: 120 };
    const [cut] = await summarize(long, { ...options, longDocuments: "truncate" });
    assert.equal(cut!.parts, 1);
    await assert.rejects(
      summarize(long, { ...options, longDocuments: "refuse" }),
      /The document has \d+ tokens and the model reads 120; set longDocuments/,
    );
  });

  it("ends when it is aborted", async () => {
    const endless = { minNewTokens: 400, maxNewTokens: 400 };
    await assert.rejects(summarize(text, { ...endless, signal: AbortSignal.timeout(30) }), {
      name: "TimeoutError",
    });
    const controller = new AbortController();
    await assert.rejects(
      (async () => {
        for await (const _ of summarize.stream(text, { ...endless, signal: controller.signal }))
          controller.abort();
      })(),
      { name: "AbortError" },
    );
    assert.equal((await summarize(text, short)).length, 1);
  });

  it("follows what config.json says of summarizing, and 256 tokens where nothing says a length", async () => {
    const copy = copyOf(folder);
    const file = path.join(copy, "config.json");
    const config = JSON.parse(readFileSync(file, "utf8"));
    const summarization = {
      prefix: "A storm hit the coast and all trains stopped. ",
      num_beams: 2,
      max_length: 9,
      min_length: 5,
    };
    writeFileSync(file, JSON.stringify({ ...config, task_specific_params: { summarization } }));
    const own = await pipeline("summarization", copy, { threads: 1 });
    const prefixed = { numBeams: 2, maxLength: 9, minLength: 5, sourcePrefix: summarization.prefix };
    assert.deepEqual(await own(text), await summarize(text, prefixed));
    assert.notDeepEqual(await own(text), await own(text, { sourcePrefix: "" }));
    await own.dispose();
    const ids: number[] = [];
    const [free] = await summarize(text, { minNewTokens: 256 });
    ids.push(...(await summarize.tokenizer.encode(free!.summaryText, { addSpecialTokens: false })));
    assert.ok(ids.length > 60, `${ids.length} tokens`);
  });

  it("takes a model that is loaded, with its tokenizer", async () => {
    const { tokenizer } = summarize;
    const model = await AutoModelForSeq2SeqLM.fromPretrained(starter, { device: "cpu", dtype: "float32" });
    const own = await pipeline("summarization", model, { tokenizer });
    assert.deepEqual(await own(text, short), await summarize(text, short));
    await assert.rejects(pipeline("summarization", model), /needs its tokenizer, too/);
  });

  const refusals: [what: string, call: () => Promise<unknown>, message: RegExp][] = [
    [
      "another task",
      () => pipeline("translation" as "summarization", folder),
      /no pipeline for "translation"/,
    ],
    [
      "another backend",
      () => pipeline("summarization", folder, { backend: "x" as "onnx" }),
      /"onnx" or "libtorch", not "x"/,
    ],
    ["no model", () => pipeline("summarization", "/nowhere/model"), /There is no model at \/nowhere\/model/],
    [
      "weights for ONNX",
      () => pipeline("summarization", starter, { backend: "onnx" }),
      /has no \.onnx files; export/,
    ],
    ["an empty text", () => summarize(["a", " "]), /^Document 1 is empty/],
    ["no text", () => summarize([5 as unknown as string]), /^Document 0 is number, not a text/],
    [
      "an option that is none",
      () => summarize(text, { maxNewToken: 5 } as object),
      /did you mean maxNewTokens\?/,
    ],
    [
      "a way that is none",
      () => summarize(text, { combine: "x" as "join" }),
      /combine is "join" or "summarize", not "x"/,
    ],
    [
      "several summaries",
      () => summarize(text, { numReturnSequences: 2 } as object),
      /one summary a document/,
    ],
  ];
  for (const [what, call, message] of refusals)
    it(`refuses ${what} in a sentence`, () =>
      assert.rejects(call, (error: Error) => error instanceof SummnbError && message.test(error.message)));
});
