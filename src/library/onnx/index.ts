export * from "./export/index.js";
export * from "./runtime/index.js";
