import { markNativeLoaded, onInterrupt } from "../../library/interrupt.js";
import { loadAddon, native } from "../../library/tensor/native.js";

/** Whether something in this thread has used the addon; asking does not load it. */
function isLoaded(): boolean {
  // The addon's members appear on the object with their first use.
  return Reflect.ownKeys(native).length > 0;
}

/** Passes interrupts on to native operators, once there are any. Returns a function that ends it. */
export function interruptNativeToo(): () => void {
  return onInterrupt(
    () => isLoaded() && loadAddon().requestInterrupt(),
    () => {
      if (!isLoaded()) return;
      const addon = loadAddon();
      addon.clearInterrupt();
      // Terminating a package's loop runs no `finally`: what `scope` and `noGrad` would have put back.
      addon.enterScope(0);
      addon.setGradMode(true);
    },
  );
}

/** Lets other threads know once the addon is loaded; to be called now and then. */
export function noteNative(): void {
  if (isLoaded()) markNativeLoaded();
}
