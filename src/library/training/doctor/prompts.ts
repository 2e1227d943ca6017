import type { Finding } from "../../../protocol/index.js";
import { currentCell } from "../../display/sink.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import { notePrompt, type PromptEnds } from "../../provenance/prompts.js";
import type { TrainingNote } from "../../provenance/trainings.js";
import { baseOf, weightsOf } from "../../provenance/weights.js";
import type { Tokenizer } from "../../tokenizers/index.js";
import { findingOf } from "./finding.js";
import { documentMark, type PromptOptions, promptText } from "./promptText.js";
import { report } from "./report.js";
import { differingPrompts } from "./rules/prompt.js";

/** Stands for a document when prompts are compared by their ids. */
const anyDocument = "A document.";

/** Whether two prompts give the same ids, as those that differ in line ends alone do for T5. */
export async function sameIds(tokenizer: Tokenizer | undefined, a: string, b: string): Promise<boolean> {
  if (!tokenizer) return false;
  const fill = (prompt: string) => prompt.split(documentMark).join(anyDocument);
  const [first, second] = await tokenizer.encodeBatch([fill(a), fill(b)], { truncation: false });
  return String(first) === String(second);
}

/** Says once when a model is asked in other words than it was trained with, before it generates. */
export async function examinePrompt(
  model: PreTrainedModel,
  options: PromptOptions,
  tokenizer: Tokenizer,
): Promise<void> {
  const prompt = promptText(options);
  notePrompt(baseOf(model), prompt, currentCell());
  for (const training of weightsOf(model).trainings) {
    if (training.prompt === undefined || training.prompt === prompt) continue;
    const same = await sameIds(tokenizer, training.prompt, prompt);
    training.sources.isReported = true;
    report([promptFinding(training, { training: training.prompt, inference: prompt, sameIds: same })]);
  }
}

function promptFinding(
  { cell }: TrainingNote,
  prompts: { training: string; inference: string; sameIds: boolean },
): Finding {
  const where = cell ? ` (cell ${cell.label} trained)` : "";
  return findingOf("prompt-differs", "warning", differingPrompts({ ...prompts, where }, currentCell()));
}

/** So many sources that all begin or end otherwise are no chance. */
const fewestOther = 3;
/** Ids that a prompt has at least. */
const shortestPrompt = 3;

/** The same for sources that came as ids: whether they begin and end as the training's inputs did. */
export function examineSources(
  sources: readonly (readonly number[])[],
  trainings: readonly TrainingNote[],
): Finding[] {
  return trainings.flatMap((training) => {
    const { ends, sources: seen, cell } = training;
    if (!ends || Math.max(ends.lead.length, ends.tail.length) < shortestPrompt) return [];
    for (const source of sources) seen[isAlike(source, ends) ? "alike" : "other"]++;
    if (seen.isReported || seen.alike > 0 || seen.other < fewestOther) return [];
    seen.isReported = true;
    const where = cell ? ` in cell ${cell.label}` : "";
    const found = {
      message: `All inputs of the training${where} begin with the same ${ends.lead.length} tokens and end with the same ${ends.tail.length}, a prompt most likely, and no source that the model has generated from since does.`,
      fix: "Give inference the prompt of training, and have it in one constant.",
      cell: currentCell(),
    };
    return [findingOf("prompt-differs", "warning", found)];
  });
}

/** Whether at least half of the training's common ids are there: at the start, or at the end of inputs without one. */
function isAlike(source: readonly number[], { lead, tail }: PromptEnds): boolean {
  const hasLead = lead.length >= shortestPrompt;
  const common = hasLead ? lead : tail;
  const own = hasLead ? source.slice(0, lead.length) : source.slice(0, -1).slice(-tail.length);
  return 2 * own.filter((id, index) => id === common[index]).length >= common.length;
}
