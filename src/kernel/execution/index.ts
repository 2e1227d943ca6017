export { currentContext, kernelContext, resetContext, runIn } from "./context.js";
export { Execution } from "./execution.js";
export { installHooks } from "./process-hooks.js";
export { timers } from "./timers.js";
