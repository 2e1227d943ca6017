import { isDeepStrictEqual } from "node:util";
import type { NotebookOutput } from "../protocol/index.js";
import type { NotebookCell } from "./model.js";
import { isJsonMime } from "./text.js";

/** Whether two cells say the same; whether text is a string or a list of lines doesn't matter. */
export function sameCell(a: NotebookCell, b: NotebookCell): boolean {
  return (
    a.id === b.id &&
    a.type === b.type &&
    a.source === b.source &&
    a.executionCount === b.executionCount &&
    isDeepStrictEqual(a.metadata, b.metadata) &&
    isDeepStrictEqual(a.attachments, b.attachments) &&
    sameOutputs(a.outputs, b.outputs)
  );
}

export function sameOutputs(a: readonly NotebookOutput[], b: readonly NotebookOutput[]): boolean {
  return a.length === b.length && a.every((output, index) => sameOutput(output, b[index]!));
}

/** Whether two outputs say the same; key order and the splitting of text into lines don't matter. */
export function sameOutput(a: NotebookOutput, b: NotebookOutput): boolean {
  return a === b || isDeepStrictEqual(joined(a), joined(b));
}

/** An output with all text as single strings. */
function joined(output: NotebookOutput): object {
  if (output.output_type === "stream") return { ...output, text: join(output.text) };
  if (output.output_type === "error") return output;
  const data = Object.entries(output.data).map(([mime, value]) => [
    mime,
    isJsonMime(mime) ? value : join(value),
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

function join(value: unknown): unknown {
  return Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : value;
}
