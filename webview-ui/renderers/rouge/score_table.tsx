/** The figures of the ROUGE charts as a table. */
import type { RougeData, Score } from "../../../src/protocol/outputs.js";
import { formatDifference, formatPoints } from "../../shared/format.js";
import { Scroller } from "../../shared/scroller.js";
import { intervalText, labelOf, metricLabel, verdictOf, verdictWords } from "./figures.js";

export function ScoreTable({ data }: { data: RougeData }) {
  const rows = [
    ...data.systems.map(({ key, label, scores }) => ({ key, label, scores, isDifference: false })),
    ...data.differences.map(({ from, to, scores }) => ({
      key: `${to} ${from}`,
      label: `${labelOf(data, to)} − ${labelOf(data, from)}`,
      scores,
      isDifference: true,
    })),
  ];
  return (
    <Scroller label="ROUGE figures">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">F1, points out of 100</th>
            {data.metrics.map((metric) => (
              <th scope="col" class="number" key={metric}>
                {metricLabel(metric)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, label, scores, isDifference }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              {data.metrics.map((metric) => (
                <td class="number" key={metric}>
                  <Figure score={scores[metric]} isDifference={isDifference} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function Figure({ score, isDifference }: { score: Score | undefined; isDifference: boolean }) {
  if (!score) return <>–</>;
  const format = isDifference ? formatDifference : formatPoints;
  const interval = intervalText(score, format, isDifference ? "to" : undefined);
  return (
    <>
      {format(score.value)}
      {interval && <span class="muted interval">{interval}</span>}
      {isDifference && <span class="muted interval">{verdictWords[verdictOf(score)]}</span>}
    </>
  );
}
