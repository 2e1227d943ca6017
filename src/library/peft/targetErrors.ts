/** What is said when the names in a LoRA configuration mean no layer. */
import { SummnbError } from "../errors.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import { nearest } from "../nearest.js";
import type { LoraConfig } from "./config.js";
import { matchesEnd } from "./patterns.js";
import { isAdaptable, isLinear, lastPart, type Place } from "./places.js";
import { SavedModule } from "./savedModule.js";

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(", ");

/** Names that a target may have in a model. */
function layerNames(all: readonly Place[]): string[] {
  return [...new Set(all.filter(({ module }) => isAdaptable(module)).map(({ name }) => lastPart(name)))];
}

/** "; did you mean …?" for words that are nearly right. */
function guess(words: readonly string[], names: readonly string[]): string {
  const near = [...new Set(words.map((word) => nearest(lastPart(word), names)).filter(Boolean))];
  return near.length > 0 ? ` Did you mean ${quoted(near)}?` : "";
}

export function unknownTarget(
  model: PreTrainedModel,
  missing: readonly string[],
  all: readonly Place[],
): SummnbError {
  const names = layerNames(all);
  return new SummnbError(
    `LoRA's target ${quoted(missing)} matches no linear layer of ${model.name} and no embedding; its layers are called ${names.join(", ")}.${guess(missing, names)}`,
  );
}

export function notAdaptable(model: PreTrainedModel, { name, module }: Place): SummnbError {
  if (module instanceof SavedModule)
    return new SummnbError(
      `targetModules matches "${name}" of ${model.name}, which another adapter trains whole (modulesToSave), so it can't have a low-rank update; leave it out with excludeModules.`,
    );
  return new SummnbError(
    `LoRA adapts linear layers and embeddings, but targetModules also matches "${name}" of ${model.name}, a ${module.constructor.name}; narrow targetModules or leave it out with excludeModules.`,
  );
}

export function targetsTable(model: PreTrainedModel, { name }: Place): SummnbError {
  return new SummnbError(
    `LoRA's target "${name}" is the table that the embeddings of ${model.name} share, and no layer computes with it, so an adapter there does nothing; target "embed_tokens" instead.`,
  );
}

export function unknownBlock(
  model: PreTrainedModel,
  { layersPattern }: LoraConfig,
  wrong: readonly number[],
  found: ReadonlySet<number | null>,
): SummnbError {
  const numbers = [...found].filter((number) => number !== null).sort((a, b) => a - b);
  const there =
    numbers.length > 0
      ? `the targets stand in the blocks ${numbers.join(", ")}`
      : layersPattern === null
        ? "the targets stand in no numbered blocks"
        : `no target stands in blocks called ${quoted([layersPattern].flat())}`;
  return new SummnbError(
    `LoRA's layersToTransform asks for ${wrong.join(", ")}, but in ${model.name} ${there}.`,
  );
}

export function uselessExclusion(model: PreTrainedModel, useless: readonly string[]): SummnbError {
  return new SummnbError(
    `LoRA's excludeModules ${quoted(useless)} excludes none of the layers that targetModules matches in ${model.name}; leave it out or correct it.`,
  );
}

/** @param kept what is left of what was found after all exclusions */
export function nothingChosen(
  model: PreTrainedModel,
  { targetModules, layersToTransform }: LoraConfig,
  all: readonly Place[],
  found: readonly Place[],
  kept: readonly Place[],
): SummnbError {
  if (kept.length > 0)
    return new SummnbError(
      `LoRA's layersToTransform ${JSON.stringify(layersToTransform)} leaves no layer of ${model.name} to adapt.`,
    );
  if (found.length > 0)
    return new SummnbError(
      `Every layer of ${model.name} that LoRA's targetModules matches is left out by excludeModules or modulesToSave; leave fewer out.`,
    );
  if (typeof targetModules !== "string") return unknownTarget(model, targetModules!, all);
  const sample = all.find(({ module }) => isLinear(module))?.name;
  return new SummnbError(
    `LoRA's target "${targetModules}" is an expression for a layer's whole name, and no linear layer or embedding of ${model.name} has such a name; names look like "${sample}", their last parts are ${layerNames(all).join(", ")}.${guess([targetModules!], layerNames(all))}`,
  );
}

export function uselessPattern(
  what: string,
  useless: readonly string[],
  chosen: readonly Place[],
): SummnbError {
  const adapted = [...new Set(chosen.map(({ name }) => lastPart(name)))];
  return new SummnbError(
    `LoRA's ${what} ${quoted(useless)} matches the end of no adapted layer's name; adapted are ${adapted.join(", ")}, the first is "${chosen[0]!.name}".${guess(useless, adapted)}`,
  );
}

/** Keys of a pattern that no adapted layer's name ends in. */
export function checkPatterns(
  what: string,
  patterns: Readonly<Record<string, number>>,
  chosen: readonly Place[],
): void {
  const useless = Object.keys(patterns).filter(
    (pattern) => !chosen.some(({ name }) => matchesEnd(pattern, name)),
  );
  if (useless.length > 0) throw uselessPattern(what, useless, chosen);
}
