/** What ended a field that can't be read. */
export type QuoteProblem = "unclosed" | "textAfterQuote";

export interface CsvRecord {
  /** With a problem, those before the field that has it. */
  fields: string[];
  /** Where it begins, counted from 1. */
  line: number;
  problem?: QuoteProblem;
}

/** Longest field in quotes, in characters: a quote that is open for longer was never meant to be one. */
const longestField = 1 << 24;

const quote = '"';
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Cuts delimited text into records (RFC 4180), given in pieces that may end anywhere. Lines may end with a
 * line feed, a carriage return or both, mixed as they like; in quotes they are part of the field. A quote
 * counts only at the beginning of a field; spaces after a closing one are dropped. Reading ends with the
 * first record that has a problem.
 */
export class RecordSplitter {
  private fields: string[] = [];
  /** What there is of the field that is being read. */
  private field = "";
  private state: "start" | "plain" | "quoted" | "afterQuote" = "start";
  private line = 1;
  private recordLine = 1;
  /** The last character was a carriage return that ended a line; a line feed after it ends no other. */
  private afterReturn = false;
  private readonly delimiter: number;

  constructor(delimiter: string) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  *push(text: string): Generator<CsvRecord> {
    let at = 0;
    while (at < text.length) {
      if (this.state === "quoted") {
        const end = closingQuote(text, at);
        this.addQuoted(text.slice(at, end < 0 ? text.length : end));
        if (this.field.length > longestField) return yield this.record("unclosed");
        if (end < 0) return;
        this.state = "afterQuote";
        this.afterReturn = false;
        at = end + 1;
        continue;
      }
      const isSecondOfReturn = this.afterReturn && text[at] === "\n";
      this.afterReturn = false;
      if (isSecondOfReturn) {
        at++;
        continue;
      }
      if (text[at] === quote && (this.state === "start" || this.state === "afterQuote")) {
        if (this.state === "afterQuote") this.field += quote;
        this.state = "quoted";
        at++;
        continue;
      }
      const end = this.endOfField(text, at);
      const part = text.slice(at, end);
      if (this.state !== "afterQuote") {
        this.field += part;
        if (part !== "") this.state = "plain";
      } else if (part.trim() !== "") return yield this.record("textAfterQuote");
      if (end === text.length) return;
      at = end + 1;
      this.endField();
      if (text.charCodeAt(end) === this.delimiter) continue;
      this.afterReturn = text[end] === "\r";
      this.line++;
      yield this.record();
    }
  }

  /** The last record, where the text does not end with a line end. */
  *end(): Generator<CsvRecord> {
    if (this.state === "quoted") return yield this.record("unclosed");
    if (this.state === "start" && this.fields.length === 0) return;
    this.endField();
    yield this.record();
  }

  private endOfField(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === this.delimiter || code === lineFeed || code === carriageReturn) return at;
    }
    return text.length;
  }

  private addQuoted(part: string): void {
    if (part === "") return;
    this.field += part.replaceAll(quote + quote, quote);
    this.line += countLines(part);
    if (this.afterReturn && part.startsWith("\n")) this.line--;
    this.afterReturn = part.endsWith("\r");
  }

  private endField(): void {
    this.fields.push(this.field);
    this.field = "";
    this.state = "start";
  }

  private record(problem?: QuoteProblem): CsvRecord {
    const made = { fields: this.fields, line: this.recordLine, problem };
    this.fields = [];
    this.recordLine = this.line;
    return made;
  }
}

/** The first quote that is not doubled; one at the end of the text may turn out to be. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf(quote, from);
  while (at >= 0 && text[at + 1] === quote) at = text.indexOf(quote, at + 2);
  return at;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  for (let at = text.indexOf("\r"); at >= 0; at = text.indexOf("\r", at + 1))
    if (text[at + 1] !== "\n") lines++;
  return lines;
}
