import { isDeepStrictEqual } from "node:util";
import type { NotebookOutput } from "../protocol/index.js";
import { sameOutput, sameOutputs } from "./compare.js";
import { itemSpans, memberSpans, replaceSpans } from "./json-spans.js";
import { bracket, type JsonStyle, printJson } from "./json-style.js";
import type { NotebookCell } from "./model.js";
import { isTextMime, joinText, splitText } from "./text.js";

type JsonObject = Record<string, unknown>;

/** Cells stand in the list of cells, which stands in the notebook's object. */
const cellLevel = 2;

/** A cell's JSON: the file's own text with nothing but the changed values replaced. */
export function cellText(cell: NotebookCell, style: JsonStyle): string {
  const { raw } = cell;
  if (raw === undefined) return printJson(toJson(cell), style, cellLevel);
  const old = JSON.parse(raw) as JsonObject;
  const wanted = toJson(cell, old);
  const changed = Object.keys(wanted).filter((key) => !same(key, old[key], wanted[key]));
  const dropped = Object.keys(old).some((key) => !(key in wanted));
  if (changed.length === 0 && !dropped) return raw;
  const spans = memberSpans(raw);
  if (dropped || changed.some((key) => !spans.has(key))) return printJson(wanted, style, cellLevel);
  const changes = changed.map((key) => {
    const span = spans.get(key)!;
    const text =
      key === "outputs"
        ? outputsText(wanted.outputs as NotebookOutput[], raw.slice(span.start, span.end), style)
        : printJson(wanted[key], style, cellLevel + 1);
    return { span, text };
  });
  return replaceSpans(
    raw,
    changes.sort((a, b) => a.span.start - b.span.start),
  );
}

/** Keys that only code cells have. */
const codeKeys = ["execution_count", "outputs"];

/** A cell as nbformat has it: unknown keys of the old one are kept, new keys stand in nbformat's (sorted) order. */
function toJson(cell: NotebookCell, old: JsonObject = {}): JsonObject {
  const isCode = cell.type === "code";
  const asString = typeof old.source === "string";
  const known: JsonObject = {
    ...(cell.attachments ? { attachments: cell.attachments } : {}),
    cell_type: cell.type,
    ...(isCode ? { execution_count: cell.executionCount } : {}),
    id: cell.id,
    metadata: cell.metadata,
    ...(isCode ? { outputs: cell.outputs.map(outputToJson) } : {}),
    source: asString ? cell.source : splitText(cell.source),
  };
  const kept = Object.keys(old).filter(
    (key) => (isCode || !codeKeys.includes(key)) && (cell.attachments || key !== "attachments"),
  );
  const missing = Object.keys(known).filter((key) => !kept.includes(key));
  const keys = missing.length ? [...kept, ...missing].sort() : kept;
  return Object.fromEntries(keys.map((key) => [key, key in known ? known[key] : old[key]]));
}

function same(key: string, old: unknown, wanted: unknown): boolean {
  if (old === undefined) return false;
  if (key === "source") return joinText(old as string) === joinText(wanted as string);
  if (key === "outputs") return sameOutputs(old as NotebookOutput[], wanted as NotebookOutput[]);
  return isDeepStrictEqual(old, wanted);
}

/** A new list of outputs in which those that were there before keep their bytes. */
function outputsText(outputs: NotebookOutput[], oldText: string, style: JsonStyle): string {
  const old = itemSpans(oldText).map((span) => oldText.slice(span.start, span.end));
  const values = old.map((text) => JSON.parse(text) as NotebookOutput);
  const texts = outputs.map((output) => {
    const index = values.findIndex((value) => sameOutput(value, output));
    return index < 0 ? printJson(output, style, cellLevel + 2) : old[index]!;
  });
  return bracket("[", texts, "]", style, cellLevel + 1);
}

/** An output as nbformat writes it: text in lines, keys sorted at all levels. */
function outputToJson(output: NotebookOutput): NotebookOutput {
  const lined: JsonObject = { ...output };
  if (output.output_type === "stream") lined.text = lines(output.text);
  if ("data" in output)
    lined.data = Object.fromEntries(
      Object.entries(output.data).map(([mime, value]) => [mime, isTextMime(mime) ? lines(value) : value]),
    );
  return sortKeys(lined) as NotebookOutput;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sortKeys(member)]));
}

function lines(value: unknown): unknown {
  return typeof value === "string" ? splitText(value) : value;
}
