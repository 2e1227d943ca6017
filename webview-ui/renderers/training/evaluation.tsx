/** The last evaluation that generated summaries: its metrics with their intervals, and some of the summaries. */
import { useState } from "preact/hooks";
import type { TrainingData, TrainingLog } from "../../../src/protocol/outputs.js";
import { IntervalMark } from "../../charts/interval_mark.js";
import { Toggle } from "../../shared/controls.js";
import { formatCount, formatFigure, formatPoints } from "../../shared/format.js";
import { intervalText, metricLabel } from "../rouge/figures.js";
import { Tile } from "./stat_tiles.js";

type Evaluated = NonNullable<TrainingData["evaluation"]>;

/** Where the first evaluation will stand, as high as it will be. */
function emptyEvaluation(expectedSamples: number): Evaluated {
  const samples = Array.from({ length: expectedSamples }, (_, index) => ({
    index,
    prediction: "",
    reference: "",
  }));
  return { step: 0, intervals: Object.fromEntries(usual.map((name) => [name, [0, 0]])), samples };
}

/** What evaluations of summaries measure. */
const usual = ["rouge1", "rouge2", "rougeL", "rougeLsum"];

export function Evaluation({ data, rows }: { data: TrainingData; rows: TrainingLog[] }) {
  const [whole, setWhole] = useState(false);
  const expected = data.state === "running" ? data.expectedSamples : undefined;
  const evaluation = data.evaluation ?? (expected === undefined ? undefined : emptyEvaluation(expected));
  if (!evaluation) return null;
  const { step, intervals, samples } = evaluation;
  const done = data.evaluation !== undefined;
  const metrics = (done && rows.findLast((row) => row.step === step)?.metrics) || {};
  const highest = Object.values(intervals).reduce((most, [, high]) => Math.max(most, high), 0);
  return (
    <section class="evaluation" aria-label={done ? `Evaluation at step ${step}` : "Evaluation"}>
      <header class="section-head">
        <h4>
          Evaluation{" "}
          <span class="muted">
            {done ? `at step ${formatCount(step)}, with 95% intervals` : "has not come yet"}
          </span>
        </h4>
        {done && samples.length > 0 && (
          <Toggle
            label="Whole texts"
            title="Show the summaries below in full"
            on={whole}
            onChange={setWhole}
          />
        )}
      </header>
      <dl class="tiles scores">
        {Object.entries(intervals).map(([name, [low, high]]) => {
          const format = scoreFormat(name);
          const value = metrics[name];
          return (
            <Tile
              key={name}
              label={metricLabel(name)}
              value={value === undefined ? "–" : format(value)}
              note={done ? intervalText({ value: low, low, high }, format) : "\u00a0"}
            >
              <IntervalMark value={value ?? (low + high) / 2} low={low} high={high} most={highest} />
            </Tile>
          );
        })}
      </dl>
      {samples.length > 0 && <Samples samples={samples} whole={whole} done={done} />}
    </section>
  );
}

/** ROUGE in points out of 100, as everywhere; other metrics as they are. */
const scoreFormat = (metric: string) => (/^rouge/i.test(metric) ? formatPoints : formatFigure);

/** Two lines a text, so that nothing moves from one evaluation to the next. */
function Samples(props: { samples: Evaluated["samples"]; whole: boolean; done: boolean }) {
  return (
    <table class={props.whole ? "table samples whole" : "table samples"}>
      <thead>
        <tr>
          <th scope="col" class="number">
            Row
          </th>
          <th scope="col">Generated</th>
          <th scope="col">Human</th>
        </tr>
      </thead>
      <tbody>
        {props.samples.map(({ index, prediction, reference }) => (
          <tr key={index}>
            <th scope="row" class="number muted">
              {index}
            </th>
            <td>
              <div class="sample-text">
                {prediction || (props.done && <span class="muted">(nothing)</span>)}
              </div>
            </td>
            <td>
              <div class="sample-text">{reference}</div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
