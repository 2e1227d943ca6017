import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../errors.js";
import { readTokenizerConfig } from "./config.js";
import { vocabularyFiles } from "./files.js";
import { SentencePieceBackend } from "./sentencepiece.js";
import { Tokenizer } from "./tokenizer.js";
import { TokenizerJsonBackend } from "./tokenizerJson.js";

/** Chooses the tokenizer by the files of a model's folder. */
// biome-ignore lint/complexity/noStaticOnlyClass: Hugging Face's name and shape, which users know.
export class AutoTokenizer {
  /**
   * The tokenizer of a model's folder: tokenizer.json where there is one, else spiece.model.
   * Throws a SummnbError that names the folder and the file that is missing or damaged.
   */
  static async fromPretrained(folder: string): Promise<Tokenizer> {
    if (!existsSync(folder))
      throw new SummnbError(
        `There is no folder ${folder} to read a tokenizer from; this version can't download from the Hub yet, so give the path of a local model folder.`,
      );
    if (!statSync(folder).isDirectory())
      throw new SummnbError(
        `${folder} is a file, not a model's folder: give the folder that holds tokenizer.json or spiece.model.`,
      );
    const config = await readTokenizerConfig(folder);
    const [json, spiece] = vocabularyFiles.map((name) => path.join(folder, name)) as [string, string];
    if (existsSync(json)) {
      const backend = await TokenizerJsonBackend.load(json);
      return new Tokenizer(folder, config, backend, await backend.template());
    }
    if (existsSync(spiece)) {
      const backend = await SentencePieceBackend.load(spiece, config);
      const eosTokenId = backend.tokenToId(config.eosToken);
      return new Tokenizer(folder, config, backend, backend.template(eosTokenId ?? -1));
    }
    throw new SummnbError(
      `The folder ${folder} holds no tokenizer: it needs a ${vocabularyFiles.join(" or a ")} file.`,
    );
  }
}
