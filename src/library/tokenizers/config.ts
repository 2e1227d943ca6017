import path from "node:path";
import type { AddedToken } from "./addedTokens.js";
import {
  classDefaults,
  classOfModel,
  type SpecialTokenRole,
  type SpecialTokens,
  specialTokenKeys,
} from "./classes.js";
import { isJsonObject, type JsonObject, readJsonObject } from "./jsonFile.js";

export type Side = "left" | "right";

/** What the small files beside a vocabulary say, with the defaults of Transformers. */
export interface TokenizerConfig {
  /** Without "Fast": both are the same tokenizer. Undefined where no file says it. */
  tokenizerClass: string | undefined;
  /** Those that a file names. */
  specialTokens: SpecialTokens;
  /** Roles that a file leaves empty on purpose. */
  withoutTokens: readonly SpecialTokenRole[];
  additionalSpecialTokens: readonly string[];
  /** Infinity when unknown. */
  modelMaxLength: number;
  paddingSide: Side;
  truncationSide: Side;
  cleanUpTokenizationSpaces: boolean;
  /** T5's number of sentinels. */
  extraIds: number;
  /** How far Pegasus's ids are from its spiece.model's. */
  offset: number;
  /** Pegasus's mask for a whole sentence. */
  maskTokenSent: string | undefined;
  /** False: text after a special token does not begin with a space mark of its own (T5). */
  legacy: boolean;
  /** Whether byte-level BPE takes a text as if a space came before it; undefined leaves it to tokenizer.json. */
  addPrefixSpace: boolean | undefined;
  /** Further tokens: `additional_special_tokens`, `added_tokens_decoder` and added_tokens.json. */
  addedTokens: readonly (AddedToken & { id?: number })[];
  /** tokenizer_config.json as it is, unknown keys included; undefined without one. */
  json: JsonObject | undefined;
}

/** Reads the small files of a folder; all may be missing. Throws a SummnbError that names a damaged one. */
export async function readTokenizerConfig(folder: string): Promise<TokenizerConfig> {
  const read = (name: string) => readJsonObject(path.join(folder, name));
  const json = await read("tokenizer_config.json");
  const values: JsonObject = { ...(await read("special_tokens_map.json")), ...json };
  const { model_max_length: maxLength, extra_ids: extraIds, offset } = values;
  const roles = Object.entries(specialTokenKeys) as [SpecialTokenRole, string][];
  const named = roles.map(([role, key]) => [role, tokenText(values[key])] as const);
  return {
    tokenizerClass: className(values.tokenizer_class) ?? (await classByModel(folder)),
    specialTokens: Object.fromEntries(named.filter(([, text]) => text !== undefined)),
    withoutTokens: roles.filter(([, key]) => values[key] === null).map(([role]) => role),
    additionalSpecialTokens: additionalTokens(values.additional_special_tokens),
    // Transformers writes "unknown" as 1e30.
    modelMaxLength: typeof maxLength === "number" && maxLength < 1e15 ? maxLength : Infinity,
    paddingSide: values.padding_side === "left" ? "left" : "right",
    truncationSide: values.truncation_side === "left" ? "left" : "right",
    cleanUpTokenizationSpaces: values.clean_up_tokenization_spaces === true,
    extraIds: typeof extraIds === "number" ? extraIds : 100,
    offset: typeof offset === "number" ? offset : 103,
    maskTokenSent:
      values.mask_token_sent === null ? undefined : (tokenText(values.mask_token_sent) ?? "<mask_1>"),
    legacy: values.legacy !== false,
    addPrefixSpace: typeof values.add_prefix_space === "boolean" ? values.add_prefix_space : undefined,
    addedTokens: [
      ...additionalTokens(values.additional_special_tokens).map((content) => ({ content, special: true })),
      ...decoderTokens(values.added_tokens_decoder),
      ...numberedTokens(await read("added_tokens.json")),
    ],
    json,
  };
}

/** The special tokens of a class, or of the class that `fallback` names where the files name none that is known. */
export function specialTokensOf(config: TokenizerConfig, fallback: string): SpecialTokens {
  const defaults = classDefaults[config.tokenizerClass ?? fallback] ?? classDefaults[fallback];
  const tokens = { ...defaults, ...config.specialTokens };
  for (const role of config.withoutTokens) delete tokens[role];
  return tokens;
}

function className(value: unknown): string | undefined {
  return typeof value === "string" ? value.replace(/Fast$/, "") : undefined;
}

async function classByModel(folder: string): Promise<string | undefined> {
  const model = await readJsonObject(path.join(folder, "config.json"));
  const type = model?.model_type;
  return className(model?.tokenizer_class) ?? (typeof type === "string" ? classOfModel[type] : undefined);
}

/** A token is written as a string or as an object with `content`. */
function tokenText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return isJsonObject(value) && typeof value.content === "string" ? value.content : undefined;
}

function additionalTokens(value: unknown): string[] {
  return Array.isArray(value) ? value.map(tokenText).filter((content) => content !== undefined) : [];
}

function decoderTokens(value: unknown): (AddedToken & { id: number })[] {
  return Object.entries(isJsonObject(value) ? value : {}).flatMap(([key, token]) => {
    const content = tokenText(token);
    if (content === undefined) return [];
    const { special, lstrip, rstrip, single_word: singleWord } = isJsonObject(token) ? token : {};
    const flags = { special: special === true, lstrip: lstrip === true, rstrip: rstrip === true };
    return [{ content, id: Number(key), ...flags, singleWord: singleWord === true }];
  });
}

/** added_tokens.json, which older versions of Transformers write: text to id. */
function numberedTokens(json: JsonObject = {}): (AddedToken & { id: number })[] {
  return Object.entries(json).flatMap(([content, id]) =>
    typeof id === "number" ? [{ content, id, special: false }] : [],
  );
}
