import { Parameter, StateBuffer } from "./parameter.js";

/**
 * A part of a model. Its properties that are modules or parameters are its children, under the property's
 * name: property names are therefore those of Hugging Face's state dicts.
 */
export abstract class Module {
  /** Dropout is on; set for a whole tree by `train()` and `eval()`. */
  training = false;

  /** Direct children in the order of their definition. */
  namedChildren(): [name: string, child: Module][] {
    return Object.entries(this).filter((entry): entry is [string, Module] => entry[1] instanceof Module);
  }

  /** This module and all below, parents first; the root's name is "". */
  *namedModules(prefix = ""): Generator<[name: string, module: Module]> {
    yield [prefix, this];
    for (const [name, child] of this.namedChildren())
      yield* child.namedModules(prefix ? `${prefix}.${name}` : name);
  }

  /** All parameters by their full names; a shared one comes once, under its first name, unless `all`. */
  *namedParameters(all = false): Generator<[name: string, parameter: Parameter]> {
    for (const entry of this.namedWeights(all))
      if (entry[1] instanceof Parameter) yield entry as [string, Parameter];
  }

  /** What a checkpoint holds: parameters and buffers by their full names, as `namedParameters`. */
  *namedWeights(all = false): Generator<[name: string, weight: Parameter | StateBuffer]> {
    const seen = new Set<unknown>();
    for (const [prefix, module] of this.namedModules())
      for (const [name, value] of Object.entries(module)) {
        if (!(value instanceof Parameter || value instanceof StateBuffer) || (seen.has(value) && !all))
          continue;
        seen.add(value);
        yield [prefix ? `${prefix}.${name}` : name, value];
      }
  }

  parameters(): Parameter[] {
    return [...this.namedParameters()].map(([, parameter]) => parameter);
  }

  trainableParameters(): Parameter[] {
    return this.parameters().filter((parameter) => parameter.requiresGrad);
  }

  /** Puts another module in a child's place, such as a LoRA layer around a linear one. */
  replaceChild(name: string, child: Module): void {
    (this as unknown as Record<string, Module>)[name] = child;
    child.train(this.training);
  }

  train(mode = true): this {
    for (const [, module] of this.namedModules()) module.training = mode;
    return this;
  }

  eval(): this {
    return this.train(false);
  }

  requiresGrad(value: boolean): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = value;
    return this;
  }

  /** Gives the memory of this module and of all below back now; they can't be used any more. */
  free(): void {
    for (const [, module] of this.namedModules()) module.freeKept();
    for (const [, weight] of this.namedWeights()) if (weight.materialized) weight.data.free();
  }

  /** Frees what a module keeps besides its weights, such as a table that it computes once. */
  protected freeKept(): void {}
}

/** Modules in a row; children are named "0", "1", … */
export class ModuleList<M extends Module> extends Module {
  readonly items: M[];

  constructor(items: readonly M[]) {
    super();
    this.items = [...items];
  }

  override namedChildren(): [string, Module][] {
    return this.items.map((item, i) => [String(i), item]);
  }

  override replaceChild(name: string, child: Module): void {
    this.items[Number(name)] = child as M;
  }
}
