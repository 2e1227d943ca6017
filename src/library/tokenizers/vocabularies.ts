import { existsSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../errors.js";
import type { TokenizerBackend } from "./backend.js";
import { readByteLevelBpe } from "./byteLevel.js";
import type { SpecialTokenRole, SpecialTokens } from "./classes.js";
import { specialTokensOf, type TokenizerConfig } from "./config.js";
import { RustBackend } from "./rust.js";
import { SentencePieceBackend } from "./sentencepiece/backend.js";
import { classOfTokenizerJson, readTokenizerJson, withPrefixSpace } from "./tokenizerFile.js";

/** A vocabulary with the class of tokenizer that it is for. */
export interface Vocabulary {
  backend: TokenizerBackend;
  className: string;
  special: SpecialTokens;
}

interface VocabularyFormat {
  files: readonly [string, ...string[]];
  load(paths: readonly string[], config: TokenizerConfig): Promise<Vocabulary>;
}

/** The ways in which a folder may hold a vocabulary, in the order in which they are tried. */
const formats: readonly VocabularyFormat[] = [
  {
    files: ["tokenizer.json"],
    async load(paths, config) {
      const json = await readTokenizerJson(paths[0]!);
      const fallback = classOfTokenizerJson(json);
      const special = specialTokensOf(config, fallback);
      const used = withPrefixSpace(json, config.addPrefixSpace);
      const backend = await RustBackend.load(paths, used, used === json);
      return { backend, className: config.tokenizerClass ?? fallback, special };
    },
  },
  {
    files: ["spiece.model"],
    async load(paths, config) {
      const className = config.tokenizerClass ?? "T5Tokenizer";
      const special = specialTokensOf(config, className);
      const backend = await SentencePieceBackend.load(paths[0]!, config, special, className);
      return { backend, className, special };
    },
  },
  {
    files: ["vocab.json", "merges.txt"],
    async load(paths, config) {
      const special = specialTokensOf(config, "BartTokenizer");
      const json = await readByteLevelBpe(paths[0]!, paths[1]!, special, config.addPrefixSpace);
      const backend = await RustBackend.load(paths, json, false);
      return { backend, className: config.tokenizerClass ?? "BartTokenizer", special };
    },
  },
];

/** Names of all files that may be a vocabulary, or a part of one. */
export const vocabularyFileNames: readonly string[] = formats.flatMap(({ files }) => files);

/**
 * Reads the vocabulary of a folder.
 * @param preferTokenizerJson false: another format is taken where there is one
 * @throws SummnbError that names what is missing or damaged
 */
export async function loadVocabulary(
  folder: string,
  config: TokenizerConfig,
  preferTokenizerJson: boolean,
): Promise<Vocabulary> {
  const isThere = (name: string) => existsSync(path.join(folder, name));
  const whole = formats.filter(({ files }) => files.every(isThere));
  const format = preferTokenizerJson ? whole[0] : (whole[1] ?? whole[0]);
  if (!format) throw new SummnbError(nothingFound(folder, isThere));
  const vocabulary = await format.load(
    format.files.map((name) => path.join(folder, name)),
    config,
  );
  return { ...vocabulary, special: addMissing(vocabulary, config) };
}

function nothingFound(folder: string, isThere: (name: string) => boolean): string {
  const part = formats.find(({ files }) => files.some(isThere));
  if (!part)
    return `The folder ${folder} holds no tokenizer: it needs a tokenizer.json, a spiece.model, or vocab.json with merges.txt.`;
  const [present, missing] = [part.files.find(isThere), part.files.find((name) => !isThere(name))];
  return `The folder ${folder} has ${present} but no ${missing}, and they are of use only together: add it, or a tokenizer.json.`;
}

/** Tokens that a model can't do without: one that the vocabulary lacks is a mistake in the files. */
const essential: readonly SpecialTokenRole[] = ["padToken", "eosToken", "unkToken"];

/**
 * Adds the tokens that the small files name and the vocabulary doesn't have, as Transformers does. Returns the
 * special tokens without those that only the class would have.
 */
function addMissing({ backend, special }: Vocabulary, config: TokenizerConfig): SpecialTokens {
  const named = Object.entries(config.specialTokens) as [SpecialTokenRole, string][];
  const further = named.filter(([role]) => !essential.includes(role));
  const wanted = [
    ...config.addedTokens.map(({ id: _id, ...token }) => token),
    ...further.map(([, content]) => ({ content, special: true })),
  ];
  const missing = new Map(
    wanted.filter(({ content }) => !backend.added.get(content)).map((t) => [t.content, t]),
  );
  if (missing.size > 0) backend.addTokens([...missing.values()]);
  const kept = (Object.entries(special) as [SpecialTokenRole, string][]).filter(
    ([role, content]) => config.specialTokens[role] !== undefined || backend.tokenToId(content) !== undefined,
  );
  return Object.fromEntries(kept);
}
