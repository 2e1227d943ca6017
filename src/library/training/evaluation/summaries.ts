import { GenerationConfig } from "../../generation/config.js";
import { generate } from "../../generation/generate.js";
import type { Interval } from "../../metrics/bootstrap.js";
import { scorePairs } from "../../metrics/evaluate.js";
import { ignoreIndex } from "../../models/labels.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import type { Tokenizer } from "../../tokenizers/index.js";
import type { TrainingArgumentValues } from "../arguments/index.js";
import { idsOf, type TokenizedRow } from "../collator.js";

/** One row's summaries, the model's and the human one. */
export interface EvaluatedSummary {
  /** Position in the evaluation data set. */
  index: number;
  prediction: string;
  reference: string;
}

export interface GeneratedEvaluation {
  /** rouge1, rouge2, rougeL, rougeLsum in [0, 1], and the summaries' mean length in tokens as genLen. */
  metrics: Record<string, number>;
  /** 95% bootstrap intervals of the ROUGE means. */
  intervals: Record<string, Interval>;
  /** Of the first rows, to look at. */
  samples: EvaluatedSummary[];
}

/** As many are shown. */
export const shownSamples = 3;

/**
 * Generates a summary for every row and scores it; labels of -100 are no tokens and are never decoded.
 * @param onSummary called with each batch's summaries when they are there, the longest documents' first
 */
export async function evaluateSummaries(
  model: PreTrainedModel,
  rows: readonly TokenizedRow[],
  tokenizer: Tokenizer,
  args: TrainingArgumentValues,
  onSummary: (summary: EvaluatedSummary) => void,
): Promise<GeneratedEvaluation> {
  const summaries: EvaluatedSummary[] = new Array(rows.length);
  const decode = (ids: number[][]) => tokenizer.decodeBatch(ids, { skipSpecialTokens: true });
  let tokens = 0;
  await generate(model, rows.map(idsOf), {
    batchSize: args.perDeviceEvalBatchSize,
    ...(args.generationMaxLength === null ? {} : { maxLength: args.generationMaxLength }),
    ...(args.generationNumBeams === null ? {} : { numBeams: args.generationNumBeams }),
    generationConfig: configOf(args),
    async onBatch(results) {
      const best = results.map(({ sequences }) => sequences[0]!.ids);
      const labels = results.map(({ source }) => rows[source]!.labels.filter((id) => id !== ignoreIndex));
      // Copies: what a training's evaluations generate is no system of a later comparison, and need not be remembered.
      const [predictions, references] = [await decode(best.map((ids) => [...ids])), await decode(labels)];
      results.forEach(({ source: index }, i) => {
        tokens += best[i]!.length;
        summaries[index] = { index, prediction: predictions[i]!, reference: references[i]! };
        onSummary(summaries[index]);
      });
    },
  });
  const { rouge1, rouge2, rougeL, rougeLsum, intervals } = scorePairs({
    predictions: summaries.map(({ prediction }) => prediction),
    references: summaries.map(({ reference }) => reference),
    useStemmer: true,
  });
  const genLen = tokens / Math.max(1, rows.length);
  return {
    metrics: { rouge1, rouge2, rougeL, rougeLsum, genLen },
    intervals,
    samples: summaries.slice(0, shownSamples),
  };
}

/** Generation options of evaluations, as `generate` takes them. */
export function configOf({ generationConfig }: TrainingArgumentValues): GenerationConfig | undefined {
  if (generationConfig === null || generationConfig instanceof GenerationConfig)
    return generationConfig ?? undefined;
  return new GenerationConfig(generationConfig);
}
