import { binding, type Code, code, objectOf } from "../code.js";
import type { HelperName } from "../helpers.js";
import type { Kind } from "../kinds.js";
import { safeName } from "../names.js";
import type { Expression, ImportedName, Span, Statement } from "../python/ast.js";
import type { ImportEntryKind } from "../report.js";
import { CellComments } from "./cell-comments.js";
import type { ParsedCell } from "./cells.js";
import { translateExpression } from "./expressions.js";
import { Facts } from "./facts.js";
import { type Binding, Scope } from "./scope.js";
import { Untranslated } from "./untranslated.js";

/** A function, or the notebook's cells: whoever waits in it makes it asynchronous. */
export interface Frame {
  isAsync: boolean;
  isGenerator: boolean;
  returned: Kind[];
  /** Token ids filled to one length that a function gives its rows, and whether it gives a mask. */
  paddedIds?: Span;
  hasMask?: boolean;
  /** A model generates in it. */
  generates?: boolean;
  /** Python's parameters, of a function. */
  isFunction: boolean;
  /** Names that `global` declares. */
  globals: Set<string>;
}

/** A block whose statements are being translated, for what must be declared around it. */
export interface Block {
  scope: Scope;
  statements: readonly Statement[];
  /** The statement that is being translated. */
  at: number;
  /** Names to declare before it. */
  hoisted: string[];
}

/** Something for the report, at a place of a cell. */
export interface Remark {
  kind: ImportEntryKind;
  cell: number;
  at: Span;
  message: string;
}

/** One pass over a notebook: what is known of it, and what has been said. */
export class Translator {
  readonly learned = new Facts();
  readonly imports = new Set<string>();
  readonly helpers = new Set<HelperName>();
  readonly remarks: Remark[] = [];
  readonly module = new Scope(undefined, "module");
  scope = this.module;
  frames: Frame[] = [newFrame(false)];
  blocks: Block[] = [];
  cell = 0;
  comments: CellComments;
  /** Models by the place that loaded them: those that a training or an adapter has changed. */
  readonly changedModels = new Map<string, { by: "training" | "adapter"; names: Set<string> }>();
  #said = new Set<string>();

  constructor(
    readonly cells: readonly ParsedCell[],
    /** What the pass before this one has learned. */
    readonly known: Facts,
    /** Names that must not become variables: what is imported and defined for the notebook. */
    private readonly taken: ReadonlySet<string>,
  ) {
    this.comments = new CellComments({ source: "", statements: [], comments: [] });
  }

  get frame(): Frame {
    return this.frames.at(-1)!;
  }

  get source(): string {
    return this.cells[this.cell]!.program?.source ?? "";
  }

  python({ from, to }: Span): string {
    return this.source.slice(from, to);
  }

  expression(node: Expression): Code {
    return translateExpression(this, node);
  }

  fail(reason: string, at?: Span): never {
    throw new Untranslated(reason, at);
  }

  /** A name that the notebook imports from summnb. */
  use(name: string): string {
    this.imports.add(name);
    return name;
  }

  /** A function that the notebook defines for itself. */
  helper(name: HelperName): string {
    this.helpers.add(name);
    return name;
  }

  /** Waits for a value, which makes the function around it asynchronous. */
  awaited(value: Code): Code {
    this.frame.isAsync = true;
    return { ...code(`await ${objectOf(value)}`, value.kind), binds: binding.unary };
  }

  remark(kind: ImportEntryKind, message: string, at: Span): void {
    this.remarks.push({ kind, cell: this.cell, at, message });
  }

  /** A remark that is made once in a notebook. */
  remarkOnce(kind: ImportEntryKind, message: string, at: Span): void {
    if (this.#said.has(message)) return;
    this.#said.add(message);
    this.remark(kind, message, at);
  }

  safeName(name: string): string {
    return safeName(name, this.taken);
  }

  find(name: string): Binding | undefined {
    const found = this.scope.find(name);
    if (found || !this.frames.some(({ isFunction }) => isFunction)) return found;
    // A function may use what a later cell defines.
    const kind = this.known.globals.get(name);
    return kind && { name: this.safeName(name), kind, cell: -1 };
  }

  /** `import a.b as c`, `from a import b`: names that stand for what they import. */
  bindImports(names: readonly ImportedName[]): void {
    for (const { module, name, alias } of names) {
      const path =
        name === undefined ? (alias === undefined ? module.split(".")[0]! : module) : `${module}.${name}`;
      if (name === "*") this.fail(`\`from ${module} import *\` does not say what it imports`);
      const bound = alias ?? name ?? path;
      this.scope.bindings.set(bound, { name: bound, kind: { type: "symbol", path }, cell: this.cell });
    }
  }

  /** What a name is from here on, where it is a variable. */
  rebind(node: Expression, kind: Kind): void {
    const found = node.type === "name" ? this.scope.find(node.name) : undefined;
    if (found) found.kind = kind;
  }

  /** Does something in a scope of its own. */
  inScope<T>(kind: "function" | "block", work: () => T): T {
    const outer = this.scope;
    this.scope = new Scope(outer, kind);
    try {
      return work();
    } finally {
      this.scope = outer;
    }
  }

  /** Does something in a frame of its own, such as an arrow function. */
  inFrame<T>(isFunction: boolean, work: (frame: Frame) => T): T {
    const frame = newFrame(isFunction);
    this.frames.push(frame);
    try {
      return work(frame);
    } finally {
      this.frames.pop();
    }
  }

  /** Forgets what was said, used and taken since the mark, when what was begun is given up. */
  mark(): () => void {
    const { remarks, imports, helpers } = this;
    const said = remarks.length;
    const sets = [imports, helpers, this.#said] as Set<unknown>[];
    const before = sets.map((set) => new Set(set));
    const isAsync = this.frame.isAsync;
    const comments = this.comments.mark();
    return () => {
      remarks.length = said;
      sets.forEach((set, index) => {
        for (const value of set) if (!before[index]!.has(value)) set.delete(value);
      });
      this.frame.isAsync = isAsync;
      comments();
    };
  }
}

export function newFrame(isFunction: boolean): Frame {
  return { isAsync: false, isGenerator: false, returned: [], isFunction, globals: new Set() };
}
