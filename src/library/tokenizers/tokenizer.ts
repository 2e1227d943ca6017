import { inspect } from "node:util";
import type { MimeBundle } from "../../protocol/index.js";
import { type Displayable, type Hoverable, hoverSymbol } from "../display/types.js";
import { SummnbError } from "../errors.js";
import type { PushOptions, PushResult } from "../hub/upload/index.js";
import { noteTexts } from "../provenance/generations.js";
import type { AddedToken } from "./addedTokens.js";
import type { TokenizerBackend } from "./backend.js";
import { assembleBatch, type Filling, padBatch } from "./batch.js";
import { type SpecialTokenRole, type SpecialTokens, specialTokenKeys } from "./classes.js";
import type { Side, TokenizerConfig } from "./config.js";
import { cleanUpTokenization, type TokenIds, toDecodableIds } from "./decoding.js";
import { type BatchEncoding, type Encoding, onlyRow, type TensorEncoding, toTensors } from "./encoding.js";
import { saveTokenizer } from "./files.js";
import { checkMultiple, type PaddingOptions, truncationLength } from "./lengths.js";
import type { BatchOptions, DecodeOptions, EncodeOptions, NewToken } from "./options.js";
import { tokenizerBundle, tokenizerMarkdown, tokenizerText } from "./presentation.js";
import { encodeRows, type Row } from "./rows.js";

/**
 * Text to token ids and back, equal to the fast tokenizers of Transformers. What differs between file
 * formats (tokenizer.json, spiece.model, vocab.json with merges.txt) is the backend; truncation, padding and
 * special tokens are above it. Encoding runs off the main thread.
 */
export class Tokenizer implements Displayable, Hoverable {
  readonly padTokenId: number;
  readonly eosTokenId: number;
  /** Undefined for byte-level BPE without an unknown token. */
  readonly unkTokenId: number | undefined;
  /** Most tokens the model was trained for; Infinity when the files don't say. */
  modelMaxLength: number;
  paddingSide: Side;
  truncationSide: Side;
  private readonly additions: AddedToken[] = [];

  constructor(
    /** The folder that the tokenizer was read from. */
    readonly folder: string,
    /** The class in Transformers, without "Fast". */
    readonly tokenizerClass: string,
    readonly config: TokenizerConfig,
    readonly specialTokens: SpecialTokens,
    private readonly backend: TokenizerBackend,
  ) {
    this.padTokenId = this.requireToken("padToken");
    this.eosTokenId = this.requireToken("eosToken");
    this.unkTokenId = specialTokens.unkToken === undefined ? undefined : this.requireToken("unkToken");
    this.modelMaxLength = config.modelMaxLength;
    this.paddingSide = config.paddingSide;
    this.truncationSide = config.truncationSide;
  }

  /** Ids are in [0, vocabSize): added tokens are counted, the model's padding of its embedding is not. */
  get vocabSize(): number {
    return this.backend.vocabSize;
  }

  /** `len(tokenizer)` in Python: what `vocabSize` is here. */
  get length(): number {
    return this.vocabSize;
  }

  get bosTokenId(): number | undefined {
    return this.roleId("bosToken");
  }

  get maskTokenId(): number | undefined {
    return this.roleId("maskToken");
  }

  /** Names of the files in `folder` that the vocabulary was read from. */
  get vocabularyFiles(): readonly string[] {
    return this.backend.files;
  }

  get padToken(): string {
    return this.specialTokens.padToken!;
  }

  get eosToken(): string {
    return this.specialTokens.eosToken!;
  }

  get unkToken(): string | undefined {
    return this.specialTokens.unkToken;
  }

  /** Texts of all tokens that `skipSpecialTokens` leaves out, in the order of their ids. */
  get allSpecialTokens(): string[] {
    return this.backend.added.list().flatMap(({ content, special }) => (special ? [content] : []));
  }

  /** Ids of one text. Truncation keeps the special tokens around it. */
  async encode(text: string, options: EncodeOptions = {}): Promise<number[]> {
    const [ids] = await this.encodeBatch([text], options);
    return ids!;
  }

  /** Ids of many texts, each of its own length. */
  async encodeBatch(texts: readonly string[], options: EncodeOptions = {}): Promise<number[][]> {
    return (await this.rows(texts, options)).map(({ ids }) => ids);
  }

