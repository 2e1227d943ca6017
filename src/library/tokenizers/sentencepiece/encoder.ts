import { SummnbError } from "../../errors.js";
import type { AddedTokens } from "../addedTokens.js";
import type { EncodedText, EncodeRequest, Span } from "../backend.js";
import { alignWord, spaceMark } from "./alignment.js";
import { ByteFallback } from "./bytes.js";
import type { SentencePieceModel } from "./model.js";
import type { SentencePieceRuntime } from "./runtime.js";
import { type Segmentation, UnigramSegmenter } from "./unigram.js";

/** A word's pieces; `spans` are their places in the word, found when first asked for. */
interface Word extends Segmentation {
  normalized: string;
  spans?: Span[];
}

/** A word and where it is in its text. */
interface PlacedWord {
  word: Word;
  text: string;
  at: number;
}

/** What a class of tokenizer does to the ids and texts of a spiece.model. */
export interface EncoderSettings {
  /** Added to the ids of pieces. */
  pieceOffset: number;
  /** Text after an added token begins with a space mark even if no space is there. */
  prefixAfterAdded: boolean;
}

/** Words that are remembered, and their longest length: texts repeat most of their words. */
const mostRemembered = 65_536;
const longestRemembered = 64;

/**
 * Texts to pieces of one spiece.model. The binding normalizes; the pieces of a unigram model are found here,
 * because the binding settles ties otherwise than the SentencePiece and tokenizers that Transformers uses (4 of
 * 10,000 package descriptions came out differently). Where no piece reaches over a space, as in T5's and Pegasus's
 * models, a text is the sum of its words, and words that came before are looked up.
 */
export class SentencePieceEncoder {
  settings: EncoderSettings = { pieceOffset: 0, prefixAfterAdded: true };
  private readonly remembered = new Map<string, Word>();
  /** Matches a word; undefined where texts can't be cut into words. */
  private readonly wordPattern: RegExp | undefined;
  /** Undefined for what is no unigram model. */
  private readonly segmenter: Segmenter | undefined;

  constructor(
    model: SentencePieceModel,
    private readonly runtime: SentencePieceRuntime,
    private readonly added: () => AddedTokens,
  ) {
    this.segmenter = segmenterOf(model);
    this.wordPattern = this.segmenter && wordPatternOf(model, runtime);
  }

  /** Throws a SummnbError where offsets are asked of a model that is not cut into words. */
  encode(text: string, request: EncodeRequest): EncodedText {
    const result: EncodedText = { ids: [] };
    if (request.tokens) result.tokens = [];
    if (request.offsets) result.offsets = [];
    for (const { start, end, token } of this.added().split(text)) {
      if (!token) this.encodePlain(text, start, end, result);
      else {
        result.ids.push(token.id);
        result.tokens?.push(token.content);
        result.offsets?.push([start, end]);
      }
    }
    return result;
  }

  private encodePlain(text: string, start: number, end: number, result: EncodedText): void {
    const hasPrefix = start === 0 || this.settings.prefixAfterAdded || /^\s/.test(text.slice(start, end));
    const words = this.wordsOf(text.slice(start, end), hasPrefix);
    for (const { word, text: own, at } of words) {
      for (const id of word.ids) result.ids.push(id + this.settings.pieceOffset);
      if (result.tokens)
        for (const [i, from] of word.starts.entries())
          result.tokens.push(word.normalized.slice(from, word.ends[i]!));
      if (!result.offsets) continue;
      word.spans ??= this.spansOf(own, word);
      for (const [from, to] of word.spans) result.offsets.push([start + at + from, start + at + to]);
    }
  }

  private wordsOf(text: string, hasPrefix: boolean): PlacedWord[] {
    if (!this.wordPattern) return [{ word: this.wholeText(text), text, at: 0 }];
    const words = Array.from(text.matchAll(this.wordPattern), ({ 0: own, index }) => ({
      word: this.lookUp(own),
      text: own,
      at: index,
    }));
    this.dropLastMarks(words);
    if (!hasPrefix && words[0]) words[0].word = this.pieces(words[0].word.normalized.slice(1));
    return words;
  }

