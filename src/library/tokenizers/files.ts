import { existsSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { SummnbError } from "../errors.js";
import type { AddedToken } from "./addedTokens.js";
import type { TokenizerBackend } from "./backend.js";
import { type SpecialTokens, specialTokenKeys } from "./classes.js";
import type { TokenizerConfig } from "./config.js";
import type { JsonObject } from "./jsonFile.js";
import { vocabularyFileNames } from "./vocabularies.js";

/** What else says something about tokens: tokenizer_config.json of a changed tokenizer holds all of it. */
const tokenFiles = ["special_tokens_map.json", "added_tokens.json"];

/** What is needed of a tokenizer to save it. */
interface Saved {
  readonly folder: string;
  readonly tokenizerClass: string;
  readonly config: TokenizerConfig;
  readonly specialTokens: SpecialTokens;
  readonly modelMaxLength: number;
}

/** Copies a tokenizer's files, and writes those that differ from what was read. */
export async function saveTokenizer(
  tokenizer: Saved,
  backend: TokenizerBackend,
  target: string,
  additions: readonly AddedToken[],
): Promise<void> {
  const isChanged = additions.length > 0;
  const { folder, config } = tokenizer;
  const isSame = path.resolve(folder) === path.resolve(target);
  if (isSame && !isChanged) return;
  const lacking = backend.files.find((name) => !existsSync(path.join(folder, name)));
  if (lacking !== undefined)
    throw new SummnbError(
      `The tokenizer can't be saved to ${target}: its ${lacking} is no longer in ${folder}. Load it again from where it is.`,
    );
  await mkdir(target, { recursive: true });
  const written = await backend.save(target, isChanged);
  const copied = [...vocabularyFileNames, "tokenizer_config.json", ...(isChanged ? [] : tokenFiles)];
  for (const name of copied) {
    const source = path.join(folder, name);
    if (!isSame && !written.includes(name) && existsSync(source))
      await copyFile(source, path.join(target, name));
  }
  if (config.json && !isChanged) return;
  const json = {
    ...config.json,
    ...configJson(tokenizer),
    ...(isChanged ? tokensJson(tokenizer, backend, additions) : {}),
  };
  await writeFile(path.join(target, "tokenizer_config.json"), `${JSON.stringify(json, undefined, 2)}\n`);
}

/** Transformers chooses the tokenizer's class by this file. */
function configJson({ tokenizerClass, config, specialTokens, modelMaxLength }: Saved): JsonObject {
  const roles = Object.entries(specialTokenKeys) as [keyof SpecialTokens, string][];
  return {
    tokenizer_class: config.json?.tokenizer_class ?? tokenizerClass,
    ...Object.fromEntries(
      roles.flatMap(([role, key]) =>
        specialTokens[role] === undefined || config.json?.[key] !== undefined
          ? []
          : [[key, specialTokens[role]]],
      ),
    ),
    ...(tokenizerClass === "T5Tokenizer" ? { extra_ids: config.extraIds } : {}),
    ...(Number.isFinite(modelMaxLength) ? { model_max_length: modelMaxLength } : {}),
  };
}

/** All added tokens with their ids, which in Transformers is the last word about them. */
function tokensJson(
  { config }: Saved,
  { added }: TokenizerBackend,
  additions: readonly AddedToken[],
): JsonObject {
  const entries = added.list().map(({ id, ...token }) => [id, tokenJson(token)]);
  const special = additions.flatMap((token) => (token.special ? [token.content] : []));
  return {
    added_tokens_decoder: Object.fromEntries(entries),
    additional_special_tokens: [...new Set([...config.additionalSpecialTokens, ...special])],
  };
}

function tokenJson({ content, special, lstrip, rstrip, singleWord }: AddedToken): JsonObject {
  return {
    content,
    lstrip: lstrip === true,
    normalized: !special,
    rstrip: rstrip === true,
    single_word: singleWord === true,
    special,
  };
}
