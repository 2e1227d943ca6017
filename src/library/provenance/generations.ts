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
 * Where a list of summaries comes from: the list as it was generated, or one made of such texts by one system.
 * Undefined where a text is unknown, or no system has made all of them.
 * @param others where the lists beside it come from: of systems that all gave these texts, one that is not among them
 */
export function generatedOf(
  texts: readonly string[],
  others: readonly (readonly Generated[])[] = [],
): readonly Generated[] | undefined {
  const whole = byList.get(texts);
  if (whole || texts.length === 0) return whole;
  const candidates = texts.map((text) => byText.get(text) ?? []);
  const all = candidates[0]!.filter((first) =>
    candidates.every((list) => list.some(({ system }) => sameSystem(system, first.system))),
  );
  const systems = distinct(all.sort((a, b) => a.call - b.call).map(({ system }) => system));
  const isTaken = (system: System) => others.some(([other]) => other && sameSystem(other.system, system));
  const system = systems.find((one) => !isTaken(one)) ?? systems[0];
  return system && inOrder(texts, candidates, system);
}

function distinct(systems: readonly System[]): System[] {
  return systems.filter((system, index) => systems.findIndex((s) => sameSystem(s, system)) === index);
}

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
