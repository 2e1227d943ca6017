/** Summaries of several systems beside the human ones, with their words compared. */
import { useState } from "preact/hooks";
import type { SummariesData } from "../../../src/protocol/outputs.js";
import { Pager, Segmented } from "../../shared/controls.js";
import { toCsv } from "../../shared/csv.js";
import { formatCount } from "../../shared/format.js";
import { CopyCsv, Facts, Frame } from "../../shared/frame.js";
import { pageOf } from "../../shared/page.js";
import type { ViewProps } from "../views.js";
import { MarkLegend } from "./marked_text.js";
import { SummaryRow } from "./row.js";

const pageSize = 5;

export type Against = "reference" | "document";

export function SummariesView({ payload }: ViewProps<"summaries">) {
  const data = payload.data;
  const candidates = data.systems.filter(({ key }) => key !== data.reference);
  const hasReference = candidates.length < data.systems.length;
  const [against, setAgainst] = useState<Against>(hasReference ? "reference" : "document");
  const [focus, setFocus] = useState(candidates.at(-1)?.key ?? "");
  const [wanted, setWanted] = useState(0);
  const page = pageOf(data.rows.length, pageSize, wanted);
  const reference = data.systems.find(({ key }) => key === data.reference)?.label ?? "reference";
  return (
    <Frame
      kind="summaries"
      label="Summaries side by side"
      title="Summaries"
      facts={
        <Facts items={[`${formatCount(data.rows.length)} ${data.rows.length === 1 ? "row" : "rows"}`]} />
      }
      tools={<CopyCsv name="summaries.csv" csv={() => summariesCsv(data)} />}
    >
      <div class="summaries-bar">
        {hasReference && (
          <Segmented<Against>
            label="Compare with"
            showLabel
            choices={[
              { value: "reference", label: "Reference" },
              { value: "document", label: "Document" },
            ]}
            value={against}
            onChange={setAgainst}
          />
        )}
        {against === "reference" && candidates.length > 1 && (
          <Segmented
            label={`Strike in ${reference} what is missing from`}
            showLabel
            choices={candidates.map(({ key, label }) => ({ value: key, label }))}
            value={focus}
            onChange={setFocus}
          />
        )}
        <MarkLegend
          marks={against === "reference" ? ["kept", "moved", "invented", "dropped"] : ["kept", "invented"]}
        />
      </div>
      <ol class="summary-rows" start={page.start + 1}>
        {data.rows.slice(page.start, page.end).map((row, index) => (
          <SummaryRow key={page.start + index} data={data} row={row} against={against} focus={focus} />
        ))}
      </ol>
      <Pager page={page} count={data.rows.length} noun="summaries" onPage={setWanted} />
    </Frame>
  );
}

function summariesCsv(data: SummariesData): string {
  return toCsv(
    ["index", "document", ...data.systems.map(({ label }) => label)],
    data.rows.map((row) => [row.index, row.document, ...data.systems.map(({ key }) => row.summaries[key])]),
  );
}
