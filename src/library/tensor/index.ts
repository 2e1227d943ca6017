export * from "./autograd.js";
export * from "./device.js";
export { type DType, dtypes, type FloatDType, type IntegerDType, isFloatDType } from "./dtype.js";
export { FreedTensorError, OutOfMemoryError, TensorError } from "./errors.js";
export * as ops from "./ops.js";
export * from "./random.js";
export { describeSafetensors, loadSafetensors, saveSafetensors } from "./safetensors.js";
export { Scope, scope, withoutScope } from "./scope.js";
export { fromArray, type LongTensor, longTensor, operator, Tensor } from "./tensor.js";
