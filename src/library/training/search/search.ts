import { createHash } from "node:crypto";
import type { Finding } from "../../../protocol/index.js";
import type { Dataset } from "../../datasets/index.js";
import { display, updateDisplay } from "../../display/sink.js";
import { InterruptedError, SummnbError } from "../../errors.js";
import { throwIfInterrupted } from "../../interrupt.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import { rowsHash } from "../checkpoints/identity.js";
import type { TokenizedRow } from "../collator.js";
import { report } from "../doctor/report.js";
import type { TrainerOptions } from "../options.js";
import { tokenizedRows, tokenizeRows } from "../tokenize.js";
import { planSearch, type SearchOptions, type SearchPlan } from "./options.js";
import { isHopeless } from "./pruning.js";
import { SearchResult, type SearchState } from "./result.js";
import { earlierTrials } from "./resume.js";
import { runTrial, type Trial } from "./trial.js";

/** What happens in a search: a trial begins, or has come to an end. */
export interface SearchEvent {
  type: "begin" | "end";
  trial: Readonly<Trial>;
}

/** Milliseconds between two pictures of a search that runs. */
const showEvery = 1000;

/**
 * A search for the best training arguments and LoRA values. Every trial is a training of a new model and a run in
 * the run store, so that what a search has found stays when it is interrupted.
 */
export class HyperparameterSearch {
  readonly #plan: SearchPlan;
  readonly #trials: Trial[] = [];
  readonly #seen = new WeakSet<PreTrainedModel>();
  readonly #findings = new Map<string, Finding>();
  #state: SearchState = "running";
  #outputId: string | undefined;
  #shown = 0;

  /** @throws SummnbError for whatever can be known to be wrong before the first model is made */
  constructor(private readonly options: SearchOptions) {
    this.#plan = planSearch(options);
  }

  /** How many trials there are to be. */
  get planned(): number {
    return this.#plan.candidates.length;
  }

  /** What it has found until now. */
  get result(): SearchResult {
    return new SearchResult(this.#state, this.#trials, this.#plan);
  }

  /** What the training doctor found in the trials, each rule once. */
  get findings(): readonly Finding[] {
    return [...this.#findings.values()];
  }

  /** Searches to the end. An interrupt ends it early with an InterruptedError; `result` has what was found. */
  async run(): Promise<SearchResult> {
    for await (const _ of this.events());
    return this.result;
  }

  /** Searches like `run`, and tells of every trial. Whoever stops asking ends the search. */
  async *events(): AsyncGenerator<SearchEvent, void> {
    const started = performance.now();
    let model: PreTrainedModel | undefined;
    try {
      const trainer = await this.#withRows();
      model = await this.#newModel();
      const key = this.#key(model, trainer);
      const earlier = this.options.resume ? earlierTrials(key, this.#plan) : new Map<number, Trial>();
      this.#trials.push(...earlier.values());
      this.#show();
      for (const [index, { parameters, config }] of this.#plan.candidates.entries()) {
        const number = index + 1;
        if (earlier.has(number)) continue;
        throwIfInterrupted();
        if (performance.now() - started > 1000 * this.#plan.seconds) break;
        const trial: Trial = {
          number,
          parameters,
          state: "running",
          value: null,
          runId: undefined,
          message: undefined,
          reports: [],
        };
        this.#trials.push(trial);
        yield { type: "begin", trial };
        const fresh = model ?? (await this.#newModel());
        model = undefined;
        await runTrial(fresh, config, trial, {
          plan: { ...this.#plan, trainer },
          key,
          name: this.options.name ?? fresh.name,
          isHopeless: (one) => this.#isHopeless(one),
          onReport: () => this.#show(),
          onFindings: (findings) => this.#note(findings),
        });
        this.#show(true);
        yield { type: "end", trial };
      }
      this.#state = "finished";
    } catch (error) {
      this.#state = error instanceof InterruptedError ? "interrupted" : "failed";
      this.#endTrial((error as Error).message);
      throw this.#explained(error);
    } finally {
      if (this.#state === "running") {
        this.#state = "interrupted";
        this.#endTrial();
      }
      model?.free();
      this.#show(true);
    }
  }

  /** A trial whose model was not even made when the search ended, ends as the search did. */
  #endTrial(message?: string): void {
    const last = this.#trials.at(-1);
    if (last?.state !== "running") return;
    last.state = this.#state as "interrupted" | "failed";
    last.message = message;
  }

  /** Texts are tokenized once for all trials. */
  async #withRows(): Promise<SearchPlan["trainer"]> {
    const { trainer } = this.#plan;
    return {
      ...trainer,
      trainDataset: await this.#rows(trainer.trainDataset, trainer),
      evalDataset: await this.#rows(trainer.evalDataset!, trainer),
    };
  }

  async #rows(dataset: TrainerOptions["trainDataset"], options: SearchPlan["trainer"]) {
    const column = this.options.args?.labelNames?.[0];
    const tokenizer = options.tokenizer ?? options.processingClass;
    const rows =
      tokenizedRows(dataset as Iterable<Record<string, unknown>>, column) ??
      (tokenizer && (await tokenizeRows(dataset as Dataset, { ...options, tokenizer })));
    if (!rows) throw new SummnbError("The data sets of the search hold texts, so it needs a tokenizer.");
    // The run store says which data a run had.
    return "fingerprint" in dataset ? Object.assign(rows, { fingerprint: dataset.fingerprint }) : rows;
  }

  async #newModel(): Promise<PreTrainedModel> {
    const model = await this.options.modelInit();
    if (this.#seen.has(model))
      throw new SummnbError(
        "modelInit gave the same model twice, whose weights a trial has already changed; it must make a new one each time: () => AutoModelForSeq2SeqLM.fromPretrained(…).",
      );
    this.#seen.add(model);
    return model;
  }

  /** The same for the same search, over the same model and data. */
  #key({ name, config, dtype }: PreTrainedModel, trainer: SearchPlan["trainer"]): string {
    const data = [trainer.trainDataset, trainer.evalDataset!].map((rows) => rowsHash(rows as TokenizedRow[]));
    return createHash("sha256")
      .update(JSON.stringify([this.#plan.key, name, config, dtype, data]))
      .digest("hex");
  }

  #isHopeless(trial: Trial): boolean {
    const { pruning, greaterIsBetter } = this.#plan;
    const finished = this.#trials.filter(({ state }) => state === "finished").map(({ reports }) => reports);
    return pruning !== undefined && isHopeless(trial.reports, finished, greaterIsBetter, pruning);
  }

  #note(findings: readonly Finding[]): void {
    const unknown = findings.filter(({ rule }) => !this.#findings.has(rule));
    for (const finding of unknown) this.#findings.set(finding.rule, finding);
    if (this.options.display !== false) report(unknown);
  }

  #show(now = false): void {
    if (this.options.display === false) return;
    if (!now && Date.now() - this.#shown < showEvery) return;
    this.#shown = Date.now();
    const { result } = this;
    if (this.#outputId === undefined) this.#outputId = display(result);
    else updateDisplay(this.#outputId, result.toMimeBundle(this.#outputId));
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof InterruptedError)) return error;
    const done = this.#trials.filter(({ state }) => state === "finished" || state === "pruned").length;
    return new InterruptedError(
      `${error.message} ${done === 1 ? "One trial is" : `${done} trials are`} done and kept; with resume the search goes on after them.`,
    );
  }
}

/** Searches for the best training arguments and LoRA values; gives the trials as a table, the best first. */
export function hyperparameterSearch(options: SearchOptions): Promise<SearchResult> {
  return new HyperparameterSearch(options).run();
}
