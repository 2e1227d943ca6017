import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import type { MimeBundle, OutputDelta } from "../../protocol/index.js";
import { isRows, rowsHtml } from "./table.js";
import { type CellMark, type DisplaySink, isDisplayable } from "./types.js";

/** Without a kernel a displayed value is its text on stdout; the deltas of live outputs are left out. */
const terminalSink: DisplaySink = {
  display: (bundle) => printText(bundle),
  update: (_outputId, bundle) => printText(bundle),
  delta: () => {},
};

let current: DisplaySink = terminalSink;

/** Sends all displayed values to `sink`; `undefined` restores printing to stdout. */
export function setDisplaySink(sink: DisplaySink | undefined): void {
  current = sink ?? terminalSink;
}

/** Whether displayed values become outputs of a notebook's cells. */
export function isNotebook(): boolean {
  return current !== terminalSink;
}

/**
 * Shows any value as a new output: a `Displayable` by its own bundle, anything else as `util.inspect`
 * prints it. Returns the output's id, for `updateDisplay` and deltas.
 */
export function display(value: unknown): string {
  const outputId = newOutputId();
  current.display(bundleOf(value, outputId), outputId);
  return outputId;
}

/** Replaces what the output `outputId` shows. */
export function updateDisplay(outputId: string, bundle: MimeBundle): void {
  current.update(outputId, bundle);
}

/** Changes a live output a little; `updateDisplay` with a final payload ends it. */
export function sendDelta(delta: OutputDelta): void {
  current.delta(delta);
}

/** The cell whose code runs now; undefined outside a notebook. */
export function currentCell(): CellMark | undefined {
  return current.cell?.();
}

/** A new output's id, unique across kernels. */
export function newOutputId(): string {
  return randomUUID();
}

/** The MIME bundle of any value. */
export function bundleOf(value: unknown, outputId: string): MimeBundle {
  if (isDisplayable(value)) return value.toMimeBundle(outputId);
  return { ...(isRows(value) ? { "text/html": rowsHtml(value) } : {}), "text/plain": describe(value) };
}

/** A value as text, like Node's own prompt prints it, with long values cut. */
export function describe(value: unknown): string {
  return inspect(value, { depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 });
}

function printText(bundle: MimeBundle): void {
  const text = bundle["text/plain"];
  const joined = Array.isArray(text) ? text.join("") : text;
  if (typeof joined === "string") process.stdout.write(joined.endsWith("\n") ? joined : `${joined}\n`);
}
