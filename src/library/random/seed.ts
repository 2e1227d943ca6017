import { SummnbError } from "../errors.js";

/** A seed as a non-negative integer of any size; numpy and PyTorch refuse others, too. */
export function checkSeed(seed: number | bigint): bigint {
  if (typeof seed === "number" && !Number.isSafeInteger(seed))
    throw new SummnbError(`The seed ${seed} is not an integer: give one from 0 to 2^53, or a bigint.`);
  if (seed < 0) throw new SummnbError(`The seed ${seed} is negative: give an integer from 0 up.`);
  return BigInt(seed);
}
