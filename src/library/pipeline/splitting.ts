import type { Tokenizer } from "../tokenizers/index.js";

const sentences = new Intl.Segmenter(undefined, { granularity: "sentence" });
const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A text's sentences and lines; together they are the text. */
export function sentencesOf(text: string): string[] {
  return (text.match(/[^\n]*\n+|[^\n]+/g) ?? []).flatMap((line) =>
    Array.from(sentences.segment(line), ({ segment }) => segment),
  );
}

/** Two halves of a text, cut between words, or between characters where there is one word. */
function halves(text: string): [string, string] {
  const middle = text.length / 2;
  const borders = Array.from(text.matchAll(/\s+(?=\S)/g), (found) => found.index + found[0].length);
  const inner = borders.filter((border) => border > 0);
  const places =
    inner.length > 0 ? inner : Array.from(characters.segment(text), ({ index }) => index).slice(1);
  const cut = places.reduce(
    (best, place) => (Math.abs(place - middle) < Math.abs(best - middle) ? place : best),
    places[0] ?? text.length,
  );
  return [text.slice(0, cut), text.slice(cut)];
}

interface Piece {
  text: string;
  /** Token ids, without those that stand around a text. */
  size: number;
}

/** Pieces of which each has `room` tokens at most: sentences, and parts of sentences that are longer. */
async function piecesOf(texts: readonly string[], room: number, tokenizer: Tokenizer): Promise<Piece[]> {
  const ids = await tokenizer.encodeBatch(texts, { addSpecialTokens: false, truncation: false });
  const pieces: Piece[] = [];
  for (const [index, text] of texts.entries()) {
    const size = ids[index]!.length;
    const [first, second] = size > room ? halves(text) : [text, ""];
    if (second === "") pieces.push({ text, size });
    else pieces.push(...(await piecesOf([first, second], room, tokenizer)));
  }
  return pieces;
}

/**
 * Splits a document into parts of at most `room` tokens on the borders of sentences, of about one length each, so that
 * no short rest is left.
 * @param room tokens of a part, without the prompt and the special tokens
 */
export async function splitDocument(document: string, room: number, tokenizer: Tokenizer): Promise<string[]> {
  const pieces = await piecesOf(sentencesOf(document), room, tokenizer);
  let rest = pieces.reduce((sum, { size }) => sum + size, 0);
  const parts: string[] = [];
  let text = "";
  let size = 0;
  let aim = rest / Math.ceil(rest / room);
  for (const piece of pieces) {
    // A piece that is more than half behind the aim goes to the next part.
    if (text !== "" && (size + piece.size > room || size + piece.size / 2 > aim)) {
      parts.push(text);
      rest -= size;
      aim = rest / Math.ceil(rest / room);
      text = "";
      size = 0;
    }
    text += piece.text;
    size += piece.size;
  }
  if (text.trim() !== "") parts.push(text);
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
