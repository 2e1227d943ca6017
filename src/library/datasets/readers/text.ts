import { SummnbError } from "../../errors.js";
import type { Row } from "../row.js";
import { compressionOf, readBytes } from "./bytes.js";
import { batchRows, type Reader, type RowParser } from "./reader.js";
import { firstInvalid, wholeCharacters } from "./utf8.js";

/** Characters after which a batch ends, however few rows it has. */
const batchCharacters = 4_000_000;

/** A reader of text files, whose rows `makeParser` finds. */
export function textReader(makeParser: (file: string) => RowParser): Reader {
  return async function* read(file) {
    const parser = makeParser(file);
    let batch: Row[] = [];
    let characters = 0;
    for await (const text of readText(file)) {
      for (const row of parser.push(text)) {
        batch.push(row);
        if (batch.length < batchRows) continue;
        yield batch;
        batch = [];
      }
      characters += text.length;
      if (characters < batchCharacters || batch.length === 0) continue;
      yield batch;
      batch = [];
      characters = 0;
    }
    if (batch.length > 0) yield batch;
    const last = [...parser.end()];
    if (last.length > 0) yield last;
  };
}

/** The text of a UTF-8 file in pieces that end anywhere but inside a character; a byte order mark is dropped. */
export async function* readText(file: string): AsyncGenerator<string> {
  const decoding = new Decoding(file);
  try {
    for await (const bytes of readBytes(file)) yield decoding.text(bytes);
  } catch (error) {
    if (error instanceof SummnbError) throw error;
    throw readError(file, error as Error);
  }
  decoding.end();
}

/** Bytes to text, with the place of what is no text. */
class Decoding {
  // The mark is dropped here, for the decoder would drop one at the beginning of every piece.
  private readonly decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  private rest: Uint8Array = new Uint8Array(0);
  /** Of what is decoded: bytes, line feeds, and where the last line begins. */
  private bytes = 0;
  private lines = 0;
  private lineStart = 0;

  constructor(private readonly file: string) {}

  text(piece: Uint8Array): string {
    const all = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    if (this.bytes === 0) this.checkMark(all);
    const { whole, rest } = wholeCharacters(all);
    let text: string;
    try {
      text = this.decoder.decode(whole);
    } catch (error) {
      throw this.problem(whole, firstInvalid(whole), error);
    }
    this.count(whole, whole.length);
    this.rest = Uint8Array.from(rest);
    return this.bytes === whole.length && text.startsWith("\ufeff") ? text.slice(1) : text;
  }

  end(): void {
    if (this.rest.length > 0) throw this.problem(this.rest, 0);
  }

  private checkMark(bytes: Uint8Array): void {
    const mark = bytes.length < 2 ? 0 : bytes[0]! * 256 + bytes[1]!;
    if (mark !== 0xfffe && mark !== 0xfeff) return;
    throw new SummnbError(`${this.file} is UTF-16 text and not UTF-8: save the file as UTF-8.`);
  }

  /** Line ends are counted in bytes, where 0x0A is nothing else. */
  private count(bytes: Uint8Array, until: number): void {
    for (let at = bytes.indexOf(0x0a); at >= 0 && at < until; at = bytes.indexOf(0x0a, at + 1)) {
      this.lines++;
      this.lineStart = this.bytes + at + 1;
    }
    this.bytes += until;
  }

  private problem(bytes: Uint8Array, index: number, cause?: unknown): SummnbError {
    this.count(bytes, index);
    const value = `0x${bytes[index]!.toString(16).padStart(2, "0").toUpperCase()}`;
    const place = `line ${this.lines + 1}, byte ${this.bytes - this.lineStart + 1} (${value}), is no character`;
    return new SummnbError(`${this.file} is not UTF-8 text: ${place}; save the file as UTF-8.`, { cause });
  }
}

/** An error of reading or unpacking a file as a sentence. */
export function readError(file: string, error: Error): SummnbError {
  const compression = compressionOf(file);
  return new SummnbError(
    compression?.isDamage(error)
      ? `${file} is damaged ${compression.name} data (${error.message}): replace it with a fresh copy.`
      : `Could not read ${file}: ${error.message}.`,
    { cause: error },
  );
}
