/** The rows of a data set; a row opens to its whole texts. */
import { useMemo, useState } from "preact/hooks";
import type { DatasetData } from "../../../src/protocol/outputs.js";
import { ChevronIcon } from "../../shared/icons.js";
import { Scroller } from "../../shared/scroller.js";
import { countWords, median } from "../../shared/words.js";
import { histogram, splitMatches } from "./rows.js";

/** A column whose texts are shorter than this many words holds names or numbers, and no lengths are shown. */
const textFrom = 3;
const bins = 14;

interface ColumnLength {
  isText: boolean;
  median: number;
  counts: number[];
}

export function PreviewTable(props: { preview: DatasetData["preview"]; indexes: number[]; query: string }) {
  const { columns, rows } = props.preview;
  const lengths = useMemo(() => columnLengths(columns, rows), [columns, rows]);
  const [open, setOpen] = useState<number>();
  if (props.indexes.length === 0)
    return <p class="empty-rows">{props.query ? "No row has this text." : "No rows."}</p>;
  return (
    <Scroller label="Rows">
      <table class="table rows">
        <thead>
          <tr>
            <th scope="col" class="row-number">
              <span class="unseen">Row</span>
            </th>
            {columns.map((name, column) => (
              <th scope="col" key={name} class={lengths[column]?.isText ? "text-column" : ""}>
                {name}
                {lengths[column]?.isText && <LengthChart length={lengths[column]} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.indexes.map((index) => (
            <tr key={index} class={open === index ? "open" : ""}>
              <th scope="row" class="row-number">
                <button
                  type="button"
                  class="disclosure"
                  aria-expanded={open === index}
                  aria-label={`Whole texts of row ${index}`}
                  onClick={() => setOpen(open === index ? undefined : index)}
                >
                  <ChevronIcon open={open === index} />
                  {index}
                </button>
              </th>
              {columns.map((name, column) => (
                <td key={name}>
                  <div class={lengths[column]?.isText ? "cell-text" : "cell-name"}>
                    <Matches text={rows[index]?.[column] ?? ""} query={props.query} />
                  </div>
                  {lengths[column]?.isText && (
                    <span class="cell-length">{countWords(rows[index]?.[column] ?? "")} words</span>
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

function Matches({ text, query }: { text: string; query: string }) {
  return (
    <>
      {splitMatches(text, query).map((part, index) =>
        part.hit ? <mark key={index}>{part.text}</mark> : part.text,
      )}
    </>
  );
}

/** How long the texts of a column are: a little histogram and the median. */
function LengthChart({ length }: { length: ColumnLength }) {
  const highest = length.counts.reduce((a, b) => Math.max(a, b), 1);
  return (
    <span class="length" title="Length of the texts in words: their distribution and the median">
      <svg width={bins * 5} height="16" aria-hidden="true">
        {length.counts.map((count, bin) => {
          const height = count === 0 ? 0 : 2 + (13 * count) / highest;
          return <rect key={bin} x={bin * 5} y={16 - height} width="4" height={height} rx="0.5" />;
        })}
      </svg>
      {Math.round(length.median)} words
    </span>
  );
}

function columnLengths(columns: string[], rows: string[][]): ColumnLength[] {
  return columns.map((_, column) => {
    const words = rows.map((row) => countWords(row[column] ?? ""));
    const middle = median(words);
    return { isText: middle >= textFrom, median: middle, counts: histogram(words, bins) };
  });
}
