/** The last evaluation that generated summaries: its metrics with their intervals, and some of the summaries. */
import type { TrainingData, TrainingLog } from "../../../src/protocol/outputs.js";
import { formatCount } from "../../shared/format.js";
import { metricLabel } from "../rouge/figures.js";

export function Evaluation(props: {
  evaluation: NonNullable<TrainingData["evaluation"]>;
  rows: TrainingLog[];
}) {
  const { step, intervals, samples } = props.evaluation;
  const metrics = props.rows.findLast((row) => row.step === step)?.metrics ?? {};
  return (
    <section class="evaluation" aria-label={`Evaluation at step ${step}`}>
      <p class="run-figures">
        <span>
          Evaluation at step <b>{formatCount(step)}</b>
        </span>
        {Object.entries(intervals).map(([name, [low, high]]) => (
          <span key={name} title="95% bootstrap interval of the mean">
            {metricLabel(name)} <b>{metrics[name]?.toFixed(3)}</b> [{low.toFixed(3)}, {high.toFixed(3)}]
          </span>
        ))}
      </p>
      <table class="table samples">
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
          {samples.map(({ index, prediction, reference }) => (
            <tr key={index}>
              <td class="number muted">{index}</td>
              <td>{prediction || "(nothing)"}</td>
              <td>{reference}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
