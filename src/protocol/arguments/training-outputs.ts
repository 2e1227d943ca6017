/** Training arguments about where results go. */
import type { Argument } from "./types.js";

export const placeArguments: readonly Argument[] = [
  {
    name: "outputDir",
    kind: "text",
    default: "out",
    help: "Folder of checkpoints and of the final model or adapter.",
  },
  {
    name: "resumeFromCheckpoint",
    kind: "json",
    default: null,
    optional: true,
    help: "Go on from a checkpoint: its folder as a text in quotes, or true for the newest in outputDir.",
  },
];

export const reportArguments: readonly Argument[] = [
  {
    name: "runName",
    kind: "text",
    default: null,
    optional: true,
    help: "Name of the run in the Runs view; empty is the model's.",
  },
  {
    name: "reportTo",
    kind: "choice",
    default: "none",
    choices: ["none", "tensorboard", "all"],
    help: "Also write event files for TensorBoard. The run store has every figure anyway.",
  },
  {
    name: "loggingDir",
    kind: "text",
    default: null,
    optional: true,
    help: "Folder of those files; empty is one in outputDir.",
  },
  {
    name: "disableTqdm",
    kind: "flag",
    default: false,
    help: "Show no live table and curve.",
  },
];

export const hubArguments: readonly Argument[] = [
  {
    name: "pushToHub",
    kind: "flag",
    default: false,
    help: "Upload the model to the Hugging Face Hub. Needs a sign-in with a token that may write.",
  },
  {
    name: "hubModelId",
    kind: "text",
    default: null,
    optional: true,
    help: "Repository, OWNER/NAME or NAME; empty is the last name of outputDir.",
  },
  {
    name: "hubStrategy",
    kind: "choice",
    default: "every_save",
    choices: ["end", "every_save", "checkpoint", "all_checkpoints"],
    help: "What is uploaded when.",
  },
  {
    name: "hubPrivateRepo",
    kind: "choice",
    default: null,
    choices: ["true", "false"],
    optional: true,
    help: "Whether a repository that is made is private; empty is true.",
  },
  {
    name: "hubAlwaysPush",
    kind: "flag",
    default: false,
    help: "Upload every save, one after the other; else those during an upload are left out.",
  },
  {
    name: "hubRevision",
    kind: "text",
    default: null,
    optional: true,
    help: "Branch that is uploaded to; empty is the main one.",
  },
];
