import type { Parameter } from "../../nn/index.js";
import { dtypes } from "../../tensor/dtype.js";

/** Bytes of parameters in their dtypes. */
export function bytesOf(parameters: readonly Parameter[]): number {
  return parameters.reduce((total, { numel, data }) => total + numel * dtypes[data.dtype].bytes, 0);
}
