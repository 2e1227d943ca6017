import type { Kind } from "../kinds.js";

/** What a Python name stands for. */
export interface Binding {
  /** Its name in TypeScript. */
  name: string;
  kind: Kind;
  /** Why it has no value here: what was to give it is not translated. */
  missing?: string;
  /** Place of its declaration; undefined for parameters, imports and what a loop sets. */
  declaration?: string;
  /** Cell of its declaration. */
  cell: number;
}

/** Names of the notebook, of a function, or of a block of either. */
export class Scope {
  readonly bindings = new Map<string, Binding>();

  constructor(
    readonly parent: Scope | undefined,
    /** Blocks share the frame around them. */
    readonly kind: "module" | "function" | "block",
  ) {}

  /** The scope that Python gives its names: the nearest function, or the notebook. */
  get owner(): Scope {
    return this.kind === "block" ? this.parent!.owner : this;
  }

  find(name: string): Binding | undefined {
    return this.bindings.get(name) ?? this.parent?.find(name);
  }

  /** A name of this function, or of the notebook outside of functions. */
  findOwn(name: string): Binding | undefined {
    const found = this.bindings.get(name);
    if (found || this.kind !== "block") return found;
    return this.parent!.findOwn(name);
  }
}
