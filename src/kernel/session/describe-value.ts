import { Module } from "../../library/nn/module.js";
import { Parameter, StateBuffer } from "../../library/nn/parameter.js";
import { dtypes } from "../../library/tensor/dtype.js";
import { Tensor } from "../../library/tensor/tensor.js";
import type { VariableInfo } from "../../protocol/index.js";

/** What a table of variables says of a value; `value` only where a preview would say the wrong thing. */
type Facts = Pick<VariableInfo, "type" | "shape" | "dtype" | "device" | "bytes" | "isTensor"> & {
  value?: string;
};

const none = { shape: null, dtype: null, device: null, bytes: null, isTensor: false } as const;

interface Kind {
  is(value: unknown): boolean;
  describe(value: never): Facts;
}

/** The first that fits describes a value. */
const kinds: Kind[] = [
  { is: (value) => value instanceof Tensor, describe: (tensor: Tensor) => ofTensor(tensor, "Tensor") },
  {
    is: isWeight,
    describe: (weight: Parameter) =>
      weight.materialized
        ? ofTensor(weight.data, weight.constructor.name)
        : { ...none, type: weight.constructor.name, shape: [...weight.shape], value: "no weights" },
  },
  { is: (value) => value instanceof Module, describe: ofModule },
  {
    is: (value) => ArrayBuffer.isView(value),
    describe: (array: NodeJS.TypedArray) => ({
      ...none,
      type: array.constructor.name,
      shape: [array.length ?? array.byteLength],
      bytes: array.byteLength,
    }),
  },
  {
    is: (value) => typeof value === "string",
    describe: (text: string) => ({
      ...none,
      type: "string",
      shape: [text.length],
      bytes: Buffer.byteLength(text),
    }),
  },
  {
    is: (value) => Array.isArray(value),
    describe: (list: unknown[]) => ({ ...none, type: "Array", shape: [list.length] }),
  },
  {
    is: (value) => value instanceof Map || value instanceof Set,
    describe: (set: Set<unknown>) => ({ ...none, type: set.constructor.name, shape: [set.size] }),
  },
  { is: isRows, describe: ofRows },
];

/** Type, extents, element type, device and bytes of any value; calls no code of the user's. */
export function describeValue(value: unknown): Facts {
  try {
    const kind = kinds.find(({ is }) => is(value));
    if (kind) return kind.describe(value as never);
  } catch {
    // A proxy or a half-made object: its type's name has to do.
  }
  return { ...none, type: typeName(value) };
}

/** The tensor that a value is, or that a weight of a model holds. */
export function tensorIn(value: unknown): Tensor | undefined {
  if (value instanceof Tensor) return value;
  return isWeight(value) && value.materialized ? value.data : undefined;
}

/** An array of a model, which has a tensor only once weights are there. */
export function isWeight(value: unknown): value is Parameter | StateBuffer {
  return value instanceof Parameter || value instanceof StateBuffer;
}

function ofTensor(tensor: Tensor, type: string): Facts {
  try {
    const { shape, dtype, device } = tensor;
    const numel = shape.reduce((product, extent) => product * extent, 1);
    return { type, shape, dtype, device, bytes: numel * dtypes[dtype].bytes, isTensor: true, value: "" };
  } catch {
    return { ...none, type, value: "freed" };
  }
}

/** A model by its parameters, shared ones counted once. */
function ofModule(module: Module): Facts {
  const tensors = module
    .parameters()
    .flatMap((parameter) => (parameter.materialized ? [parameter.data] : []));
  const facts = tensors.map((tensor) => ofTensor(tensor, "Tensor"));
  const all = (name: "dtype" | "device") => [...new Set(facts.map((fact) => fact[name]))].join(", ") || null;
  const count = module.parameters().reduce((sum, { numel }) => sum + numel, 0);
  return {
    ...none,
    type: module.constructor.name,
    dtype: all("dtype"),
    device: all("device"),
    bytes: facts.length ? facts.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) : null,
    value: `${count.toLocaleString("en-US")} parameters`,
  };
}

interface Rows {
  numRows: number;
  features: readonly string[];
}

/** A data set, known by its shape: its module would load the readers of files. */
function isRows(value: unknown): boolean {
  const rows = value as Partial<Rows> | null;
  return typeof value === "object" && typeof rows?.numRows === "number" && Array.isArray(rows.features);
}

function ofRows(rows: Rows): Facts {
  const shape = [rows.numRows, rows.features.length];
  return { ...none, type: typeName(rows), shape, value: rows.features.join(", ") };
}

function typeName(value: unknown): string {
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  try {
    const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
    return typeof name === "string" && name !== "" ? name : "Object";
  } catch {
    return "Object";
  }
}
