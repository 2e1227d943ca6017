import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CellOutputs, type Notebook, notebookToHtml, serializeNotebook } from "../../notebook/index.js";
import type { KernelEvent } from "../../protocol/index.js";

/** The built renderer that the report embeds; without it the static pictures of the outputs show. */
const rendererFile = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../webview/report.js");

/** Writes a file whole or not at all, making its folder. */
export function writeWhole(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

export function writeReport(notebook: Notebook, file: string): void {
  const rendererBundle = existsSync(rendererFile) ? readFileSync(rendererFile, "utf8") : undefined;
  writeWhole(file, notebookToHtml(notebook, { rendererBundle }));
}

/** Keeps what a run has done so far on disk, cell by cell, so that a process that dies loses one cell at most. */
export class RunningCopy {
  private readonly outputs = new Map<string, { list: CellOutputs; count: number | null }>();

  constructor(
    private readonly notebook: Notebook,
    private readonly file: string,
  ) {}

  event(event: KernelEvent): void {
    const cell = this.outputs.get(event.cellId) ?? { list: new CellOutputs(), count: null };
    this.outputs.set(event.cellId, cell);
    cell.list.apply(event);
    if (event.type === "started") cell.count = event.executionCount;
    if (event.type === "finished") this.save();
  }

  private save(): void {
    const cells = this.notebook.cells.map((cell) => {
      const done = this.outputs.get(cell.id);
      return done ? { ...cell, outputs: done.list.list(), executionCount: done.count } : cell;
    });
    writeWhole(this.file, serializeNotebook({ ...this.notebook, cells }));
  }
}
