// Published tokenizers and DialogSum's dialogues, which are not in the repository: SUMMNB_SHARED_DATA names their
// folder, and without it these tests are left out.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { AutoTokenizer, type Tokenizer } from "../../../src/library/tokenizers/index.js";
import { repositoryRoot } from "../goldenData.js";

const data = process.env.SUMMNB_SHARED_DATA ?? path.join(repositoryRoot, "..", "shared", "data");
const here = existsSync(path.join(data, "tokenizer-t5"));
const load = (name: string, useFast = true) =>
  AutoTokenizer.fromPretrained(path.join(data, name), { useFast });

/** Dialogues and summaries of all splits. */
function dialogSum(): string[] {
  return ["train.jsonl.gz", "dev.jsonl", "test.jsonl"].flatMap((split) => {
    const bytes = readFileSync(path.join(data, "dialogsum", `dialogsum.${split}`));
    const lines = (split.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").trim().split("\n");
    return lines.flatMap((line) => {
      const row = JSON.parse(line) as Record<string, unknown>;
      return Object.entries(row).flatMap(([key, text]) =>
        /^(dialogue|summary)/.test(key) && typeof text === "string" ? [text] : [],
      );
    });
  });
}

describe(`Published tokenizers${here ? "" : ` (left out: there is no ${data})`}`, () => {
  let texts: string[];

  before(function () {
    if (!here) this.skip();
    texts = dialogSum();
    assert.ok(texts.length > 27_000, `${texts.length}`);
  });

  it("T5's spiece.model and tokenizer.json give the same ids for all of DialogSum", async function () {
    this.timeout(600_000);
    const json = await load("tokenizer-t5");
    const spiece = await load("tokenizer-t5", false);
    assert.deepEqual([json.vocabularyFiles, spiece.vocabularyFiles], [["tokenizer.json"], ["spiece.model"]]);
    assert.deepEqual([json.vocabSize, spiece.vocabSize], [32_100, 32_100]);
    const expected = await json.encodeBatch(texts);
    const actual = await spiece.encodeBatch(texts);
    for (const [index, ids] of expected.entries()) assert.deepEqual(actual[index], ids, texts[index]);
    const some = actual.slice(0, 2000);
    assert.deepEqual(await spiece.decodeBatch(some), await json.decodeBatch(some));
  });

  // Ids that their authors, or Transformers' own tests, state.
  const stated: [name: string, text: string, ids: number[]][] = [
    [
      "tokenizer-t5",
      "translate English to German: The house is wonderful.",
      [13959, 1566, 12, 2968, 10, 37, 629, 19, 1627, 5, 1],
    ],
    [
      "tokenizer-pegasus",
      "To ensure a smooth flow of bank resolutions.",
      [413, 615, 114, 2291, 1971, 113, 1679, 10710, 107, 1],
    ],
    ["tokenizer-bart", "Hello world!", [0, 31414, 232, 328, 2]],
  ];
  for (const [name, text, ids] of stated)
    it(`${name} gives the ids that are stated for ${JSON.stringify(text)}`, async () => {
      const tokenizer = await load(name);
      assert.deepEqual(await tokenizer.encode(text), ids);
      assert.equal(await tokenizer.decode(ids, { skipSpecialTokens: true }), text);
    });

  it("BART's bytes come back from 3,000 texts", async () => {
    const bart: Tokenizer = await load("tokenizer-bart");
    const some = texts.slice(0, 3000);
    const decoded = await bart.decodeBatch(await bart.encodeBatch(some), { skipSpecialTokens: true });
    assert.deepEqual(decoded, some);
  });

  it("Pegasus has its masks and its newline where they are published", async () => {
    const pegasus = await load("tokenizer-pegasus");
    assert.equal(pegasus.modelMaxLength, 1024);
    const tokens = ["<pad>", "</s>", "<mask_1>", "<mask_2>", "<unk_2>", "<unk_102>", "<unk>", "<n>"];
    assert.deepEqual(pegasus.convertTokensToIds(tokens), [0, 1, 2, 3, 4, 104, 105, 106]);
  });
});
