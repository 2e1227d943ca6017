import { readFile } from "node:fs/promises";
import { SummnbError } from "../errors.js";
import type { SpecialTokens } from "./classes.js";
import { type JsonObject, readJsonObject } from "./jsonFile.js";
import type { TokenizerJson } from "./tokenizerFile.js";

/**
 * The tokenizer.json that BART's vocab.json and merges.txt stand for: byte-level BPE (Radford et al. 2019), with
 * `<s>` before and `</s>` after a text. Source: `RobertaConverter` of Transformers.
 */
export async function readByteLevelBpe(
  vocabFile: string,
  mergesFile: string,
  special: SpecialTokens,
  addPrefixSpace = false,
): Promise<TokenizerJson> {
  const vocab = await readVocabulary(vocabFile);
  const merges = await readMerges(mergesFile, vocab);
  const idOf = (token: string) => vocab.get(token);
  const { clsToken, sepToken, maskToken } = special;
  const surrounding = [sepToken, clsToken].map((token) => [
    token,
    token === undefined ? undefined : idOf(token),
  ]);
  const missing = surrounding.find(([, id]) => id === undefined);
  if (missing)
    throw new SummnbError(
      `${vocabFile} has no ${missing[0] ?? "separator"}, which surrounds a text: it belongs to another kind of model, or is damaged.`,
    );
  const tokens = [...new Set(Object.values(special))].filter((token) => idOf(token) !== undefined);
  const byteLevel = {
    type: "ByteLevel",
    add_prefix_space: addPrefixSpace,
    trim_offsets: true,
    use_regex: true,
  };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: tokens
      .sort((a, b) => Number(idOf(a)) - Number(idOf(b)))
      .map((content) => addedToken(content, Number(idOf(content)), content === maskToken)),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: {
      type: "RobertaProcessing",
      sep: surrounding[0],
      cls: surrounding[1],
      trim_offsets: true,
      add_prefix_space: addPrefixSpace,
    },
    decoder: { ...byteLevel, add_prefix_space: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: "",
      end_of_word_suffix: "",
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(vocab),
      merges,
    },
  };
}

/** The mask takes the space before it, as if it were a word. */
function addedToken(content: string, id: number, isMask: boolean): JsonObject {
  return { id, content, single_word: false, lstrip: isMask, rstrip: false, normalized: false, special: true };
}

async function readVocabulary(file: string): Promise<Map<string, number>> {
  const json = await readJsonObject(file);
  const entries = Object.entries(json ?? {});
  if (entries.length === 0 || !entries.every(([, id]) => Number.isInteger(id)))
    throw new SummnbError(
      `${file} is not a vocabulary, which is an object of token texts with their ids: replace it with a fresh copy.`,
    );
  return new Map(entries as [string, number][]);
}

/** One merge a line, two tokens with a space between them, after a line with the version. */
async function readMerges(file: string, vocab: ReadonlyMap<string, number>): Promise<string[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  const merges: string[] = [];
  for (const [index, text] of lines.entries()) {
    const line = text.replace(/\r$/, "");
    if (line === "" || (index === 0 && line.startsWith("#version"))) continue;
    const [first, second, ...rest] = line.split(" ");
    if (!first || !second || rest.length > 0)
      throw new SummnbError(
        `Line ${index + 1} of ${file} is no merge of two tokens but ${JSON.stringify(line.slice(0, 40))}: replace it with a fresh copy.`,
      );
    const lacking = [first, second, first + second].find((token) => !vocab.has(token));
    if (lacking !== undefined)
      throw new SummnbError(
        `Line ${index + 1} of ${file} merges ${JSON.stringify(line)}, but vocab.json has no ${JSON.stringify(lacking)}: the two files don't belong together.`,
      );
    merges.push(line);
  }
  return merges;
}