  /** SentencePiece drops space marks at the end, also those that the text itself has. */
  private dropLastMarks(words: PlacedWord[]): void {
    for (let last = words.pop(); last; last = words.pop()) {
      const { normalized } = last.word;
      const kept = normalized.replace(/\u2581+$/, "");
      if (kept === "") continue;
      words.push(kept === normalized ? last : { ...last, word: this.pieces(kept) });
      return;
    }
  }

  private lookUp(own: string): Word {
    let word = this.remembered.get(own);
    if (!word) {
      word = this.pieces(normalizeInside(own, this.runtime));
      if (this.remembered.size >= mostRemembered) this.remembered.clear();
      if (own.length <= longestRemembered) this.remembered.set(own, word);
    }
    return word;
  }

  private pieces(normalized: string): Word {
    return { normalized, ...this.segmenter!.segment(normalized) };
  }

  /** A text that can't be cut into words; one of no unigram model as the binding gives it. */
  private wholeText(text: string): Word {
    if (this.segmenter) return this.pieces(this.runtime.normalize(text));
    const pieces = this.runtime.pieces(text);
    const ends: number[] = [];
    for (const piece of pieces) ends.push((ends.at(-1) ?? 0) + piece.length);
    return {
      normalized: pieces.join(""),
      ids: this.runtime.encode(text),
      starts: ends.map((_, index) => ends[index - 1] ?? 0),
      ends,
    };
  }

  private spansOf(own: string, { normalized, starts, ends }: Word): Span[] {
    if (!this.wordPattern)
      throw new SummnbError(
        "The places of tokens can't be given for this kind of spiece.model: put the model's tokenizer.json beside it.",
      );
    const mark = normalized.startsWith(spaceMark) ? "" : spaceMark;
    const units = alignWord(own, mark + normalized, (text) => normalizeInside(text, this.runtime).slice(1));
    return starts.map((start, i) => [units[start + mark.length]![0], units[ends[i]! + mark.length - 1]![1]]);
  }
}

/** The normalized form of a word between others, with the space mark before it; empty for what is no more than space. */
function normalizeInside(word: string, runtime: SentencePieceRuntime): string {
  const after = `${spaceMark}.`;
  return runtime.normalize(`${word} .`).slice(0, -after.length);
}

/** White space that a word pattern may cut at, where the model takes it as a space. */
const separators = [" ", "\n", "\t", "\r"];

/** A text is the sum of its words where spaces collapse to one mark before a word and no piece holds a later mark. */
function wordPatternOf(model: SentencePieceModel, runtime: SentencePieceRuntime): RegExp | undefined {
  const reaches = ({ kind, text }: SentencePieceModel["pieces"][number]) =>
    (kind === "normal" || kind === "userDefined") && text.includes(spaceMark, 1);
  if (model.pieces.some(reaches)) return undefined;
  if (runtime.normalize("  a  . ") !== `${spaceMark}a${spaceMark}.`) return undefined;
  const spaces = separators.filter((space) => runtime.normalize(`a${space}a`) === runtime.normalize("a a"));
  return new RegExp(`[^${spaces.join("")}]+`, "g");
}

/** Finds pieces of normalized text. */
interface Segmenter {
  segment(normalized: string): Segmentation;
}

function segmenterOf(model: SentencePieceModel): Segmenter | undefined {
  const unknownId = model.pieces.findIndex(({ kind }) => kind === "unknown");
  if (!model.isUnigram || unknownId < 0) return undefined;
  const segmenter = new UnigramSegmenter(model.pieces, unknownId);
  if (!model.byteFallback) return segmenter;
  const bytes = new ByteFallback(model.pieces, unknownId);
  return { segment: (normalized) => bytes.replace(normalized, segmenter.segment(normalized)) };
}
