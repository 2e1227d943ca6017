/** The Trainer's loss table. Only the rows in sight are on the page, so that 10,000 of them cost nothing. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { TrainingLog } from "../../../src/protocol/outputs.js";
import { formatCount, formatFigure, formatRate } from "../../shared/format.js";
import { Scroller } from "../../shared/scroller.js";
import type { LogColumn } from "./series.js";

const rowHeight = 25;
const spare = 6;
/** As many columns fill the table's place; more don't move those, but scroll. */
const usualColumns = 5;
/** The narrowest that holds a learning rate, in pixels. */
const narrowest = 70;

const formats: Record<LogColumn["kind"], (value: number) => string> = {
  count: formatCount,
  figure: formatFigure,
  rate: formatRate,
};

export function LogTable(props: {
  rows: TrainingLog[];
  columns: LogColumn[];
  height: number;
  follow: boolean;
}) {
  const { rows, columns, height, follow } = props;
  const scroller = useRef<HTMLElement>(null);
  const atEnd = useRef(follow);
  const [top, setTop] = useState(0);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && follow && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [rows.length, follow]);

  const onScroll = () => {
    const element = scroller.current!;
    atEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeight;
    setTop(element.scrollTop);
  };
  const columnWidth = `max(${narrowest}px, 100cqi / ${Math.min(columns.length, usualColumns)})`;
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(rows.length, first + Math.ceil(height / rowHeight) + 2 * spare);
  const space = (count: number) =>
    count > 0 && <tr class="space" style={{ height: `${count * rowHeight}px` }} />;
  return (
    <Scroller class="log" label="Loss table" height={height} scroller={scroller} onScroll={onScroll}>
      <table
        class="table dense"
        aria-rowcount={rows.length + 1}
        style={{ width: `calc(${columns.length} * ${columnWidth})` }}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ key, label }) => (
              <th scope="col" class="number" key={key}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {space(first)}
          {rows.slice(first, last).map((row, index) => (
            <tr key={row.step} aria-rowindex={first + index + 2}>
              {columns.map((column) => {
                const value = column.value(row);
                return (
                  <td class={column.quiet ? "number muted" : "number"} key={column.key}>
                    {value == null ? "" : formats[column.kind](value)}
                  </td>
                );
              })}
            </tr>
          ))}
          {space(rows.length - last)}
        </tbody>
      </table>
    </Scroller>
  );
}
