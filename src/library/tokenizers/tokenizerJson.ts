import type { Tokenizer as RustTokenizer } from "tokenizers";
import { SummnbError } from "../errors.js";
import type { TokenizerBackend } from "./backend.js";
import type { SpecialTokenTemplate } from "./tokenizer.js";

/** Texts a native call takes at once: bounds the memory that encodings, with offsets, hold. */
const batchSize = 512;

/** tokenizer.json through Hugging Face's own Rust tokenizers: equal to Python bit by bit, off the main thread. */
export class TokenizerJsonBackend implements TokenizerBackend {
  readonly vocabSize: number;

  private constructor(private readonly rust: RustTokenizer) {
    this.vocabSize = rust.getVocabSize(true);
  }

  static async load(file: string): Promise<TokenizerJsonBackend> {
    // Imported late: the library is usable on a platform for which the package has no binary.
    const { Tokenizer } = await import("tokenizers");
    let rust: RustTokenizer;
    try {
      rust = Tokenizer.fromFile(file);
    } catch (error) {
      throw new SummnbError(
        `${file} is not a tokenizer that can be read (${(error as Error).message}): replace it with a fresh copy.`,
        { cause: error },
      );
    }
    // A file may carry the truncation and padding of the run that wrote it; each call here says its own.
    rust.disableTruncation();
    rust.disablePadding();
    return new TokenizerJsonBackend(rust);
  }

  /** The special tokens of the file's own post-processor, found by encoding a letter with and without them. */
  async template(): Promise<SpecialTokenTemplate> {
    const bare = (await this.rust.encode("a", null, { addSpecialTokens: false })).getIds();
    const full = (await this.rust.encode("a", null, { addSpecialTokens: true })).getIds();
    const start = full.findIndex((_, index) => bare.every((id, offset) => full[index + offset] === id));
    if (start < 0) return { prefix: [], suffix: [] };
    return { prefix: full.slice(0, start), suffix: full.slice(start + bare.length) };
  }

  async encode(texts: readonly string[]): Promise<number[][]> {
    const ids: number[][] = [];
    for (let start = 0; start < texts.length; start += batchSize) {
      const part = texts.slice(start, start + batchSize);
      const encodings = await this.rust.encodeBatch(part, { addSpecialTokens: false });
      for (const encoding of encodings) ids.push(encoding.getIds());
    }
    return ids;
  }

  async decode(batch: readonly number[][], skipSpecialTokens: boolean): Promise<string[]> {
    return this.rust.decodeBatch([...batch], skipSpecialTokens);
  }

  tokenToId(token: string): number | undefined {
    return this.rust.tokenToId(token) ?? undefined;
  }

  idToToken(id: number): string | undefined {
    return this.rust.idToToken(id) ?? undefined;
  }
}
