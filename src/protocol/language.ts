/**
 * What the host and the language-service process say to each other: `vscode-jsonrpc` over the child's IPC
 * channel. Places in a cell are offsets in UTF-16 units from its start; cells are named by keys of the host's.
 */

/** The notebook as it is now. A cell without a text keeps the one that it was last given. */
export interface LanguageNotebook {
  notebook: string;
  /** Folder that relative imports and packages are resolved from. */
  folder: string;
  /** All code cells, in their order. */
  cells: { cell: string; text?: string }[];
}

export interface LanguagePlace {
  notebook: string;
  cell: string;
  offset: number;
}

/** A span of a cell; `end` is the offset after its last character. */
export interface LanguageSpan {
  start: number;
  end: number;
}

/** A column of a data set that a kernel holds, with the type of its values in TypeScript's notation. */
export interface DatasetColumn {
  name: string;
  type: string;
}

/** What a kernel knows of the data sets in its variables; replaces what was known before. */
export interface LanguageColumns {
  notebook: string;
  variables: {
    name: string;
    /** The cell that set the variable, and its text when it ran: once it was changed, the columns may be others. */
    cell: string;
    text: string;
    columns: DatasetColumn[];
  }[];
}

export interface LanguageDiagnostic extends LanguageSpan {
  message: string;
  severity: "error" | "warning" | "hint";
  /** TypeScript's number of the message. */
  code: number;
  deprecated?: boolean;
}

/** A kind of TypeScript's, such as `method` or `const`. */
export type LanguageSymbolKind = string;

export interface LanguageCompletion {
  name: string;
  kind: LanguageSymbolKind;
  sortText: string;
  insertText?: string;
  /** What the completion replaces, where that is not the word at the place. */
  replaces?: LanguageSpan;
  optional?: boolean;
  deprecated?: boolean;
  /** Module that the name must be imported from. */
  from?: string;
}

export interface LanguageCompletions {
  items: LanguageCompletion[];
  /** Typing one of these accepts the chosen item. */
  commitCharacters: string[];
  /** After a dot: nothing but members fits. */
  isMember: boolean;
}

export interface LanguageCompletionDetails {
  /** The declaration in one line or more. */
  detail: string;
  documentation: string;
  /** What also changes in the cell, such as the import of the name. */
  edits: (LanguageSpan & { text: string })[];
}

export interface LanguageHover extends LanguageSpan {
  /** The declaration as code, and what its comment says as Markdown. */
  code: string;
  documentation: string;
}

export interface LanguageSignatures {
  signatures: {
    label: string;
    documentation: string;
    parameters: { label: [number, number]; documentation: string }[];
  }[];
  activeSignature: number;
  activeParameter: number;
}

/** A place that something is declared at: in a cell, or in a file. Lines and characters count from 0. */
export type LanguageDefinition =
  | ({ cell: string } & LanguageSpan)
  | { file: string; line: number; character: number };

/** Names of a cell's variables that hold data sets. */
export type LanguageDatasets = string[];

/** JSON-RPC method names. `update` and `columns` are notifications, `close` as well. */
export const languageMethods = {
  update: "update",
  columns: "columns",
  close: "close",
  diagnostics: "diagnostics",
  completions: "completions",
  completionDetails: "completionDetails",
  hover: "hover",
  signatures: "signatures",
  definitions: "definitions",
  datasets: "datasets",
} as const;
