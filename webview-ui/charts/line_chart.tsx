/** Lines over training steps, drawn by uPlot on a canvas; follows live data, the theme and the keyboard. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { resolveColor, useTheme } from "../shared/theme.js";
import { useWidth } from "../shared/width.js";
import { nextIndex } from "./keys.js";
import { chartOptions, type LineSeries } from "./line_options.js";
import { lineDrawing } from "./line_svg.js";

/** What the buttons beside a chart need of it. */
export interface LineChartHandle {
  /** What the chart shows now, as SVG text; undefined while it shows nothing. */
  svg(): string | undefined;
}

export interface LineChartProps {
  steps: number[];
  series: LineSeries[];
  logScale: boolean;
  height: number;
  /** Name of the vertical axis. */
  axisTitle: string;
  /** What the chart shows, for readers who don't see it, and what it shows at a point. */
  label: string;
  valueText(index: number): string;
  /** The row under the pointer, or null. */
  onHover(index: number | null): void;
  handle?: RefObject<LineChartHandle | null>;
}

export function LineChart(props: LineChartProps) {
  const { ref, width } = useWidth<HTMLDivElement>(640);
  const { version } = useTheme();
  const plot = useRef<uPlot | null>(null);
  const onHover = useRef(props.onHover);
  onHover.current = props.onHover;
  const [zoomed, setZoomed] = useState(false);
  const [point, setPoint] = useState<number | null>(null);
  const shape = JSON.stringify([props.series.map(({ values, ...look }) => look), props.logScale, version]);
  const data = [props.steps, ...props.series.map(({ values }) => values)] as uPlot.AlignedData;
  const drawn = useRef(data);

  // A new look needs a new chart; new data, which come ten times a second, only need new lines.
  useLayoutEffect(() => {
    const place = ref.current;
    if (!place) return;
    const options = chartOptions({
      ...props,
      width,
      color: (expression) => resolveColor(place, expression),
      font: getComputedStyle(place).fontFamily,
      onHover: (index) => {
        setPoint(index);
        onHover.current(index);
      },
      onZoom: setZoomed,
    });
    plot.current = new uPlot(options, data, place);
    drawn.current = data;
    return () => {
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => {
    const chart = plot.current;
    // The chart that was made just now has these data already.
    if (!chart || drawn.current === data) return;
    drawn.current = data;
    chart.setData(data, !zoomed);
    if (zoomed) chart.redraw();
  }, [props.steps, props.series]);

  useLayoutEffect(() => {
    const chart = plot.current;
    if (chart && (chart.width !== width || chart.height !== props.height))
      chart.setSize({ width, height: props.height });
  }, [width, props.height]);

  useLayoutEffect(() => {
    if (!props.handle) return;
    props.handle.current = {
      svg: () => plot.current && ref.current && lineDrawing(plot.current, ref.current, props),
    } as LineChartHandle;
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const chart = plot.current;
    if (!chart || chart.data[0].length === 0) return;
    const next = nextIndex(event.key, chart.cursor.idx ?? null, chart.data[0].length);
    if (next === undefined) return;
    event.preventDefault();
    if (next === null) chart.setCursor({ left: -10, top: -10 });
    else chart.setCursor({ left: chart.valToPos(chart.data[0][next]!, "x"), top: 0 });
  };

  const last = props.steps.length - 1;
  const now = point === null || point > last ? last : point;
  return (
    <div class="line-chart" style={{ height: `${props.height}px` }}>
      {/* A slider, because a screen reader hands it the arrow keys and says where they lead. */}
      <div
        ref={ref}
        class="plot"
        tabIndex={0}
        role="slider"
        aria-roledescription="curve"
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={Math.max(0, now)}
        aria-valuetext={now < 0 ? undefined : props.valueText(now)}
        onKeyDown={onKeyDown}
      />
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
