import path from "node:path";
import { RunStoreError } from "./errors.js";

/** The folder that holds all runs: the argument, else `SUMMNB_RUNS`, else `runs` in the working folder. */
export function runsRoot(root?: string): string {
  return path.resolve(root ?? (process.env.SUMMNB_RUNS || "runs"));
}

/** Folder of one run; refuses an id that would lead out of the store. */
export function runFolder(id: string, root?: string): string {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(id))
    throw new RunStoreError(
      `“${id}” is no run id; ids look like 20261122-203000-flan-lora-ab12 (see \`summnb runs list\`).`,
    );
  return path.join(runsRoot(root), id);
}
