export { loraArguments } from "./lora.js";
export { argumentText, parseArgument } from "./text.js";
export { trainingArguments } from "./training.js";
export type { Argument, ArgumentGroup, ArgumentKind, ArgumentValue } from "./types.js";
