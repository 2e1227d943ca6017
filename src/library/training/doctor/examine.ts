import type { Finding } from "../../../protocol/index.js";
import { currentCell } from "../../display/sink.js";
import { resolveOptions } from "../../generation/options.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import { adaptedIn, adaptersIn } from "../../provenance/adapters.js";
import { cellOf } from "../../provenance/cells.js";
import { promptsUsed } from "../../provenance/prompts.js";
import { noteTraining } from "../../provenance/trainings.js";
import { baseOf } from "../../provenance/weights.js";
import type { Tokenizer } from "../../tokenizers/index.js";
import type { TrainingArgumentValues } from "../arguments/index.js";
import type { TokenizedRow } from "../collator.js";
import { configOf } from "../evaluation/summaries.js";
import type { TrainingFacts } from "./facts.js";
import { applyRules } from "./finding.js";
import { documentHashes, holdsTexts, type Rows } from "./gather/documents.js";
import { commonEnds } from "./gather/ends.js";
import { factsOfAdapter, factsOfModel } from "./gather/model.js";
import { examineRows, onlyDocuments } from "./gather/rows.js";
import { examineTexts } from "./gather/texts.js";
import { sameIds } from "./prompts.js";
import { type PromptOptions, promptText } from "./promptText.js";
import { trainingRules } from "./rules/index.js";

/** What a trainer knows before its first step. */
export interface Examination extends PromptOptions {
  model: PreTrainedModel;
  args: TrainingArgumentValues;
  tokenizer?: Tokenizer;
  trainDataset: Rows;
  evalDataset?: Rows;
  /** Both as token ids; evaluation rows only where they are made already. */
  rows: readonly TokenizedRow[];
  evalRows?: readonly TokenizedRow[];
  documentColumn?: string;
  summaryColumn?: string;
  /** The user's, which may change rows in ways that can't be seen. */
  hasOwnCollator: boolean;
  memory?: TrainingFacts["memory"];
  /** In place of the model's own, such as one that could not be put in. */
  adapter?: TrainingFacts["adapter"];
  /** For the cell that made it. */
  trainer: object;
}

export interface Examined {
  findings: Finding[];
  /** Notes what the training learns from, for what comes after it; to be called when it begins. */
  remember(): void;
}

/** All that is wrong with a training, the worst first. */
export function diagnose(facts: TrainingFacts): Finding[] {
  return applyRules(trainingRules, facts);
}

/** Looks at a training before its first step. */
export async function examineTraining(plan: Examination): Promise<Examined> {
  const { model, rows, hasOwnCollator, memory } = plan;
  const data = examineData(plan);
  const prompt = holdsTexts(plan.trainDataset) ? promptText(plan) : undefined;
  const findings = diagnose({
    ...data.facts,
    model: factsOfModel(model),
    arguments: plan.args,
    adapter: plan.adapter ?? factsOfAdapter(model),
    evaluationLength: evaluationLength(plan),
    prompt,
    inferencePrompts: await otherPrompts(plan, prompt),
    hasOwnCollator,
    memory,
    cells: cellsOf(plan),
  });
  const remember = () =>
    noteTraining(model.trainableParameters(), {
      what: "trained",
      cell: currentCell(),
      prompt,
      ends: hasOwnCollator ? undefined : commonEnds(rows, model.padTokenId),
      inputs: data.inputs,
      documents: data.documents,
    });
  return { findings, remember };
}

/** Both data sets, and what they have in common. */
function examineData(plan: Examination) {
  const { model, rows, evalRows, trainDataset, evalDataset, documentColumn } = plan;
  const { padTokenId } = model;
  const training = examineRows({
    rows,
    of: trainDataset.length,
    padTokenId,
    knowsLengths: holdsTexts(trainDataset),
  });
  const evaluation =
    evalRows &&
    examineRows({
      rows: evalRows,
      of: evalDataset!.length,
      padTokenId,
      knowsLengths: holdsTexts(evalDataset!),
    });
  const inputs = new Set(training.inputs);
  const documents = new Set(documentHashes(trainDataset, documentColumn));
  const evalDocuments = documentHashes(evalDataset, documentColumn);
  const [tested, known] =
    evalDocuments && documents.size > 0 ? [evalDocuments, documents] : [evaluation?.inputs ?? [], inputs];
  const tests = evaluation?.facts ?? (evalDocuments && onlyDocuments(evalDocuments));
  const facts: TrainingFacts = {
    training: { ...training.facts, texts: examineTexts(trainDataset, plan) },
    evaluation: tests && { ...tests, texts: examineTexts(evalDataset, plan) },
    leaked: { rows: tested.filter((hash) => known.has(hash)).length, of: tested.length },
  };
  return { facts, inputs, documents };
}

/** Most ids of what evaluations generate. */
function evaluationLength({ model, args }: Examination): TrainingFacts["evaluationLength"] {
  if (!args.predictWithGenerate) return undefined;
  const asked = args.generationMaxLength === null ? {} : { maxLength: args.generationMaxLength };
  const { maxLength, lengthIsDefault } = resolveOptions(asked, model, configOf(args));
  return { most: maxLength, isDefault: lengthIsDefault };
}

/** What the model has been asked with so far. */
async function otherPrompts({ model, tokenizer }: Examination, prompt: string | undefined) {
  if (prompt === undefined) return undefined;
  const used = [...promptsUsed(baseOf(model))];
  return Promise.all(
    used.map(async ([other, cell]) => ({
      prompt: other,
      cell,
      sameIds: await sameIds(tokenizer, other, prompt),
    })),
  );
}

function cellsOf({ model, args, trainDataset, evalDataset, trainer }: Examination): TrainingFacts["cells"] {
  const host = adaptersIn(model);
  return {
    trainer: cellOf(trainer),
    arguments: cellOf(args),
    adapter: host && adaptedIn(host),
    training: cellOf(trainDataset),
    evaluation: cellOf(evalDataset),
  };
}
