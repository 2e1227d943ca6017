import type { CellMark } from "../display/types.js";
import { hashIds, hashText } from "./hash.js";
import type { WeightsMark } from "./weights.js";

/** How results were made: the same system gives the same results for the same sources. */
export interface System {
  readonly weights: WeightsMark;
  /** All generation settings. */
  readonly options: string;
  /** Nothing is drawn, and nobody's own processor takes part. */
  readonly deterministic: boolean;
  /** Most ids of a result, the start token counted. */
  readonly maxLength: number;
  readonly lengthIsDefault: boolean;
  readonly cell: CellMark | undefined;
}

/** One result and what it was made from. */
export interface Generated {
  readonly system: System;
  /** Number of the call that made it. */
  readonly call: number;
  /** Hash of the source's ids. */
  readonly source: number;
  /** Hash of the document's text, where it is known. */
  readonly document?: number;
  /** Ids besides the start token. */
  readonly tokens: number;
}

/** Texts that are remembered, and sources of one text; those that came first are forgotten first. */
const mostTexts = 20_000;
const mostSources = 100;

const byIds = new WeakMap<readonly number[], Generated>();
const byList = new WeakMap<readonly string[], readonly Generated[]>();
const byText = new Map<string, Generated[]>();
let calls = 0;

/** Whether any model has generated anything in this process. */
export const hasGenerated = (): boolean => calls > 0;

/** Remembers what each result was made from; `each` results follow one another for a source. */
export function noteResults(
  system: System,
  sources: readonly (readonly number[])[],
  results: readonly (readonly number[])[],
): void {
  const call = ++calls;
  const each = results.length / sources.length;
  const hashes = sources.map((source) => hashIds(source));
  for (const [index, ids] of results.entries())
    byIds.set(ids, { system, call, source: hashes[Math.floor(index / each)]!, tokens: ids.length - 1 });
}

/** Adds the documents that the sources of these results were made of. */
export function noteDocuments(results: readonly (readonly number[])[], documents: readonly string[]): void {
  const each = results.length / documents.length;
  for (const [index, ids] of results.entries()) {
    const generated = byIds.get(ids);
    const document = hashText(documents[Math.floor(index / each)]!);
    if (generated) byIds.set(ids, { ...generated, document });
  }
}

/** Remembers that these texts are what these ids say. */
export function noteTexts(batch: readonly object[], texts: readonly string[]): void {
  const found = batch.map((ids) => byIds.get(ids as readonly number[]));
  for (const [index, generated] of found.entries()) if (generated) remember(texts[index]!, generated);
  if (found.every((generated) => generated !== undefined)) byList.set(texts, found);
}

function remember(text: string, generated: Generated): void {
  const others = (byText.get(text) ?? []).filter(
    (other) => !(sameSystem(other.system, generated.system) && other.source === generated.source),
  );
  byText.delete(text);
  byText.set(text, [...others.slice(1 - mostSources), generated]);
  if (byText.size > mostTexts) byText.delete(byText.keys().next().value!);
}

export function sameSystem(a: System, b: System): boolean {
  return a.weights.key === b.weights.key && a.options === b.options;
}

/**
 * Where a list of summaries may come from: the list as it was generated, or all systems that gave each of its texts,
 * the one that generated last first. Empty where a text is unknown.
 */
export function originsOf(texts: readonly string[]): (readonly Generated[])[] {
  const whole = byList.get(texts);
  if (whole) return [whole];
  const candidates = texts.map((text) => byText.get(text) ?? []);
  const systems: System[] = [];
  for (const { system } of candidates[0] ?? [])
    if (!systems.some((one) => sameSystem(one, system)) && candidates.every((list) => gives(list, system)))
      systems.push(system);
  return systems
    .map((system) => inOrder(texts, candidates, system))
    .sort((a, b) => lastCall(b) - lastCall(a));
}

const gives = (list: readonly Generated[], system: System): boolean =>
  list.some((generated) => sameSystem(generated.system, system));

/** Number of the last call that a list comes from. */
export const lastCall = (results: readonly Generated[]): number =>
  results.reduce((last, { call }) => Math.max(last, call), 0);

/** A text that comes again was made from the next source that gave it. */
function inOrder(
  texts: readonly string[],
  candidates: readonly (readonly Generated[])[],
  system: System,
): Generated[] {
  const seen = new Map<string, number>();
  return texts.map((text, index) => {
    const own = candidates[index]!.filter((generated) => sameSystem(generated.system, system));
    const turn = seen.get(text) ?? 0;
    seen.set(text, turn + 1);
    return own[turn % own.length]!;
  });
}
