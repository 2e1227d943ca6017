import type { Code } from "../code.js";
import type { Kind } from "../kinds.js";
import type { Attribute, Call, Expression } from "../python/ast.js";
import type { Translator } from "../translate/translator.js";

/** Translates a call of something importable, or of Python's own functions. */
export type SymbolCall = (t: Translator, node: Call, path: string) => Code;

/** Translates a call of a value's method. */
export type MethodCall = (t: Translator, object: Code, node: Call) => Code;

/** Translates a value's attribute. */
export type AttributeRead = (t: Translator, object: Code, node: Attribute) => Code;

/** What is known of one library. Names are Python's. */
export interface Recognisers {
  /** By full name, such as `datasets.load_dataset`. */
  calls?: Readonly<Record<string, SymbolCall>>;
  /** Importable values, such as `torch.bfloat16`. */
  values?: Readonly<Record<string, (t: Translator, node: Expression) => Code>>;
  methods?: Readonly<Partial<Record<Kind["type"], Readonly<Record<string, MethodCall>>>>>;
  attributes?: Readonly<Partial<Record<Kind["type"], Readonly<Record<string, AttributeRead>>>>>;
}

/** A statement that says nothing here. */
export const dropped =
  (reason: string): SymbolCall =>
  () => ({ text: "undefined", binds: 20, kind: { type: "none" }, dropped: reason });

/** A method that gives the object itself. */
export const same =
  (reason: string): MethodCall =>
  (_t, object) => ({ ...object, dropped: reason });
