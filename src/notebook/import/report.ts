/** What became of a place in the Python notebook. */
export type ImportEntryKind =
  /** Left as a comment for a person: nothing here says what it does. */
  | "untranslated"
  /** Left out on purpose: summnb does it by itself, or has no need of it. */
  | "dropped"
  /** Translated, with something a person should know. */
  | "note"
  /** Translated as it is, and a mistake: what it does wrong, and the right way. */
  | "mistake";

export interface ImportEntry {
  kind: ImportEntryKind;
  /** Of the cell in the imported notebook. */
  cellId: string;
  /** Number of the cell in the Python notebook, counted from 1 over cells of all kinds. */
  cell: number;
  /** Line in that cell, counted from 1. */
  line: number;
  /** One sentence. */
  message: string;
  /** The Python in question. */
  python: string;
}

/** How many cells became what. Cells without any code left, such as of imports alone, count as translated. */
export interface ImportCounts {
  markdown: number;
  raw: number;
  code: number;
  /** Code cells of which nothing is left as a comment for a person. */
  translated: number;
  /** Code cells of which a part is. */
  partly: number;
  /** Code cells of which all is. */
  untranslated: number;
}

/** What an import did, for the notebook's first cell, `summnb import --json` and the editor. */
export interface ImportReport {
  /** Name of the Python notebook, as it was given. */
  name: string;
  counts: ImportCounts;
  entries: ImportEntry[];
}

/** Whether nothing is left for a person to translate. */
export function isComplete({ counts }: ImportReport): boolean {
  return counts.partly === 0 && counts.untranslated === 0;
}
