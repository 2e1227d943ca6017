import { GenerationConfig } from "../../generation/config.js";
import { generate } from "../../generation/generate.js";
import { scorePairs } from "../../metrics/evaluate.js";
import { ignoreIndex } from "../../models/labels.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import type { Tokenizer } from "../../tokenizers/index.js";
import type { TrainingArgumentValues } from "../arguments/index.js";
import { idsOf, type TokenizedRow } from "../collator.js";

export interface GeneratedEvaluation {
  /** rouge1, rouge2, rougeL, rougeLsum in [0, 1], and the summaries' mean length in tokens as genLen. */
  metrics: Record<string, number>;
  predictions: string[];
  references: string[];
}

/** Generates a summary for every row and scores it; labels of -100 are no tokens and are never decoded. */
export async function evaluateSummaries(
  model: PreTrainedModel,
  rows: readonly TokenizedRow[],
  tokenizer: Tokenizer,
  args: TrainingArgumentValues,
): Promise<GeneratedEvaluation> {
  const ids = await generate(model, rows.map(idsOf), {
    batchSize: args.perDeviceEvalBatchSize,
    ...(args.generationMaxLength === null ? {} : { maxLength: args.generationMaxLength }),
    ...(args.generationNumBeams === null ? {} : { numBeams: args.generationNumBeams }),
    generationConfig: configOf(args),
  });
  const labels = rows.map((row) => row.labels.filter((id) => id !== ignoreIndex));
  // Of copies: what a training's evaluations generate is no system of a later comparison, and need not be remembered.
  const predictions = await tokenizer.decodeBatch(
    ids.map((one) => [...one]),
    { skipSpecialTokens: true },
  );
  const references = await tokenizer.decodeBatch(labels, { skipSpecialTokens: true });
  const { rouge1, rouge2, rougeL, rougeLsum } = scorePairs({ predictions, references, useStemmer: true });
  const genLen = ids.reduce((sum, one) => sum + one.length, 0) / Math.max(1, ids.length);
  return { metrics: { rouge1, rouge2, rougeL, rougeLsum, genLen }, predictions, references };
}

/** Generation options of evaluations, as `generate` takes them. */
export function configOf({ generationConfig }: TrainingArgumentValues): GenerationConfig | undefined {
  if (generationConfig === null || generationConfig instanceof GenerationConfig)
    return generationConfig ?? undefined;
  return new GenerationConfig(generationConfig);
}
