import { SummnbError } from "../../errors.js";
import type { Row } from "../row.js";
import { JsonArrayParser } from "./jsonArray.js";
import { JsonLinesParser } from "./jsonLines.js";
import type { Reader, RowParser } from "./reader.js";
import { textReader } from "./text.js";

/** JSON Lines: an object a line. */
export const readJsonLines: Reader = textReader((file) => new JsonLinesParser(file));

/** A JSON array of objects; a file that begins with an object is read as JSON Lines, as often named .json. */
export const readJson: Reader = textReader((file) => new JsonParser(file));

/** Chooses by the first character that is no white space. */
class JsonParser implements RowParser {
  private chosen: RowParser | undefined;
  private before = "";

  constructor(private readonly file: string) {}

  *push(text: string): Generator<Row> {
    this.chosen ??= this.choose(text);
    if (!this.chosen) {
      this.before += text;
      return;
    }
    yield* this.chosen.push(this.before + text);
    this.before = "";
  }

  *end(): Generator<Row> {
    if (this.chosen) yield* this.chosen.end();
  }

  private choose(text: string): RowParser | undefined {
    const first = text.trimStart()[0];
    if (first === undefined) return undefined;
    if (first === "[") return new JsonArrayParser(this.file);
    if (first === "{") return new JsonLinesParser(this.file);
    throw new SummnbError(
      `${this.file} is no list of rows: give a JSON array of objects, or an object a line.`,
    );
  }
}
