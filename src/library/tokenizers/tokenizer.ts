import { SummnbError } from "../errors.js";
import type { TokenizerBackend } from "./backend.js";
import type { TokenizerConfig } from "./config.js";
import { cleanUpTokenization, toDecodableIds } from "./decoding.js";
import { saveTokenizerFiles } from "./files.js";

export interface EncodeOptions {
  /** Most ids that a text may take, the special tokens counted. Given alone, it truncates. */
  maxLength?: number;
  /** Cut to `maxLength`, or to the tokenizer's own `modelMaxLength` when that is missing. */
  truncation?: boolean;
  /** Add the tokens the model expects around a text, such as T5's `</s>`. Default true. */
  addSpecialTokens?: boolean;
}

export interface DecodeOptions {
  /** Leave out pad, end-of-sequence, unknown and further special tokens. Default false, as in Transformers. */
  skipSpecialTokens?: boolean;
  /** Undo the space before punctuation; default is the tokenizer's own `clean_up_tokenization_spaces`. */
  cleanUpTokenizationSpaces?: boolean;
}

/** The ids of special tokens that surround one text. */
export interface SpecialTokenTemplate {
  prefix: number[];
  suffix: number[];
}

/** Token ids as models and label tensors hold them. */
export type TokenIds = ArrayLike<number | bigint>;

/**
 * Text to token ids and back, equal to the fast tokenizers of Transformers. What differs between file
 * formats (tokenizer.json, spiece.model) is the backend; truncation and special tokens are here.
 */
export class Tokenizer {
  readonly padTokenId: number;
  readonly eosTokenId: number;
  readonly unkTokenId: number;
  /** Ids are in [0, vocabSize): added tokens are counted, the model's padding of its embedding is not. */
  readonly vocabSize: number;
  /** Most tokens the model was trained for; Infinity when the files don't say. */
  readonly modelMaxLength: number;

  constructor(
    /** The folder that the tokenizer was read from. */
    readonly folder: string,
    readonly config: TokenizerConfig,
    private readonly backend: TokenizerBackend,
    private readonly template: SpecialTokenTemplate,
  ) {
    this.padTokenId = this.requireToken("pad_token", config.padToken);
    this.eosTokenId = this.requireToken("eos_token", config.eosToken);
    this.unkTokenId = this.requireToken("unk_token", config.unkToken);
    this.vocabSize = backend.vocabSize;
    this.modelMaxLength = config.modelMaxLength;
  }

  get padToken(): string {
    return this.config.padToken;
  }

  get eosToken(): string {
    return this.config.eosToken;
  }

  get unkToken(): string {
    return this.config.unkToken;
  }

  /** Ids of one text. Truncation keeps the closing special tokens. */
  async encode(text: string, options: EncodeOptions = {}): Promise<number[]> {
    const [ids] = await this.encodeBatch([text], options);
    return ids!;
  }

  /** Ids of many texts, each of its own length: padding is the collator's work. */
  async encodeBatch(texts: readonly string[], options: EncodeOptions = {}): Promise<number[][]> {
    const addSpecialTokens = options.addSpecialTokens ?? true;
    const { prefix, suffix } = addSpecialTokens ? this.template : { prefix: [], suffix: [] };
    const room = this.maxLength(options) - prefix.length - suffix.length;
    if (!(room >= 0))
      throw new SummnbError(
        `maxLength ${options.maxLength} is no length a text can be cut to: this tokenizer adds ${prefix.length + suffix.length} special token(s), so give at least that.`,
      );
    const contents = await this.backend.encode(texts.map(wellFormed));
    return contents.map((ids) => [...prefix, ...(ids.length > room ? ids.slice(0, room) : ids), ...suffix]);
  }

  /** Text of ids. -100 and other negative ids, as labels have them, count as padding; ids past the vocabulary give nothing. */
  async decode(ids: TokenIds, options: DecodeOptions = {}): Promise<string> {
    const [text] = await this.decodeBatch([ids], options);
    return text!;
  }

  async decodeBatch(batch: readonly TokenIds[], options: DecodeOptions = {}): Promise<string[]> {
    const rows = batch.map((ids) => toDecodableIds(ids, this.padTokenId, this.vocabSize));
    const texts = await this.backend.decode(rows, options.skipSpecialTokens ?? false);
    const cleanUp = options.cleanUpTokenizationSpaces ?? this.config.cleanUpTokenizationSpaces;
    return cleanUp ? texts.map(cleanUpTokenization) : texts;
  }

  /** The id of an exact token such as `▁the` or `<extra_id_0>`, or undefined. */
  tokenToId(token: string): number | undefined {
    return this.backend.tokenToId(token);
  }

  idToToken(id: number): string | undefined {
    return this.backend.idToToken(id);
  }

  /** The id of `<extra_id_N>`, T5's sentinel number N, or undefined when the vocabulary has none. */
  sentinelId(index: number): number | undefined {
    return this.tokenToId(`<extra_id_${index}>`);
  }

  /** Copies the tokenizer's files to `folder`, where Transformers can read them. */
  async savePretrained(folder: string): Promise<void> {
    await saveTokenizerFiles(this.folder, folder, this.config);
  }

  toString(): string {
    return `Tokenizer(${this.config.tokenizerClass}, vocabSize=${this.vocabSize}, modelMaxLength=${this.modelMaxLength})`;
  }

  private maxLength({ maxLength, truncation }: EncodeOptions): number {
    if (truncation === false) return Infinity;
    if (maxLength !== undefined) return maxLength;
    return truncation ? this.modelMaxLength : Infinity;
  }

  private requireToken(name: string, token: string): number {
    const id = this.backend.tokenToId(token);
    if (id === undefined)
      throw new SummnbError(
        `The tokenizer in ${this.folder} has no token "${token}", which its ${name} names: check tokenizer_config.json and special_tokens_map.json.`,
      );
    return id;
  }
}

/** Half a surrogate pair has no UTF-8: it becomes U+FFFD here rather than in each backend differently. */
function wellFormed(text: string): string {
  return /\p{Surrogate}/u.test(text) ? Buffer.from(text, "utf8").toString("utf8") : text;
}
