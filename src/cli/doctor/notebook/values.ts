import type { AnyNode, Function as FunctionNode } from "acorn";

/** What is known of a value without running anything. Two equal objects are the same value at run time. */
export type Value =
  | { kind: "known"; value: string | number | boolean | null | undefined }
  | ObjectValue
  | { kind: "list"; items: Value[] }
  | { kind: "function"; node: FunctionNode; scope: Scope }
  | { kind: "imported"; name: string }
  | Made
  | { kind: "part"; of: Value; name: string }
  | { kind: "unknown" };

export interface ObjectValue {
  kind: "object";
  properties: Map<string, Value>;
  /** No property is missing, as where an unknown object is spread. */
  isWhole: boolean;
}

/** What a call gives: `by` is "name" of what "summnb" exports, "Class.name" of its statics, ".name" of a method. */
export interface Made {
  kind: "made";
  by: string;
  receiver?: Value;
  args: Value[];
  /** What functions among the arguments return. */
  returned: (Value | undefined)[];
  /** Index of the cell. */
  cell: number;
}

export const unknown: Value = { kind: "unknown" };
export const known = (value: string | number | boolean | null | undefined): Value => ({
  kind: "known",
  value,
});

/** Variables, those of the notebook outermost. */
export class Scope {
  readonly #values = new Map<string, Value>();

  constructor(private readonly outer?: Scope) {}

  get(name: string): Value | undefined {
    return this.#values.get(name) ?? this.outer?.get(name);
  }

  declare(name: string, value: Value): void {
    this.#values.set(name, value);
  }

  assign(name: string, value: Value): void {
    if (this.#values.has(name) || !this.outer) this.#values.set(name, value);
    else this.outer.assign(name, value);
  }
}

/** A member of a value; what is not known of it stays tied to where it comes from. */
export function memberOf(value: Value, name: string): Value {
  if (value.kind === "object")
    return value.properties.get(name) ?? (value.isWhole ? known(undefined) : unknown);
  if (value.kind === "list" && /^\d+$/.test(name)) return value.items[Number(name)] ?? unknown;
  return value.kind === "unknown" || value.kind === "known" ? unknown : { kind: "part", of: value, name };
}

/** A property with a value that is known outright. */
export function literal(value: Value | undefined, name: string): unknown {
  const property = value?.kind === "object" ? value.properties.get(name) : undefined;
  return property ? plain(property) : undefined;
}

/** A value as JavaScript has it, undefined where a part of it is not known. */
export function plain(value: Value): unknown {
  if (value.kind === "known") return value.value;
  if (value.kind === "list") {
    const items = value.items.map(plain);
    return items.includes(undefined) ? undefined : items;
  }
  if (value.kind !== "object" || !value.isWhole) return undefined;
  const entries = [...value.properties].map(([name, property]) => [name, plain(property)] as const);
  return entries.some(([, property]) => property === undefined) ? undefined : Object.fromEntries(entries);
}

/** The properties of an object that are known outright. */
export function knownProperties(value: Value | undefined): Record<string, unknown> {
  if (value?.kind !== "object") return {};
  const entries = [...value.properties].map(([name, property]) => [name, plain(property)] as const);
  return Object.fromEntries(entries.filter(([, property]) => property !== undefined));
}

export type { AnyNode };
