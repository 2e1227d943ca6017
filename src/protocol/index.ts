export * from "./derived.js";
export * from "./kernel.js";
export * from "./language.js";
export * from "./nbformat.js";
export * from "./outputs.js";
export * from "./panel.js";
export * from "./renderer.js";
export * from "./run-page.js";
