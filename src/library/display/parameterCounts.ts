import { countParameters } from "../models/count.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import { parameterCountsDisplay } from "./parameters.js";
import type { Displayable } from "./types.js";

/** How many parameters a model has and trains, to display. */
export function parameterCounts(model: PreTrainedModel): Displayable {
  return parameterCountsDisplay(countParameters(model));
}
