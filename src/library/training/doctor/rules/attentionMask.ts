import type { TrainingFacts } from "../facts.js";
import type { Rule } from "../finding.js";
import { capital, share } from "../words.js";
import { eachSet } from "./sets.js";

/** Padding that nothing hides is text to the encoder. */
export const noAttentionMask: Rule<TrainingFacts> = {
  name: "no-attention-mask",
  severity: "warning",
  check: (facts) =>
    eachSet(facts, ({ rows, name, cell }) => {
      if (rows.unmasked === 0 || facts.hasOwnCollator) return undefined;
      return {
        message: `${capital(share(rows.unmasked, rows, `${name} row`))} are padded and have no attention mask, so the model reads their padding as text.`,
        fix: "Keep the tokenizer's attentionMask beside inputIds in each row, or leave inputs unpadded: the collator pads them and masks what it pads.",
        cell,
      };
    }),
};
