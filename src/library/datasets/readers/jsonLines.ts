import { SummnbError } from "../../errors.js";
import { isRow, type Row } from "../row.js";
import { cutOff } from "./jsonColumn.js";
import type { RowParser } from "./reader.js";

/** An object a line; lines end with a line feed, with or without a carriage return. Empty lines are passed over. */
export class JsonLinesParser implements RowParser {
  private pieces: string[] = [];
  private line = 0;

  constructor(private readonly file: string) {}

  *push(text: string): Generator<Row> {
    let at = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", at)) {
      this.pieces.push(text.slice(at, end));
      at = end + 1;
      yield* this.row();
    }
    this.pieces.push(text.slice(at));
  }

  *end(): Generator<Row> {
    yield* this.row(true);
  }

  private *row(isLast = false): Generator<Row> {
    const text = this.pieces.join("");
    this.pieces = [];
    this.line++;
    if (text.trim() !== "") yield parseRow(text, `Line ${this.line} of ${this.file}`, isLast);
  }
}

/** One row from its JSON; `place` begins the sentence of what is wrong with it. */
export function parseRow(text: string, place: string, isLast = false): Row {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw notJson(text, place, isLast, error as Error);
  }
  if (isRow(value)) return value;
  throw new SummnbError(
    `${place} is not a JSON object such as {"document": "…", "summary": "…"}: correct or remove it.`,
  );
}

function notJson(text: string, place: string, isLast: boolean, error: Error): SummnbError {
  const cut = cutOff(text);
  // The engine's message quotes the text around the mistake, line ends included.
  const why = error.message.replace(/\s+/g, " ");
  if (!cut)
    return new SummnbError(`${place} is not valid JSON (${why}): correct or remove it.`, { cause: error });
  const where = cut.column === undefined ? "between two columns" : `in column "${cut.column}"`;
  const fix = isLast ? "the file was cut off, so get it again or remove the line" : "correct or remove it";
  return new SummnbError(`${place} is not valid JSON, for it ends ${where}: ${fix}.`, { cause: error });
}
