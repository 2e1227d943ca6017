import type { OriginalPosition, PositionMap } from "../compiler/index.js";

/** A place in a stack that leads to something the user wrote. */
export interface UserPlace extends OriginalPosition {
  /** Execution count of the cell; undefined for a module. */
  cell: number | undefined;
  /** How to name the place: `cell 3, line 5, column 2` or `helpers.ts, line 5, column 2`. */
  text: string;
}

interface Source {
  positions: PositionMap;
  cell: number | undefined;
}

const place = /summnb:(\d+):(\d+):(\d+)/;

/** All code that the kernel compiled, to find the user's lines in stacks. */
export class Sources {
  private readonly sources: Source[] = [];

  /** File name under which compiled code is to run. */
  add(positions: PositionMap, cell?: number): string {
    this.sources.push({ positions, cell });
    return `summnb:${this.sources.length - 1}`;
  }

  /** The first of our places in a line of a stack; `mapped` is undefined for code that nobody wrote. */
  find(line: string): { start: number; end: number; mapped: UserPlace | undefined } | undefined {
    const match = place.exec(line);
    const source = this.sources[Number(match?.[1])];
    if (!match || !source) return undefined;
    const original = source.positions.original({ line: Number(match[2]), column: Number(match[3]) });
    const name = source.cell === undefined ? original?.source : `cell ${source.cell}`;
    const mapped = original && {
      ...original,
      cell: source.cell,
      text: `${name}, line ${original.line}, column ${original.column}`,
    };
    return { start: match.index, end: match.index + match[0].length, mapped };
  }

  /** A text in which all our places are the user's. */
  mapText(text: string): string {
    if (!text.includes("summnb:")) return text;
    return text.replace(new RegExp(place, "g"), (whole) => this.find(whole)?.mapped?.text ?? whole);
  }
}
