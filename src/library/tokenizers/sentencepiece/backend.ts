import { SummnbError } from "../../errors.js";
import { type AddedToken, AddedTokens, type PlacedToken } from "../addedTokens.js";
import type { EncodedText, EncodeRequest, SpecialTokenTemplate, TokenizerBackend } from "../backend.js";
import { inChunks } from "../chunks.js";
import type { SpecialTokens } from "../classes.js";
import type { TokenizerConfig } from "../config.js";
import { decodeMetaspace } from "../decoding.js";
import { joinBytePieces } from "./bytes.js";
import { type SentencePieceClass, sentencePieceClasses } from "./classes.js";
import type { EncoderSettings } from "./encoder.js";
import type { PieceList } from "./messages.js";
import { SentencePieceThread } from "./thread.js";

/** spiece.model, for folders without a tokenizer.json. Encodes on a thread of its own. */
export class SentencePieceBackend implements TokenizerBackend {
  readonly files = ["spiece.model"];
  private readonly ids: ReadonlyMap<string, number>;

  private constructor(
    private readonly thread: SentencePieceThread,
    private readonly vocabulary: PieceList,
    private readonly settings: EncoderSettings,
    readonly added: AddedTokens,
    readonly template: SpecialTokenTemplate,
  ) {
    this.ids = new Map(vocabulary.pieces.map(({ text }, index) => [text, index + settings.pieceOffset]));
    thread.configure(added.list(), settings);
  }

  /** Throws a SummnbError for a class that has no spiece.model, or a file that is none. */
  static async load(
    file: string,
    config: TokenizerConfig,
    special: SpecialTokens,
    className: string,
  ): Promise<SentencePieceBackend> {
    const kind = sentencePieceClasses[className];
    if (!kind)
      throw new SummnbError(
        `${file} belongs to a ${className}, and from a spiece.model only ${Object.keys(sentencePieceClasses).join(", ")} can be read: add the model's tokenizer.json to the folder.`,
      );
    const thread = new SentencePieceThread(file);
    const vocabulary = await thread.vocabulary();
    const added = new AddedTokens(placeTokens(config, special, kind, vocabulary));
    const settings = { pieceOffset: kind.pieceOffset(config), prefixAfterAdded: config.legacy };
    const end = special.eosToken === undefined ? undefined : added.get(special.eosToken);
    return new SentencePieceBackend(thread, vocabulary, settings, added, {
      prefix: [],
      suffix: end ? [end.id] : [],
    });
  }

  get vocabSize(): number {
    return Math.max(this.vocabulary.pieces.length + this.settings.pieceOffset, this.added.end);
  }

  encode(texts: readonly string[], request: EncodeRequest): Promise<EncodedText[]> {
    return inChunks(texts, (chunk) => this.thread.encode(chunk, request));
  }

  async decode(batch: readonly number[][], skipSpecialTokens: boolean): Promise<string[]> {
    return batch.map((ids) => {
      const kept = skipSpecialTokens ? ids.filter((id) => !this.added.at(id)?.special) : ids;
      const tokens = kept.map((id) => this.idToToken(id) ?? "");
      return decodeMetaspace(this.vocabulary.byteFallback ? joinBytePieces(tokens) : tokens);
    });
  }

  tokenToId(token: string): number | undefined {
    return this.added.get(token)?.id ?? this.ids.get(token);
  }

  idToToken(id: number): string | undefined {
    return this.added.at(id)?.content ?? this.vocabulary.pieces[id - this.settings.pieceOffset]?.text;
  }

  addTokens(tokens: readonly AddedToken[]): void {
    for (const token of tokens)
      this.added.add({ ...token, id: this.tokenToId(token.content) ?? this.vocabSize });
    this.thread.configure(this.added.list(), this.settings);
  }

  /** Added tokens are kept in tokenizer_config.json. */
  async save(): Promise<string[]> {
    return [];
  }
}

/** Every token that is matched as a whole: the class's own, special tokens, then further ones. */
function placeTokens(
  config: TokenizerConfig,
  special: SpecialTokens,
  kind: SentencePieceClass,
  { pieces }: PieceList,
): PlacedToken[] {
  const tokens = new Map<string, PlacedToken>();
  const offset = kind.pieceOffset(config);
  const pieceId = (content: string) => {
    const index = pieces.findIndex(({ text }) => text === content);
    return index < 0 ? undefined : index + offset;
  };
  for (const token of kind.addedTokens(config, special, pieces.length)) tokens.set(token.content, token);
  for (const content of Object.values(special)) {
    const id = pieceId(content);
    if (id !== undefined && !tokens.has(content)) tokens.set(content, { content, id, special: true });
  }
  for (const { id, ...token } of config.addedTokens)
    if (id !== undefined) tokens.set(token.content, { ...token, id: tokens.get(token.content)?.id ?? id });
  let next = Math.max(pieces.length + offset, ...[...tokens.values()].map(({ id }) => id + 1));
  for (const { id, ...token } of config.addedTokens)
    if (id === undefined && !tokens.has(token.content))
      tokens.set(token.content, { ...token, id: pieceId(token.content) ?? next++ });
  return [...tokens.values()];
}
