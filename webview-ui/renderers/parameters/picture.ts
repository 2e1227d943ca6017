/** The parameters of a model as a drawing of its own, for a file. */
import type { ParametersData } from "../../../src/protocol/outputs.js";
import { drawing, tag } from "../../charts/svg_text.js";
import { formatCompact, formatCount, formatPercentage } from "../../shared/format.js";
import { resolveColor } from "../../shared/theme.js";
import type { ModuleRow } from "./tree.js";

const width = 720;
const rowHeight = 24;
const head = 96;
const bars = { left: 330, right: width - 20 };

/** The headline, and the modules that are open on the page with their shares. */
export function parametersPicture(place: HTMLElement, data: ParametersData, rows: ModuleRow[]): string {
  const color = (expression: string) => resolveColor(place, expression);
  const [text, muted] = [color("var(--fg)"), color("var(--muted)")];
  const [trainable, frozen] = [color("var(--series-1)"), color("var(--frozen)")];
  const bar = (x: number, y: number, share: number, fill: string, span: number) =>
    tag("rect", { x, y, width: Math.max(0, share * span).toFixed(2), height: 8, fill, rx: 2 });
  const share = data.all > 0 ? data.trainable / data.all : 0;
  const span = bars.right - bars.left;
  const parts = rows.flatMap(({ node, depth }, index) => {
    const y = head + 30 + index * rowHeight;
    const of = (count: number) => (data.all > 0 ? count / data.all : 0);
    const write = (content: string, x: number, anchor: string) =>
      tag("text", { x, y: y + 8, fill: text, "text-anchor": anchor }, content);
    return [
      write(node.name, 20 + 14 * depth, "start"),
      write(formatCompact(node.total), bars.left - 20, "end"),
      bar(bars.left, y, of(node.total), frozen, span),
      bar(bars.left, y, of(node.trainable), trainable, span),
    ];
  });
  const note = `${formatCount(data.trainable)} of ${formatCount(data.all)} parameters are trainable (${formatPercentage(data.percentage)})`;
  return drawing(
    {
      width,
      height: head + 44 + rows.length * rowHeight,
      paper: color("var(--paper)"),
      font: getComputedStyle(place).fontFamily,
    },
    [
      tag("text", { x: 20, y: 34, fill: text, "font-size": 15, "font-weight": 600 }, data.name),
      tag("text", { x: 20, y: 56, fill: muted }, note),
      bar(20, 72, 1, frozen, width - 40),
      bar(20, 72, share, trainable, width - 40),
      tag("text", { x: bars.left, y: head + 14, fill: muted, "font-size": 11 }, "share of all"),
      ...parts,
    ],
  );
}
