import { SummnbError } from "../../../errors.js";
import { damagedTorchFile } from "./byteReader.js";
import { Callable } from "./pickle.js";
import { Storage, storageTypes } from "./storage.js";

/** A tensor as a pickle describes it: part of a storage, in elements of the storage's type. */
export class TensorReference {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/** Stands for a class that a pickle names but that makes no difference to the tensor. */
const tensorClass = Symbol("a tensor's class");

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isSizes = (value: unknown): value is number[] => Array.isArray(value) && value.every(isSize);

/** Refuses a description that reaches outside of its storage, before anyone reads there. */
function checkBounds({ storage, offset, shape, strides }: TensorReference, file: string): void {
  const described = `a tensor of shape [${shape.join(", ")}], strides [${strides.join(", ")}] and offset ${offset}`;
  const count = shape.reduce((product, extent) => product * extent, 1);
  const last = shape.reduce((sum, extent, i) => sum + (extent - 1) * strides[i]!, offset);
  if (!Number.isSafeInteger(count) || offset > storage.length || (count > 0 && last >= storage.length))
    throw damagedTorchFile(
      file,
      `it describes ${described} in storage "${storage.key}", which has ${storage.length} elements`,
    );
}

/** `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks, metadata)` and its forerunner. */
function rebuildTensor(file: string, args: readonly unknown[]): TensorReference {
  const [storage, offset, shape, strides, , , metadata] = args;
  if (
    !(storage instanceof Storage) ||
    !isSize(offset) ||
    !isSizes(shape) ||
    !isSizes(strides) ||
    shape.length !== strides.length
  )
    throw damagedTorchFile(
      file,
      "it describes a tensor by something that is no storage, offset, shape and strides",
    );
  if (metadata instanceof Map && [...metadata.values()].includes(true))
    throw new SummnbError(
      `${file} holds a tensor that is marked as ${[...metadata.keys()].join(" or ")}, which summnb does not read.`,
    );
  const reference = new TensorReference(storage, offset, shape, strides);
  checkBounds(reference, file);
  return reference;
}

/** `_rebuild_from_type_v2(rebuild, class, arguments, state)`: a tensor with Python attributes, which are left. */
function rebuildFromType(file: string, [rebuild, , args]: readonly unknown[]): unknown {
  if (!(rebuild instanceof Callable) || !Array.isArray(args))
    throw damagedTorchFile(file, "it describes a tensor by something that is no function and arguments");
  return rebuild.call(args);
}

type StandIn = (file: string) => unknown;

const calls =
  (call: (file: string, args: readonly unknown[]) => unknown): StandIn =>
  (file) =>
    new Callable((args) => call(file, args));

/** Every Python object that a file of tensors may name, and what stands for it here. */
const standIns: ReadonlyMap<string, StandIn> = new Map([
  ["collections.OrderedDict", calls(() => new Map())],
  ["torch._utils._rebuild_tensor", calls(rebuildTensor)],
  ["torch._utils._rebuild_tensor_v2", calls(rebuildTensor)],
  ["torch._utils._rebuild_parameter", calls((_file, [data]) => data)],
  ["torch._utils._rebuild_parameter_with_state", calls((_file, [data]) => data)],
  ["torch._tensor._rebuild_from_type_v2", calls(rebuildFromType)],
  ["torch.Tensor", () => tensorClass],
  ["torch.nn.parameter.Parameter", () => tensorClass],
  ["torch.Size", calls((_file, [sizes]) => sizes)],
  ...[...storageTypes].map(([name, type]) => [name, () => type] as const),
]);

/**
 * What stands for a Python object that a pickle names.
 * @throws SummnbError that names it, for everything outside the set above
 */
export function standIn(file: string, module: string, name: string): unknown {
  const found = standIns.get(`${module}.${name}`);
  if (!found)
    throw new SummnbError(
      `${file} asks for Python's "${module}.${name}", which is not among what plain tensors need; it was refused and nothing was executed. Use this model's safetensors files, or save its state_dict alone.`,
    );
  return found(file);
}
