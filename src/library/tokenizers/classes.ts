/** Special tokens by their role, under the keys of tokenizer_config.json. */
export const specialTokenKeys = {
  bosToken: "bos_token",
  eosToken: "eos_token",
  unkToken: "unk_token",
  sepToken: "sep_token",
  padToken: "pad_token",
  clsToken: "cls_token",
  maskToken: "mask_token",
} as const;

export type SpecialTokenRole = keyof typeof specialTokenKeys;

/** The text of each special token that a tokenizer has. */
export type SpecialTokens = Partial<Record<SpecialTokenRole, string>>;

const t5: SpecialTokens = { eosToken: "</s>", unkToken: "<unk>", padToken: "<pad>" };
const bart: SpecialTokens = {
  bosToken: "<s>",
  eosToken: "</s>",
  unkToken: "<unk>",
  sepToken: "</s>",
  padToken: "<pad>",
  clsToken: "<s>",
  maskToken: "<mask>",
};

/** The special tokens that a class of Transformers has where the files don't name them. */
export const classDefaults: Readonly<Record<string, SpecialTokens>> = {
  T5Tokenizer: t5,
  MT5Tokenizer: t5,
  PegasusTokenizer: { ...t5, maskToken: "<mask_2>" },
  BartTokenizer: bart,
  RobertaTokenizer: bart,
};

/** The class of a model whose folder has a config.json but no tokenizer_config.json. */
export const classOfModel: Readonly<Record<string, string>> = {
  t5: "T5Tokenizer",
  mt5: "MT5Tokenizer",
  pegasus: "PegasusTokenizer",
  bigbird_pegasus: "PegasusTokenizer",
  bart: "BartTokenizer",
};
