import { currentCell } from "../../display/sink.js";
import type { Settings } from "../../generation/options.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import type { System } from "../../provenance/generations.js";
import { weightsOf } from "../../provenance/weights.js";
import { findingOf } from "./finding.js";
import { examineSources } from "./prompts.js";
import { report } from "./report.js";
import { counted } from "./words.js";

/** Looks at what a model is about to generate from, and says with what it does. */
export function examineGeneration(
  model: PreTrainedModel,
  sources: readonly (readonly number[])[],
  settings: Settings,
  hasOwnProcessors: boolean,
): System {
  const weights = weightsOf(model);
  const padded = sources.filter((ids) => ids.at(-1) === model.padTokenId && ids.length > 1).length;
  const { doSample, maxTime, maxLength, lengthIsDefault } = settings;
  report(examineSources(sources, weights.trainings));
  if (padded > 0)
    report([
      findingOf("no-attention-mask", "warning", {
        message: `${padded} of ${counted(sources.length, "source")} end with pad tokens (id ${model.padTokenId}), which are read as text.`,
        fix: "Generate from ids without padding: generate pads sources of different lengths itself and masks what it pads.",
        cell: currentCell(),
      }),
    ]);
  return {
    weights,
    options: JSON.stringify(settings),
    deterministic: !doSample && maxTime === null && !hasOwnProcessors,
    maxLength,
    lengthIsDefault,
    cell: currentCell(),
  };
}
