import assert from "node:assert/strict";
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SummnbError } from "../../../src/library/errors.js";
import { AutoTokenizer } from "../../../src/library/tokenizers/index.js";
import { goldenPath } from "../../golden/goldenData.js";

const source = goldenPath("tokenizers", "t5");

describe("AutoTokenizer", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-tokenizer-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const copy = async (...names: string[]) => {
    for (const name of names) await cp(path.join(source, name), path.join(folder, name));
  };

  const refusal = async (target = folder): Promise<string> => {
    const error = await AutoTokenizer.fromPretrained(target).then(
      () => assert.fail("it loaded"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof SummnbError, String(error));
    return error.message;
  };

  it("prefers tokenizer.json", async () => {
    await copy("tokenizer.json", "tokenizer_config.json");
    await writeFile(path.join(folder, "spiece.model"), "never read");
    assert.equal((await AutoTokenizer.fromPretrained(folder)).vocabSize, 553);
  });

  it("says what a folder lacks, and what a name is not", async () => {
    assert.match(
      await refusal(),
      /holds no tokenizer: it needs a tokenizer\.json, a spiece\.model, or vocab\.json with/,
    );
    assert.ok((await refusal()).includes(folder));
    assert.match(await refusal("./no/folder"), /^There is no folder \.\/no\/folder to read a tokenizer from/);
    const file = path.join(folder, "file");
    await writeFile(file, "");
    assert.match(await refusal(file), /is a file, not a model's folder/);
  });

  it("names a damaged file", async () => {
    await copy("tokenizer.json");
    await truncate(path.join(folder, "tokenizer.json"), 1000);
    assert.match(await refusal(), /tokenizer\.json is not valid JSON.*fresh copy/);
    await writeFile(path.join(folder, "tokenizer_config.json"), "{");
    assert.match(await refusal(), /tokenizer_config\.json is not valid JSON/);
    await writeFile(path.join(folder, "tokenizer_config.json"), "[]");
    assert.match(await refusal(), /tokenizer_config\.json holds no JSON object/);
  });

  it("says which part of a tokenizer.json can't be read", async () => {
    const refused = async (json: object, reason: RegExp) => {
      await writeFile(path.join(folder, "tokenizer.json"), JSON.stringify(json));
      assert.match(await refusal(), reason);
    };
    await refused({ version: "1.0" }, /tokenizer\.json is not a tokenizer, it has no "model"/);
    await refused(
      { model: { type: "Tiktoken", vocab: {} } },
      /a model of the type "Tiktoken", which can't be read: it must be BPE, Unigram, WordPiece, WordLevel/,
    );
    await refused(
      { added_tokens: [], normalizer: { type: "Odd" }, model: { type: "BPE", vocab: { a: 0 }, merges: [] } },
      /tokenizer\.json is not a tokenizer that can be read \(.*Normalizer.*fresh copy/,
    );
  });

  it("lets the caller choose the file, the sides and the longest text", async () => {
    await copy("tokenizer.json", "spiece.model");
    const options = {
      useFast: false,
      modelMaxLength: 4,
      paddingSide: "left",
      truncationSide: "left",
    } as const;
    const tokenizer = await AutoTokenizer.fromPretrained(folder, options);
    assert.deepEqual(tokenizer.vocabularyFiles, ["spiece.model"]);
    const ids = await tokenizer.encode("one two three");
    const { inputIds } = await tokenizer.batch(["one two three", "a"], { padding: true, truncation: true });
    assert.deepEqual(inputIds[0], ids.slice(-4));
    assert.equal(inputIds[1]![0], tokenizer.padTokenId);
  });

  it("knows the class of a model's folder by its config.json", async () => {
    await cp(goldenPath("tokenizers", "pegasus", "spiece.model"), path.join(folder, "spiece.model"));
    await writeFile(path.join(folder, "config.json"), '{"model_type": "pegasus"}');
    const tokenizer = await AutoTokenizer.fromPretrained(folder);
    assert.equal(tokenizer.tokenizerClass, "PegasusTokenizer");
    assert.deepEqual(tokenizer.convertTokensToIds(["<mask_1>", "<mask_2>", "<unk>"]), [2, 3, 105]);
  });

  it("takes added_tokens.json, which older versions of Transformers wrote", async () => {
    await copy("spiece.model");
    await writeFile(path.join(folder, "added_tokens.json"), '{"<turn>": 553}');
    const tokenizer = await AutoTokenizer.fromPretrained(folder);
    assert.deepEqual(await tokenizer.encode("<turn>"), [553, 1]);
  });

  it("leaves special tokens away that a file sets to null, except those that it can't do without", async () => {
    for (const name of ["vocab.json", "merges.txt"])
      await cp(goldenPath("tokenizers", "bart", name), path.join(folder, name));
    const config = { tokenizer_class: "BartTokenizer", mask_token: null };
    await writeFile(path.join(folder, "tokenizer_config.json"), JSON.stringify(config));
    const tokenizer = await AutoTokenizer.fromPretrained(folder);
    assert.equal(tokenizer.specialTokens.maskToken, undefined);
    assert.deepEqual([tokenizer.bosTokenId, tokenizer.maskTokenId], [0, undefined]);
    await writeFile(
      path.join(folder, "tokenizer_config.json"),
      JSON.stringify({ ...config, pad_token: null }),
    );
    assert.match(await refusal(), /has no pad_token, which summarization needs/);
  });

  for (const [what, damage] of Object.entries({
    "no model at all": (file: string) => writeFile(file, "garbage"),
    empty: (file: string) => truncate(file, 0),
    "cut short": (file: string) => truncate(file, 5000),
    "followed by rubbish": (file: string) => appendFile(file, Buffer.from([0xff, 0xff, 0xff])),
  }))
    it(`refuses a spiece.model that is ${what}`, async () => {
      await copy("spiece.model");
      await damage(path.join(folder, "spiece.model"));
      assert.match(await refusal(), /spiece\.model is .*(not a SentencePiece model|damaged).*fresh copy/);
    });

  it("says which classes a spiece.model can be read for", async () => {
    await copy("spiece.model");
    await writeFile(path.join(folder, "tokenizer_config.json"), '{"tokenizer_class": "XLNetTokenizerFast"}');
    assert.match(
      await refusal(),
      /belongs to a XLNetTokenizer, .*only T5Tokenizer, MT5Tokenizer, PegasusTokenizer can .*tokenizer\.json/,
    );
  });

  it("says which special token the vocabulary lacks", async () => {
    await copy("tokenizer.json");
    await writeFile(path.join(folder, "tokenizer_config.json"), '{"pad_token": {"content": "<padding>"}}');
    assert.match(await refusal(), /no token "<padding>", which its pad_token names/);
  });

  it("saves files that load again to the same tokenizer", async () => {
    await copy("spiece.model");
    const tokenizer = await AutoTokenizer.fromPretrained(folder);
    const target = path.join(folder, "saved", "deep");
    await tokenizer.savePretrained(target);
    assert.deepEqual((await readdir(target)).sort(), ["spiece.model", "tokenizer_config.json"]);
    assert.equal(
      JSON.parse(await readFile(path.join(target, "tokenizer_config.json"), "utf8")).extra_ids,
      100,
    );
    const again = await AutoTokenizer.fromPretrained(target);
    const text = "Tom: hello <extra_id_3> world";
    assert.deepEqual(await again.encode(text), await tokenizer.encode(text));
    await again.savePretrained(target);
    await rm(path.join(folder, "spiece.model"));
    await mkdir(path.join(folder, "other"));
    await assert.rejects(
      tokenizer.savePretrained(path.join(folder, "other")),
      /its spiece\.model is no longer in/,
    );
  });

  it("takes further special tokens from the configuration", async () => {
    await copy("spiece.model");
    const config = {
      additional_special_tokens: ["<n>"],
      added_tokens_decoder: { 700: { content: "<far>" } },
    };
    await writeFile(path.join(folder, "tokenizer_config.json"), JSON.stringify(config));
    const tokenizer = await AutoTokenizer.fromPretrained(folder);
    assert.equal(tokenizer.tokenToId("<far>"), 700);
    assert.equal(tokenizer.tokenToId("<n>"), 701);
    assert.equal(tokenizer.vocabSize, 702);
    const ids = await tokenizer.encode("a<n><far>b", { addSpecialTokens: false });
    assert.deepEqual(ids.slice(1, 3), [701, 700]);
    // <far> is added but not special, so skipping special tokens keeps it.
    assert.equal(await tokenizer.decode([701, 700], { skipSpecialTokens: true }), "<far>");
  });
});
