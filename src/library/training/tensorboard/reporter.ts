import path from "node:path";
import type { TrainingLog } from "../../../protocol/index.js";
import type { TrainingArgumentValues } from "../arguments/index.js";
import type { Reporter } from "../record.js";
import { EventFile } from "./eventFile.js";

/** Transformers' names of a log's figures. */
function scalarsOf(log: TrainingLog): Record<string, number | null | undefined> {
  const metrics = Object.entries(log.metrics ?? {}).map(([name, value]) => [`eval/${name}`, value]);
  return {
    "train/loss": log.loss,
    "train/grad_norm": log.gradNorm,
    "train/learning_rate": log.learningRate,
    "eval/loss": log.evalLoss,
    ...Object.fromEntries(metrics),
    "train/epoch": log.epoch,
  };
}

const asks = ({ reportTo }: TrainingArgumentValues): boolean =>
  [reportTo].flat().some((target) => target === "tensorboard" || target === "all");

/**
 * Who else learns of a run's figures, as `reportTo` asks.
 * @throws SummnbError when loggingDir can't be written
 */
export function reportersOf(args: TrainingArgumentValues, runId: string): Reporter[] {
  if (!asks(args)) return [];
  const file = new EventFile(args.loggingDir ?? path.join(args.outputDir, "runs", runId));
  const indented = JSON.stringify(args, null, 2).replace(/^/gm, "    ");
  file.text("args", indented);
  return [{ name: file.file, log: (log) => file.scalars(log.step, scalarsOf(log)) }];
}
