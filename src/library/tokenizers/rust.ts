import path from "node:path";
import type { Encoding, Tokenizer as RustTokenizer } from "tokenizers";
import { SummnbError } from "../errors.js";
import { type AddedToken, AddedTokens, withoutSpace } from "./addedTokens.js";
import type { EncodedText, EncodeRequest, SpecialTokenTemplate, TokenizerBackend } from "./backend.js";
import { inChunks } from "./chunks.js";
import { toStringIndices } from "./offsets.js";
import { addedTokensOf, type TokenizerJson } from "./tokenizerFile.js";

type Package = typeof import("tokenizers");

/** tokenizer.json through Hugging Face's own Rust tokenizers: equal to Python bit by bit, off the main thread. */
export class RustBackend implements TokenizerBackend {
  private constructor(
    readonly files: readonly string[],
    private readonly rust: RustTokenizer,
    private readonly library: Package,
    readonly added: AddedTokens,
    readonly template: SpecialTokenTemplate,
    private readonly isFile: boolean,
  ) {}

  /**
   * @param files what `json` was read from, or made of: their paths
   * @param isFile `json` is just what the one file holds, which is written again only when tokens are added
   * @throws SummnbError when it is no tokenizer
   */
  static async load(files: readonly string[], json: TokenizerJson, isFile: boolean): Promise<RustBackend> {
    // Imported late: the library is usable on a platform for which the package has no binary.
    const library = await import("tokenizers");
    let rust: RustTokenizer;
    try {
      rust = isFile
        ? library.Tokenizer.fromFile(files[0]!)
        : library.Tokenizer.fromString(JSON.stringify(json));
    } catch (error) {
      throw new SummnbError(
        `${files.join(" with ")} is not a tokenizer that can be read (${(error as Error).message}): replace it with a fresh copy.`,
        { cause: error },
      );
    }
    // A file may carry the truncation and padding of the run that wrote it; each call here says its own.
    rust.disableTruncation();
    rust.disablePadding();
    const added = new AddedTokens(addedTokensOf(json));
    const names = files.map((file) => path.basename(file));
    return new RustBackend(names, rust, library, added, await templateOf(rust), isFile);
  }

  get vocabSize(): number {
    return this.rust.getVocabSize(true);
  }

  encode(texts: readonly string[], request: EncodeRequest): Promise<EncodedText[]> {
    return inChunks(texts, async (chunk) => {
      const encodings = await this.rust.encodeBatch(chunk, { addSpecialTokens: false });
      return encodings.map((encoding, index) => this.read(encoding, chunk[index]!, request));
    });
  }

  private read(encoding: Encoding, text: string, request: EncodeRequest): EncodedText {
    const result: EncodedText = { ids: encoding.getIds() };
    if (request.offsets) result.offsets = toStringIndices(text, encoding.getOffsets());
    if (request.tokens) {
      // The package gives an added token with the white space that belongs to it.
      const tokens = encoding.getTokens();
      result.tokens = tokens.map((token) => this.added.get(withoutSpace(token))?.content ?? token);
    }
    return result;
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

  addTokens(tokens: readonly AddedToken[]): void {
    const { AddedToken: Added } = this.library;
    this.rust.addAddedTokens(
      tokens.map(
        ({ content, special, lstrip, rstrip, singleWord }) =>
          new Added(content, special, {
            leftStrip: lstrip === true,
            rightStrip: rstrip === true,
            singleWord: singleWord === true,
          }),
      ),
    );
    for (const token of tokens) this.added.add({ ...token, id: this.rust.tokenToId(token.content)! });
  }

  async save(folder: string, changed: boolean): Promise<string[]> {
    if (this.isFile && !changed) return [];
    this.rust.save(path.join(folder, "tokenizer.json"), true);
    return ["tokenizer.json"];
  }
}

/** The special tokens of the file's own post-processor, found by encoding a letter with and without them. */
async function templateOf(rust: RustTokenizer): Promise<SpecialTokenTemplate> {
  const bare = (await rust.encode("a", null, { addSpecialTokens: false })).getIds();
  const full = (await rust.encode("a", null, { addSpecialTokens: true })).getIds();
  const start = full.findIndex((_, index) => bare.every((id, offset) => full[index + offset] === id));
  if (start < 0) return { prefix: [], suffix: [] };
  return { prefix: full.slice(0, start), suffix: full.slice(start + bare.length) };
}
