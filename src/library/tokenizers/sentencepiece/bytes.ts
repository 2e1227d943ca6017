import type { Piece } from "./model.js";
import type { Segmentation } from "./unigram.js";

const bytePiece = /^<0x([0-9A-F]{2})>$/;

/** Tokens with each run of byte pieces replaced by the characters that its bytes are; U+FFFD for what is no UTF-8. */
export function joinBytePieces(tokens: readonly string[]): string[] {
  const joined: string[] = [];
  let bytes: number[] = [];
  const flush = () => {
    if (bytes.length > 0) joined.push(Buffer.from(bytes).toString("utf8"));
    bytes = [];
  };
  for (const token of tokens) {
    const byte = bytePiece.exec(token)?.[1];
    if (byte !== undefined) {
      bytes.push(Number.parseInt(byte, 16));
      continue;
    }
    flush();
    joined.push(token);
  }
  flush();
  return joined;
}

/** Writes unknown pieces as the pieces of their UTF-8 bytes, each with the place of the whole. */
export class ByteFallback {
  private readonly ids = new Map<number, number>();

  constructor(
    pieces: readonly Piece[],
    private readonly unknownId: number,
  ) {
    for (const [id, { kind, text }] of pieces.entries()) {
      const byte = kind === "byte" ? bytePiece.exec(text)?.[1] : undefined;
      if (byte !== undefined) this.ids.set(Number.parseInt(byte, 16), id);
    }
  }

  replace(normalized: string, { ids, starts, ends }: Segmentation): Segmentation {
    const replaced: Segmentation = { ids: [], starts: [], ends: [] };
    for (const [index, id] of ids.entries()) {
      const start = starts[index]!;
      const end = ends[index]!;
      const parts =
        id === this.unknownId
          ? Array.from(Buffer.from(normalized.slice(start, end), "utf8"), (byte) => this.ids.get(byte) ?? id)
          : [id];
      for (const part of parts) {
        replaced.ids.push(part);
        replaced.starts.push(start);
        replaced.ends.push(end);
      }
    }
    return replaced;
  }
}
