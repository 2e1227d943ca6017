import { redact } from "../../protocol/secrets.js";
import { defaultMetadata, minorWithIds, type Notebook, type NotebookCell } from "../model.js";
import { assemble } from "./assemble.js";
import { helpers } from "./helpers.js";
import { type Magic, plainCell } from "./magics.js";
import { PythonSyntaxError, parsePython } from "./python/parse.js";
import { readPythonNotebook } from "./read.js";
import type { ImportReport } from "./report.js";
import { type CellText, translateCell } from "./translate/cell.js";
import type { ParsedCell } from "./translate/cells.js";
import { Facts } from "./translate/facts.js";
import { Translator } from "./translate/translator.js";

export interface ImportOptions {
  /** Of the Python notebook, for the report: its file's name. */
  name?: string;
}

export interface ImportResult {
  notebook: Notebook;
  report: ImportReport;
}

/** A code cell on its way: what is known of it before it is translated. */
export interface SourceCell extends ParsedCell {
  cell: NotebookCell;
  magics: Magic[];
  /** Why none of it is Python. */
  broken?: string;
}

/** Passes after which what is known of functions has settled in any notebook that people write. */
const mostPasses = 8;

/**
 * Turns a Jupyter notebook of Python (nbformat 3 or 4) that uses Transformers, Datasets, PEFT and evaluate into a
 * notebook of summnb. Markdown is kept, recognised Python is translated, and what is not recognised stays as a
 * comment for a person.
 * @throws NotebookFormatError for what is no such file
 */
export function importNotebook(
  file: string | Uint8Array,
  { name = "the notebook" }: ImportOptions = {},
): ImportResult {
  const source = readPythonNotebook(file);
  const cells = source.cells.map(readCell);
  const { translator, texts } = translate(cells);
  const { made, report } = assemble({ name, cells, texts, translator });
  const notebook: Notebook = { cells: made, metadata: defaultMetadata(), nbformatMinor: minorWithIds };
  for (const cell of made) cell.source = redact(cell.source);
  for (const entry of report.entries) {
    entry.python = redact(entry.python);
    entry.message = redact(entry.message);
  }
  return { notebook, report };
}

function readCell(cell: NotebookCell, index: number): SourceCell {
  const base = { number: index + 1, cell, magics: [] };
  if (cell.type !== "code" || cell.source.trim() === "") return base;
  const { python, magics, other } = plainCell(cell.source);
  if (other !== undefined)
    return { ...base, broken: `\`${other}\` makes this cell something else than Python` };
  try {
    const program = parsePython(python);
    return { ...base, magics, program: { ...program, source: cell.source } };
  } catch (error) {
    if (!(error instanceof PythonSyntaxError)) throw error;
    return { ...base, broken: `line ${error.line} is not Python that can be read` };
  }
}

/** Repeats the translation until a pass learns nothing new. */
function translate(cells: readonly SourceCell[]): { translator: Translator; texts: Map<number, CellText> } {
  let known = new Facts();
  for (let pass = 1; ; pass++) {
    const translator = new Translator(cells, known, known.taken);
    const texts = new Map<number, CellText>();
    cells.forEach(({ program, magics }, index) => {
      if (program) texts.set(index, translateCell(translator, index, magics));
    });
    const { learned } = translator;
    for (const [name, { kind, missing }] of translator.module.bindings)
      if (missing === undefined && kind.type !== "symbol") learned.globals.set(name, kind);
    for (const name of [...translator.imports, ...translator.helpers]) learned.taken.add(name);
    for (const helper of translator.helpers)
      for (const used of helpers[helper].imports) learned.taken.add(used);
    if (learned.key === known.key || pass === mostPasses) return { translator, texts };
    known = learned;
  }
}
