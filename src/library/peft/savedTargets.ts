/** Which layers `modulesToSave` means, by PEFT's rules. */
import { SummnbError } from "../errors.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import { nearest } from "../nearest.js";
import type { LoraConfig } from "./config.js";
import { LoraLayer } from "./loraLayer.js";
import { lastPart, type Place, places, sharedTable } from "./places.js";
import { isLeaf, SavedModule } from "./savedModule.js";

const holdsWeights = ({ module }: Place) => isLeaf(module) || module instanceof SavedModule;

/** Layers with weights at a place or below it. */
function leavesOf(place: Place): Place[] {
  return holdsWeights(place) ? [place] : [...places(place.module, place.name)].filter(holdsWeights);
}

/**
 * Layers with weights whose names end in one of the words, or that stand below such a module.
 * @throws SummnbError when a word means none, or a layer that carries another adapter's update
 */
export function findSaved(model: PreTrainedModel, { modulesToSave, fromAdapter }: LoraConfig): Place[] {
  if (modulesToSave === null) return [];
  const all = [...places(model)];
  const found = new Map<string, Place>();
  for (const word of modulesToSave) {
    const matched = all.filter(({ name }) => name.endsWith(word));
    const adapted = matched.find(({ module }) => module instanceof LoraLayer);
    if (adapted)
      throw new SummnbError(
        `modulesToSave names "${adapted.name}", which another adapter updates already; delete that adapter first or leave the layer out.`,
      );
    const leaves = matched.flatMap(leavesOf);
    if (leaves.length === 0 && !fromAdapter) throw unknownWord(model, word, all);
    const table = leaves.find(({ name }) => lastPart(name) === sharedTable);
    if (table && !fromAdapter)
      throw new SummnbError(
        `modulesToSave names "${table.name}", the table that the embeddings of ${model.name} share, and no layer computes with it, so a copy of it does nothing; name "embed_tokens" instead.`,
      );
    for (const leaf of leaves) found.set(leaf.name, leaf);
  }
  return [...found.values()];
}

function unknownWord(model: PreTrainedModel, word: string, all: readonly Place[]): SummnbError {
  const names = [
    ...new Set(all.filter((place) => leavesOf(place).length > 0).map(({ name }) => lastPart(name))),
  ];
  const words = names.filter((name) => !/^\d+$/.test(name));
  return new SummnbError(
    `modulesToSave names "${word}", in which no layer of ${model.name} ends${nearest(word, words, '; did you mean "', '"?') || `; they are called ${words.join(", ")}.`}`,
  );
}
