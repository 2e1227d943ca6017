import { SummnbError } from "../../errors.js";
import type { Row } from "../row.js";
import type { Reader, RowParser } from "./reader.js";
import { type CsvRecord, type QuoteProblem, RecordSplitter } from "./records.js";
import { textReader } from "./text.js";

/**
 * A table whose first line names the columns. Every field is a text: a summary "42" stays one, and an empty
 * field is "". Fields in double quotes may hold line ends and, doubled, quotes. Blank lines are passed over.
 */
export function delimitedReader(delimiter: string): Reader {
  return textReader((file) => new DelimitedParser(file, delimiter));
}

class DelimitedParser implements RowParser {
  private readonly splitter: RecordSplitter;
  private header: string[] | undefined;

  constructor(
    private readonly file: string,
    delimiter: string,
  ) {
    this.splitter = new RecordSplitter(delimiter);
  }

  push(text: string): Iterable<Row> {
    return this.rows(this.splitter.push(text));
  }

  end(): Iterable<Row> {
    return this.rows(this.splitter.end());
  }

  private *rows(records: Iterable<CsvRecord>): Generator<Row> {
    for (const { fields, line, problem } of records) {
      if (problem) throw this.problem(line, quoteProblems[problem](this.columnAt(fields.length)));
      if (fields.length === 1 && fields[0]!.trim() === "") continue;
      if (this.header) yield this.row(this.header, fields, line);
      else this.header = this.checkHeader(fields, line);
    }
  }

  private row(header: readonly string[], fields: readonly string[], line: number): Row {
    if (fields.length !== header.length) throw this.problem(line, ragged(header, fields));
    return Object.fromEntries(header.map((name, index) => [name, fields[index]]));
  }

  private checkHeader(names: string[], line: number): string[] {
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) throw this.problem(line, `names the column "${repeated}" twice`);
    return names;
  }

  private columnAt(index: number): string {
    const name = this.header?.[index];
    return name === undefined ? `field ${index + 1}` : `column "${name}"`;
  }

  private problem(line: number, what: string): SummnbError {
    return new SummnbError(`The record in line ${line} of ${this.file} ${what}: correct or remove it.`);
  }
}

/** A record with more or fewer fields than the header. */
function ragged(header: readonly string[], fields: readonly string[]): string {
  const counts = `has ${fields.length} field(s) where the header names ${header.length}`;
  if (fields.length < header.length) return `${counts}, so it lacks column "${header[fields.length]}"`;
  const extra = fields[header.length]!;
  const shown = extra.length > 40 ? `${extra.slice(0, 40)}…` : extra;
  return `${counts}, with "${shown}" after column "${header.at(-1)}" (a text that holds the separator must be in quotes)`;
}

const quoteProblems: Record<QuoteProblem, (where: string) => string> = {
  unclosed: (where) => `opens a quote in ${where} that is never closed`,
  textAfterQuote: (where) =>
    `has text after the closing quote of ${where} (a quote inside a quoted field is written twice)`,
};
