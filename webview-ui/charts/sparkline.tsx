/** A line as tall as a line of text, for a figure's course; the figure beside it says the value. */
import { extremes } from "../../src/protocol/thin.js";

const width = 84;
const height = 22;

export function Sparkline(props: { values: (number | null)[]; color: string }) {
  const values = props.values.filter((value) => value !== null);
  if (values.length < 2) return <svg class="sparkline" width={width} height={height} aria-hidden="true" />;
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const x = (index: number) => 1 + (index / (values.length - 1)) * (width - 5);
  const y = (value: number) => height - 3 - ((value - low) / (high - low || 1)) * (height - 6);
  const points = extremes(values, width / 2).map(
    (index) => `${x(index).toFixed(1)},${y(values[index]!).toFixed(1)}`,
  );
  return (
    <svg
      class="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <polyline points={points.join(" ")} style={{ stroke: props.color }} />
      <circle cx={x(values.length - 1)} cy={y(values.at(-1)!)} r="2" style={{ fill: props.color }} />
    </svg>
  );
}
