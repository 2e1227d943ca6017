import { readFile } from "node:fs/promises";
import { SummnbError } from "../../errors.js";

/** `ModelProto.SentencePiece.Type` of sentencepiece_model.proto, by number. */
const pieceKinds = ["normal", "normal", "unknown", "control", "userDefined", "unused", "byte"] as const;

export interface Piece {
  text: string;
  /** Logarithm of its probability. */
  score: number;
  kind: (typeof pieceKinds)[number];
}

export interface SentencePieceModel {
  pieces: Piece[];
  /** Unigram, as T5's and Pegasus's are, and not byte-pair encoding, characters or words. */
  isUnigram: boolean;
  /** Unknown characters are written as the pieces of their UTF-8 bytes, `<0xE6>` and so on, as in mT5's. */
  byteFallback: boolean;
}

/** `TrainerSpec.ModelType` UNIGRAM. */
const unigram = 1;

/**
 * What a spiece.model holds, which the JavaScript binding can't list: a protobuf ModelProto with repeated
 * pieces (field 1) and a TrainerSpec (field 2). Source: sentencepiece's sentencepiece_model.proto.
 */
export async function readSentencePieceModel(file: string): Promise<SentencePieceModel> {
  const bytes = await readFile(file);
  const pieces: Piece[] = [];
  let modelType: number = unigram;
  let byteFallback = false;
  try {
    for (const field of fields(bytes)) {
      if (field.number === 1) pieces.push(readPiece(field.bytes));
      if (field.number !== 2) continue;
      for (const inner of fields(field.bytes)) {
        if (inner.number === 3) modelType = inner.value;
        if (inner.number === 35) byteFallback = inner.value !== 0;
      }
    }
  } catch (error) {
    throw new SummnbError(
      `${file} is damaged or is not a SentencePiece model (${(error as Error).message}): replace it with a fresh copy.`,
      { cause: error },
    );
  }
  if (pieces.length > 0) return { pieces, isUnigram: modelType === unigram, byteFallback };
  throw new SummnbError(
    `${file} is not a SentencePiece model, it holds no pieces: replace it with a fresh copy.`,
  );
}

function readPiece(bytes: Buffer): Piece {
  const piece: Piece = { text: "", score: 0, kind: "normal" };
  for (const field of fields(bytes)) {
    if (field.number === 1) piece.text = field.bytes.toString("utf8");
    if (field.number === 2 && field.bytes.length === 4) piece.score = field.bytes.readFloatLE();
    if (field.number === 3) piece.kind = pieceKinds[field.value] ?? "unused";
  }
  return piece;
}

interface Field {
  number: number;
  /** Of a varint field; else 0. */
  value: number;
  /** The content of a field of any other kind; else empty. */
  bytes: Buffer;
}

const empty = Buffer.alloc(0);

/** The fields of one protobuf message, in order; throws a plain Error where the bytes end or make no sense. */
function* fields(bytes: Buffer): Generator<Field> {
  let at = 0;
  const take = (count: number): Buffer => {
    if (at + count > bytes.length) throw new Error(`it ends in the middle of a field at byte ${at}`);
    at += count;
    return bytes.subarray(at - count, at);
  };
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; scale < 2 ** 64; scale *= 128) {
      const byte = take(1)[0]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new Error(`a number at byte ${at} has no end`);
  };
  while (at < bytes.length) {
    const tag = varint();
    const field: Field = { number: Math.floor(tag / 8), value: 0, bytes: empty };
    const wire = tag % 8;
    if (wire === 0) field.value = varint();
    else if (wire === 1) field.bytes = take(8);
    else if (wire === 2) field.bytes = take(varint());
    else if (wire === 5) field.bytes = take(4);
    else throw new Error(`a field at byte ${at} has the unknown wire type ${wire}`);
    yield field;
  }
}
