/** Throws runs away: to the bin where there is one, never one that trains, never without a question. */
import path from "node:path";
import { l10n } from "../l10n.js";
import type { RunEntry } from "./cache.js";
import { checkpointsOf } from "./nodes.js";

/** What deleting needs of the editor. */
export interface DeleteHost {
  /** Asks with a choice of answers; undefined means no. */
  ask(message: string, detail: string, answers: string[]): Promise<string | undefined>;
  /** Rejects where the folder can't be thrown away like this. */
  remove(folder: string, options: { useTrash: boolean }): Promise<void>;
}

const toBin = l10n.t("Move to Bin");
const withCheckpoints = l10n.t("Move to Bin with Checkpoints");
const forGood = l10n.t("Delete Permanently");

/**
 * @returns folders that are gone
 * @throws Error with a sentence when one of the runs is running
 */
export async function deleteRuns(runs: readonly RunEntry[], host: DeleteHost): Promise<string[]> {
  const running = runs.find(({ record }) => record.state === "running");
  if (running)
    throw new Error(
      l10n.t(
        "The run {0} is training on {1}: interrupt it before you delete it.",
        running.record.name,
        running.record.hostname,
      ),
    );
  if (runs.length === 0) throw new Error(l10n.t("Choose a run in the Runs view first."));
  const checkpoints = runs.flatMap((run) => checkpointsOf(run).map(({ folder }) => folder));
  const inside = (folder: string) => runs.some((run) => folder.startsWith(run.folder + path.sep));
  const outside = checkpoints.filter((folder) => !inside(folder));
  const what =
    runs.length === 1 ? l10n.t("the run {0}", runs[0]!.record.name) : l10n.t("{0} runs", runs.length);
  const answer = await host.ask(
    l10n.t("Delete {0}?", what),
    outside.length > 0
      ? l10n.t(
          "Settings, figures and summaries go to the bin. The checkpoints stay in {0} unless they go, too.",
          [...new Set(outside.map((folder) => path.dirname(folder)))].join(", "),
        )
      : l10n.t("Settings, figures and summaries go to the bin."),
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
      const detail = l10n.t(
        "{0} could not be moved to a bin ({1}). Deleted permanently, it can't be brought back.",
        folder,
        why,
      );
      if ((await host.ask(l10n.t("Delete permanently?"), detail, [forGood])) !== forGood) return gone;
      useTrash = false;
      await host.remove(folder, { useTrash });
    }
    gone.push(folder);
  }
  return gone;
}
