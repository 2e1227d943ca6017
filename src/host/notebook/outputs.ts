/** nbformat outputs to VS Code's cell outputs and back, without losing a key that VS Code doesn't know. */
import * as vscode from "vscode";
import { joinText, sameOutput, splitText } from "../../notebook/index.js";
import type { ErrorOutput, NotebookOutput, StreamOutput } from "../../protocol/index.js";
import { fromBytes, toBytes } from "./mime.js";

const { NotebookCellOutput, NotebookCellOutputItem: Item } = vscode;

const streamMimes = {
  stdout: "application/vnd.code.notebook.stdout",
  stderr: "application/vnd.code.notebook.stderr",
} as const;
const errorMime = "application/vnd.code.notebook.error";

/** What a VS Code output carries beside its items. */
interface OutputMetadata {
  outputType?: NotebookOutput["output_type"];
  metadata?: Record<string, unknown>;
  executionCount?: number | null;
  /** The output as its file had it, kept only when the other fields can't rebuild it exactly. */
  original?: NotebookOutput;
}

export function outputItems(output: NotebookOutput): vscode.NotebookCellOutputItem[] {
  switch (output.output_type) {
    case "stream":
      return [Item.text(joinText(output.text), streamMimes[output.name])];
    case "error":
      return [Item.error({ name: output.ename, message: output.evalue, stack: output.traceback.join("\n") })];
    default:
      return Object.entries(output.data).map(([mime, value]) => new Item(toBytes(mime, value), mime));
  }
}

/** `exact`: the output comes from a file, and saving it unchanged must give the same JSON. */
export function toCellOutput(output: NotebookOutput, exact = false): vscode.NotebookCellOutput {
  const metadata: OutputMetadata = { outputType: output.output_type };
  if ("metadata" in output) metadata.metadata = output.metadata;
  if ("execution_count" in output) metadata.executionCount = output.execution_count;
  const cellOutput = new NotebookCellOutput(outputItems(output), { ...metadata });
  if (exact && !sameOutput(rebuild(cellOutput), output))
    cellOutput.metadata = { ...metadata, original: output };
  return cellOutput;
}

export function fromCellOutput(output: vscode.NotebookCellOutput): NotebookOutput {
  const { original } = (output.metadata ?? {}) as OutputMetadata;
  return original && sameItems(outputItems(original), output.items) ? original : rebuild(output);
}

function rebuild(output: vscode.NotebookCellOutput): NotebookOutput {
  const { outputType, metadata = {}, executionCount } = (output.metadata ?? {}) as OutputMetadata;
  const stream = rebuildStream(output.items);
  if (stream) return stream;
  const error = output.items.find((item) => item.mime === errorMime);
  if (error) return rebuildError(error);
  const data = Object.fromEntries(output.items.map((item) => [item.mime, fromBytes(item.mime, item.data)]));
  return outputType === "execute_result"
    ? { data, execution_count: executionCount ?? null, metadata, output_type: "execute_result" }
    : { data, metadata, output_type: "display_data" };
}

function rebuildStream(items: vscode.NotebookCellOutputItem[]): StreamOutput | undefined {
  for (const name of ["stdout", "stderr"] as const) {
    const parts = items.filter((item) => item.mime === streamMimes[name]);
    if (!parts.length) continue;
    const text = parts.map((item) => Buffer.from(item.data).toString("utf8")).join("");
    return { name, output_type: "stream", text: splitText(text) };
  }
  return undefined;
}

function rebuildError(item: vscode.NotebookCellOutputItem): ErrorOutput {
  const { name, message, stack } = JSON.parse(Buffer.from(item.data).toString("utf8")) as Error;
  const traceback = stack ? stack.split("\n") : [];
  return { ename: name, evalue: message, output_type: "error", traceback };
}

function sameItems(a: vscode.NotebookCellOutputItem[], b: vscode.NotebookCellOutputItem[]): boolean {
  const same = (item: vscode.NotebookCellOutputItem, other: vscode.NotebookCellOutputItem | undefined) =>
    item.mime === other?.mime && Buffer.compare(item.data, other.data) === 0;
  return a.length === b.length && a.every((item, index) => same(item, b[index]));
}
