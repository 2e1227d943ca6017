/** Scores as dots with whiskers, in groups, on one axis; each row says its own figures at its end. */
import { axisHeight, type IntervalLayout, layoutOf, rowHeight } from "./interval_layout.js";
import { type LinearScale, linearScale, ticks } from "./scale.js";

export interface IntervalItem {
  name: string;
  /** A style expression such as `var(--series-1)`. */
  color: string;
  value: number;
  low?: number | undefined;
  high?: number | undefined;
  /** Drawn as a ring: the interval holds zero. */
  hollow?: boolean;
  /** Written at the end of the row, each in a column of its own. */
  figures: { text: string; strong?: boolean; color?: string }[];
}

export interface IntervalGroup {
  label: string;
  items: IntervalItem[];
}

export interface IntervalChartProps {
  groups: IntervalGroup[];
  domain: [number, number];
  width: number;
  /** Widths of the columns of figures, in pixels. */
  figureWidths: number[];
  /** Whether the rows' names are written; a chart with one row a group needs none. */
  names: boolean;
  /** Pixels from one tick to the next, about. */
  tickSpace: number;
  axisFormat(value: number): string;
  axisLabel: string;
  /** What the chart shows, for readers who don't see it. */
  label: string;
  /** Its title in a file. */
  title: string;
}

export function IntervalChart(props: IntervalChartProps) {
  const { groups, width } = props;
  const layout = layoutOf(props);
  const { stacked, tops, bottom } = layout;
  const x = linearScale(props.domain, [layout.left, layout.right]);
  const height = bottom + axisHeight + 4;
  return (
    <svg
      data-drawing={props.title}
      class="interval-chart"
      role="img"
      aria-label={props.label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      <Axis x={x} bottom={bottom} chart={props} />
      {groups.map((group, index) => (
        <g key={index} transform={`translate(0 ${tops[index]})`}>
          <text x="0" y={rowHeight / 2} dy="0.35em" style={{ fill: "var(--fg)", fontWeight: "600" }}>
            {group.label}
          </text>
          {group.items.map((item, row) => (
            <Row
              key={row}
              item={item}
              y={(row + (stacked ? 1.5 : 0.5)) * rowHeight}
              x={x}
              chart={props}
              layout={layout}
            />
          ))}
        </g>
      ))}
    </svg>
  );
}

function Axis(props: { x: LinearScale; bottom: number; chart: IntervalChartProps }) {
  const { x, bottom, chart } = props;
  const [low, high] = x.domain;
  return (
    <g>
      {ticks(low, high, Math.max(2, Math.round((x(high) - x(low)) / chart.tickSpace))).map((value) => (
        <g key={value}>
          <line
            x1={x(value)}
            x2={x(value)}
            y1="0"
            y2={bottom}
            style={{ stroke: value === 0 ? "var(--axis)" : "var(--grid)" }}
          />
          <text
            x={x(value)}
            y={bottom + 15}
            text-anchor="middle"
            style={{ fill: "var(--muted)", fontSize: "11px" }}
          >
            {chart.axisFormat(value)}
          </text>
        </g>
      ))}
      <text x={x(high)} y={bottom + 31} text-anchor="end" style={{ fill: "var(--muted)", fontSize: "11px" }}>
        {chart.axisLabel}
      </text>
    </g>
  );
}

function Row(props: {
  item: IntervalItem;
  y: number;
  x: LinearScale;
  chart: IntervalChartProps;
  layout: IntervalLayout;
}) {
  const { item, y, x, chart, layout } = props;
  const { color, value, low, high } = item;
  const baseline = x(Math.max(x.domain[0], Math.min(x.domain[1], 0)));
  const whisker = low !== undefined && high !== undefined;
  const columns = chart.figureWidths;
  const ends = columns.map(
    (_, index) => chart.width - columns.slice(index + 1).reduce((sum, size) => sum + size, 0),
  );
  return (
    <g transform={`translate(0 ${y})`}>
      {chart.names && (
        <text x={layout.nameX} y="0" dy="0.35em" style={{ fill: "var(--muted)" }}>
          <title>{item.name}</title>
          {layout.shortName(item.name)}
        </text>
      )}
      <line x1={baseline} x2={x(value)} style={{ stroke: color, strokeWidth: "6", opacity: "0.16" }} />
      {whisker && (
        <g style={{ stroke: color, strokeWidth: "1.75", fill: "none" }}>
          <line x1={x(low)} x2={x(high)} />
          <line x1={x(low)} x2={x(low)} y1="-4" y2="4" />
          <line x1={x(high)} x2={x(high)} y1="-4" y2="4" />
        </g>
      )}
      <circle
        cx={x(value)}
        r="4.5"
        style={{
          fill: item.hollow ? "var(--paper)" : color,
          stroke: item.hollow ? color : "var(--paper)",
          strokeWidth: "1.75",
        }}
      />
      {item.figures.map(({ text, strong, color: own }, index) => (
        <text
          key={index}
          x={ends[index]}
          y="0"
          dy="0.35em"
          text-anchor="end"
          style={{ fill: own ?? (strong ? "var(--fg)" : "var(--muted)"), fontWeight: strong ? "600" : "400" }}
        >
          {text}
        </text>
      ))}
    </g>
  );
}
