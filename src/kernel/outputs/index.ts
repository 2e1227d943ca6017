export { type DescribedError, describeError } from "./errors.js";
export { LiveOutput } from "./live-output.js";
export { Streams } from "./streams.js";