  /** Texts as the model takes them: `tokenizer(texts, …)` in Python. Always a row a text, also for one. */
  async batch(
    texts: string | readonly string[],
    options: BatchOptions & { returnTensors: "pt" },
  ): Promise<TensorEncoding>;
  async batch(
    texts: string | readonly string[],
    options?: BatchOptions & { returnTensors?: undefined },
  ): Promise<BatchEncoding>;
  async batch(texts: string | readonly string[], options: BatchOptions = {}) {
    const list = [texts].flat();
    const targets = options.textTarget === undefined ? undefined : [options.textTarget].flat();
    if (targets && targets.length !== list.length)
      throw new SummnbError(
        `There are ${list.length} texts and ${targets.length} target texts: give textTarget one for each.`,
      );
    checkMultiple(truncationLength(options, options.padding, this.modelMaxLength), options);
    const rows = await this.rows(list, options);
    const labels = targets && (await this.rows(targets, { ...options, returnOffsetsMapping: false }));
    const batch = assembleBatch(rows, labels, options, this.filling(options.labelPadTokenId));
    return options.returnTensors === "pt" ? toTensors(batch) : batch;
  }

  /** One text as the model takes it: `tokenizer(text, …)` in Python. */
  async encodePlus(text: string, options: Omit<BatchOptions, "returnTensors"> = {}): Promise<Encoding> {
    return onlyRow(await this.batch([text], { ...options, returnTensors: undefined }));
  }

  /** Fills rows of ids to the longest, or as `options` say; labels with -100. Makes a missing attention mask. */
  pad(
    batch: Pick<BatchEncoding, "inputIds"> & Partial<BatchEncoding>,
    options: PaddingOptions & { labelPadTokenId?: number } = {},
  ): BatchEncoding {
    return padBatch(batch, { padding: true, ...options }, this.filling(options.labelPadTokenId));
  }

  /** The tokens of a text, unknown ones as the text has them; without special tokens around it. */
  async tokenize(text: string): Promise<string[]> {
    const [encoded] = await this.backend.encode([text], { tokens: true });
    return encoded!.tokens!;
  }

  /** Text of ids. -100 and other negative ids, as labels have them, count as padding; ids past the vocabulary give nothing. */
  async decode(ids: TokenIds, options: DecodeOptions = {}): Promise<string> {
    const [text] = await this.decodeBatch([ids], options);
    return text!;
  }

  async decodeBatch(batch: readonly TokenIds[], options: DecodeOptions = {}): Promise<string[]> {
    const rows = batch.map((ids) => toDecodableIds(ids, this.padTokenId, this.vocabSize));
    const decoded = await this.backend.decode(rows, options.skipSpecialTokens ?? false);
    const cleanUp = options.cleanUpTokenizationSpaces ?? this.config.cleanUpTokenizationSpaces;
    const texts = cleanUp ? decoded.map(cleanUpTokenization) : decoded;
    noteTexts(batch, texts);
    return texts;
  }

  /** `decodeBatch` by its name in Python. */
  batchDecode(batch: readonly TokenIds[], options: DecodeOptions = {}): Promise<string[]> {
    return this.decodeBatch(batch, options);
  }

  /** The id of an exact token such as `▁the` or `<extra_id_0>`, or undefined. */
  tokenToId(token: string): number | undefined {
    return this.backend.tokenToId(token);
  }

  idToToken(id: number): string | undefined {
    return this.backend.idToToken(id);
  }

  /** Ids of exact tokens; the unknown token's for one that the vocabulary doesn't have. */
  convertTokensToIds(token: string): number | undefined;
  convertTokensToIds(tokens: readonly string[]): (number | undefined)[];
  convertTokensToIds(tokens: string | readonly string[]): number | undefined | (number | undefined)[] {
    const idOf = (token: string) => this.tokenToId(token) ?? this.unkTokenId;
    return typeof tokens === "string" ? idOf(tokens) : tokens.map(idOf);
  }

  /** Tokens of ids, which must be in the vocabulary; throws a SummnbError for others. */
  convertIdsToTokens(ids: number, options?: { skipSpecialTokens?: boolean }): string;
  convertIdsToTokens(ids: TokenIds, options?: { skipSpecialTokens?: boolean }): string[];
  convertIdsToTokens(
    ids: number | TokenIds,
    { skipSpecialTokens = false }: { skipSpecialTokens?: boolean } = {},
  ): string | string[] {
    if (typeof ids === "number") return this.requireId(ids);
    const kept = Array.from(ids, Number).filter(
      (id) => !(skipSpecialTokens && this.backend.added.at(id)?.special),
    );
    return kept.map((id) => this.requireId(id));
  }

