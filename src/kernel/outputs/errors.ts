import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { InterruptedError, SummnbError } from "../../library/errors.js";
import type { ErrorOutput } from "../../protocol/index.js";
import { CellSyntaxError, cleanMessage, type SourcePosition } from "../compiler/index.js";
import type { Sources } from "../modules/index.js";

export interface DescribedError {
  output: ErrorOutput;
  /** The error's place in the cell itself. */
  errorAt: SourcePosition | undefined;
}

/** An error as the output of cell number `cell`, its stack in the user's own lines. */
export function describeError(error: unknown, cell: number, sources: Sources): DescribedError {
  if (error instanceof CellSyntaxError) return describeSyntaxError(error, cell);
  const name = error instanceof InterruptedError ? "Interrupted" : nameOf(error);
  const message = error instanceof InterruptedError ? "The cell was interrupted." : messageOf(error);
  const frames = framesOf(error, cell, sources);
  const traceback = [`${name}: ${message}`, ...frames.lines, ...causes(error, cell, sources)];
  return {
    output: { output_type: "error", ename: name, evalue: message, traceback },
    errorAt: frames.errorAt,
  };
}

function describeSyntaxError(error: CellSyntaxError, cell: number): DescribedError {
  const { name, message, position, lineText } = error;
  const traceback = [`${name}: ${message}`];
  if (position) traceback.push(`    at cell ${cell}, line ${position.line}, column ${position.column}`);
  if (position && lineText !== undefined)
    traceback.push(
      "",
      `  ${lineText}`,
      `  ${lineText.slice(0, position.column - 1).replace(/[^\t]/g, " ")}^`,
    );
  return { output: { output_type: "error", ename: name, evalue: message, traceback }, errorAt: position };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? String(error.name || error.constructor.name) : "Uncaught";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? cleanMessage(String(error.message)) : inspect(error, { depth: 2 });
}

/** Lines for an error's cause and for the parts of an AggregateError. */
function causes(error: unknown, cell: number, sources: Sources, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const inner: [string, unknown][] =
    error instanceof AggregateError ? error.errors.map((part) => ["part", part]) : [];
  if (error.cause !== undefined) inner.push(["cause", error.cause]);
  return inner.flatMap(([kind, part]) => [
    `[${kind}] ${nameOf(part)}: ${messageOf(part)}`,
    ...framesOf(part, cell, sources).lines,
    ...causes(part, cell, sources, depth + 1),
  ]);
}

function framesOf(
  error: unknown,
  cell: number,
  sources: Sources,
): { lines: string[]; errorAt?: SourcePosition } {
  const stack = error instanceof Error && typeof error.stack === "string" ? error.stack.split("\n") : [];
  const lines: string[] = [];
  let errorAt: SourcePosition | undefined;
  for (const line of stack.slice(stack.findIndex(isFrame))) {
    if (!isFrame(line)) continue;
    const found = sources.find(line);
    if (!found && !isShown(line, error)) continue;
    if (found && !found.mapped) continue;
    const text = found ? line.slice(0, found.start) + found.mapped!.text + line.slice(found.end) : line;
    lines.push(cleanMessage(text));
    if (found?.mapped?.cell === cell) errorAt ??= { line: found.mapped.line, column: found.mapped.column };
  }
  return errorAt ? { lines, errorAt } : { lines };
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line);
}

/**
 * The kernel's folder, whose frames stand between a cell and Node: as it runs, and as the sources that
 * `node --enable-source-maps` names instead.
 */
const kernelFolders = [
  new URL("../", import.meta.url).href,
  fileURLToPath(new URL("../../../../src/kernel/", import.meta.url)),
];

/** Frames of packages and of the user's modules are shown; the library's only for errors that are not meant for the user. */
function isShown(line: string, error: unknown): boolean {
  if (/\((?:node:|<anonymous>)|at (?:async )?node:|at (?:new |async )?[\w.]+ \(<anonymous>\)/.test(line))
    return false;
  if (kernelFolders.some((folder) => line.includes(folder))) return false;
  const isForUser = error instanceof SummnbError || error instanceof InterruptedError;
  return !isForUser || process.env.SUMMNB_VERBOSE === "1";
}
