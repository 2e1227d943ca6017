import { ignoreIndex } from "../../../models/labels.js";
import { hashIds } from "../../../provenance/hash.js";
import type { TokenizedRow } from "../../collator.js";
import type { RowFacts } from "../facts.js";
import { commonEnds } from "./ends.js";
import { Lengths } from "./lengths.js";
import { hides, within } from "./padding.js";

export interface RowsToExamine {
  rows: readonly TokenizedRow[];
  padTokenId: number;
  /** Rows of the data set, of which `rows` may be a sample. */
  of: number;
  /** Whoever tokenized the rows says how long they were before. */
  knowsLengths: boolean;
}

/** What a data set's token ids tell, and hashes of its inputs, one a row. */
export function examineRows({ rows, padTokenId, of, knowsLengths }: RowsToExamine): {
  facts: RowFacts;
  inputs: number[];
} {
  const padLabels = { rows: 0, labels: 0, all: 0 };
  const inputs: number[] = [];
  const labelLengths: number[] = [];
  const lengths = { inputs: new Lengths(), labels: new Lengths() };
  let unlabelled = 0;
  let unmasked = 0;
  for (const { inputIds, labels, attentionMask } of rows) {
    const [start, end] = within(inputIds, padTokenId);
    if (end - start < inputIds.length && !hides(attentionMask, start, end)) unmasked++;
    inputs.push(hashIds(inputIds, start, end));
    lengths.inputs.add(inputIds, end - start);
    const { counting, pads } = countLabels(labels, padTokenId);
    padLabels.all += counting;
    padLabels.labels += pads;
    if (pads > 0) padLabels.rows++;
    if (counting === 0) unlabelled++;
    lengths.labels.add(labels, counting - pads);
    labelLengths.push(counting - pads);
  }
  return {
    inputs,
    facts: {
      rows: of,
      examined: rows.length,
      padLabels,
      unlabelled,
      unmasked,
      inputs: lengths.inputs.facts(knowsLengths),
      labels: lengths.labels.facts(knowsLengths),
      distinct: new Set(inputs).size,
      commonLead: commonEnds(rows, padTokenId)?.lead.length,
      labelLengths: labelLengths.sort((a, b) => a - b),
    },
  };
}

function countLabels(labels: readonly number[], padTokenId: number): { counting: number; pads: number } {
  let counting = 0;
  let pads = 0;
  for (const label of labels) {
    if (label !== ignoreIndex) counting++;
    if (label === padTokenId) pads++;
  }
  return { counting, pads };
}

/** What is known of evaluation rows that are not tokenized yet. */
export function onlyDocuments(documents: readonly number[]): RowFacts {
  const none = { longest: 0, cut: 0 };
  return {
    rows: documents.length,
    examined: documents.length,
    padLabels: { rows: 0, labels: 0, all: 0 },
    unlabelled: 0,
    unmasked: 0,
    inputs: none,
    labels: none,
    distinct: new Set(documents).size,
    commonLead: undefined,
    labelLengths: [],
  };
}
