/** ROUGE of one or more systems with intervals, and the differences that are more than noise. */
import { useRef } from "preact/hooks";
import type { RougeData, Score } from "../../../src/protocol/outputs.js";
import { IntervalChart, type IntervalGroup } from "../../charts/interval_chart.js";
import { svgFile } from "../../charts/svg_file.js";
import { toCsv } from "../../shared/csv.js";
import { formatCount, formatPoints } from "../../shared/format.js";
import { CopyCsv, Facts, Frame, SavePicture } from "../../shared/frame.js";
import { useWidth } from "../../shared/width.js";
import type { ViewProps } from "../views.js";
import { Differences } from "./differences.js";
import { allScores, inPoints, intervalText, metricLabel, pointsDomain, systemColor } from "./figures.js";
import { ScoreTable } from "./score_table.js";

export function RougeView({ payload }: ViewProps<"rouge">) {
  const data = payload.data;
  const { ref, width } = useWidth<HTMLDivElement>(720);
  const charts = useRef<HTMLDivElement>(null);
  const confidence = `${Number((100 * data.confidence).toFixed(1))}% intervals`;
  const scores = allScores(data.systems, data.metrics);
  const hasIntervals = scores.some(({ low }) => low !== undefined);
  const wide = width >= 560;
  const facts = [
    `${formatCount(data.count)} ${data.count === 1 ? "pair" : "pairs"}`,
    ...(hasIntervals ? [confidence] : []),
  ];
  return (
    <Frame
      kind="rouge"
      label="ROUGE"
      title="ROUGE F1"
      facts={<Facts items={facts} />}
      tools={
        <>
          <CopyCsv name="rouge.csv" csv={() => rougeCsv(data)} />
          <SavePicture name="rouge" svg={() => (charts.current ? svgFile(charts.current) : undefined)} />
        </>
      }
    >
      <div ref={charts}>
        <div ref={ref} class="chart-place">
          <IntervalChart
            groups={data.metrics.map((metric) => groupOf(data, metric, wide))}
            domain={pointsDomain(scores)}
            width={width}
            figureWidths={wide && hasIntervals ? [40, 88] : [40]}
            names
            tickSpace={80}
            axisFormat={(value) => String(value)}
            axisLabel="F1, points out of 100"
            label={describeScores(data)}
            title={["ROUGE F1", ...facts].join(" · ")}
          />
        </div>
        {data.differences.length > 0 && <Differences data={data} />}
      </div>
      <details class="numbers">
        <summary>All figures as a table</summary>
        <ScoreTable data={data} />
      </details>
    </Frame>
  );
}

function groupOf(data: RougeData, metric: string, wide: boolean): IntervalGroup {
  const items = data.systems.flatMap(({ label, scores }, index) => {
    const score = scores[metric];
    if (!score) return [];
    const figures = [{ text: formatPoints(score.value), strong: true }];
    const interval = wide ? intervalText(score, formatPoints) : "";
    return [
      {
        name: label,
        color: systemColor(index, data.systems.length),
        ...inPoints(score),
        figures: interval ? [...figures, { text: interval, strong: false }] : figures,
      },
    ];
  });
  return { label: metricLabel(metric), items };
}

function describeScores(data: RougeData): string {
  const [metric = ""] = data.metrics;
  const figures = data.systems.map(({ label, scores }) => {
    const score = scores[metric];
    return `${label} ${score ? formatPoints(score.value) : "without a score"}`;
  });
  return `${metricLabel(metric)} F1: ${figures.join(", ")}. All figures are in the table below the chart.`;
}

function rougeCsv(data: RougeData): string {
  const rows = (entries: { name: string; scores: Record<string, Score> }[]) =>
    entries.flatMap(({ name, scores }) =>
      data.metrics.flatMap((metric) => {
        const score = scores[metric];
        return score ? [[name, metric, score.value, score.low, score.high]] : [];
      }),
    );
  return toCsv(
    ["system", "metric", "value", "low", "high"],
    [
      ...rows(data.systems.map(({ key, scores }) => ({ name: key, scores }))),
      ...rows(data.differences.map(({ from, to, scores }) => ({ name: `${to} - ${from}`, scores }))),
    ],
  );
}
