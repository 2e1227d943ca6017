export { activation } from "./activations.js";
export * as init from "./init.js";
export { Dropout, Embedding, Linear, RMSNorm } from "./layers.js";
export { Module, ModuleList } from "./module.js";
export { Parameter } from "./parameter.js";
