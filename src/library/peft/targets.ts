/** Which layers of a model a configuration means, by PEFT's rules. */
import type { PreTrainedModel } from "../models/pretrained.js";
import type { LoraConfig } from "./config.js";
import { endsWithPart, firstNumber, matchesPart, matchesWhole, numberAfter } from "./patterns.js";
import {
  type Adaptable,
  isAdaptable,
  isLinear,
  lastPart,
  outputLayerName,
  type Place,
  places,
  sharedTable,
} from "./places.js";
import { suffixesFor } from "./suffixes.js";
import * as errors from "./targetErrors.js";

export interface Target extends Place {
  module: Adaptable;
}

const allLinear = "all-linear";

/** A text is an expression for the whole name, a list holds names or their last parts. */
function names(given: readonly string[] | string, name: string): boolean {
  return typeof given === "string"
    ? matchesWhole(given, name)
    : given.some((part) => endsWithPart(part, name));
}

/** The block's number in a name, as `layersToTransform` counts. */
function blockNumber({ layersPattern }: LoraConfig, name: string): number | null {
  if (layersPattern === null) return firstNumber(name);
  for (const pattern of [layersPattern].flat()) {
    const found = numberAfter(pattern, name);
    if (found !== null) return found;
  }
  return null;
}

function isWantedBlock(config: LoraConfig, name: string): boolean {
  const { layersToTransform, targetModules } = config;
  // A layer that is named in full is meant, whatever its block.
  if (layersToTransform === null || targetModules!.includes(name)) return true;
  const number = blockNumber(config, name);
  return number !== null && [layersToTransform].flat().includes(number);
}

/** `modulesToSave` and `excludeModules` keep adapters away. */
function isKeptAway({ excludeModules, modulesToSave }: LoraConfig, name: string): boolean {
  if (excludeModules !== null && names(excludeModules, name)) return true;
  return (modulesToSave ?? []).some((part) => matchesPart(part, name));
}

/** With "all-linear" and the architecture's usual targets spelled out. */
function spelledOut(config: LoraConfig, model: PreTrainedModel, all: readonly Place[]): LoraConfig {
  const { targetModules } = config;
  if (targetModules === null) return config.targeting(model.loraTargets);
  // A list of this one word, as forms and command lines make it, means nothing else.
  const words = [targetModules].flat();
  const wantsAll = words.length === 1 && words[0]!.toLowerCase() === allLinear;
  if (typeof targetModules === "string" && !wantsAll) return config;
  const listed = wantsAll
    ? all.filter(({ name, module }) => isLinear(module) && name !== outputLayerName).map(({ name }) => name)
    : (targetModules as readonly string[]);
  const everyName = all.map(({ name }) => name);
  return config.targeting(suffixesFor(listed, everyName));
}

/**
 * The layers that a configuration means, in the order of their definition, and the configuration with its targets
 * spelled out. One that the user wrote must mean something by every word; one that was read from a file need not.
 * @throws SummnbError naming what matches nothing, with the nearest right names
 */
export function findTargets(
  model: PreTrainedModel,
  given: LoraConfig,
): { targets: Target[]; config: LoraConfig } {
  const all = [...places(model)];
  const config = spelledOut(given, model, all);
  const found = all.filter(({ name }) => names(config.targetModules!, name));
  const kept = found.filter(({ name }) => !isKeptAway(config, name));
  const chosen = kept.filter(({ name }) => isWantedBlock(config, name));
  if (!config.fromAdapter) checkWords(model, config, all, found, kept);
  if (chosen.length === 0) throw errors.nothingChosen(model, config, all, found, kept);
  for (const place of chosen) if (!isAdaptable(place.module)) throw errors.notAdaptable(model, place);
  if (!config.fromAdapter) {
    errors.checkPatterns("rankPattern", config.rankPattern, chosen);
    errors.checkPatterns("alphaPattern", config.alphaPattern, chosen);
  }
  return { targets: chosen as Target[], config };
}

/** Every word of a list must match, every number must be a block's, and what is excluded must be there. */
function checkWords(
  model: PreTrainedModel,
  config: LoraConfig,
  all: readonly Place[],
  found: readonly Place[],
  kept: readonly Place[],
): void {
  const { targetModules, excludeModules, layersToTransform } = config;
  const listed = typeof targetModules === "string" ? [] : targetModules!;
  const missing = listed.filter((part) => !found.some(({ name }) => endsWithPart(part, name)));
  if (missing.length > 0) throw errors.unknownTarget(model, missing, all);
  const table = found.find(({ name }) => lastPart(name) === sharedTable);
  if (table) throw errors.targetsTable(model, table);
  const numbers = new Set(kept.map(({ name }) => blockNumber(config, name)));
  const wrong = [layersToTransform ?? []].flat().filter((number) => !numbers.has(number));
  if (wrong.length > 0) throw errors.unknownBlock(model, config, wrong, numbers);
  const excluded = typeof excludeModules === "string" ? [excludeModules] : (excludeModules ?? []);
  const useless = excluded.filter((part) => {
    const given = typeof excludeModules === "string" ? part : [part];
    return !found.some(({ name }) => names(given, name));
  });
  if (useless.length > 0) throw errors.uselessExclusion(model, useless);
}
