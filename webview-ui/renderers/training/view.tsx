/** A training run, live or finished: progress, the latest figures, the loss curve and the loss table. */
import { useMemo, useRef, useState } from "preact/hooks";
import { rowsByStep } from "../../../src/protocol/derived.js";
import type { TrainingData } from "../../../src/protocol/outputs.js";
import type { LineChartHandle } from "../../charts/line_chart.js";
import { Toggle } from "../../shared/controls.js";
import { toCsv } from "../../shared/csv.js";
import { formatCount, formatDuration } from "../../shared/format.js";
import { CopyCsv, Facts, Frame, SavePicture } from "../../shared/frame.js";
import { ProgressBar } from "../progress.js";
import type { ViewProps } from "../views.js";
import { Evaluation } from "./evaluation.js";
import { figuresOf } from "./figures.js";
import { LogTable } from "./log_table.js";
import { LossCurve } from "./loss_curve.js";
import { type LogColumn, logColumns, secondsLeft } from "./series.js";
import { StatTiles } from "./stat_tiles.js";

/** Height of the curve, in pixels; fixed, so that nothing jumps. */
const height = 312;
/** And of the table beside it: the curve's with its legend, which is a whole number of the table's rows. */
const tableHeight = height + 28;

/** Curves with fewer points are smooth enough to read as they are. */
const smoothFrom = 150;

const states: Record<TrainingData["state"], string> = {
  running: "Training",
  finished: "Finished",
  interrupted: "Interrupted",
  failed: "Failed",
};

export function TrainingView({ payload }: ViewProps<"training">) {
  const data = payload.data;
  const rows = useMemo(() => rowsByStep(data.logs), [data.logs]);
  const figures = useMemo(() => figuresOf(rows), [rows]);
  // A table that was seen to grow keeps its columns in their places.
  const [grew] = useState(data.state === "running");
  const columns = useMemo(() => logColumns(figures, grew), [figures, grew]);
  const chart = useRef<LineChartHandle>(null);
  const [logScale, setLogScale] = useState(false);
  const [smoothing, setSmoothing] = useState<boolean>();
  const smoothed = smoothing ?? rows.length >= smoothFrom;
  return (
    <Frame
      kind="training"
      label={`Training of ${data.name}`}
      title={data.name}
      facts={
        <>
          <span class={`state ${data.state}`}>{states[data.state]}</span>
          <Facts items={[data.device]} />
        </>
      }
      tools={
        <>
          <Toggle label="Log scale" title="Logarithmic loss axis" on={logScale} onChange={setLogScale} />
          <Toggle
            label="Smooth"
            title="Moving average over the raw loss"
            on={smoothed}
            onChange={setSmoothing}
          />
          <CopyCsv name="training-log.csv" csv={() => logCsv(rows, columns)} />
          <SavePicture name="loss" svg={() => chart.current?.svg()} />
        </>
      }
    >
      <RunProgress data={data} />
      <StatTiles data={data} figures={figures} />
      <div class="training-body">
        <LossCurve
          rows={rows}
          figures={figures}
          logScale={logScale}
          smoothed={smoothed}
          height={height}
          running={!payload.final}
          handle={chart}
        />
        <LogTable rows={rows} columns={columns} height={tableHeight} follow={data.state === "running"} />
      </div>
      {/* Below, because it comes while someone reads what is above. */}
      {data.message && (
        <p class={`run-message ${data.state}`} role="status">
          {data.message}
        </p>
      )}
      <Evaluation data={data} rows={rows} />
    </Frame>
  );
}

function RunProgress({ data }: { data: TrainingData }) {
  return (
    <div class="run-progress">
      <ProgressBar
        label="Training steps"
        share={data.maxSteps > 0 ? Math.min(1, data.step / data.maxSteps) : 0}
        running={data.state === "running"}
      />
      <div class="run-figures">
        <span>
          step{" "}
          <b class="counter" style={{ minWidth: `${formatCount(data.maxSteps).length}ch` }}>
            {formatCount(data.step)}
          </b>{" "}
          of {formatCount(data.maxSteps)}
        </span>
        <span>
          epoch <b>{data.epochs.toFixed(2)}</b>
        </span>
        <span>
          elapsed <b>{formatDuration(data.elapsedSeconds)}</b>
        </span>
        <span class="run-left">
          done <b>{doneText(data)}</b>
        </span>
      </div>
    </div>
  );
}

/** "45%, about 2m 03s left"; one text, because a second one would move with the first. */
function doneText(data: TrainingData): string {
  const left = secondsLeft(data);
  const share = `${Math.floor((100 * data.step) / Math.max(1, data.maxSteps))}%`;
  return left === null ? share : `${share}, about ${formatDuration(left)} left`;
}

function logCsv(rows: TrainingData["logs"], columns: LogColumn[]): string {
  return toCsv(
    ["epoch", ...columns.map(({ key }) => key)],
    rows.map((row) => [row.epoch, ...columns.map((column) => column.value(row))]),
  );
}
