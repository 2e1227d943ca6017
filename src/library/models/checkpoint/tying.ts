/**
 * Two ways in which files say whether input and output embeddings are one table. Transformers before 5 goes by
 * `tie_word_embeddings`. Transformers 5 writes `true` for T5 whatever holds, marks untied ones by
 * `scale_decoder_outputs: false`, and unties when the file has two different tables.
 */
import { Linear, type Parameter } from "../../nn/index.js";
import * as ops from "../../tensor/ops.js";
import { scope } from "../../tensor/scope.js";
import type { PreTrainedModel } from "../pretrained.js";
import type { CheckpointNames } from "./names.js";

/** The table of input embeddings. */
function sharedTable(model: PreTrainedModel): Parameter | undefined {
  return [...model.namedParameters()].find(([name]) => /(^|\.)shared\.weight$/.test(name))?.[1];
}

function outputLayer(model: PreTrainedModel): Linear | undefined {
  const head = model.namedChildren().find(([name]) => name === "lm_head")?.[1];
  return head instanceof Linear ? head : undefined;
}

/** Whether the output layer is the table of input embeddings. */
export function isTied(model: PreTrainedModel): boolean {
  const shared = sharedTable(model);
  return shared !== undefined && outputLayer(model)?.weight === shared;
}

/**
 * Ties a model whose config looks untied to us, but whose file, with `tie_word_embeddings: true`, has one table:
 * a T5 v1.1 that was built from its config in Transformers 5.
 */
export function tieAsFileDoes(model: PreTrainedModel, names: CheckpointNames): void {
  const shared = sharedTable(model);
  const head = outputLayer(model);
  if (!shared || !head || model.config.tie_word_embeddings !== true) return;
  if (names.find(head.weight).length > 0) return;
  model.replaceChild("lm_head", new Linear(head.inFeatures, head.outFeatures, false, shared));
}

/** Warns when the file of a tied model has an output table of its own, which Transformers 4 does not use. */
export function warnOfUntiedCopy(model: PreTrainedModel, names: CheckpointNames, folder: string): void {
  if (!isTied(model)) return;
  const found = names.find(sharedTable(model)!);
  const copy = found.find(({ name }) => name.endsWith("lm_head.weight"));
  const first = found[0];
  if (!copy || !first || copy === first) return;
  const same =
    first.stored.dtype === copy.stored.dtype &&
    scope(() => ops.equal(first.stored.read(), copy.stored.read()));
  if (!same)
    console.warn(
      `${folder} ties its embeddings by config.json, yet its "${copy.name}" differs from "${first.name}"; "${first.name}" is used for both, as in Transformers 4. If they were trained apart, set tie_word_embeddings to false.`,
    );
}
