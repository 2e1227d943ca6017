/** What runs differ in and their figures: a column a run, or a row a run where they are ranked or many. */
import type { RunsData } from "../../../src/protocol/outputs.js";
import { Scroller } from "../../shared/scroller.js";
import { type Cell, tableOf } from "./series.js";
import { Swatch } from "./swatch.js";

/** More rows than this scroll. */
const mostRows = 16;
const rowHeight = 27;

export function RunsTable({ data }: { data: RunsData }) {
  const { columns, rows } = tableOf(data);
  const height = rows.length > mostRows ? (mostRows + 1.5) * rowHeight : undefined;
  return (
    <Scroller label="Settings and figures of the runs" height={height}>
      <table class="table runs-table">
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">Name</span>
            </th>
            {columns.map(({ name, run, number }) => (
              <th scope="col" class={number ? "number" : ""} key={run ?? name}>
                {run !== undefined && <Swatch run={run} />}
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, run, cells }) => (
            <tr key={run ?? name}>
              <th scope="row">
                {run !== undefined && <Swatch run={run} />}
                {name}
              </th>
              {cells.map((cell, index) => (
                <td class={alignment(cell, columns[index]!.number)} key={index}>
                  {cell.best ? (
                    <b class="best">
                      {cell.text}
                      <span class="unseen"> (best)</span>
                    </b>
                  ) : (
                    cell.text
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

/** Side by side, all cells of a run stand below its name. */
function alignment({ number }: Cell, column: boolean): string {
  return column ? `number${number ? "" : " text"}` : "";
}
