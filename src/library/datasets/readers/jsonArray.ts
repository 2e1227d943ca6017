import { SummnbError } from "../../errors.js";
import type { Row } from "../row.js";
import { parseRow } from "./jsonLines.js";
import type { RowParser } from "./reader.js";

/**
 * One JSON array of objects. Its elements are cut out and parsed one by one, so that a large file is never
 * held whole and a mistake is told with its element and line.
 */
export class JsonArrayParser implements RowParser {
  private state: "before" | "due" | "element" | "separator" | "after" = "before";
  /** Of the element that is being read. */
  private pieces: string[] = [];
  private get inElement(): boolean {
    return this.state === "element";
  }
  private depth = 0;
  private inString = false;
  private escaped = false;
  private elements = 0;
  private line = 1;
  private elementLine = 1;

  constructor(private readonly file: string) {}

  *push(text: string): Generator<Row> {
    let start = 0;
    for (let at = 0; at < text.length; ) {
      if (!this.inElement) {
        if (this.between(text[at]!)) start = at;
        else at++;
        continue;
      }
      at = this.inString ? this.endOfString(text, at) : this.endOfElement(text, at);
      if (this.inElement) continue;
      this.pieces.push(text.slice(start, at));
      yield this.row();
    }
    if (this.inElement) this.pieces.push(text.slice(start));
  }

  end(): Iterable<Row> {
    if (this.state === "after") return [];
    const what = this.inElement ? `in the middle of element ${this.elements + 1}` : "before its array does";
    throw new SummnbError(
      `${this.file} ends in line ${this.line} ${what} and is not valid JSON: the file was cut off, so get it again.`,
    );
  }

  /** Takes a character outside of elements; true where one begins. */
  private between(character: string): boolean {
    if (character === "\n") this.line++;
    if (/\s/.test(character)) return false;
    if (this.state === "before" && character === "[") this.state = "due";
    else if (this.state === "separator" && character === ",") this.state = "due";
    else if (
      character === "]" &&
      (this.state === "separator" || (this.state === "due" && this.elements === 0))
    )
      this.state = "after";
    else if (this.state === "due" && character !== "," && character !== "]") {
      this.state = "element";
      this.elementLine = this.line;
      return true;
    } else throw this.unexpected(character);
    return false;
  }

  /** The position after the quote that ends a string, or the end of the text. */
  private endOfString(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const character = text[at];
      if (character === "\n") this.line++;
      if (this.escaped) this.escaped = false;
      else if (character === "\\") this.escaped = true;
      else if (character === '"') {
        this.inString = false;
        return at + 1;
      }
    }
    return text.length;
  }

  /** The position where the element ends or a string in it begins, or the end of the text. */
  private endOfElement(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const character = text[at];
      if (character === "\n") this.line++;
      else if (character === '"') {
        this.inString = true;
        return at + 1;
      } else if (character === "{" || character === "[") this.depth++;
      else if (this.depth === 0 && (character === "," || character === "]")) return this.elementEnds(at);
      else if (character === "}" || character === "]") {
        this.depth--;
        if (this.depth <= 0) return this.elementEnds(at + 1);
      }
    }
    return text.length;
  }

  private elementEnds(at: number): number {
    this.state = "separator";
    this.depth = 0;
    return at;
  }

  private row(): Row {
    const text = this.pieces.join("");
    this.pieces = [];
    this.elements++;
    return parseRow(text, `Element ${this.elements} of the array in ${this.file} (line ${this.elementLine})`);
  }

  private unexpected(character: string): SummnbError {
    const where = this.elements === 0 ? "" : ` after element ${this.elements}`;
    return new SummnbError(
      `${this.file} is not valid JSON in line ${this.line}: there is "${character}"${where} where ${expected[this.state]} is due; correct it there.`,
    );
  }
}

const expected: Record<string, string> = {
  before: "the [ of an array",
  due: "an object",
  separator: "a comma or the end of the array",
  after: "nothing more",
};
