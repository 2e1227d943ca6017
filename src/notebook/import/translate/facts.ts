import { join, type Kind, never } from "../kinds.js";

/** What is remembered of a function of the notebook. */
export interface FunctionFacts {
  /** Kinds of what it is called with, by parameter. */
  parameters: Kind[];
  result: Kind;
  isAsync: boolean;
  /** A model generates in it. */
  generates: boolean;
}

/**
 * What a pass over the notebook learns for the next one: a function is translated where it is defined, and what it
 * is called with stands below. Passes are repeated until they learn nothing new.
 */
export class Facts {
  readonly functions = new Map<string, FunctionFacts>();
  /** Names of the notebook, with what they are at its end. */
  readonly globals = new Map<string, Kind>();
  /** Declarations that are assigned to again, and whether with another kind of value. */
  readonly mutable = new Map<string, { isMixed: boolean }>();
  /** Declarations of dictionaries that get further keys. */
  readonly extended = new Set<string>();
  /** Names of devices whose value is used for more than to place a model. */
  readonly usedDevices = new Set<string>();
  /** Functions that are given to a trainer to compute metrics. */
  readonly metricFunctions = new Set<string>();
  /** Some model has `gradient_checkpointing_enable` called. */
  gradientCheckpointing = false;
  /** Names that the notebook imports from summnb or defines for itself. */
  readonly taken = new Set<string>();

  function(id: string): FunctionFacts {
    const found = this.functions.get(id) ?? {
      parameters: [],
      result: never,
      isAsync: false,
      generates: false,
    };
    this.functions.set(id, found);
    return found;
  }

  noteArgument(id: string, position: number, kind: Kind): void {
    const { parameters } = this.function(id);
    while (parameters.length <= position) parameters.push(never);
    parameters[position] = join(parameters[position]!, kind);
  }

  /** A text that is equal for equal facts. */
  get key(): string {
    const sorted = <V>(map: ReadonlyMap<string, V>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([
      sorted(this.functions),
      sorted(this.globals),
      sorted(this.mutable),
      [...this.extended].sort(),
      [...this.usedDevices].sort(),
      [...this.metricFunctions].sort(),
      this.gradientCheckpointing,
      [...this.taken].sort(),
    ]);
  }
}
