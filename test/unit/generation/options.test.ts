import assert from "node:assert/strict";
import { SummnbError } from "../../../src/library/errors.js";
import { GenerationConfig, type GenerationOptions } from "../../../src/library/generation/index.js";
import { fromGenerationConfig, resolveOptions } from "../../../src/library/generation/options.js";
import type { RawConfig } from "../../../src/library/models/index.js";

/** What options need to know of a model, with a generation_config.json's keys. */
const modelWith = (raw: RawConfig, config: RawConfig = {}) => ({
  padTokenId: 0,
  eosTokenId: 1,
  decoderStartTokenId: 0,
  config,
  generationConfig: GenerationConfig.fromRaw(raw, "generation_config.json of tiny"),
});
const resolve = (asked: object, raw: RawConfig = {}, config?: RawConfig) =>
  resolveOptions(asked as Partial<GenerationOptions>, modelWith(raw, config));

describe("Options of generation", () => {
  describe("what counts before what", () => {
    it("the call, then the model's generation config, then Hugging Face's default", () => {
      const raw = { num_beams: 4, length_penalty: 2, early_stopping: true };
      const { numBeams, lengthPenalty, earlyStopping, topK } = resolve({ numBeams: 2 }, raw);
      assert.deepEqual([numBeams, lengthPenalty, earlyStopping, topK], [2, 2, true, 50]);
    });

    it("null switches a value of the model off, undefined leaves it", () => {
      const raw = { forced_bos_token_id: 5, forced_eos_token_id: 1, no_repeat_ngram_size: 3 };
      const asked = { forcedBosTokenId: null, forcedEosTokenId: undefined, noRepeatNgramSize: null };
      const settings = resolve(asked, raw);
      assert.equal(settings.forcedBosTokenId, null);
      assert.equal(settings.forcedEosTokenId, 1);
      assert.equal(settings.noRepeatNgramSize, 0);
      assert.equal(resolve({ topK: null }).topK, null);
    });

    it("special tokens of the generation config before those of the model's config", () => {
      const settings = resolve({}, { eos_token_id: [7, 8], pad_token_id: 9, decoder_start_token_id: 10 });
      assert.deepEqual(settings.eosTokenIds, [7, 8]);
      assert.deepEqual([settings.padTokenId, settings.decoderStartTokenId], [9, 10]);
      const own = resolve({});
      assert.deepEqual([own.eosTokenIds, own.padTokenId, own.decoderStartTokenId], [[1], 0, 0]);
      assert.deepEqual(resolve({ eosTokenId: null }).eosTokenIds, []);
      assert.equal(resolve({ bosTokenId: 4 }).decoderStartTokenId, 4);
    });

    it("a generation config in the call before the model's; of old models it takes the special tokens alone", () => {
      const raw = { num_beams: 4, eos_token_id: 7 };
      const asked = new GenerationConfig({ maxNewTokens: 5 });
      const older = resolveOptions({}, modelWith({ ...raw, transformers_version: "4.27.0.dev0" }), asked);
      assert.deepEqual([older.numBeams, older.eosTokenIds, older.maxLength], [1, [7], 6]);
      for (const transformers_version of ["4.50.0", "4.57.6", "5.0.0", undefined]) {
        const newer = resolveOptions({}, modelWith({ ...raw, transformers_version }), asked);
        assert.deepEqual([newer.numBeams, newer.eosTokenIds, newer.maxLength], [4, [7], 6]);
      }
      assert.equal(resolveOptions({ numBeams: 3 }, modelWith(raw), asked).numBeams, 3);
    });
  });

  describe("lengths", () => {
    const lengths: [what: string, asked: object, raw: RawConfig, maxLength: number, isDefault: boolean][] = [
      ["nothing: 20 new tokens", {}, {}, 21, true],
      ["20 in the file is the same", {}, { max_length: 20 }, 21, true],
      ["another one in the file", {}, { max_length: 64 }, 64, false],
      ["20 in the call is 20 ids", { maxLength: 20 }, { max_length: 64 }, 20, false],
      ["maxNewTokens before maxLength", { maxNewTokens: 5, maxLength: 50 }, {}, 6, false],
      ["max_new_tokens in the file", {}, { max_new_tokens: 30 }, 31, false],
      [
        "maxNewTokens null gives the file's max_length back",
        { maxNewTokens: null },
        { max_new_tokens: 9, max_length: 12 },
        12,
        false,
      ],
    ];
    for (const [what, asked, raw, maxLength, lengthIsDefault] of lengths)
      it(what, () => {
        const settings = resolve(asked, raw);
        assert.deepEqual([settings.maxLength, settings.lengthIsDefault], [maxLength, lengthIsDefault]);
      });

    it("the default is not more than the model has positions for", () => {
      assert.equal(resolve({}, {}, { max_position_embeddings: 16 }).maxLength, 16);
      assert.equal(resolve({}, {}, { max_position_embeddings: 512 }).maxLength, 21);
    });

    it("minNewTokens counts before minLength, even where it is less", () => {
      assert.equal(resolve({ minLength: 8 }).minLength, 8);
      assert.equal(resolve({ minLength: 8, minNewTokens: 3 }).minLength, 4);
    });
  });

  it("reads only known keys of generation_config.json", () => {
    const raw = { num_beams: 4, max_length: null, transformers_version: "4.57.6", my_own: 1 };
    assert.deepEqual(fromGenerationConfig(raw), { numBeams: 4, maxLength: null });
  });

  it("passes over names of Hugging Face that change no result", () => {
    const names = {
      useCache: true,
      outputScores: true,
      returnDictInGenerate: true,
      cacheImplementation: "static",
    };
    assert.deepEqual(resolve(names), resolve({}));
    assert.deepEqual(resolve({ numBeamGroups: 1, diversityPenalty: 0, penaltyAlpha: null }), resolve({}));
  });

  const refusals: [what: string, asked: object, raw: RawConfig, message: RegExp][] = [
    [
      "a name that is nearly one",
      { numBeam: 4 },
      {},
      /no generation option "numBeam"; did you mean numBeams\?$/,
    ],
    ["Python's spelling", { max_new_tokens: 4 }, {}, /"max_new_tokens"; did you mean maxNewTokens\?$/],
    ["a name that is nothing", { colour: 1 }, {}, /^There is no generation option "colour"\.$/],
    ["a name of Object's", { toString: 1 }, {}, /no generation option "toString"/],
    ["beams of 0", { numBeams: 0 }, {}, /^The call must have a whole number from 1 on as numBeams, not 0\.$/],
    ["half a beam", { numBeams: 1.5 }, {}, /as numBeams, not 1\.5/],
    ["a text for a number", { topP: "0.9" }, {}, /a number from 0 to 1 as topP, not "0\.9"/],
    ["topP above 1", { topP: 1.5 }, {}, /as topP, not 1\.5/],
    ["temperature 0", { temperature: 0 }, {}, /a number above 0 as temperature, not 0/],
    ["typicalP 0", { typicalP: 0 }, {}, /above 0, at most 1 as typicalP/],
    ["a cutoff of 1", { epsilonCutoff: 1 }, {}, /from 0 to below 1 as epsilonCutoff/],
    [
      "earlyStopping by another word",
      { earlyStopping: "always" },
      {},
      /true, false or "never" as earlyStopping/,
    ],
    ["a penalty below 0", { repetitionPenalty: -1 }, {}, /as repetitionPenalty, not -1/],
    ["bad words that are no lists", { badWordsIds: [3] }, {}, /a list of lists of token ids as badWordsIds/],
    ["an empty bad word", { badWordsIds: [[]] }, {}, /as badWordsIds, not \[\[\]\]/],
    ["a negative id", { forcedBosTokenId: -1 }, {}, /a token id as forcedBosTokenId, not -1/],
    ["a bias without a number", { sequenceBias: [[[1]]] }, {}, /pairs of token ids and a number/],
    [
      "a decay of one number",
      { exponentialDecayLengthPenalty: [3] },
      {},
      /a pair of a whole number and a factor/,
    ],
    [
      "the same in the file",
      {},
      { num_beams: "four" },
      /^generation_config\.json of tiny must have .* as numBeams, not "four"\.$/,
    ],
    ["no new token", { maxLength: 1 }, {}, /At least one new token must be allowed; maxLength 1/],
    [
      "more results than beams",
      { numBeams: 2, numReturnSequences: 3 },
      {},
      /numReturnSequences 3 is more than numBeams 2/,
    ],
    [
      "several greedy results",
      { numReturnSequences: 2 },
      {},
      /Greedy search has one result, but numReturnSequences is 2/,
    ],
    [
      "diverse beams",
      { numBeams: 4, numBeamGroups: 2 },
      {},
      /^The call sets numBeamGroups to 2, which is not available: diverse beam search is left out/,
    ],
    [
      "diverse beams in the file",
      {},
      { num_beam_groups: 2 },
      /^generation_config\.json of tiny sets numBeamGroups to 2, which is not available/,
    ],
    [
      "contrastive search",
      { penaltyAlpha: 0.6, topK: 4 },
      {},
      /penaltyAlpha to 0\.6, which is not available/,
    ],
    ["stop strings", { stopStrings: ["\n"] }, {}, /end at ids instead, with eosTokenId/],
    ["constraints", { forceWordsIds: [[5]] }, {}, /constrained beam search is left out/],
  ];
  for (const [what, asked, raw, message] of refusals)
    it(`refuses ${what} in one sentence`, () => {
      assert.throws(
        () => resolve(asked, raw),
        (error: Error) => error instanceof SummnbError && message.test(error.message),
      );
    });
});
