import { Module, type Parameter, type StateBuffer } from "../nn/index.js";

/** Modules by their adapter's name, as PEFT's module dictionaries: a name is a part of its weights' names. */
export class ModuleDict<M extends Module> extends Module {
  readonly #items = new Map<string, M>();

  override namedChildren(): [string, Module][] {
    return [...this.#items];
  }

  override replaceChild(name: string, child: Module): void {
    this.#items.set(name, child as M);
  }

  get(name: string): M | undefined {
    return this.#items.get(name);
  }

  set(name: string, module: M): void {
    this.#items.set(name, module);
    module.train(this.training);
  }

  delete(name: string): void {
    this.#items.delete(name);
  }
}

/** Arrays by their adapter's name: each is a property, so that the module's tree has it under that name. */
export class WeightDict<W extends Parameter | StateBuffer> extends Module {
  readonly #items = new Map<string, W>();

  get(name: string): W | undefined {
    return this.#items.get(name);
  }

  set(name: string, weight: W): void {
    this.#items.set(name, weight);
    Object.defineProperty(this, name, { value: weight, enumerable: true, configurable: true });
  }

  delete(name: string): void {
    if (this.#items.delete(name)) delete (this as unknown as Record<string, W>)[name];
  }
}

/** Names that would hide a property of the modules above, besides those with a dot, which separates names. */
export const isAdapterName = (name: unknown): name is string =>
  typeof name === "string" &&
  name !== "" &&
  !name.includes(".") &&
  !name.includes("lora_") &&
  !(name in WeightDict.prototype) &&
  name !== "training";
