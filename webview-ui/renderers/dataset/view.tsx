/** A data set: its splits, and a table of its first rows to search and read. */
import { useMemo, useState } from "preact/hooks";
import type { DatasetData } from "../../../src/protocol/outputs.js";
import { Pager } from "../../shared/controls.js";
import { toCsv } from "../../shared/csv.js";
import { formatCount } from "../../shared/format.js";
import { CopyCsv, Facts, Frame } from "../../shared/frame.js";
import { SearchIcon } from "../../shared/icons.js";
import { pageOf } from "../../shared/page.js";
import type { ViewProps } from "../views.js";
import { PreviewTable } from "./preview_table.js";
import { findRows } from "./rows.js";

const pageSize = 6;

export function DatasetView({ payload }: ViewProps<"dataset">) {
  const { name, splits, preview } = payload.data;
  const total = splits.reduce((sum, { numRows }) => sum + numRows, 0);
  const [query, setQuery] = useState("");
  const [wanted, setWanted] = useState(0);
  const found = useMemo(() => findRows(preview.rows, query), [preview.rows, query]);
  const page = pageOf(found.length, pageSize, wanted);
  const search = (text: string) => {
    setQuery(text);
    setWanted(0);
  };
  return (
    <Frame
      kind="dataset"
      label={`Data set ${name}`}
      title={name}
      facts={<Facts items={[`${formatCount(total)} rows`]} />}
      tools={<CopyCsv name="rows.csv" csv={() => toCsv(preview.columns, preview.rows)} />}
    >
      <Splits splits={splits} total={total} />
      <div class="dataset-bar">
        <label class="search">
          <SearchIcon />
          <span class="unseen">Search the rows shown here</span>
          <input
            type="search"
            placeholder={`Search ${formatCount(preview.rows.length)} rows of ${preview.split}`}
            value={query}
            onInput={(event) => search(event.currentTarget.value)}
          />
        </label>
        <span class="muted" aria-live="polite">
          {query.trim() && `${found.length} found`}
        </span>
        <Pager page={page} count={found.length} noun="rows" onPage={setWanted} />
      </div>
      <PreviewTable preview={preview} indexes={found.slice(page.start, page.end)} query={query} />
    </Frame>
  );
}

function Splits({ splits, total }: { splits: DatasetData["splits"]; total: number }) {
  return (
    <ul class="splits">
      {splits.map(({ name, numRows }, index) => (
        <li key={name} style={{ flexGrow: Math.max(0.12, total > 0 ? numRows / total : 0) }}>
          <i class="split-bar" style={{ background: `var(--split-${(index % 3) + 1})` }} />
          <span class="split-name">{name}</span> <b>{formatCount(numRows)}</b>
        </li>
      ))}
    </ul>
  );
}
