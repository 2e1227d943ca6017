import { colorOf } from "./series.js";

/** The colour of a run's curve. */
export function Swatch({ run }: { run: number }) {
  return <i class="swatch" style={{ background: colorOf(run) }} />;
}
