import type { MimeBundle } from "../../../protocol/index.js";
import { groupDigits } from "../../display/figures.js";
import { htmlTable } from "../../display/html.js";
import { alignColumns } from "../../display/text.js";
import type { Displayable } from "../../display/types.js";
import { SummnbError } from "../../errors.js";
import { throwIfInterrupted } from "../../interrupt.js";
import type { RowStore } from "../store/index.js";
import { distributionOf, type LengthDistribution } from "./statistics.js";

export type { LengthDistribution } from "./statistics.js";

export interface LengthOptions {
  /** Columns of texts; by default those that hold a text in the first row. */
  columns?: string | readonly string[];
  /** Counts tokens, too, the special ones included. */
  tokenizer?: { encodeBatch(texts: readonly string[]): Promise<number[][]> };
  /** Parts of the histogram, 20 by default. */
  bins?: number;
}

const textsAtOnce = 1000;
const wordPattern = /\S+/gu;

type Unit = LengthDistribution["unit"];

/** Lengths of the texts in all columns, as a table. */
export class LengthStatistics implements Displayable, Iterable<LengthDistribution> {
  constructor(readonly distributions: readonly LengthDistribution[]) {}

  /** The distribution of a column's lengths; throws a SummnbError where it was not measured. */
  of(column: string, unit: Unit = "words"): LengthDistribution {
    const found = this.distributions.find((one) => one.column === column && one.unit === unit);
    if (found) return found;
    const measured = this.distributions.map((one) => `${one.column} in ${one.unit}`).join(", ");
    throw new SummnbError(
      `The lengths of column "${column}" in ${unit} were not measured: there are ${measured || "none"}.`,
    );
  }

  [Symbol.iterator](): Iterator<LengthDistribution> {
    return this.distributions[Symbol.iterator]();
  }

  toString(): string {
    return alignColumns([header, ...this.lines()], [0, 1]);
  }

  toMimeBundle(): MimeBundle {
    const table = htmlTable({ caption: "Lengths of texts", header, rows: this.lines(), textColumns: 2 });
    return { "text/plain": this.toString(), "text/html": table.toString() };
  }

  private lines(): string[][] {
    return this.distributions.map(({ column, unit, ...figures }) => [
      column,
      unit,
      ...[figures.count, figures.min, figures.median, figures.p95, figures.max].map((figure) =>
        groupDigits(Math.round(figure)),
      ),
    ]);
  }
}

const header = ["column", "unit", "texts", "min", "median", "p95", "max"];

export async function measureLengths(
  rows: RowStore,
  label: string,
  options: LengthOptions,
): Promise<LengthStatistics> {
  const { tokenizer, bins = 20 } = options;
  const columns = options.columns === undefined ? textColumns(rows) : [options.columns].flat();
  const missing = columns.find((name) => !rows.features.includes(name));
  if (missing !== undefined)
    throw new SummnbError(
      `There is no column "${missing}" in ${label}: its columns are ${rows.features.join(", ")}.`,
    );
  const lengths = columns.map(() => ({
    characters: [] as number[],
    words: [] as number[],
    tokens: [] as number[],
  }));
  for (let start = 0; start < rows.length; start += textsAtOnce) {
    throwIfInterrupted();
    const count = Math.min(textsAtOnce, rows.length - start);
    const batch = Array.from({ length: count }, (_, index) => rows.row(start + index));
    for (const [place, name] of columns.entries()) {
      const texts = batch.map((row) => row[name]).filter((value) => typeof value === "string");
      const found = lengths[place]!;
      for (const text of texts) found.characters.push(codePoints(text));
      for (const text of texts) found.words.push(text.match(wordPattern)?.length ?? 0);
      if (tokenizer) for (const ids of await tokenizer.encodeBatch(texts)) found.tokens.push(ids.length);
    }
  }
  const units: Unit[] = ["characters", "words", ...(tokenizer ? (["tokens"] as const) : [])];
  return new LengthStatistics(
    columns.flatMap((column, place) =>
      units.map((unit) => ({ column, unit, ...distributionOf(lengths[place]![unit], bins) })),
    ),
  );
}

function textColumns(rows: RowStore): string[] {
  if (rows.length === 0) return [];
  const first = rows.row(0);
  return rows.features.filter((name) => typeof first[name] === "string");
}

/** Characters as Python counts them: one of two UTF-16 units is one. */
function codePoints(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at++)
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) count--;
  return count;
}
