import { wholeLength } from "../../../provenance/lengths.js";
import type { PromptEnds } from "../../../provenance/prompts.js";
import type { TokenizedRow } from "../../collator.js";
import { within } from "./padding.js";

/** Rows that are compared, and the fewest from which one can tell what all have. */
const mostCompared = 64;
const fewestCompared = 8;

/** What all inputs begin and end with, a prompt most likely; undefined for too few different rows. */
export function commonEnds(rows: readonly TokenizedRow[], padTokenId: number): PromptEnds | undefined {
  const step = Math.max(1, Math.floor(rows.length / mostCompared));
  const sample = rows.filter((_, index) => index % step === 0).slice(0, mostCompared);
  const texts = sample.map(({ inputIds }) => inputIds.slice(...within(inputIds, padTokenId)));
  if (new Set(texts.map(String)).size < fewestCompared) return undefined;
  // The end of an input that was cut is gone; the last id is the end token.
  const whole = texts.filter((_, index) => wholeLength(sample[index]!.inputIds) === undefined);
  const behind = whole.map((ids) => ids.slice(0, -1).reverse());
  return {
    lead: commonStart(texts),
    tail: whole.length >= fewestCompared ? commonStart(behind).reverse() : [],
  };
}

/** The longest start that all lists share. */
function commonStart(lists: readonly (readonly number[])[]): number[] {
  const [first = [], ...others] = lists;
  let length = first.length;
  for (const list of others) {
    let same = 0;
    while (same < length && list[same] === first[same]) same++;
    length = same;
  }
  return first.slice(0, length);
}
