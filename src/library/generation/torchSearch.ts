import type { PreTrainedModel } from "../models/pretrained.js";
import { DecodingBatch } from "./decoder.js";
import { processorsOf } from "./processors/index.js";
import { torchMath } from "./scores/torch.js";
import { type Search, type SearchRequest, search } from "./search.js";

/** Searches with LibTorch on the model's device; meanwhile the model is in evaluation mode. */
export async function* torchSearch(model: PreTrainedModel, request: SearchRequest): Search {
  const { sources, settings, logitsProcessors } = request;
  const { training } = model;
  model.eval();
  try {
    return yield* search(() => new DecodingBatch(model, sources, settings.maxLength, settings.padTokenId), {
      math: torchMath,
      sources,
      settings,
      processors: processorsOf(torchMath, settings, logitsProcessors),
    });
  } finally {
    model.train(training);
  }
}
