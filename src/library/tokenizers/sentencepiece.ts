import { setImmediate as nextTurn } from "node:timers/promises";
import { SummnbError } from "../errors.js";
import { AddedTokens } from "./addedTokens.js";
import type { TokenizerBackend } from "./backend.js";
import type { AddedToken, TokenizerConfig } from "./config.js";
import { decodeMetaspace } from "./decoding.js";
import { type Piece, readSentencePieceModel, type SentencePieceModel } from "./sentencepieceModel.js";
import { loadSentencePiece, type SentencePieceRuntime } from "./sentencepieceRuntime.js";
import type { SpecialTokenTemplate } from "./tokenizer.js";
import { UnigramSegmenter } from "./unigram.js";

type PlacedToken = AddedToken & { id: number };

/** What a class of tokenizer adds to its SentencePiece model. */
interface SentencePieceClass {
  /** Tokens that the model doesn't have, with their ids. */
  addedTokens(config: TokenizerConfig, pieces: number): PlacedToken[];
  template(eosTokenId: number): SpecialTokenTemplate;
}

const classes: Record<string, SentencePieceClass> = {
  /** T5's sentinels follow the pieces, backwards: <extra_id_0> has the highest id. */
  T5Tokenizer: {
    addedTokens: ({ extraIds }, pieces) =>
      Array.from({ length: extraIds }, (_, index) => ({
        content: `<extra_id_${index}>`,
        id: pieces + extraIds - 1 - index,
        special: true,
      })),
    template: (eosTokenId) => ({ prefix: [], suffix: [eosTokenId] }),
  },
};

/**
 * spiece.model, for folders without a tokenizer.json. Equal to T5's fast tokenizer, including that text after
 * a special token begins with a space mark (`legacy`, the default and what published T5 models use).
 */
export class SentencePieceBackend implements TokenizerBackend {
  readonly vocabSize: number;
  private readonly ids: Map<string, number>;

  private constructor(
    private readonly segment: (text: string) => number[],
    private readonly pieces: readonly Piece[],
    private readonly added: AddedTokens,
    private readonly kind: SentencePieceClass,
  ) {
    this.vocabSize = Math.max(pieces.length, added.end);
    this.ids = new Map(pieces.map((piece, id) => [piece.text, id]));
  }

  static async load(file: string, config: TokenizerConfig): Promise<SentencePieceBackend> {
    const kind = classes[config.tokenizerClass];
    if (!kind)
      throw new SummnbError(
        `${file} belongs to a ${config.tokenizerClass}, and from a spiece.model only ${Object.keys(classes).join(", ")} can be read: add the model's tokenizer.json to the folder.`,
      );
    const model = await readSentencePieceModel(file);
    const { pieces } = model;
    return new SentencePieceBackend(
      segmenterOf(model, await loadSentencePiece(file)),
      pieces,
      new AddedTokens(placeTokens(config, pieces, kind)),
      kind,
    );
  }

  template(eosTokenId: number): SpecialTokenTemplate {
    return this.kind.template(eosTokenId);
  }

  async encode(texts: readonly string[]): Promise<number[][]> {
    const batch: number[][] = [];
    for (const text of texts) {
      batch.push(this.encodeOne(text));
      // The binding blocks; others get a turn between texts.
      if (batch.length % 64 === 0) await nextTurn();
    }
    return batch;
  }

  async decode(batch: readonly number[][], skipSpecialTokens: boolean): Promise<string[]> {
    return batch.map((ids) => {
      const kept = skipSpecialTokens ? ids.filter((id) => !this.added.at(id)?.special) : ids;
      return decodeMetaspace(kept.map((id) => this.idToToken(id) ?? ""));
    });
  }

  tokenToId(token: string): number | undefined {
    return this.added.get(token)?.id ?? this.ids.get(token);
  }

  idToToken(id: number): string | undefined {
    return this.added.at(id)?.content ?? this.pieces[id]?.text;
  }

  private encodeOne(text: string): number[] {
    const ids: number[] = [];
    for (const [position, part] of this.added.split(text).entries()) {
      if (position % 2 === 1) ids.push(this.added.get(part)!.id);
      else if (part !== "") for (const id of this.segment(part)) ids.push(id);
    }
    return ids;
  }
}

/**
 * The binding normalizes; which pieces follow is found here, because the binding settles ties otherwise than
 * the SentencePiece and tokenizers that Transformers uses (4 of 10,000 package descriptions came out differently).
 */
function segmenterOf(model: SentencePieceModel, runtime: SentencePieceRuntime): (text: string) => number[] {
  const unknownId = model.pieces.findIndex(({ kind }) => kind === "unknown");
  if (!model.isPlainUnigram || unknownId < 0) return (text) => runtime.encode(text);
  const segmenter = new UnigramSegmenter(model.pieces, unknownId);
  return (text) => segmenter.encode(runtime.normalize(text));
}

/** Every token that is matched as a whole: pad, eos, unk, the class's own, then the configuration's. */
function placeTokens(
  config: TokenizerConfig,
  pieces: readonly Piece[],
  kind: SentencePieceClass,
): PlacedToken[] {
  const tokens = new Map<string, PlacedToken>();
  for (const content of [config.padToken, config.eosToken, config.unkToken]) {
    const id = pieces.findIndex((piece) => piece.text === content);
    if (id >= 0) tokens.set(content, { content, id, special: true });
  }
  for (const token of kind.addedTokens(config, pieces.length)) tokens.set(token.content, token);
  for (const token of config.addedTokens) {
    if (token.id !== undefined) tokens.set(token.content, { ...token, id: token.id });
  }
  let next = Math.max(pieces.length, ...[...tokens.values()].map(({ id }) => id + 1));
  for (const token of config.addedTokens) {
    if (!tokens.has(token.content)) tokens.set(token.content, { ...token, id: next++ });
  }
  return [...tokens.values()];
}
