import { readFile } from "node:fs/promises";
import path from "node:path";
import { SummnbError } from "../errors.js";

/** A token that is matched in a text as a whole, before the model sees the rest. */
export interface AddedToken {
  content: string;
  /** Undefined where only the class of tokenizer knows the id. */
  id: number | undefined;
  special: boolean;
}

/** What tokenizer_config.json and special_tokens_map.json say, with the defaults of Transformers. */
export interface TokenizerConfig {
  tokenizerClass: string;
  padToken: string;
  eosToken: string;
  unkToken: string;
  /** Infinity when unknown. */
  modelMaxLength: number;
  cleanUpTokenizationSpaces: boolean;
  /** T5's number of sentinels. */
  extraIds: number;
  /** `additional_special_tokens` and `added_tokens_decoder`, those without an id first. */
  addedTokens: AddedToken[];
}

/** Reads the two files of a folder; both may be missing. */
export async function readTokenizerConfig(folder: string): Promise<TokenizerConfig> {
  const map = await readObject(path.join(folder, "special_tokens_map.json"));
  const config = { ...map, ...(await readObject(path.join(folder, "tokenizer_config.json"))) };
  const maxLength = config.model_max_length;
  return {
    tokenizerClass: className(config.tokenizer_class),
    padToken: tokenText(config.pad_token) ?? "<pad>",
    eosToken: tokenText(config.eos_token) ?? "</s>",
    unkToken: tokenText(config.unk_token) ?? "<unk>",
    // Transformers writes "unknown" as 1e30.
    modelMaxLength: typeof maxLength === "number" && maxLength < 1e15 ? maxLength : Infinity,
    cleanUpTokenizationSpaces: config.clean_up_tokenization_spaces === true,
    extraIds: typeof config.extra_ids === "number" ? config.extra_ids : 100,
    addedTokens: [
      ...additionalTokens(config.additional_special_tokens),
      ...decoderTokens(config.added_tokens_decoder),
    ],
  };
}

/** "T5TokenizerFast" and "T5Tokenizer" are the same tokenizer. */
function className(value: unknown): string {
  return typeof value === "string" ? value.replace(/Fast$/, "") : "T5Tokenizer";
}

/** A token is written as a string or as an object with `content`. */
function tokenText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null && "content" in value && typeof value.content === "string")
    return value.content;
  return undefined;
}

function additionalTokens(value: unknown): AddedToken[] {
  if (!Array.isArray(value)) return [];
  const contents = value.map(tokenText).filter((content) => content !== undefined);
  return contents.map((content) => ({ content, id: undefined, special: true }));
}

function decoderTokens(value: unknown): AddedToken[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, token]: [string, unknown]) => {
    const content = tokenText(token);
    const special =
      typeof token === "object" && token !== null && "special" in token && token.special === true;
    return content === undefined ? [] : [{ content, id: Number(key), special }];
  });
}

async function readObject(file: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new SummnbError(`Could not read ${file}: ${(error as Error).message}.`, { cause: error });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (error) {
    throw new SummnbError(
      `${file} is not valid JSON (${(error as Error).message}): replace it with a fresh copy.`,
      {
        cause: error,
      },
    );
  }
  throw new SummnbError(`${file} holds no JSON object: replace it with a fresh copy.`);
}
