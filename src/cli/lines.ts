import { createReadStream, existsSync, statSync } from "node:fs";
import { SummnbError } from "../library/errors.js";

/**
 * Lines of a file, or of stdin for `-`. Only "\n" (and "\r\n") ends a line: Node's readline also splits
 * at U+2028 and at a lone carriage return, which are text here. A final line end adds no empty line.
 */
export async function* readLines(file: string): AsyncGenerator<string> {
  if (file !== "-") requireFile(file);
  const source: AsyncIterable<string> = (file === "-" ? process.stdin : createReadStream(file)).setEncoding(
    "utf8",
  );
  let rest = "";
  for await (const chunk of source) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield withoutCarriageReturn(line);
  }
  if (rest !== "") yield withoutCarriageReturn(rest);
}

export async function allLines(file: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(file)) lines.push(line);
  return lines;
}

/**
 * Texts of a file: one a line, or JSON lines of strings (a `.jsonl` file, or any file whose every line is
 * one). Throws a SummnbError that names the line which is no JSON string.
 */
export async function readTexts(file: string): Promise<string[]> {
  const lines = await allLines(file);
  const parsed = lines.map(parseString);
  if (lines.length > 0 && parsed.every((text) => text !== undefined)) return parsed;
  if (!/\.(jsonl|ndjson)$/i.test(file)) return lines;
  const broken = parsed.findIndex((text, index) => text === undefined && lines[index]?.trim() !== "");
  if (broken >= 0)
    throw new SummnbError(
      `Line ${broken + 1} of ${file} is no JSON string: a .jsonl file of texts has one string in quotes a line.`,
    );
  return parsed.filter((text) => text !== undefined);
}

/** Throws a SummnbError unless `file` is a file. */
export function requireFile(file: string): void {
  if (!existsSync(file)) throw new SummnbError(`There is no file ${file}: check the path.`);
  if (!statSync(file).isFile()) throw new SummnbError(`${file} is a folder, and a file is needed here.`);
}

/** How a name is shown in messages. */
export const inputName = (file: string) => (file === "-" ? "the input" : file);

function withoutCarriageReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

function parseString(line: string): string | undefined {
  if (!line.trimStart().startsWith('"')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
