export { openCheckpoint } from "./checkpoint.js";
export { loadWeights, matchCheckpoint } from "./load.js";
export { type SaveOptions, saveModel } from "./save.js";
export { openTorchFile } from "./torch/torchFile.js";
export { isTied } from "./tying.js";
