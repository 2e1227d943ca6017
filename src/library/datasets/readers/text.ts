import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { SummnbError } from "../../errors.js";

/** The bytes of a file, unzipped when its name ends in .gz. */
export function openFile(file: string): Readable {
  const bytes = createReadStream(file);
  if (!file.endsWith(".gz")) return bytes;
  const unzipped = createGunzip();
  bytes.on("error", (error) => unzipped.destroy(error));
  return bytes.pipe(unzipped);
}

/** The text of a UTF-8 file in pieces that end anywhere but inside a character; a byte order mark is dropped. */
export async function* readText(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let lines = 1;
  try {
    for await (const bytes of openFile(file)) {
      const text = decoder.decode(bytes as Uint8Array, { stream: true });
      yield text;
      for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
    }
    yield decoder.decode();
  } catch (error) {
    throw readError(file, lines, error);
  }
}

function readError(file: string, lines: number, error: unknown): SummnbError {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA")
    return new SummnbError(
      `${file} is not UTF-8 text: a byte in or after line ${lines} is no character; save the file as UTF-8.`,
      { cause: error },
    );
  if (code.startsWith("Z_"))
    return new SummnbError(
      `${file} is damaged gzip data (${(error as Error).message}): replace it with a fresh copy.`,
      { cause: error },
    );
  return new SummnbError(`Could not read ${file}: ${(error as Error).message}.`, { cause: error });
}

/** Lines between line feeds, without the carriage return of Windows; the last may lack its line end. */
export async function* readLines(file: string): AsyncGenerator<string> {
  let rest = "";
  for await (const text of readText(file)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
  }
  if (rest !== "") yield rest;
}
