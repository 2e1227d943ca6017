import { Readable } from "node:stream";
import Papa from "papaparse";
import { SummnbError } from "../../errors.js";
import type { Row } from "../row.js";
import type { Reader, Table } from "./reader.js";
import { readText } from "./text.js";

/**
 * A table whose first line names the columns. Every field is a text: a summary "42" stays one, and an empty
 * field is "". Fields in double quotes may hold line ends and, doubled, quotes.
 */
export function delimitedReader(delimiter: string): Reader {
  return async (file) => {
    const table = new DelimitedTable(file);
    await eachRecord(file, delimiter, (fields, error) => table.add(fields, error));
    return table.finish();
  };
}

/**
 * Calls `record` for each record until it throws. The parser gets decoded text, so that no character
 * is broken where its chunks end.
 */
function eachRecord(
  file: string,
  delimiter: string,
  record: (fields: string[], error: Papa.ParseError | undefined) => void,
): Promise<void> {
  const input = Readable.from(readText(file));
  const parsed = new Promise<void>((resolve, reject) => {
    Papa.parse<string[]>(input, {
      delimiter,
      skipEmptyLines: false,
      step({ data, errors }, parser) {
        try {
          record(data, errors[0]);
        } catch (error) {
          reject(error);
          parser.abort();
        }
      },
      complete: () => resolve(),
      error: reject,
    });
  });
  return parsed.finally(() => input.destroy());
}

class DelimitedTable {
  private header: string[] | undefined;
  private readonly rows: Row[] = [];
  /** Where the next record begins, counted from 1: a record has the line ends inside its quotes and one more. */
  private line = 1;

  constructor(private readonly file: string) {}

  add(fields: string[], error: Papa.ParseError | undefined): void {
    const line = this.line;
    for (const field of fields) this.line += field.split("\n").length - 1;
    this.line++;
    if (error) throw this.problem(line, quoteProblems[error.code] ?? error.message);
    if (fields.length === 1 && fields[0]!.trim() === "") return;
    if (this.header) this.rows.push(this.row(this.header, fields, line));
    else this.header = this.checkHeader(fields, line);
  }

  finish(): Table {
    return { features: this.header ?? [], rows: this.rows };
  }

  private row(header: readonly string[], fields: readonly string[], line: number): Row {
    if (fields.length !== header.length)
      throw this.problem(line, `has ${fields.length} field(s) where the header names ${header.length}`);
    return Object.fromEntries(header.map((name, index) => [name, fields[index]]));
  }

  private checkHeader(names: string[], line: number): string[] {
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) throw this.problem(line, `names the column "${repeated}" twice`);
    return names;
  }

  private problem(line: number, what: string): SummnbError {
    return new SummnbError(`The record in line ${line} of ${this.file} ${what}: correct or remove it.`);
  }
}

/** What the parser's codes mean to who wrote the file. */
const quoteProblems: Record<string, string> = {
  MissingQuotes: "opens a quote that is never closed",
  InvalidQuotes: "has text after a closing quote (a quote inside a quoted field is written twice)",
};
