import { SummnbError } from "../../errors.js";
import { isRow, type Row } from "../row.js";
import { FeatureNames, type Table } from "./reader.js";
import { readLines, readText } from "./text.js";

/** JSON Lines: an object a line. Empty lines are passed over. */
export async function readJsonLines(file: string): Promise<Table> {
  const rows: Row[] = [];
  const names = new FeatureNames();
  let number = 0;
  for await (const line of readLines(file)) {
    number++;
    if (line.trim() === "") continue;
    const row = parseLine(line, file, number);
    names.add(row);
    rows.push(row);
  }
  return { features: names.list, rows };
}

function parseLine(line: string, file: string, number: number): Row {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new SummnbError(
      `Line ${number} of ${file} is not valid JSON (${(error as Error).message}): correct or remove that line.`,
      { cause: error },
    );
  }
  if (isRow(value)) return value;
  throw new SummnbError(
    `Line ${number} of ${file} is not a JSON object such as {"document": "…", "summary": "…"}: correct or remove that line.`,
  );
}

/** One JSON array of objects; a file that begins with an object is read as JSON Lines, as often named .json. */
export async function readJson(file: string): Promise<Table> {
  if ((await firstCharacter(file)) === "{") return readJsonLines(file);
  const pieces: string[] = [];
  for await (const text of readText(file)) pieces.push(text);
  const rows = parseArray(pieces.join(""), file);
  const names = new FeatureNames();
  for (const row of rows) names.add(row);
  return { features: names.list, rows };
}

async function firstCharacter(file: string): Promise<string> {
  for await (const text of readText(file)) {
    const start = text.trimStart();
    if (start !== "") return start[0]!;
  }
  return "";
}

function parseArray(text: string, file: string): Row[] {
  if (text.trim() === "") return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The engine's message quotes the text around the mistake, line ends included.
    const what = (error as Error).message.replace(/\s+/g, " ");
    throw new SummnbError(`${file} is not valid JSON${atLine(text, what)} (${what}): correct it there.`, {
      cause: error,
    });
  }
  if (!Array.isArray(value))
    throw new SummnbError(`${file} is no list of rows: give a JSON array of objects, or an object a line.`);
  const wrong = value.findIndex((row) => !isRow(row));
  if (wrong < 0) return value as Row[];
  throw new SummnbError(
    `Element ${wrong + 1} of the array in ${file} is not an object such as {"document": "…", "summary": "…"}: correct or remove it.`,
  );
}

/** " in line N" where the engine's message tells a position, or that the text ends too early; else nothing. */
function atLine(text: string, message: string): string {
  const told = /position (\d+)/.exec(message);
  const position = told ? Number(told[1]) : /end of JSON/.test(message) ? text.length : undefined;
  return position === undefined ? "" : ` in line ${text.slice(0, position).split("\n").length}`;
}
