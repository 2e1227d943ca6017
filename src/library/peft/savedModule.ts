import { SummnbError } from "../errors.js";
import { Embedding, LayerNorm, Linear, Module, Parameter, RMSNorm } from "../nn/index.js";
import { noGrad } from "../tensor/autograd.js";
import * as ops from "../tensor/ops.js";
import { withoutScope } from "../tensor/scope.js";
import { ModuleDict } from "./dictionaries.js";

/** A layer that holds weights and no other layers. */
type Leaf = Linear | Embedding | RMSNorm | LayerNorm;

const leafClasses: readonly (new (...args: never[]) => Leaf)[] = [Linear, Embedding, RMSNorm, LayerNorm];

export const isLeaf = (module: Module): module is Leaf =>
  leafClasses.includes(module.constructor as new (...args: never[]) => Leaf);

const ownParameters = (module: Module): [string, Parameter][] =>
  Object.entries(module).filter((entry): entry is [string, Parameter] => entry[1] instanceof Parameter);

/** The same layer with parameters of its own. */
function copyOf<M extends Leaf>(module: M): M {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(module)), module) as M;
  for (const [name, parameter] of ownParameters(module)) {
    const own = new Parameter(parameter.shape, parameter.options);
    if (parameter.materialized) own.data = withoutScope(() => noGrad(() => ops.clone(parameter.data)));
    Object.assign(copy, { [name]: own });
  }
  return copy;
}

/** A layer that an adapter trains whole: its copy computes while the adapter is active, the layer itself stays. */
export class SavedModule extends Module {
  readonly modules_to_save = new ModuleDict<Leaf>();
  #current: Leaf;
  #active: string | undefined;
  #enabled = true;

  constructor(readonly original_module: Leaf) {
    super();
    this.#current = original_module;
  }

  add(name: string): void {
    this.modules_to_save.set(name, copyOf(this.original_module));
  }

  get isEmpty(): boolean {
    return this.modules_to_save.namedChildren().length === 0;
  }

  has(name: string): boolean {
    return this.modules_to_save.get(name) !== undefined;
  }

  /** A copy's parameters by their names in PEFT's files. */
  adapterParameters(name: string): [name: string, parameter: Parameter][] {
    const copy = this.modules_to_save.get(name);
    return copy ? ownParameters(copy) : [];
  }

  /** @throws SummnbError when two of the adapters have their own copy */
  activate(names: readonly string[]): void {
    const own = names.filter((name) => this.has(name));
    if (own.length > 1)
      throw new SummnbError(
        `The adapters ${own.map((name) => `"${name}"`).join(" and ")} each train a copy of one layer (modulesToSave), so only one of them can be active at a time.`,
      );
    this.#active = own[0];
    this.#refresh();
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(value: boolean) {
    this.#enabled = value;
    this.#refresh();
  }

  #refresh(): void {
    const copy = this.#active === undefined ? undefined : this.modules_to_save.get(this.#active);
    this.#current = (this.#enabled && copy) || this.original_module;
  }

  delete(name: string): void {
    if (this.#active === name) this.activate([]);
    for (const [, parameter] of this.adapterParameters(name))
      if (parameter.materialized) parameter.data.free();
    this.modules_to_save.delete(name);
  }

  /** Makes the active copy's values the layer's own, for good. */
  bake(): void {
    const original = this.original_module as unknown as Record<string, Parameter>;
    for (const [name, parameter] of this.adapterParameters(this.#active ?? ""))
      original[name]!.data = withoutScope(() => noGrad(() => ops.clone(parameter.data)));
  }

  /** What computes now. */
  get current(): Leaf {
    return this.#current;
  }

  get weight(): Parameter {
    return this.#current.weight;
  }

  forward(x: never): unknown {
    return this.#current.forward(x);
  }
}
