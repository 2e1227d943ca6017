import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AutoTokenizer, type Tokenizer } from "../../../src/library/tokenizers/index.js";
import { goldenPath } from "../goldenData.js";

const small = ["tokenizer_config.json", "special_tokens_map.json"];

/** A golden tokenizer by the files that make each backend the one that is chosen. */
export const variants: readonly {
  name: string;
  model: "t5" | "pegasus" | "bart";
  files: readonly string[];
}[] = [
  { name: "T5 from tokenizer.json", model: "t5", files: ["tokenizer.json", ...small] },
  { name: "T5 from spiece.model", model: "t5", files: ["spiece.model", ...small] },
  { name: "T5 from spiece.model alone", model: "t5", files: ["spiece.model"] },
  { name: "Pegasus from spiece.model", model: "pegasus", files: ["spiece.model", ...small] },
  { name: "BART from tokenizer.json", model: "bart", files: ["tokenizer.json", "tokenizer_config.json"] },
  { name: "BART from tokenizer.json alone", model: "bart", files: ["tokenizer.json"] },
  {
    name: "BART from vocab.json and merges.txt",
    model: "bart",
    files: ["vocab.json", "merges.txt", "tokenizer_config.json"],
  },
  { name: "BART from vocab.json and merges.txt alone", model: "bart", files: ["vocab.json", "merges.txt"] },
];

/**
 * A temporary folder with `files` of a golden tokenizer. The caller removes it.
 * @param as the name that the one file gets instead of its own
 */
export async function tokenizerFolder(model: string, files: readonly string[], as?: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "summnb-tokenizer-"));
  for (const file of files) await cp(goldenPath("tokenizers", model, file), path.join(folder, as ?? file));
  return folder;
}

/**
 * The tokenizer that `files` of a golden one make; its folder is removed after the describe block.
 * @param config what tokenizer_config.json holds instead of the golden's
 */
export function useTokenizer(
  model: string,
  files: readonly string[],
  config?: object,
  as?: string,
): () => Tokenizer {
  let folder: string;
  let tokenizer: Tokenizer;
  before(async () => {
    folder = await tokenizerFolder(model, files, as);
    if (config) await writeFile(path.join(folder, "tokenizer_config.json"), JSON.stringify(config));
    tokenizer = await AutoTokenizer.fromPretrained(folder);
  });
  after(() => rm(folder, { recursive: true }));
  return () => tokenizer;
}
