/** Runs side by side, or the trials of a search: curves on common axes, who is who, settings and figures. */
import { useRef, useState } from "preact/hooks";
import type { RunsData } from "../../../src/protocol/outputs.js";
import type { LineChartHandle } from "../../charts/line_chart.js";
import { Toggle } from "../../shared/controls.js";
import { toCsv } from "../../shared/csv.js";
import { CopyCsv, Facts, Frame, SavePicture } from "../../shared/frame.js";
import type { ViewProps } from "../views.js";
import { RunCurves } from "./curves.js";
import { type CurveKind, coloured, hasCurve } from "./series.js";
import { Swatch } from "./swatch.js";
import { RunsTable } from "./table.js";

export function RunsView({ payload }: ViewProps<"runs">) {
  const { data } = payload;
  const chart = useRef<LineChartHandle>(null);
  const [logScale, setLogScale] = useState(false);
  const [chosen, setChosen] = useState<CurveKind>();
  const evaluated = hasCurve(data, "evalLoss");
  // A search is about how well its trials generalise.
  const usual = data.rankedBy !== undefined || !hasCurve(data, "loss") ? "evalLoss" : "loss";
  const kind = evaluated ? (chosen ?? usual) : "loss";
  return (
    <Frame
      kind="runs"
      label={data.title}
      title={data.title}
      facts={<Facts items={[data.rankedBy !== undefined && `by ${data.rankedBy}, best first`]} />}
      tools={
        <>
          {evaluated && (
            <Toggle
              label="Validation"
              title="Draw the validation losses instead of the training losses"
              on={kind === "evalLoss"}
              onChange={(on) => setChosen(on ? "evalLoss" : "loss")}
            />
          )}
          <Toggle label="Log scale" title="Logarithmic loss axis" on={logScale} onChange={setLogScale} />
          <CopyCsv name="runs.csv" csv={() => runsCsv(data)} />
          <SavePicture name="runs" svg={() => chart.current?.svg()} />
        </>
      }
    >
      {data.note !== undefined && <p class="runs-note">{data.note}</p>}
      {data.runs.length > 0 && <RunCurves data={data} kind={kind} logScale={logScale} handle={chart} />}
      <RunNames runs={data.runs} ranked={data.rankedBy !== undefined} />
      <RunsTable data={data} />
    </Frame>
  );
}

/** Who is who; of a ranking the coloured ones. */
function RunNames({ runs, ranked }: { runs: RunsData["runs"]; ranked: boolean }) {
  return (
    <ul class="run-names">
      {runs.slice(0, ranked ? coloured : undefined).map(({ id, label, state }, run) => (
        <li key={id}>
          <Swatch run={run} />
          <b>{label}</b> <code>{id}</code> <span class={`state ${state}`}>{state}</span>
        </li>
      ))}
    </ul>
  );
}

function runsCsv({ runs, settings, figures }: RunsData): string {
  return toCsv(
    ["run", "id", "state", ...settings.map(({ name }) => name), ...figures.map(({ name }) => name)],
    runs.map(({ label, id, state }, run) => [
      label,
      id,
      state,
      ...settings.map(({ values }) => values[run]),
      ...figures.map(({ values }) => values[run]),
    ]),
  );
}
