import {
  type AttributeProto,
  attributeTypes,
  type DimensionProto,
  type ElementType,
  elementTypes,
  type GraphProto,
  type NodeProto,
  type ValueInfoProto,
} from "../proto/messages.js";
import type { Initializers } from "./initializers.js";

/** A value in a graph: the name of an input, an initializer or a node's output. */
export type Value = string;

/** A whole number's attribute, a fraction's (which ONNX sets apart), a list, a text or a subgraph. */
export type Attribute = number | { float: number } | readonly number[] | string | GraphProto;

/** A length, or the name of one that differs between runs. */
export type Dimension = number | string;

function attributeProto(name: string, value: Attribute): AttributeProto {
  if (typeof value === "number") return { name, type: attributeTypes.int, i: value };
  if (typeof value === "string") return { name, type: attributeTypes.string, s: Buffer.from(value) };
  if (Array.isArray(value)) return { name, type: attributeTypes.ints, ints: [...value] };
  if ("float" in value) return { name, type: attributeTypes.float, f: value.float };
  return { name, type: attributeTypes.graph, g: value as GraphProto };
}

export function valueInfo(name: string, type: ElementType, dims: readonly Dimension[]): ValueInfoProto {
  const dim = dims.map(
    (extent): DimensionProto => (typeof extent === "number" ? { dimValue: extent } : { dimParam: extent }),
  );
  return { name, type: { tensorType: { elemType: elementTypes[type].code, shape: { dim } } } };
}

/** Builds a graph node by node. Constants and weights go into a table that several graphs may share. */
export class GraphBuilder {
  readonly #nodes: NodeProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  /** A value's name inside to its name as an output. */
  readonly #outputNames = new Map<Value, string>();
  readonly #derived = new Map<string, Value>();
  readonly #counts = new Map<string, number>();
  #scope: string;

  constructor(
    readonly name: string,
    readonly initializers: Initializers,
    /** Begins the names of all nodes: those of a branch differ from those of its siblings. */
    scope = "",
  ) {
    this.#scope = scope;
  }

  /** Nodes that `build` adds have names that begin with `scope`, as modules' names do. */
  within<T>(scope: string, build: () => T): T {
    const outer = this.#scope;
    this.#scope = `${outer}/${scope}`;
    try {
      return build();
    } finally {
      this.#scope = outer;
    }
  }

  input(name: string, type: ElementType, dims: readonly Dimension[]): Value {
    this.#inputs.push(valueInfo(name, type, dims));
    return name;
  }

  output(name: string, type: ElementType, dims: readonly Dimension[], value: Value): void {
    this.#outputs.push(valueInfo(name, type, dims));
    this.#outputNames.set(value, name);
  }

  /** Adds a node with `count` outputs; "" stands for an input that is left out. */
  nodes(
    opType: string,
    inputs: readonly Value[],
    attributes: Record<string, Attribute>,
    count: number,
  ): Value[] {
    const plain = `${this.#scope}/${opType}`;
    const number = this.#counts.get(plain) ?? 0;
    this.#counts.set(plain, number + 1);
    const name = number === 0 ? plain : `${plain}_${number}`;
    const output = Array.from({ length: count }, (_, i) => `${name}_output_${i}`);
    const attribute = Object.entries(attributes).map(([key, value]) => attributeProto(key, value));
    this.#nodes.push({ name, opType, input: [...inputs], output, attribute });
    return output;
  }

  /** Adds a node with one output. */
  node(opType: string, inputs: readonly Value[], attributes: Record<string, Attribute> = {}): Value {
    return this.nodes(opType, inputs, attributes, 1)[0]!;
  }

  /** What `build` gives, made once for every key: several layers use the same derived value. */
  once(key: string, build: () => Value): Value {
    const known = this.#derived.get(key);
    if (known !== undefined) return known;
    const made = build();
    this.#derived.set(key, made);
    return made;
  }

  /** A constant list of whole numbers, such as a shape. */
  ints(values: readonly number[]): Value {
    return this.initializers.ints(values);
  }

  /** A constant whole number without dimensions. */
  int(value: number): Value {
    return this.initializers.int(value);
  }

  /** A constant float32 without dimensions. */
  float(value: number): Value {
    return this.initializers.float(value);
  }

  cast(x: Value, type: ElementType): Value {
    return this.once(`${x} as ${type}`, () => this.node("Cast", [x], { to: elementTypes[type].code }));
  }

  /** The length of a value along an axis, as a list of one. */
  extent(x: Value, axis: number): Value {
    return this.once(`${x} along ${axis}`, () => this.node("Shape", [x], { start: axis, end: axis + 1 }));
  }

  /** The graph, with its outputs under their own names. */
  finish(): GraphProto {
    const renamed = (value: Value) => this.#outputNames.get(value) ?? value;
    return {
      name: this.name,
      node: this.#nodes.map((node) => ({
        ...node,
        input: node.input.map(renamed),
        output: node.output.map(renamed),
      })),
      input: this.#inputs,
      output: this.#outputs,
    };
  }
}
