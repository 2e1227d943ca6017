/** Lines over training steps, drawn by uPlot on a canvas; follows live data, the theme and the keyboard. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { resolveColor, useTheme } from "../shared/theme.js";
import { useWidth } from "../shared/width.js";
import { chartOptions, type LineSeries } from "./line_options.js";

export interface LineChartProps {
  steps: number[];
  series: LineSeries[];
  logScale: boolean;
  height: number;
  /** What the chart shows, for readers who don't see it. */
  label: string;
  /** The row under the pointer, or null. */
  onHover(index: number | null): void;
}

export function LineChart(props: LineChartProps) {
  const { ref, width } = useWidth<HTMLDivElement>(640);
  const { version } = useTheme();
  const plot = useRef<uPlot | null>(null);
  const onHover = useRef(props.onHover);
  onHover.current = props.onHover;
  const [zoomed, setZoomed] = useState(false);
  const shape = JSON.stringify([props.series.map(({ values, ...look }) => look), props.logScale, version]);
  const data = [props.steps, ...props.series.map(({ values }) => values)] as uPlot.AlignedData;

  // A new look needs a new chart; new data, which come ten times a second, only need new lines.
  useLayoutEffect(() => {
    const place = ref.current;
    if (!place) return;
    const options = chartOptions({
      ...props,
      width,
      color: (expression) => resolveColor(place, expression),
      font: getComputedStyle(place).fontFamily,
      onHover: (index) => onHover.current(index),
      onZoom: setZoomed,
    });
    plot.current = new uPlot(options, data, place);
    return () => {
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => {
    const chart = plot.current;
    if (!chart || chart.data === data) return;
    chart.setData(data, !zoomed);
    if (zoomed) chart.redraw();
  }, [props.steps, props.series]);

  useLayoutEffect(() => {
    plot.current?.setSize({ width, height: props.height });
  }, [width, props.height]);

  const onKeyDown = (event: KeyboardEvent) => {
    const chart = plot.current;
    if (!chart || chart.data[0].length === 0) return;
    const next = nextIndex(event.key, chart.cursor.idx ?? null, chart.data[0].length);
    if (next === undefined) return;
    event.preventDefault();
    if (next === null) chart.setCursor({ left: -10, top: -10 });
    else chart.setCursor({ left: chart.valToPos(chart.data[0][next]!, "x"), top: 0 });
  };

  return (
    <div class="line-chart" style={{ height: `${props.height}px` }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move along the curve */}
      <div ref={ref} class="plot" tabIndex={0} role="img" aria-label={props.label} onKeyDown={onKeyDown} />
      {zoomed && (
        <button
          type="button"
          class="tool reset-zoom"
          onClick={() => plot.current?.setData(plot.current.data, true)}
        >
          Reset zoom
        </button>
      )}
    </div>
  );
}

/** Where a key moves the cursor; null takes it away, undefined leaves the key to the page. */
function nextIndex(key: string, index: number | null, count: number): number | null | undefined {
  const last = count - 1;
  switch (key) {
    case "ArrowRight":
      return Math.min(last, (index ?? -1) + 1);
    case "ArrowLeft":
      return Math.max(0, (index ?? count) - 1);
    case "Home":
      return 0;
    case "End":
      return last;
    case "Escape":
      return index === null ? undefined : null;
    default:
      return undefined;
  }
}
