import ts from "typescript";
import { type Binding, bindingsOf } from "./bindings.js";
import { missingClosers } from "./brackets.js";

/** A mistake in a cell's own grammar. */
export interface SyntaxFault {
  start: number;
  length: number;
  message: ts.DiagnosticMessageChain | string;
  code: number;
}

/** A cell of a notebook as a module of TypeScript: its text, and behind it what it shares with other cells. */
export class Cell {
  private ownText = "";
  private suffix = "";
  private snapshot: ts.IScriptSnapshot | undefined;
  private revision = 0;
  bindings: ReadonlyMap<string, Binding> = new Map();
  faults: readonly SyntaxFault[] = [];

  constructor(
    readonly key: string,
    /** Path of the module, in the notebook's folder; there is no such file. */
    readonly fileName: string,
    /** How other cells import it. */
    readonly module: string,
  ) {}

  get text(): string {
    return this.ownText;
  }

  set text(text: string) {
    if (text === this.ownText) return;
    this.ownText = text;
    const file = ts.createSourceFile(this.fileName, `${text}\n;export {};`, ts.ScriptTarget.ESNext);
    this.bindings = bindingsOf(file);
    this.faults = parseFaults(file).map(({ start, length, messageText, code }) => ({
      start: Math.min(start ?? 0, text.length),
      length: Math.min(length ?? 0, Math.max(0, text.length - (start ?? 0))),
      message: messageText,
      code,
    }));
    this.changed();
  }

  /** What stands behind the text. */
  surround(suffix: string): void {
    if (suffix === this.suffix) return;
    this.suffix = suffix;
    this.changed();
  }

  get version(): string {
    return String(this.revision);
  }

  get script(): ts.IScriptSnapshot {
    const closers = this.faults.length ? missingClosers(this.ownText) : "";
    this.snapshot ??= ts.ScriptSnapshot.fromString(this.ownText + closers + this.suffix);
    return this.snapshot;
  }

  private changed(): void {
    this.revision++;
    this.snapshot = undefined;
  }
}

/** TypeScript keeps them on the file, and gives them out only through a whole program. */
function parseFaults(file: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (file as unknown as { parseDiagnostics: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics;
}
