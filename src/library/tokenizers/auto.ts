import { statSync } from "node:fs";
import { SummnbError } from "../errors.js";
import type { HubOptions } from "../hub/environment.js";
import { modelFolder } from "../hub/models.js";
import { readTokenizerConfig, type Side } from "./config.js";
import { Tokenizer } from "./tokenizer.js";
import { loadVocabulary } from "./vocabularies.js";

export interface TokenizerOptions {
  /** False: read spiece.model, or vocab.json with merges.txt, also where there is a tokenizer.json. */
  useFast?: boolean;
  /** Instead of what the files say. */
  modelMaxLength?: number;
  paddingSide?: Side;
  truncationSide?: Side;
}

/** Chooses the tokenizer by the files of a model's folder. */
// biome-ignore lint/complexity/noStaticOnlyClass: Hugging Face's name and shape, which users know.
export class AutoTokenizer {
  /**
   * The tokenizer of a model's folder or of a repository on the Hub: tokenizer.json where there is one, else
   * spiece.model, else vocab.json with merges.txt. Throws a SummnbError that names the folder and the file that is
   * missing or damaged, and a HubError when the Hub does not give the files.
   */
  static async fromPretrained(
    nameOrPath: string,
    options: TokenizerOptions & HubOptions = {},
  ): Promise<Tokenizer> {
    const folder = await modelFolder(nameOrPath, { ...options, files: "tokenizer" });
    requireFolder(folder);
    const config = await readTokenizerConfig(folder);
    const { backend, className, special } = await loadVocabulary(folder, config, options.useFast ?? true);
    const tokenizer = new Tokenizer(folder, className, config, special, backend);
    tokenizer.modelMaxLength = options.modelMaxLength ?? tokenizer.modelMaxLength;
    tokenizer.paddingSide = options.paddingSide ?? tokenizer.paddingSide;
    tokenizer.truncationSide = options.truncationSide ?? tokenizer.truncationSide;
    return tokenizer;
  }
}

function requireFolder(folder: string): void {
  if (!statSync(folder).isDirectory())
    throw new SummnbError(
      `${folder} is a file, not a model's folder: give the folder that holds the tokenizer's files.`,
    );
}
