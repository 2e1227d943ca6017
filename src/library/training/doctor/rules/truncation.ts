import { groupDigits } from "../../../display/figures.js";
import type { LengthFacts, RowFacts, TrainingFacts } from "../facts.js";
import type { Found, Rule } from "../finding.js";
import { capital, share } from "../words.js";

/** Fewer rows than this part of all are not worth a finding. */
const leastPart = 0.005;

interface Side {
  texts: string;
  ids: string;
  lengths(rows: RowFacts): LengthFacts;
  option: string;
  severity: Found["severity"];
  effect: string;
  advice: string;
}

/** A cut document may still be worth training on; a cut summary teaches to stop in mid-sentence. */
const sides: readonly Side[] = [
  {
    texts: "documents",
    ids: "inputs",
    lengths: ({ inputs }) => inputs,
    option: "maxSourceLength",
    severity: "info",
    effect: "what stood at their end is never seen",
    advice: ", or shorten the documents in a way that keeps what matters",
  },
  {
    texts: "summaries",
    ids: "labels",
    lengths: ({ labels }) => labels,
    option: "maxTargetLength",
    severity: "warning",
    effect: "the model learns from summaries that break off",
    advice: "",
  },
];

export const truncation: Rule<TrainingFacts> = {
  name: "truncated",
  severity: "warning",
  check: (facts) => sides.flatMap((side) => findOn(side, facts) ?? []),
};

/** What one side lost, in both data sets. */
function findOn(
  side: Side,
  { training, evaluation, hasOwnCollator, prompt, cells }: TrainingFacts,
): Found | undefined {
  if (hasOwnCollator) return undefined;
  const sets = [
    { name: "training", rows: training },
    { name: "evaluation", rows: evaluation },
  ].flatMap(({ name, rows }) => (rows && isCut(side.lengths(rows), rows) ? [{ name, rows }] : []));
  const [first] = sets;
  if (!first) return undefined;
  const { longest, lost } = side.lengths(first.rows);
  const many = sets.map(({ name, rows }) => share(side.lengths(rows).cut, rows, `${name} row`)).join(" and ");
  const message = lost
    ? `${capital(side.texts)} are cut to ${longest} tokens in ${many}: they lose ${groupDigits(lost.median)} tokens in the median and ${groupDigits(lost.most)} at most, and ${side.effect}.`
    : `${capital(many)} have ${side.ids} of exactly ${longest} tokens, the most there are, so their ${side.texts} were probably cut, by how much their ids don't tell, and ${side.effect}.`;
  return {
    severity: side.severity,
    message,
    fix: `Raise ${side.option} (${longest} now) where memory allows${side.advice}.`,
    // Texts are cut by the trainer, ids were by whoever made them.
    cell: (prompt === undefined ? cells?.training : undefined) ?? cells?.trainer,
  };
}

const isCut = ({ cut }: LengthFacts, { examined }: RowFacts): boolean =>
  cut > 0 && cut / examined >= leastPart;
