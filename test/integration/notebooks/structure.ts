/** What two executions of a notebook must have in common: cells, and what kind of outputs they have. */
import type { NotebookCell } from "../../../src/notebook/index.js";
import { kindOf, type NotebookOutput } from "../../../src/protocol/index.js";

export interface CellStructure {
  id: string;
  type: string;
  source: string;
  outputs: unknown[];
}

/** What is there only for some rows, or only on a slow machine: findings, and bars that show how far something is. */
const passing: ReadonlySet<string | undefined> = new Set(["diagnostics", "progress"]);

const isPassing = (output: NotebookOutput): boolean =>
  "data" in output && Object.keys(output.data).some((mime) => passing.has(kindOf(mime)));

/** The same for equal notebooks, however long they trained, on whichever rows, and whatever their models wrote. */
export const structureOf = (cells: readonly NotebookCell[]): CellStructure[] =>
  cells.map(({ id, type, source, outputs }) => ({
    id,
    type,
    source,
    outputs: outputs.filter((output) => !isPassing(output)).map(outputStructure),
  }));

function outputStructure(output: NotebookOutput): unknown {
  if (output.output_type === "stream") return { stream: output.name };
  if (output.output_type === "error") return { error: output.ename };
  const contents = Object.entries(output.data).map(([mime, value]) => [mime, keysOf(value)]);
  return { type: output.output_type, data: Object.fromEntries(contents) };
}

/** Keys of a payload and of its data, but for the notice of a training that was shortened. */
function keysOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "text";
  const { data = {}, ...envelope } = value as { data?: Record<string, unknown> };
  const keys = Object.keys(data).filter((key) => key !== "message");
  return { envelope: Object.keys(envelope).sort(), data: keys.sort() };
}
