import { createHash } from "node:crypto";
import type { MultilineString, NotebookOutput } from "../protocol/index.js";
import { NotebookFormatError } from "./errors.js";
import { itemSpans, memberSpans } from "./json-spans.js";
import { type CellType, type Notebook, type NotebookCell, newNotebook } from "./model.js";
import { joinText } from "./text.js";

type JsonObject = Record<string, unknown>;

const byteOrderMark = "\ufeff";
const cellTypes: readonly string[] = ["code", "markdown", "raw"] satisfies CellType[];

/**
 * Reads a notebook's file. Zero bytes are a new notebook; whatever else is not nbformat 4 JSON throws a
 * NotebookFormatError. Cells whose id is missing or taken get one that depends on their content and place
 * alone, so that two readers of the same file agree.
 */
export function parseNotebook(file: string | Uint8Array): Notebook {
  const text = typeof file === "string" ? file : decode(file);
  if (text === "") return newNotebook();
  const json = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  const root = parseJson(json);
  if (!isObject(root))
    throw new NotebookFormatError("A notebook is a JSON object, and this file holds another value.");
  checkVersion(root);
  if (!Array.isArray(root.cells)) throw new NotebookFormatError("The notebook has no list of “cells”.");
  const { metadata } = root;
  if (!isObject(metadata)) throw new NotebookFormatError("The notebook has no “metadata” object.");
  const spans = itemSpans(json, memberSpans(json).get("cells")!.start);
  const taken = new Set<string>();
  const cells = root.cells.map((cell, index) => {
    const span = spans[index]!;
    return readCell(cell, index, json.slice(span.start, span.end), taken);
  });
  return { cells, metadata, nbformatMinor: root.nbformat_minor as number, original: text };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotebookFormatError("The file is not a notebook: it is not UTF-8 text.");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = (error as Error).message;
    const position = /at position (\d+)/.exec(message)?.[1];
    const before = text.slice(0, position === undefined ? text.length : Number(position)).split("\n");
    const where = `line ${before.length}, column ${before.at(-1)!.length + 1}`;
    const what = message.replace(/,? (?:in JSON )?at position .*$/s, "");
    throw new NotebookFormatError(`The file is not a notebook: its JSON is broken at ${where} (${what}).`);
  }
}

function checkVersion({ nbformat, nbformat_minor: minor }: JsonObject): void {
  if (nbformat === undefined)
    throw new NotebookFormatError("The file is JSON but not a notebook: it has no “nbformat” version.");
  if (nbformat !== 4)
    throw new NotebookFormatError(
      `The notebook has nbformat ${JSON.stringify(nbformat)} and summnb reads version 4; convert it with \`jupyter nbconvert --to notebook\`.`,
    );
  if (!Number.isInteger(minor))
    throw new NotebookFormatError("The notebook's “nbformat_minor” is not a whole number.");
}

function readCell(cell: unknown, index: number, raw: string, taken: Set<string>): NotebookCell {
  const wrong = (what: string) => new NotebookFormatError(`Cell ${index + 1} of the notebook ${what}.`);
  if (!isObject(cell)) throw wrong("is not an object");
  const {
    cell_type: type,
    source,
    metadata = {},
    outputs = [],
    execution_count: count = null,
    attachments,
  } = cell;
  if (typeof type !== "string" || !cellTypes.includes(type))
    throw wrong(`has the unknown type ${JSON.stringify(type)}`);
  if (!isText(source)) throw wrong("has a “source” that is neither text nor a list of lines");
  if (!isObject(metadata)) throw wrong("has “metadata” that is not an object");
  if (count !== null && typeof count !== "number")
    throw wrong("has an “execution_count” that is not a number");
  if (attachments !== undefined && !isObject(attachments))
    throw wrong("has “attachments” that are not an object");
  if (!Array.isArray(outputs)) throw wrong("has “outputs” that are not a list");
  outputs.forEach((output, number) => {
    if (!isOutput(output)) throw wrong(`has an output, number ${number + 1}, that nbformat does not know`);
  });
  if (cell.id !== undefined && typeof cell.id !== "string") throw wrong("has an “id” that is not text");
  const text = joinText(source);
  const id =
    cell.id !== undefined && !taken.has(cell.id) ? cell.id : derivedId(`${index}\n${type}\n${text}`, taken);
  taken.add(id);
  return {
    id,
    type: type as CellType,
    source: text,
    outputs: outputs as NotebookOutput[],
    executionCount: count,
    metadata,
    ...(attachments === undefined ? {} : { attachments: attachments as Record<string, JsonObject> }),
    raw,
  };
}

function derivedId(content: string, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt++) {
    const id = createHash("sha256").update(`${attempt}\n${content}`).digest("hex").slice(0, 8);
    if (!taken.has(id)) return id;
  }
}

/** The fields that each kind of output can't do without. */
const outputChecks: Record<string, (output: JsonObject) => boolean> = {
  stream: (output) => (output.name === "stdout" || output.name === "stderr") && isText(output.text),
  display_data: (output) => isObject(output.data),
  execute_result: (output) => isObject(output.data),
  error: (output) =>
    typeof output.ename === "string" && typeof output.evalue === "string" && Array.isArray(output.traceback),
};

function isOutput(output: unknown): boolean {
  return isObject(output) && (outputChecks[String(output.output_type)]?.(output) ?? false);
}

function isText(value: unknown): value is MultilineString {
  return (
    typeof value === "string" || (Array.isArray(value) && value.every((line) => typeof line === "string"))
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
