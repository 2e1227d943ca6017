import { readFile } from "node:fs/promises";
import { SummnbError } from "../errors.js";

/** Numbers of `ModelProto.SentencePiece.Type` in sentencepiece_model.proto. */
const pieceTypes = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

export interface Piece {
  text: string;
  /** Never produced from text by the model itself: `<pad>`, `</s>` and the like. */
  isControl: boolean;
}

/**
 * The vocabulary of a spiece.model: a protobuf ModelProto whose field 1 repeats a piece with
 * text (field 1) and type (field 3, default normal). The JavaScript binding can't list its pieces.
 * Source: sentencepiece's sentencepiece_model.proto.
 */
export async function readPieces(file: string): Promise<Piece[]> {
  const bytes = await readFile(file);
  try {
    const pieces: Piece[] = [];
    for (const field of fields(bytes)) {
      if (field.number === 1 && field.bytes) pieces.push(readPiece(field.bytes));
    }
    if (pieces.length > 0) return pieces;
  } catch (error) {
    throw new SummnbError(
      `${file} is damaged or is not a SentencePiece model (${(error as Error).message}): replace it with a fresh copy.`,
      { cause: error },
    );
  }
  throw new SummnbError(
    `${file} is not a SentencePiece model, it holds no pieces: replace it with a fresh copy.`,
  );
}

function readPiece(bytes: Buffer): Piece {
  let text = "";
  let type: number = pieceTypes.normal;
  for (const field of fields(bytes)) {
    if (field.number === 1 && field.bytes) text = field.bytes.toString("utf8");
    if (field.number === 3) type = field.value;
  }
  return { text, isControl: type === pieceTypes.control || type === pieceTypes.unknown };
}

interface Field {
  number: number;
  value: number;
  /** The content of a length-delimited field. */
  bytes: Buffer | undefined;
}

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
    const field: Field = { number: Math.floor(tag / 8), value: 0, bytes: undefined };
    const wire = tag % 8;
    if (wire === 0) field.value = varint();
    else if (wire === 1) take(8);
    else if (wire === 2) field.bytes = take(varint());
    else if (wire === 5) take(4);
    else throw new Error(`a field at byte ${at} has the unknown wire type ${wire}`);
    yield field;
  }
}
