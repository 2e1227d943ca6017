export { activation } from "./activations.js";
export { CheckpointTape, checkpointed } from "./checkpoint.js";
export * as init from "./init.js";
export { Dropout, Embedding, LayerNorm, Linear, type Projection, RMSNorm } from "./layers.js";
export { Module, ModuleList } from "./module.js";
export { Parameter, StateBuffer, type WeightOptions } from "./parameter.js";
