export { type NotebookPlace, OutputFiles, placeOf } from "./disk.js";
export { type DescribedError, describeError } from "./errors.js";
export { fitOutput } from "./fit.js";
export { LiveOutput } from "./live-output.js";
export { Overflow } from "./overflow.js";
export { Streams } from "./streams.js";
