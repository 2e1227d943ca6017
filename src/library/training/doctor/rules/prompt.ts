import type { TrainingFacts } from "../facts.js";
import type { Found, Rule } from "../finding.js";
import { documentMark } from "../promptText.js";
import { quoted } from "../words.js";

/** T5 was pretrained on many tasks at once and tells them apart by the words before the text (Raffel et al. 2020). */
export const t5WithoutPrefix: Rule<TrainingFacts> = {
  name: "t5-without-prefix",
  severity: "warning",
  check({ model, prompt, training, hasOwnCollator, cells }): Found | undefined {
    if (model?.type !== "t5" || model.isFresh || hasOwnCollator) return undefined;
    const bare = prompt === undefined ? training?.commonLead === 0 : prompt.trim() === documentMark;
    if (!bare) return undefined;
    const prefix = model.prefix ?? "summarize: ";
    const flan = /flan/i.test(model.name);
    return {
      severity: flan ? "info" : "warning",
      message: flan
        ? `The inputs of ${model.name} are the documents alone, while FLAN-T5 was tuned to follow an instruction that says what to do with a text.`
        : `The inputs of ${model.name} are the documents alone, while a T5 knows its task by a prefix${model.prefix ? `, which its own configuration gives as ${quoted(prefix)}` : ""}.`,
      fix: `Give the trainer sourcePrefix: ${quoted(prefix)} or a promptTemplate, and generateSummaries the same.`,
      cell: cells?.trainer,
    };
  },
};

/** A model that is asked in other words than it was trained with answers worse, and the comparison is not fair. */
export const promptDiffers: Rule<TrainingFacts> = {
  name: "prompt-differs",
  severity: "warning",
  check({ prompt, inferencePrompts = [], cells }): Found | undefined {
    if (prompt === undefined || inferencePrompts.length === 0) return undefined;
    if (inferencePrompts.some((used) => used.prompt === prompt)) return undefined;
    const used = inferencePrompts.at(-1)!;
    const where = used.cell ? ` in cell ${used.cell.label}` : "";
    return differingPrompts(
      { training: prompt, inference: used.prompt, where, sameIds: used.sameIds },
      cells?.trainer,
    );
  },
};

/** Says that training and inference do not ask in the same words. */
export function differingPrompts(
  {
    training,
    inference,
    where,
    sameIds,
  }: { training: string; inference: string; where: string; sameIds: boolean },
  cell: Found["cell"],
): Found {
  const effect = sameIds
    ? "this tokenizer drops the difference, another one would not"
    : "what the model learns for one it may not do for the other";
  return {
    severity: sameIds ? "info" : "warning",
    message: `The prompt of training, ${quoted(training)}, is not that of inference${where}, ${quoted(inference)}: ${effect}.`,
    fix: "Keep sourcePrefix or promptTemplate in one constant and give it to the trainer and to generateSummaries.",
    cell,
  };
}
