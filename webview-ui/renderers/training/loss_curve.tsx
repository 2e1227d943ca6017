/** The loss curve with the figures under the pointer above it; they are the legend as well. */
import type { RefObject } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { TrainingLog } from "../../../src/protocol/outputs.js";
import { LineChart, type LineChartHandle } from "../../charts/line_chart.js";
import type { LineSeries } from "../../charts/line_options.js";
import { formatCount, formatFigure } from "../../shared/format.js";
import { hasFigures, type LogFigures, latest, smooth, smoothingWeight } from "./figures.js";
import { describeLoss, thinnedText } from "./series.js";

export function LossCurve(props: {
  rows: TrainingLog[];
  figures: LogFigures;
  logScale: boolean;
  smoothed: boolean;
  height: number;
  running: boolean;
  handle: RefObject<LineChartHandle | null>;
}) {
  const { rows, figures, smoothed } = props;
  const [hovered, setHovered] = useState<number | null>(null);
  const series = useMemo(() => lossSeries(rows, figures, smoothed), [rows, figures, smoothed]);
  const { steps, losses, evalLosses } = figures;
  const shown = hovered !== null && hovered < steps.length ? hovered : null;
  const step = shown === null ? steps.at(-1) : steps[shown];
  const loss = shown === null ? latest(losses) : losses[shown];
  const evalLoss = shown === null ? latest(evalLosses) : evalLosses[shown];
  return (
    <figure class="loss-curve">
      <figcaption class="readout">
        <span class="readout-step">{step === undefined ? "Loss" : `Step ${formatCount(step)}`}</span>
        <Reading swatch="train" label="train" value={loss} />
        {hasFigures(evalLosses) && <Reading swatch="validation" label="validation" value={evalLoss} />}
        {figures.logged > steps.length && (
          <span class="readout-note" title="The run store has all of them">
            {thinnedText(figures)}
          </span>
        )}
      </figcaption>
      {rows.length > 0 ? (
        <LineChart
          steps={steps}
          series={series}
          logScale={props.logScale}
          height={props.height}
          axisTitle="loss"
          label={describeLoss(figures)}
          valueText={(index) => readingText(figures, index)}
          onHover={setHovered}
          handle={props.handle}
        />
      ) : (
        <div class="empty" style={{ height: `${props.height}px` }}>
          {props.running ? "The curve starts with the first logged step." : "No step was logged."}
        </div>
      )}
    </figure>
  );
}

function Reading(props: { swatch: string; label: string; value: number | null | undefined }) {
  return (
    <span class="reading">
      <i class={`swatch ${props.swatch}`} />
      {props.label} <b>{formatFigure(props.value)}</b>
    </span>
  );
}

/** What a screen reader says at a point of the curve. */
function readingText({ steps, losses, evalLosses }: LogFigures, index: number): string {
  const evaluation = evalLosses[index];
  const validation = evaluation == null ? "" : `, validation loss ${formatFigure(evaluation)}`;
  return `Step ${formatCount(steps[index]!)}: training loss ${formatFigure(losses[index])}${validation}`;
}

function lossSeries(rows: TrainingLog[], figures: LogFigures, smoothed: boolean): LineSeries[] {
  const { losses, evalLosses, logged } = figures;
  const color = "var(--series-1)";
  const training: LineSeries[] = smoothed
    ? [
        { label: "train", color, values: losses, faint: true },
        {
          label: "train",
          color,
          values: smooth(losses, smoothingWeight(logged), (index) => rows[index]!.skipped),
        },
      ]
    : [{ label: "train", color, values: losses, dots: losses.length <= 40 }];
  if (!hasFigures(evalLosses)) return training;
  return [...training, { label: "validation", color: "var(--series-2)", values: evalLosses, dots: true }];
}