  /** The id of `<extra_id_N>`, T5's sentinel number N, or undefined when the vocabulary has none. */
  sentinelId(index: number): number | undefined {
    return this.tokenToId(`<extra_id_${index}>`);
  }

  /**
   * Adds tokens that are then matched as a whole. Returns how many ids are new: the model needs its embedding
   * resized to at least `vocabSize` before it sees them.
   */
  addTokens(
    tokens: string | NewToken | readonly (string | NewToken)[],
    options: { special?: boolean } = {},
  ): number {
    const before = this.vocabSize;
    const wanted = [tokens].flat().map((token): AddedToken => {
      const {
        content,
        special = options.special ?? false,
        ...flags
      } = typeof token === "string" ? { content: token } : token;
      if (!content) throw new SummnbError("An added token must be a text that is not empty.");
      return { content, special, ...flags };
    });
    const { added } = this.backend;
    const isFresh = ({ content, special }: AddedToken) => {
      const known = added.get(content);
      return !known || (special && !known.special);
    };
    const fresh = wanted.filter(isFresh);
    const additions = [...new Map(fresh.map((token) => [token.content, token])).values()];
    this.backend.addTokens(additions);
    this.additions.push(...additions);
    return this.vocabSize - before;
  }

  /** Adds tokens that `skipSpecialTokens` leaves out. Returns how many ids are new. */
  addSpecialTokens(tokens: string | readonly string[]): number {
    return this.addTokens(tokens, { special: true });
  }

  /** Writes the tokenizer's files to `folder`, where Transformers can read them; files that nothing changed byte for byte. */
  async savePretrained(folder: string): Promise<void> {
    await saveTokenizer(this, this.backend, folder, this.additions);
  }

  /** Uploads the tokenizer to a repository of the Hugging Face Hub; a model's card that is there stays. */
  async pushToHub(repo: string, options: PushOptions = {}): Promise<PushResult> {
    const { pushToHub } = await import("../hub/upload/index.js");
    return pushToHub(this, repo, { card: false, ...options });
  }

  toString(): string {
    return tokenizerText(this);
  }

  [inspect.custom](): string {
    return tokenizerText(this);
  }

  toMimeBundle(): MimeBundle {
    return tokenizerBundle(this);
  }

  [hoverSymbol](): string {
    return tokenizerMarkdown(this);
  }

  private rows(texts: readonly string[], options: BatchOptions): Promise<Row[]> {
    const row = {
      maxLength: truncationLength(options, options.padding, this.modelMaxLength),
      truncationSide: options.truncationSide ?? this.truncationSide,
      addSpecialTokens: options.addSpecialTokens ?? true,
    };
    return encodeRows(this.backend, texts, row, { offsets: options.returnOffsetsMapping === true });
  }

  private filling(labelPadTokenId = -100): Filling {
    const { padTokenId, paddingSide, modelMaxLength } = this;
    return { padTokenId, labelPadTokenId, paddingSide, modelMaxLength };
  }

  private roleId(role: SpecialTokenRole): number | undefined {
    const token = this.specialTokens[role];
    return token === undefined ? undefined : this.tokenToId(token);
  }

  private requireToken(role: SpecialTokenRole): number {
    const token = this.specialTokens[role];
    const key = specialTokenKeys[role];
    if (token === undefined)
      throw new SummnbError(
        `The tokenizer in ${this.folder} has no ${key}, which summarization needs: name it in tokenizer_config.json.`,
      );
    const id = this.backend.tokenToId(token);
    if (id === undefined)
      throw new SummnbError(
        `The tokenizer in ${this.folder} has no token "${token}", which its ${key} names: check tokenizer_config.json and special_tokens_map.json.`,
      );
    return id;
  }

  private requireId(id: number): string {
    const token = this.idToToken(id);
    if (token !== undefined) return token;
    throw new SummnbError(
      `There is no token with the id ${id}: this tokenizer's ids are 0 to ${this.vocabSize - 1}.`,
    );
  }
}
