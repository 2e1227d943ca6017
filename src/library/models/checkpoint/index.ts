export { openCheckpoint } from "./checkpoint.js";
export { loadWeights } from "./load.js";
export { type SaveOptions, saveModel } from "./save.js";
export { openTorchFile } from "./torch/torchFile.js";
