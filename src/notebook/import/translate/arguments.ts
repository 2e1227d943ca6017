import { type Code, objectLiteral, type Property } from "../code.js";
import { camelCase } from "../names.js";
import type { Argument, Call, Expression } from "../python/ast.js";
import type { Translator } from "./translator.js";

/** How the value of one argument becomes a property: a property, or nothing where it was left out. */
export type PropertyOf = (value: Expression, argument: Argument) => Property | Property[] | undefined;

/** The arguments of a call, each of which is taken once; what nobody takes has no translation. */
export class CallArguments {
  readonly #left: Argument[];
  readonly #positions: Argument[];

  constructor(
    private readonly t: Translator,
    readonly node: Call,
    /** Of what is called, for messages. */
    readonly name: string,
  ) {
    this.#left = [...node.args];
    this.#positions = node.args.filter((argument) => argument.name === undefined && !argument.star);
  }

  /** How many have no name. */
  get positional(): number {
    return this.#positions.length;
  }

  has(name: string, position?: number): boolean {
    return this.#find(name, position) !== undefined;
  }

  #find(name: string, position: number | undefined): Argument | undefined {
    const named = this.#left.find((argument) => argument.name === name);
    if (named || position === undefined) return named;
    const placed = this.#positions[position];
    return placed && this.#left.includes(placed) ? placed : undefined;
  }

  /** The value given under this name, or at this position. */
  take(name: string, position?: number): Expression | undefined {
    const found = this.#find(name, position);
    if (found) this.#left.splice(this.#left.indexOf(found), 1);
    return found?.value;
  }

  code(name: string, position?: number): Code | undefined {
    const found = this.take(name, position);
    return found && this.t.expression(found);
  }

  require(name: string, position?: number): Code {
    return this.code(name, position) ?? this.t.fail(`\`${this.name}\` has no \`${name}\` here`, this.node);
  }

  /** A text, number, boolean or null that is written out; undefined for what is computed or not given. */
  literal(name: string, position?: number): string | number | boolean | null | undefined {
    const found = this.#find(name, position);
    return found && literalOf(found.value);
  }

  /** Passes over what changes nothing here. */
  skip(...names: string[]): void {
    for (const name of names) this.take(name);
  }

  /** Takes one argument, as the caller has read it. */
  remove(argument: Argument): void {
    this.#left.splice(this.#left.indexOf(argument), 1);
  }

  /** All that is left, in the order of the call. */
  rest(): Argument[] {
    return this.#left.splice(0);
  }

  /** Says that nothing more is understood. */
  finish(): void {
    const [left] = this.#left;
    if (!left) return;
    const what = left.name ?? (left.star ? `${left.star}…` : this.t.python(left));
    this.t.fail(`the argument \`${what}\` of \`${this.name}\` has no counterpart here`, left);
  }

  /**
   * The arguments that are left as properties of an object, with the comments beside them. `**options` is spread.
   * @param known names that are taken over in camelCase, and what becomes of others
   */
  properties(known: Readonly<Record<string, true | PropertyOf>>, other?: PropertyOf): Property[] {
    const properties: Property[] = [];
    const left = this.rest();
    left.forEach((argument, index) => {
      const { name = "", star } = argument;
      const wanted = Object.hasOwn(known, name) ? known[name] : undefined;
      const previous = left[index - 1];
      const above = previous
        ? this.t.comments.between(previous.to, argument.from)
        : this.t.comments.between(this.node.from, argument.from);
      const read = this.#property(argument, wanted, other);
      const comment = this.t.comments.after(argument.to);
      const made = [read ?? []].flat();
      if (star === undefined && name === "") this.#left.push(argument);
      const [first] = made;
      if (first) {
        first.above = [...above.map(({ text }) => text), ...(first.above ?? [])];
        if (comment && first.comment === undefined) first.comment = comment.text;
      }
      properties.push(...made);
    });
    this.finish();
    return properties;
  }

  #property(
    argument: Argument,
    wanted: true | PropertyOf | undefined,
    other: PropertyOf | undefined,
  ): Property | Property[] | undefined {
    const { name, star, value } = argument;
    if (star === "**") return { value: spreadOptions(this.t, value) };
    if (wanted === true) return { key: camelCase(name!), value: this.t.expression(value) };
    if (wanted) return wanted(value, argument);
    if (other && name !== undefined) return other(value, argument);
    if (name !== undefined)
      this.t.fail(`the argument \`${name}\` of \`${this.name}\` has no counterpart here`, argument);
    return undefined;
  }
}

/** `**options`: a dictionary's keys are Python's names. */
function spreadOptions(t: Translator, value: Expression): Code {
  const options = t.expression(value);
  if (options.kind.type !== "dict") t.fail(`it is not known what \`**${t.python(value)}\` holds`, value);
  if (value.type === "dict") {
    const properties = value.entries.map(({ key, value: entry }): Property => {
      if (key?.type !== "text") return t.fail("a key is computed", value);
      return { key: camelCase(key.value), value: t.expression(entry) };
    });
    return objectLiteral(properties, options.kind);
  }
  return { ...options, text: `${t.helper("camelCaseKeys")}(${options.text})` };
}

/** Properties as the last argument of a call; nothing where there are none. */
export function optionsText(properties: readonly Property[]): string[] {
  const [first] = properties;
  if (!first) return [];
  const isSpread = properties.length === 1 && first.key === undefined;
  return [isSpread ? first.value.text : objectLiteral(properties).text];
}

export function literalOf(value: Expression): string | number | boolean | null | undefined {
  if (value.type === "text") return value.value;
  if (value.type === "constant") return value.value;
  if (value.type === "number") return Number(value.text.replaceAll("_", ""));
  if (value.type === "unary" && value.operator === "-" && value.operand.type === "number")
    return -Number(value.operand.text.replaceAll("_", ""));
  return undefined;
}
