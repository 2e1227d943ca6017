import type { CellMark } from "../../../library/display/types.js";
import { resolveOptions } from "../../../library/generation/options.js";
import { type Found, findingOf } from "../../../library/training/doctor/finding.js";
import { diagnose } from "../../../library/training/doctor/index.js";
import { differingPrompts } from "../../../library/training/doctor/rules/prompt.js";
import type { Finding } from "../../../protocol/index.js";
import { type ComparedSystem, compared } from "./comparisons.js";
import { isTrainer, type ModelState, Models, modelValue, optionOf, promptOf, skeletonOf } from "./models.js";
import { type MadeRows, madeRows, rowsMadeBy } from "./rows.js";
import { type Generated, generatedBy } from "./summaries.js";
import { argumentsOf, trainingFacts } from "./training.js";
import type { Made, Value } from "./values.js";

/** What the callback that tokenizes does wrong, as a finding. */
const rowRules: readonly [key: keyof MadeRows, rule: string, severity: Finding["severity"], found: Found][] =
  [
    [
      "padsLabels",
      "labels-contain-pad",
      "error",
      {
        message:
          "Labels are padded with pad tokens here, which count in the loss, so that it mostly measures how well the model predicts padding.",
        fix: "Leave labels unpadded (the collator pads them with -100), or let tokenizer.batch(documents, { textTarget: summaries, padding }) make them, which pads labels with -100.",
      },
    ],
    [
      "lacksMask",
      "no-attention-mask",
      "warning",
      {
        message:
          "Inputs are padded here and the attention mask is not kept, so the model reads their padding as text.",
        fix: "Keep the tokenizer's attentionMask beside inputIds, or leave inputs unpadded: the collator pads them and masks what it pads.",
      },
    ],
    [
      "lacksLabels",
      "no-labels",
      "error",
      {
        message: "Rows get input ids here and no labels, so there is nothing to learn from them.",
        fix: "Tokenize the summaries too and give their ids as labels.",
      },
    ],
  ];

const defaultLength: Found = {
  message:
    "Summaries have at most 20 tokens here, Hugging Face's default, because neither the call nor the model's generation config sets a length.",
  fix: "Give maxNewTokens.",
};

/** Whether a call's options are known and say nothing about length. */
function leavesLength(options: Value | undefined): boolean {
  if (options === undefined) return true;
  const names = ["maxNewTokens", "maxLength", "generationConfig"];
  return options.kind === "object" && options.isWhole && !names.some((name) => options.properties.has(name));
}

/** Follows a notebook's calls in their order and says what is wrong with what they would do. */
export class Examiner {
  readonly findings: Finding[] = [];
  readonly #models = new Models();
  readonly #generated = new Map<Made, Generated>();
  readonly #evaluations: ComparedSystem[] = [];

  constructor(
    private readonly folder: string,
    private readonly mark: (cell: number | undefined) => CellMark | undefined,
  ) {}

  take(call: Made): void {
    this.#handlers[call.by]?.(call);
  }

  #handlers: Record<string, ((call: Made) => void) | undefined> = {
    getPeftModel: (call) => this.#adapt(call, false),
    "PeftModel.fromPretrained": (call) => this.#adapt(call, true),
    Seq2SeqTrainingArguments: (call) => {
      const { problem } = argumentsOf(call);
      if (problem) this.#add("arguments", "error", { message: problem, fix: "Correct it." }, call.cell);
    },
    ".train": (call) => isTrainer(call.receiver) && this.#train(call.receiver, call.cell),
    ".events": (call) => isTrainer(call.receiver) && this.#train(call.receiver, call.cell),
    generateSummaries: (call) => this.#generate(call),
    ".generate": (call) => this.#generate(call),
    compareRouge: (call) => this.#compare(call, true),
    compareSummaries: (call) => this.#compare(call, false),
    evaluateRouge: (call) => this.#compare(call, true),
  };

  #add(rule: string, severity: Finding["severity"], found: Found, cell: number): void {
    this.#keep([findingOf(rule, severity, { ...found, cell: this.mark(cell) })]);
  }

  /** A cell in a function that is called twice is wrong once. */
  #keep(found: readonly Finding[]): void {
    const key = ({ rule, message, cellId }: Finding) => `${rule} ${message} ${cellId}`;
    const known = new Set(this.findings.map(key));
    this.findings.push(...found.filter((finding) => !known.has(key(finding))));
  }

  #adapt(call: Made, isLoaded: boolean): void {
    const state = this.#models.stateOf(call.args[0]);
    if (state) state.adapter = { made: call, trained: isLoaded };
  }

  #train(trainer: Made, cell: number): void {
    const model = optionOf(trainer, "model");
    const state = model && modelValue(model) ? this.#models.stateOf(model) : undefined;
    this.#examineRows(trainer);
    this.#keep(diagnose(trainingFacts(trainer, state, { folder: this.folder, mark: this.mark })));
    if (!state) return;
    const isText = rowsMadeBy(optionOf(trainer, "trainDataset"))?.by === "loadDataset";
    const prompt = isText ? promptOf(trainer.args[0]) : undefined;
    state.trainings.push({ cell, prompt, rows: optionOf(trainer, "trainDataset") });
    if (state.adapter) state.adapter.trained = true;
  }

  #examineRows(trainer: Made): void {
    const names = argumentsOf(optionOf(trainer, "args")).values.labelNames;
    const rows = madeRows(optionOf(trainer, "trainDataset"), names?.[0]);
    if (!rows) return;
    for (const [key, rule, severity, found] of rowRules)
      if (rows[key]) this.#add(rule, severity, found, rows.cell);
  }

  #generate(call: Made): void {
    const generated = generatedBy(call, this.#models);
    if (!generated) return;
    this.#generated.set(call, generated);
    const { prompt, state, options } = generated;
    if (prompt !== undefined) {
      state.prompts.push({ prompt, cell: call.cell });
      const training = state.trainings.at(-1);
      if (training?.prompt !== undefined && training.prompt !== prompt) {
        const where = ` (cell ${this.mark(training.cell)?.label} trains)`;
        const prompts = { training: training.prompt, inference: prompt, where, sameIds: false };
        this.#add("prompt-differs", "warning", differingPrompts(prompts, undefined), call.cell);
      }
    }
    if (leavesLength(options) && this.#hasDefaultLength(state))
      this.#add("generation-length-default", "warning", defaultLength, call.cell);
  }

  #hasDefaultLength(state: ModelState): boolean {
    const model = skeletonOf(state, this.folder);
    return model !== undefined && resolveOptions({}, model).lengthIsDefault;
  }

  #compare(call: Made, isScored: boolean): void {
    const comparison = {
      call,
      isScored,
      mark: this.mark,
      generated: this.#generated,
      earlier: this.#evaluations,
    };
    const { findings, systems } = compared(comparison);
    this.#keep(findings);
    if (call.by === "evaluateRouge") this.#evaluations.push(...systems);
  }
}
