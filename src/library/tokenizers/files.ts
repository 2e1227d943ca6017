import { existsSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { SummnbError } from "../errors.js";
import type { TokenizerConfig } from "./config.js";

/** The files that hold a vocabulary, in the order in which they are tried. */
export const vocabularyFiles = ["tokenizer.json", "spiece.model"] as const;

const tokenizerFiles = [
  ...vocabularyFiles,
  "tokenizer_config.json",
  "special_tokens_map.json",
  "addedTokens.json",
  "vocab.json",
  "merges.txt",
];

/** Copies what is there of a tokenizer's files; writes a small tokenizer_config.json when the source has none. */
export async function saveTokenizerFiles(
  source: string,
  target: string,
  config: TokenizerConfig,
): Promise<void> {
  if (path.resolve(source) === path.resolve(target)) return;
  const present = tokenizerFiles.filter((name) => existsSync(path.join(source, name)));
  if (!vocabularyFiles.some((name) => present.includes(name)))
    throw new SummnbError(
      `The tokenizer can't be saved to ${target}: its files are no longer in ${source}. Load it again from where they are.`,
    );
  await mkdir(target, { recursive: true });
  for (const name of present) await copyFile(path.join(source, name), path.join(target, name));
  if (present.includes("tokenizer_config.json")) return;
  await writeFile(
    path.join(target, "tokenizer_config.json"),
    `${JSON.stringify(configJson(config), undefined, 2)}\n`,
  );
}

/** Transformers chooses the tokenizer's class by this file. */
function configJson(config: TokenizerConfig): Record<string, unknown> {
  return {
    tokenizer_class: config.tokenizerClass,
    pad_token: config.padToken,
    eos_token: config.eosToken,
    unk_token: config.unkToken,
    extra_ids: config.extraIds,
    ...(Number.isFinite(config.modelMaxLength) ? { model_max_length: config.modelMaxLength } : {}),
  };
}
