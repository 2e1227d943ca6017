import { isDeepStrictEqual } from "node:util";
import { cellText } from "./cell-text.js";
import { sameCell } from "./compare.js";
import { itemSpans, memberSpans, replaceSpans, type Span } from "./json-spans.js";
import { bracket, detectStyle, type JsonStyle, nbformatStyle, printJson } from "./json-style.js";
import { minorWithIds, type Notebook, type NotebookCell } from "./model.js";
import { parseNotebook } from "./parse.js";

/**
 * A notebook as its file's text. What didn't change keeps its bytes: an unchanged notebook is the very text
 * that was read; a changed cell leaves all other cells as they were. A change upgrades files older than
 * nbformat 4.5 to it and writes the ids that cells lacked.
 */
export function serializeNotebook(notebook: Notebook): string {
  const { original } = notebook;
  if (original === undefined) return printNew(notebook);
  const before = parseNotebook(original);
  const sameMetadata = isDeepStrictEqual(before.metadata, notebook.metadata);
  if (sameMetadata && sameCells(before.cells, notebook.cells)) return original;

  const style = detectStyle(original.replace(/^\ufeff/, ""));
  const root = memberSpans(original, original.startsWith("\ufeff") ? 1 : 0);
  const changes = [
    { span: root.get("cells")!, text: cellsText(notebook, original, root.get("cells")!, style) },
  ];
  const metadata = root.get("metadata");
  if (!sameMetadata && metadata)
    changes.push({ span: metadata, text: printJson(notebook.metadata, style, 1) });
  if (notebook.nbformatMinor < minorWithIds)
    changes.push({ span: root.get("nbformat_minor")!, text: String(minorWithIds) });
  return replaceSpans(
    original,
    changes.sort((a, b) => a.span.start - b.span.start),
  );
}

function printNew(notebook: Notebook): string {
  const { metadata } = notebook;
  const cells = bracket(
    "[",
    notebook.cells.map((cell) => cellText(cell, nbformatStyle)),
    "]",
    nbformatStyle,
    1,
  );
  const members = [
    `"cells": ${cells}`,
    `"metadata": ${printJson(metadata, nbformatStyle, 1)}`,
    '"nbformat": 4',
    `"nbformat_minor": ${Math.max(notebook.nbformatMinor, minorWithIds)}`,
  ];
  return `${bracket("{", members, "}", nbformatStyle, 0)}${nbformatStyle.newline}`;
}

function sameCells(before: NotebookCell[], cells: NotebookCell[]): boolean {
  return before.length === cells.length && before.every((cell, index) => sameCell(cell, cells[index]!));
}

/** The new list of cells; with the same cells in the same places, all that stands between them is kept. */
function cellsText(notebook: Notebook, original: string, list: Span, style: JsonStyle): string {
  const texts = notebook.cells.map((cell) => cellText(cell, style));
  const spans = itemSpans(original, list.start);
  const inPlace =
    spans.length === texts.length &&
    spans.every((span, index) => original.slice(span.start, span.end) === notebook.cells[index]!.raw);
  if (!inPlace) return bracket("[", texts, "]", style, 1);
  const offset = list.start;
  return replaceSpans(
    original.slice(list.start, list.end),
    spans.map((span, index) => ({
      span: { start: span.start - offset, end: span.end - offset },
      text: texts[index]!,
    })),
  );
}
