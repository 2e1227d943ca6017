/** What lies beside the graphs: how the model generates, and its tokenizer. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { configJson } from "../../models/configJson.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import type { Tokenizer } from "../../tokenizers/index.js";

/** Files of a model's folder that are copied as they are. */
const copied = [
  "config.json",
  "generation_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "spiece.model",
  "vocab.json",
  "merges.txt",
];

/**
 * Puts the files into `target` and gives their names.
 * @param folder where the model comes from; undefined for one in memory
 */
export async function companions(
  model: PreTrainedModel,
  folder: string | undefined,
  tokenizer: Tokenizer | undefined,
  target: string,
): Promise<string[]> {
  if (folder !== undefined) {
    const there = await readdir(folder);
    const names = copied.filter((name) => there.includes(name));
    // Not copyFile: a source that is read-only would make the copy so.
    for (const name of names)
      await writeFile(path.join(target, name), await readFile(path.join(folder, name)));
    return names;
  }
  await writeFile(path.join(target, "config.json"), configJson(model.config));
  await writeFile(path.join(target, "generation_config.json"), configJson(model.generationConfig));
  await tokenizer?.savePretrained(target);
  return (await readdir(target)).filter((name) => copied.includes(name));
}
