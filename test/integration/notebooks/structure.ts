/** What two executions of a notebook must have in common: cells, and what kind of outputs they have. */
import type { NotebookCell } from "../../../src/notebook/index.js";
import type { NotebookOutput } from "../../../src/protocol/index.js";

export interface CellStructure {
  id: string;
  type: string;
  source: string;
  outputs: unknown[];
}

/** The same for equal notebooks, however long they trained and whatever their models wrote. */
export const structureOf = (cells: readonly NotebookCell[]): CellStructure[] =>
  cells.map(({ id, type, source, outputs }) => ({ id, type, source, outputs: outputs.map(outputStructure) }));

function outputStructure(output: NotebookOutput): unknown {
  if (output.output_type === "stream") return { stream: output.name };
  if (output.output_type === "error") return { error: output.ename };
  return {
    data: Object.fromEntries(Object.entries(output.data).map(([mime, value]) => [mime, keysOf(value)])),
  };
}

/** Keys of a payload and of its data; of lists and of what depends on figures only that it is there. */
function keysOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "text";
  const { data, ...envelope } = value as { data?: Record<string, unknown> };
  return { envelope: Object.keys(envelope).sort(), data: Object.keys(data ?? {}).sort() };
}
