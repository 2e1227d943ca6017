/** Throws runs away: to the bin where there is one, never one that trains, never without a question. */
import path from "node:path";
import type { RunEntry } from "./cache.js";
import { checkpointsOf } from "./nodes.js";

/** What deleting needs of the editor. */
export interface DeleteHost {
  /** Asks with a choice of answers; undefined means no. */
  ask(message: string, detail: string, answers: string[]): Promise<string | undefined>;
  /** Rejects where the folder can't be thrown away like this. */
  remove(folder: string, options: { useTrash: boolean }): Promise<void>;
}

const toBin = "Move to Bin";
const withCheckpoints = "Move to Bin with Checkpoints";
const forGood = "Delete Permanently";

/**
 * @returns folders that are gone
 * @throws Error with a sentence when one of the runs is running
 */
export async function deleteRuns(runs: readonly RunEntry[], host: DeleteHost): Promise<string[]> {
  const running = runs.find(({ record }) => record.state === "running");
  if (running)
    throw new Error(
      `The run ${running.record.name} is training on ${running.record.hostname}: interrupt it before you delete it.`,
    );
  if (runs.length === 0) throw new Error("Choose a run in the Runs view first.");
  const checkpoints = runs.flatMap((run) => checkpointsOf(run).map(({ folder }) => folder));
  const inside = (folder: string) => runs.some((run) => folder.startsWith(run.folder + path.sep));
  const outside = checkpoints.filter((folder) => !inside(folder));
  const what = runs.length === 1 ? `the run ${runs[0]!.record.name}` : `${runs.length} runs`;
  const answer = await host.ask(
    `Delete ${what}?`,
    outside.length > 0
      ? `Settings, figures and summaries go to the bin. The checkpoints stay in ${[...new Set(outside.map((folder) => path.dirname(folder)))].join(", ")} unless they go, too.`
      : "Settings, figures and summaries go to the bin.",
    outside.length > 0 ? [toBin, withCheckpoints] : [toBin],
  );
  if (answer === undefined) return [];
  // Checkpoints first: when one can't be deleted, its run still tells of it.
  const folders = [...(answer === withCheckpoints ? outside : []), ...runs.map(({ folder }) => folder)];
  return removeAll(folders, host);
}

/** Where there is no bin, as on most remote machines, the user is asked once more. */
async function removeAll(folders: readonly string[], host: DeleteHost): Promise<string[]> {
  const gone: string[] = [];
  let useTrash = true;
  for (const folder of folders) {
    try {
      await host.remove(folder, { useTrash });
    } catch (error) {
      if (!useTrash) throw error;
      const why = error instanceof Error ? error.message : String(error);
      const detail = `${folder} could not be moved to a bin (${why}). Deleted permanently, it can't be brought back.`;
      if ((await host.ask("Delete permanently?", detail, [forGood])) !== forGood) return gone;
      useTrash = false;
      await host.remove(folder, { useTrash });
    }
    gone.push(folder);
  }
  return gone;
}
