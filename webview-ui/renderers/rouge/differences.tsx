/** Paired differences between systems: which are clear and which may be noise. */
import type { RougeData } from "../../../src/protocol/outputs.js";
import { IntervalChart, type IntervalGroup } from "../../charts/interval_chart.js";
import { formatDifference } from "../../shared/format.js";
import { useWidth } from "../../shared/width.js";
import {
  allScores,
  inPoints,
  intervalText,
  labelOf,
  metricLabel,
  pointsDomain,
  type Verdict,
  verdictOf,
  verdictWords,
} from "./figures.js";

const verdictColors: Record<Verdict, string> = {
  better: "var(--better)",
  worse: "var(--worse)",
  "within noise": "var(--noise)",
  "no interval": "var(--noise)",
};

type Difference = RougeData["differences"][number];

export function Differences({ data }: { data: RougeData }) {
  const domain = pointsDomain(allScores(data.differences, data.metrics));
  return (
    <div class="differences">
      {data.differences.map((difference) => (
        <DifferenceChart
          key={`${difference.from} ${difference.to}`}
          data={data}
          difference={difference}
          domain={domain}
        />
      ))}
    </div>
  );
}

function DifferenceChart(props: { data: RougeData; difference: Difference; domain: [number, number] }) {
  const { data, difference } = props;
  const { ref, width } = useWidth<HTMLDivElement>(360);
  const to = labelOf(data, difference.to);
  const from = labelOf(data, difference.from);
  const groups = data.metrics.map((metric) => groupOf(difference, metric, width >= 460));
  const sentences = groups.flatMap(({ label, items }) =>
    items.map(({ figures }) => `${label} ${figures.map(({ text }) => text).join(" ")}`),
  );
  return (
    <section class="difference">
      <h4>
        {to} <span class="muted">minus</span> {from}
      </h4>
      <div ref={ref}>
        <IntervalChart
          groups={groups}
          domain={props.domain}
          width={width}
          figureWidths={width >= 460 ? [44, 100, 86] : [44, 86]}
          names={false}
          tickSpace={48}
          axisFormat={(value) => (value > 0 ? `+${value}` : String(value).replace("-", "−"))}
          axisLabel="difference in points"
          label={`${to} minus ${from}: ${sentences.join(", ")}.`}
          title={`${to} minus ${from}`}
        />
      </div>
    </section>
  );
}

function groupOf(difference: Difference, metric: string, wide: boolean): IntervalGroup {
  const score = difference.scores[metric];
  if (!score) return { label: metricLabel(metric), items: [] };
  const verdict = verdictOf(score);
  return {
    label: metricLabel(metric),
    items: [
      {
        name: metric,
        color: verdictColors[verdict],
        ...inPoints(score),
        hollow: verdict === "within noise",
        figures: [
          { text: formatDifference(score.value), strong: true },
          ...(wide ? [{ text: intervalText(score, formatDifference, "to") }] : []),
          verdict === "within noise"
            ? { text: verdictWords[verdict] }
            : { text: verdictWords[verdict], strong: true, color: verdictColors[verdict] },
        ],
      },
    ],
  };
}
