import { withoutForce } from "../interrupt.js";
import { native } from "./native.js";

/** Calls `action`, whose operators run to their end whatever is requested meanwhile: half an update is worth nothing. */
export function uninterrupted<T>(action: () => T): T {
  return withoutForce(() => {
    const before = native.setInterruptible(false);
    try {
      return action();
    } finally {
      native.setInterruptible(before);
    }
  });
}
