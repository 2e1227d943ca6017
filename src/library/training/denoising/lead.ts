import type { Tokenizer } from "../../tokenizers/index.js";
import type { TokenizedRow } from "../collator.js";

/** A document for `DataCollatorForDenoising`. */
export interface LeadRow extends TokenizedRow {
  /** The whole document. */
  inputIds: readonly number[];
  /** Its first sentence. */
  labels: readonly number[];
  /** What the first sentence says of its subject, in a few words. */
  clause: readonly number[];
}

const firstSentence = /^(.+?[.!?:])\s+(?=[A-Z0-9*"(])/s;

/** Where a sentence stops naming its subject and begins to describe it: "… is a", "… provides the". */
const predicate =
  /\b(?:is|are|provides?|contains?|implements?|offers?|includes?|supplies|allows?|lets|enables?|supports?|adds|makes|gives)\s+(?:(?:you|users|one)\s+to\s+)?(?:an?\s+|the\s+)?/i;
/** Where a description goes into details. */
const detail = /[,;:()]|\.\s|\.$|\s(?:that|which|where|while|because|so)\s/;
const mostWords = 12;
const fewestWords = 3;

/** The words after a sentence's verb up to the first detail: "X is a tool to do Y, written in Z." → "tool to do Y". */
export function leadClause(sentence: string): string {
  const found = predicate.exec(sentence);
  const rest = found ? sentence.slice(found.index + found[0].length) : sentence;
  const words = rest.trim().split(/\s+/).slice(0, mostWords);
  const head = words.slice(0, fewestWords).join(" ");
  const tail = ` ${words.slice(fewestWords).join(" ")} `;
  const end = detail.exec(tail)?.index ?? tail.length;
  return `${head}${tail.slice(0, end)}`.trim().replace(/[.,;:]+$/, "");
}

/** Documents as rows for the denoising collator. */
export async function leadRows(documents: readonly string[], tokenizer: Tokenizer): Promise<LeadRow[]> {
  const parts = documents.map((document) => {
    const lead = firstSentence.exec(document)?.[1] ?? document;
    return { lead, rest: document.slice(lead.length).trimStart(), clause: leadClause(lead) };
  });
  const encode = (part: "lead" | "rest" | "clause") =>
    tokenizer.encodeBatch(
      parts.map((texts) => texts[part]),
      { addSpecialTokens: false },
    );
  const [leads, rests, clauses] = await Promise.all([encode("lead"), encode("rest"), encode("clause")]);
  return leads.map((labels, i) => ({ inputIds: [...labels, ...rests[i]!], labels, clause: clauses[i]! }));
}
