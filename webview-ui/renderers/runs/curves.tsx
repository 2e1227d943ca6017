/** The loss curves of several runs on common axes, with the figures under the pointer above them as a legend. */
import type { RefObject } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { RunsData } from "../../../src/protocol/outputs.js";
import { LineChart, type LineChartHandle } from "../../charts/line_chart.js";
import { formatCount, formatFigure } from "../../shared/format.js";
import { type CurveKind, coloured, curvesOf, describeRuns, readingText, valueAt } from "./series.js";
import { Swatch } from "./swatch.js";

const height = 264;

export function RunCurves(props: {
  data: RunsData;
  kind: CurveKind;
  logScale: boolean;
  handle: RefObject<LineChartHandle | null>;
}) {
  const { data, kind } = props;
  const [hovered, setHovered] = useState<number | null>(null);
  const { steps, series } = useMemo(() => curvesOf(data, kind), [data, kind]);
  const step = hovered === null ? steps.at(-1) : steps[hovered];
  const named = series.filter(({ run }) => run < coloured).toReversed();
  return (
    <figure class="loss-curve">
      <figcaption class="readout runs-readout">
        <span class="readout-step">{step === undefined ? "Loss" : `Step ${formatCount(step)}`}</span>
        {named.map(({ run, label, values }) => (
          <span class="reading" key={run}>
            <Swatch run={run} />
            {label} <b>{formatFigure(valueAt(values, hovered))}</b>
          </span>
        ))}
      </figcaption>
      {steps.length > 0 ? (
        <LineChart
          steps={steps}
          series={series}
          logScale={props.logScale}
          height={height}
          label={describeRuns(data, kind)}
          axisTitle={kind === "loss" ? "training loss" : "validation loss"}
          valueText={(index) => readingText(steps[index]!, named, index)}
          onHover={setHovered}
          handle={props.handle}
        />
      ) : (
        <div class="empty" style={{ height: `${height}px` }}>
          No step was logged.
        </div>
      )}
    </figure>
  );
}
