/** Where the parts of an interval chart stand: columns beside each other, or names above the bars where it is narrow. */
import type { IntervalChartProps } from "./interval_chart.js";

export const rowHeight = 22;
export const axisHeight = 34;
const gap = 14;
const groupWidth = 94;
/** Below this width the groups' labels stand above their rows. */
const narrow = 480;
/** A character of the chart's type is about as wide, in pixels. */
const character = 6.7;
const longestName = { wide: 26, narrow: 16 };

export interface IntervalLayout {
  /** Groups' labels have lines of their own. */
  stacked: boolean;
  nameX: number;
  /** Left and right end of the axis. */
  left: number;
  right: number;
  /** Top of each group, and the bottom of the last. */
  tops: number[];
  bottom: number;
  /** A name as long as there is room for. */
  shortName(name: string): string;
}

export function layoutOf({ groups, width, names, figureWidths }: IntervalChartProps): IntervalLayout {
  const stacked = names && width < narrow;
  const most = stacked ? longestName.narrow : longestName.wide;
  const shortName = (name: string) => (name.length > most ? `${name.slice(0, most - 1)}…` : name);
  const longest = groups
    .flatMap(({ items }) => items.map(({ name }) => shortName(name).length))
    .reduce((a, b) => Math.max(a, b), 0);
  const nameX = stacked ? 0 : groupWidth;
  const left = names ? nameX + Math.ceil(longest * character) + gap : groupWidth + gap;
  const right = Math.max(left + 60, width - gap - figureWidths.reduce((sum, column) => sum + column, 0));
  const space = names ? 16 : 5;
  const tops: number[] = [];
  let bottom = 6;
  for (const { items } of groups) {
    tops.push(bottom);
    bottom += (items.length + (stacked ? 1 : 0)) * rowHeight + space;
  }
  return { stacked, nameX, left, right, tops, bottom: bottom - space / 2, shortName };
}
