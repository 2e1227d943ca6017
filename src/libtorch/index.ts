/**
 * LibTorch on this machine: found at run time, and fetched when the user agrees. Knows neither VS Code nor the library,
 * and loads nothing.
 */
export { describeLibTorch, type LibTorch } from "./describe.js";
export { LibTorchError, missingLibTorch } from "./errors.js";
export { type FindOptions, findLibTorch, requireLibTorch } from "./find.js";
export { ownFolders, targetFolder } from "./folders.js";
export { libraryNames, minorOf, pinnedVersion, type Variant } from "./version.js";
