import { type NotebookCell, newCell } from "../model.js";
import { type HelperName, helpers } from "./helpers.js";
import type { SourceCell } from "./import-notebook.js";
import type { ImportCounts, ImportEntry, ImportReport } from "./report.js";
import { reportText } from "./report-cell.js";
import type { CellText } from "./translate/cell.js";
import type { Translator } from "./translate/translator.js";

interface Parts {
  name: string;
  cells: readonly SourceCell[];
  texts: ReadonlyMap<number, CellText>;
  translator: Translator;
}

/** The new notebook's cells: the report, what all of it needs, and the translated ones in their order. */
export function assemble(parts: Parts): { made: NotebookCell[]; report: ImportReport } {
  const { name, cells, texts, translator } = parts;
  const counts: ImportCounts = { markdown: 0, raw: 0, code: 0, translated: 0, partly: 0, untranslated: 0 };
  const translated = cells.map((source, index) => {
    const { cell } = source;
    const made: NotebookCell = { ...newCell(cell.type, cell.source, cell.id), metadata: keptMetadata(cell) };
    if (cell.attachments) made.attachments = cell.attachments;
    if (cell.type !== "code") {
      counts[cell.type]++;
      return made;
    }
    counts.code++;
    const state = stateOf(source, texts.get(index));
    counts[state]++;
    made.source = codeText(source, texts.get(index));
    return made;
  });
  const report: ImportReport = { name, counts, entries: entriesOf(parts) };
  const ids = new Set(translated.map(({ id }) => id));
  const head = newCell("markdown", reportText(report), freeId("import-report", ids));
  const needs = preamble(translator);
  const support = needs === "" ? [] : [newCell("code", needs, freeId("import-preamble", ids))];
  return { made: [head, ...support, ...translated], report };
}

/** Of a cell's metadata only what people write themselves; editors of Python keep theirs. */
function keptMetadata({ metadata }: NotebookCell): Record<string, unknown> {
  const { tags } = metadata;
  return Array.isArray(tags) && tags.length > 0 ? { tags } : {};
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  while (taken.has(id)) id += "-";
  return id;
}

function stateOf(
  { broken }: SourceCell,
  text: CellText | undefined,
): "translated" | "partly" | "untranslated" {
  if (broken !== undefined) return "untranslated";
  if (!text || text.left === 0) return "translated";
  return text.left < text.all ? "partly" : "untranslated";
}

function codeText({ cell, broken }: SourceCell, text: CellText | undefined): string {
  if (broken !== undefined) {
    const lines = cell.source.split("\n").map((line) => `//   ${line}`.trimEnd());
    return [`// summnb import: not translated: ${broken}.`, ...lines].join("\n");
  }
  if (!text) return "";
  if (text.text === "" && text.onlyImports)
    return "// The imports of this notebook stand in its first code cell.";
  return text.text;
}

/** The imports of all cells and the functions that they need. */
function preamble({ imports, helpers: used }: Translator): string {
  const names = new Set(imports);
  for (const helper of used) for (const name of helpers[helper].imports) names.add(name);
  const sorted = [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const lines = wrap(sorted);
  const list =
    lines.length === 1
      ? `{ ${lines[0]!.slice(0, -1)} }`
      : `{\n${lines.map((line) => `  ${line}`).join("\n")}\n}`;
  const sources = [...used].sort().map((name: HelperName) => helpers[name].source);
  return [...(sorted.length > 0 ? [`import ${list} from "summnb";`] : []), ...sources].join("\n\n");
}

const lineLength = 90;

/** Names with commas, as many on a line as fit. */
function wrap(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length + 2 <= lineLength)
      lines[lines.length - 1] = `${last} ${name},`;
    else lines.push(`${name},`);
  }
  return lines;
}

/** What was said of places, in their order, each once. */
function entriesOf({ cells, translator }: Parts): ImportEntry[] {
  const remarks = translator.remarks.map(({ kind, cell, at, message }): ImportEntry => {
    const source = cells[cell]!;
    const text = source.cell.source;
    return {
      kind,
      cellId: source.cell.id,
      cell: source.number,
      line: text.slice(0, at.from).split("\n").length,
      message,
      python: text.slice(at.from, at.to),
    };
  });
  const broken = cells
    .filter((cell) => cell.broken !== undefined)
    .map(
      ({ cell, number, broken: why }): ImportEntry => ({
        kind: "untranslated",
        cellId: cell.id,
        cell: number,
        line: 1,
        message: `The whole cell is left: ${why}.`,
        python: cell.source,
      }),
    );
  const seen = new Set<string>();
  return [...remarks, ...broken]
    .filter((entry) => {
      const key = JSON.stringify([entry.kind, entry.cell, entry.line, entry.message]);
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => a.cell - b.cell || a.line - b.line);
}
