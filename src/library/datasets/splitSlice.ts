import { SummnbError } from "../errors.js";

/** A part of a split: `train`, `train[:10%]`, `train[100:200]`, `test[-50:]`. */
export interface SplitSlice {
  split: string;
  /** Row numbers of a split with `rows` rows: from `start` up to but not including `end`. */
  range(rows: number): { start: number; end: number };
}

/**
 * The parts that a split's text adds up, as Hugging Face's `ReadInstruction` reads it: `train[:10%]+test`.
 * With a percent sign on either side both are percentages, rounded to the nearest row (a half to the even one);
 * `(pct1_dropremainder)` after the bracket makes every percent the same number of rows instead.
 */
export function parseSplits(text: string): SplitSlice[] {
  return text.split("+").map((part) => parseSlice(part.trim(), text));
}

const grammar =
  /^(?<split>[^[\]()+]+)(?:\[(?:(?<from>-?[\d_]+)(?<fromPercent>%)?)?:(?:(?<to>-?[\d_]+)(?<toPercent>%)?)?\])?(?:\((?<rounding>\w*)\))?$/;

function parseSlice(part: string, whole: string): SplitSlice {
  const found = grammar.exec(part)?.groups;
  if (!found)
    throw new SummnbError(
      `"${whole}" names no split or part of one: write for example train, train[:10%], test[100:200] or train+test.`,
    );
  const { split, from, to, fromPercent, toPercent, rounding } = found;
  const toRows = unitOf(part, Boolean(fromPercent ?? toPercent), rounding);
  const boundaries = [from, to].map((given) =>
    given === undefined ? undefined : Number(given.replaceAll("_", "")),
  );
  const [first, last] = boundaries;
  if ((fromPercent ?? toPercent) && boundaries.some((percent) => Math.abs(percent ?? 0) > 100))
    throw new SummnbError(`"${part}" asks for more than 100%: give percentages between -100 and 100.`);
  return {
    split: split!,
    range: (rows) => {
      const start = first === undefined ? 0 : position(toRows(first, rows), rows);
      const end = last === undefined ? rows : position(toRows(last, rows), rows);
      return { start, end: Math.max(start, end) };
    },
  };
}

/** How a boundary becomes a number of rows. */
type ToRows = (boundary: number, rows: number) => number;

const roundings: Record<string, ToRows> = {
  closest: (percent, rows) => roundHalfEven((percent * rows) / 100),
  pct1_dropremainder(percent, rows) {
    if (rows >= 100) return percent * Math.trunc(rows / 100);
    throw new SummnbError(
      `A split of ${rows} row(s) can't be cut with pct1_dropremainder, which needs 100: leave it out.`,
    );
  },
};

function unitOf(part: string, isPercent: boolean, rounding: string | undefined): ToRows {
  if (rounding === undefined) return isPercent ? roundings.closest! : (rows) => rows;
  const known = roundings[rounding];
  if (known && isPercent) return known;
  throw new SummnbError(
    `"${part}" is rounded in no way that is known: percentages may be followed by (${Object.keys(roundings).join(") or (")}).`,
  );
}

/** A negative boundary counts from the end; none lies outside of the split. */
function position(boundary: number, rows: number): number {
  return Math.min(Math.max(boundary < 0 ? boundary + rows : boundary, 0), rows);
}

/** Python's `round`. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
