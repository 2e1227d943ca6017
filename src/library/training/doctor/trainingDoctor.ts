import type { Finding } from "../../../protocol/index.js";
import { noteTrainer } from "../../provenance/cells.js";
import { isPlain, type TokenizedRow } from "../collator.js";
import type { TrainerOptions } from "../options.js";
import { type Diagnosis, diagnosisOf } from "./diagnosis.js";
import { type Examination, type Examined, examineTraining } from "./examine.js";
import { report } from "./report.js";

/** Looks after one trainer. */
export class TrainingDoctor {
  /** Of the last look before a first step. */
  findings: readonly Finding[] = [];

  constructor(
    private readonly trainer: Pick<Examination, "model" | "args">,
    private readonly options: TrainerOptions,
  ) {
    noteTrainer(trainer);
  }

  /** Looks for mistakes, shows them, and remembers what comparisons will want to know; nothing with doctor: false. */
  async beforeTraining(
    rows: readonly TokenizedRow[],
    evalRows?: readonly TokenizedRow[],
    memory?: Examination["memory"],
  ): Promise<void> {
    if (this.options.doctor === false) return;
    const { findings, remember } = await this.#look(rows, evalRows, memory);
    remember();
    this.findings = findings;
    if (this.options.display !== false) report(findings);
  }

  /** Looks for mistakes and leaves it at that. */
  async diagnose(rows: readonly TokenizedRow[], evalRows?: readonly TokenizedRow[]): Promise<Diagnosis> {
    return diagnosisOf((await this.#look(rows, evalRows)).findings);
  }

  #look(
    rows: readonly TokenizedRow[],
    evalRows?: readonly TokenizedRow[],
    memory?: Examination["memory"],
  ): Promise<Examined> {
    const { options, trainer } = this;
    const { model, args } = trainer;
    const tokenizer = options.tokenizer ?? options.processingClass;
    const hasOwnCollator = options.dataCollator !== undefined && !isPlain(options.dataCollator);
    const known = { model, args, tokenizer, rows, evalRows, hasOwnCollator, memory, trainer };
    return examineTraining({ ...options, ...known });
  }
}
