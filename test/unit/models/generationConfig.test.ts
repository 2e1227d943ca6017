import assert from "node:assert/strict";
import { AutoModelForSeq2SeqLM } from "../../../src/library/models/index.js";
import { type Architecture, tinyConfigs } from "./configs.js";

const configOf = (name: Architecture, change = {}) => {
  const model = AutoModelForSeq2SeqLM.fromConfig({ ...tinyConfigs[name], ...change }, { device: "cpu" });
  return JSON.parse(JSON.stringify(model.generationConfig));
};

describe("What a config alone says about generating, as Transformers derives it", () => {
  const tokens = (start: number, eos: number, pad: number) => ({
    decoder_start_token_id: start,
    eos_token_id: eos,
    pad_token_id: pad,
  });

  it("the special tokens, and the forced end of BART and Pegasus", () => {
    assert.deepEqual(configOf("t5"), tokens(0, 1, 0));
    assert.deepEqual(configOf("mt5"), tokens(0, 1, 0));
    assert.deepEqual(configOf("bart"), { ...tokens(2, 2, 1), forced_eos_token_id: 2 });
    assert.deepEqual(configOf("pegasus"), { ...tokens(0, 1, 0), forced_eos_token_id: 1 });
  });

  it("options that older files hold, and none that they take away", () => {
    const change = { num_beams: 4, length_penalty: 2, forced_eos_token_id: null, dropout: 0.3 };
    assert.deepEqual(configOf("bart", change), { ...tokens(2, 2, 1), num_beams: 4, length_penalty: 2 });
  });

  it("the forced first token of the first CNN models", () => {
    const change = { force_bos_token_to_be_generated: true, bos_token_id: 0 };
    assert.equal(configOf("bart", change).forced_bos_token_id, 0);
  });
});
