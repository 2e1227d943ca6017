import { statSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../../errors.js";
import { listCheckpoints } from "./folders.js";
import { damageOf, manifestFile } from "./manifest.js";

export interface Chosen {
  folder: string;
  /** One sentence for each newer checkpoint that is damaged. */
  passedOver: string[];
}

/**
 * The checkpoint to go on from: the folder that was named, or with `true` the newest whole one.
 * @throws SummnbError when the named one is damaged, or no whole one is there
 */
export function chooseCheckpoint(asked: string | true, outputDir: string): Chosen {
  if (asked !== true) {
    const damage = problemOf(asked);
    if (damage) throw new SummnbError(`The checkpoint ${asked} is damaged: ${damage}. Take another one.`);
    return { folder: asked, passedOver: [] };
  }
  const passedOver: string[] = [];
  for (const { folder } of listCheckpoints(outputDir).reverse()) {
    const damage = problemOf(folder);
    if (!damage) return { folder, passedOver };
    passedOver.push(`The checkpoint ${folder} is damaged (${damage}), so an earlier one is taken.`);
  }
  throw new SummnbError(
    passedOver.length > 0
      ? `No checkpoint in ${outputDir} is whole. ${passedOver.join(" ")}`
      : `There is no checkpoint in ${outputDir} to go on from; train without resumeFromCheckpoint first.`,
  );
}

/** Checkpoints of Transformers have no manifest and are taken as they are. */
function problemOf(folder: string): string | undefined {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return "there is no such folder";
  const isOurs = statSync(path.join(folder, manifestFile), { throwIfNoEntry: false });
  const isTheirs = statSync(path.join(folder, "scheduler.pt"), { throwIfNoEntry: false });
  return isOurs || !isTheirs ? damageOf(folder) : undefined;
}
