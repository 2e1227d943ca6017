import type { CellMark } from "../display/types.js";
import type { PreTrainedModel } from "../models/pretrained.js";

/** Prompts that a model has generated with, and the cells that did. */
const used = new WeakMap<PreTrainedModel, Map<string, CellMark | undefined>>();

export function notePrompt(base: PreTrainedModel, prompt: string, cell: CellMark | undefined): void {
  const prompts = used.get(base) ?? new Map<string, CellMark | undefined>();
  used.set(base, prompts.set(prompt, cell));
}

export function promptsUsed(base: PreTrainedModel): ReadonlyMap<string, CellMark | undefined> {
  return used.get(base) ?? new Map();
}

/** Ids that all inputs have at their start and at their end, the end token left out. */
export interface PromptEnds {
  lead: readonly number[];
  tail: readonly number[];
}
