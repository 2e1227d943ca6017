import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { hoverSymbol } from "../../../src/library/display/index.js";
import { SummnbError } from "../../../src/library/errors.js";
import { GenerationConfig } from "../../../src/library/generation/index.js";
import { resolveOptions } from "../../../src/library/generation/options.js";
import { tinyModel } from "./models.js";

describe("GenerationConfig", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-generation-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const file = () => path.join(folder, "generation_config.json");
  const written = {
    num_beams: 4,
    length_penalty: 2,
    max_length: 20,
    eos_token_id: 1,
    my_lab: { note: "kept" },
    transformers_version: "4.57.6",
  };

  it("has options in camelCase, checked, and the file's keys as they are", () => {
    const config = GenerationConfig.fromRaw(written, "the file");
    assert.deepEqual([config.numBeams, config.lengthPenalty, config.eosTokenId], [4, 2, 1]);
    assert.equal(config.minLength, undefined);
    config.numBeams = 2;
    config.maxNewTokens = 30;
    assert.deepEqual([config.num_beams, config.max_new_tokens], [2, 30]);
    assert.throws(() => {
      config.maxNewTokens = 0;
    }, /must have a whole number from 1 on as maxNewTokens, not 0/);
  });

  it("is made from options, and refuses those that there are not", () => {
    assert.deepEqual(
      { ...new GenerationConfig({ maxNewTokens: 9, doSample: true }) },
      { max_new_tokens: 9, do_sample: true },
    );
    const misspelt = { maxNewToken: 9 } as object;
    assert.throws(
      () => new GenerationConfig(misspelt),
      (error: Error) => error instanceof SummnbError && /did you mean maxNewTokens\?/.test(error.message),
    );
  });

  it("refuses to generate by a property that is no option, and says which was meant", () => {
    const model = tinyModel();
    model.generationConfig.numBeam = 4;
    assert.throws(() => resolveOptions({}, model), /no generation option "numBeam"; did you mean numBeams\?/);
    model.generationConfig = { my_lab: 1 };
    assert.equal(resolveOptions({}, model).numBeams, 1);
  });

  it("keeps unknown keys when it is read, changed and written", async () => {
    writeFileSync(file(), JSON.stringify(written));
    const config = await GenerationConfig.fromPretrained(folder);
    config.numBeams = 8;
    config.savePretrained(folder);
    const text = readFileSync(file(), "utf8");
    assert.deepEqual(JSON.parse(text), { ...written, num_beams: 8 });
    // Transformers insists on a fraction here.
    assert.match(text, /"length_penalty": 2\.0,/);
  });

  it("is written with a model, unknown keys included", async () => {
    const model = tinyModel();
    model.generationConfig = GenerationConfig.fromRaw(written, "the file");
    await model.savePretrained(folder);
    assert.deepEqual(JSON.parse(readFileSync(file(), "utf8")), written);
  });

  it("takes a key that would be a prototype for what it is", () => {
    const config = GenerationConfig.fromRaw(JSON.parse('{"__proto__": {"num_beams": 3}}'), "the file");
    assert.equal(config.numBeams, undefined);
    assert.ok(config instanceof GenerationConfig);
  });

  describe("shown", () => {
    const config = GenerationConfig.fromRaw(written, "generation_config.json of tiny");
    config.temperature = 0.7;
    config.numBeams = 5;
    const shown = config.toMimeBundle() as Record<string, string>;

    it("says what differs from Hugging Face's defaults, and where each value comes from", () => {
      assert.equal(
        shown["text/plain"],
        [
          "GenerationConfig: 5 values differ from Hugging Face's defaults",
          "option                   value            default  from",
          "numBeams                 5                1        set here",
          "lengthPenalty            2                1        generation_config.json of tiny",
          "eosTokenId               1                null     generation_config.json of tiny",
          'my_lab (kept, not used)  {"note":"kept"}           generation_config.json of tiny',
          "temperature              0.7              1        set here",
        ].join("\n"),
      );
    });

    it("has the same as a table, with what a file says escaped", () => {
      assert.match(shown["text/html"]!, /<td[^>]*>lengthPenalty<\/td><td[^>]*>2<\/td>/);
      const hostile = GenerationConfig.fromRaw({ "<img>": "<script>" }, "a file");
      assert.doesNotMatch(String(hostile.toMimeBundle()["text/html"]), /<img>|<script>/);
    });

    it("has a hover text", () => {
      const lines = config[hoverSymbol]().split("\n");
      assert.equal(lines[0], "**GenerationConfig**, besides Hugging Face's defaults:");
      assert.equal(lines[2], "- `lengthPenalty: 2` (default `1`), generation_config.json of tiny");
      assert.equal(new GenerationConfig()[hoverSymbol](), "**GenerationConfig**: Hugging Face's defaults");
    });

    it("says so when nothing differs", () => {
      const { "text/plain": text } = new GenerationConfig().toMimeBundle();
      assert.equal(text, "GenerationConfig: 0 values differ from Hugging Face's defaults");
    });
  });
});
