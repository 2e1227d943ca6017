/** The loss curve with the figures under the pointer above it; they are the legend as well. */
import { useMemo, useState } from "preact/hooks";
import type { TrainingLog } from "../../../src/protocol/outputs.js";
import { LineChart } from "../../charts/line_chart.js";
import type { LineSeries } from "../../charts/line_options.js";
import { formatCount, formatFigure } from "../../shared/format.js";
import { describeLoss, latest, smooth, smoothingWeight } from "./series.js";

export function LossCurve(props: {
  rows: TrainingLog[];
  logScale: boolean;
  smoothed: boolean;
  height: number;
  running: boolean;
}) {
  const { rows, smoothed } = props;
  const [hovered, setHovered] = useState<number | null>(null);
  const steps = useMemo(() => rows.map((row) => row.step), [rows]);
  const series = useMemo(() => lossSeries(rows, smoothed), [rows, smoothed]);
  const newest = useMemo(() => newestFigures(rows), [rows]);
  const row = (hovered === null ? undefined : rows[hovered]) ?? newest;
  return (
    <figure class="loss-curve">
      <figcaption class="readout">
        <span class="readout-step">{row ? `Step ${formatCount(row.step)}` : "Loss"}</span>
        <Reading swatch="train" label="train" value={row?.loss} />
        {newest?.evalLoss != null && <Reading swatch="validation" label="validation" value={row?.evalLoss} />}
      </figcaption>
      {rows.length > 0 ? (
        <LineChart
          steps={steps}
          series={series}
          logScale={props.logScale}
          height={props.height}
          label={describeLoss(rows)}
          onHover={setHovered}
        />
      ) : (
        <div class="empty" style={{ height: `${props.height}px` }}>
          {props.running ? "The curve starts with the first logged step." : "No step was logged."}
        </div>
      )}
    </figure>
  );
}

/** The figures of the last row, each from the last row that has it. */
function newestFigures(rows: TrainingLog[]): Pick<TrainingLog, "step" | "loss" | "evalLoss"> | undefined {
  const last = rows.at(-1);
  if (!last) return undefined;
  const evalLoss = latest(rows.map((row) => row.evalLoss));
  return { step: last.step, loss: latest(rows.map((row) => row.loss)), evalLoss };
}

function Reading(props: { swatch: string; label: string; value: number | null | undefined }) {
  return (
    <span class="reading">
      <i class={`swatch ${props.swatch}`} />
      {props.label} <b>{formatFigure(props.value)}</b>
    </span>
  );
}

function lossSeries(rows: TrainingLog[], smoothed: boolean): LineSeries[] {
  const losses = rows.map((row) => row.loss);
  const evaluations = rows.map((row) => row.evalLoss ?? null);
  const color = "var(--series-1)";
  const training: LineSeries[] = smoothed
    ? [
        { label: "train", color, values: losses, faint: true },
        { label: "train", color, values: smooth(losses, smoothingWeight(losses.length)) },
      ]
    : [{ label: "train", color, values: losses, dots: losses.length <= 40 }];
  if (!evaluations.some((value) => value !== null)) return training;
  return [...training, { label: "validation", color: "var(--series-2)", values: evaluations, dots: true }];
}
