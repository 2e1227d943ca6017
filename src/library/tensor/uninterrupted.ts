import { withoutForce } from "../interrupt.js";
import { native } from "./native.js";

/**
 * Calls `action`, whose operators run to their end whatever is requested meanwhile: half an update, or half a
 * checkpoint, is worth nothing. The request takes effect afterwards.
 */
export async function uninterrupted<T>(action: () => T | Promise<T>): Promise<T> {
  return withoutForce(async () => {
    const before = native.setInterruptible(false);
    try {
      return await action();
    } finally {
      native.setInterruptible(before);
    }
  });
}
