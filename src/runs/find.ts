import { RunStoreError } from "./errors.js";
import { listRuns, readRun, type StoredRun } from "./read.js";
import { runsRoot } from "./root.js";

/** `last` instead of an id. */
const newest = "last";

/**
 * The run that a user means: by its id, by a part that no other id has (such as the four characters at its end),
 * or the newest one by `last`.
 * @throws RunStoreError when there is none, or more than one
 */
export function findRun(text: string, root?: string): StoredRun {
  const ids = listRuns(root).map(({ id }) => id);
  if (ids.includes(text)) return readRun(text, root);
  const found = text === newest ? ids.slice(-1) : text === "" ? [] : ids.filter((id) => id.includes(text));
  if (found.length === 1) return readRun(found[0]!, root);
  if (found.length === 0)
    throw new RunStoreError(
      `There is no run “${text}” in ${runsRoot(root)}; \`summnb runs list\` shows those there are.`,
    );
  const shown = found.slice(-5).join(", ");
  throw new RunStoreError(
    `“${text}” is part of ${found.length} runs (${found.length > 5 ? "… " : ""}${shown}); give more of the id.`,
  );
}
