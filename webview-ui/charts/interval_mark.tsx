/** A score's interval as a whisker as tall as a word; the figures beside it say the values. */

const height = 16;

export function IntervalMark(props: { value: number; low: number; high: number; most: number }) {
  const x = (score: number) => `${props.most > 0 ? (97 * score) / props.most : 0}%`;
  const middle = height / 2;
  const line = { y1: middle, y2: middle };
  return (
    <svg class="interval-mark" width="100%" height={height} aria-hidden="true">
      <line {...line} x1="0" x2="100%" style={{ stroke: "var(--line)" }} />
      <line
        {...line}
        x1={x(props.low)}
        x2={x(props.high)}
        style={{ stroke: "var(--series-1)", strokeWidth: "5", opacity: "0.35" }}
      />
      <circle cx={x(props.value)} cy={middle} r="3.5" style={{ fill: "var(--series-1)" }} />
    </svg>
  );
}
