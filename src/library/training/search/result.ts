import type { RunsData } from "../../../protocol/index.js";
import { readRun, shownRun } from "../../../runs/index.js";
import { runsDisplay } from "../../display/runs.js";
import { type Displayable, type Hoverable, hoverSymbol } from "../../display/types.js";
import type { Parameters } from "./candidates.js";
import type { SearchPlan } from "./options.js";
import type { Trial } from "./trial.js";

export type SearchState = "running" | "finished" | "interrupted" | "failed";

/** Trials that reached their end come first, then those that were ended, then those that came to nothing. */
const ranks: Record<Trial["state"], number> = {
  finished: 0,
  pruned: 1,
  running: 2,
  interrupted: 3,
  failed: 4,
};

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
const figure = (value: number | null): string => (value === null ? "nothing" : value.toPrecision(5));

/** What a search has found so far: a table of its trials, the best first. */
export class SearchResult implements Displayable, Hoverable {
  /** The best first. */
  readonly trials: readonly Trial[];

  constructor(
    readonly state: SearchState,
    trials: readonly Trial[],
    private readonly plan: SearchPlan,
  ) {
    const sign = plan.greaterIsBetter ? -1 : 1;
    const order = (a: Trial, b: Trial) =>
      ranks[a.state] - ranks[b.state] ||
      sign * ((a.value ?? Number.POSITIVE_INFINITY * sign) - (b.value ?? Number.POSITIVE_INFINITY * sign)) ||
      a.number - b.number;
    // A copy of each: a result stays what it was while the search goes on.
    this.trials = trials.map((trial) => ({ ...trial })).sort(order);
  }

  /** Such as "evalLoss". */
  get metric(): string {
    return this.plan.metricName;
  }

  /** The best of the trials that reached their end. */
  get best(): Trial | undefined {
    return this.trials.find(({ state, value }) => state === "finished" && value !== null);
  }

  /** What the best trial tried. */
  get bestParameters(): Parameters | undefined {
    return this.best?.parameters;
  }

  get #note(): string {
    const of = (state: Trial["state"]) => this.trials.filter((trial) => trial.state === state).length;
    const planned = this.plan.candidates.length;
    const parts = [
      `${of("finished")} of ${count(planned, "trial")} finished`,
      ...(["pruned", "failed", "interrupted"] as const).flatMap((state) =>
        of(state) > 0 ? [`${of(state)} ${state}`] : [],
      ),
    ];
    const best = this.best;
    return `${parts.join(", ")}${best ? `; the best is trial ${best.number} with ${this.metric} ${figure(best.value)}` : ""}.`;
  }

  get data(): RunsData {
    const { plan, trials } = this;
    const runs = trials.map((trial) => {
      const label = `trial ${trial.number}`;
      const stored = trial.runId === undefined ? undefined : readRun(trial.runId);
      const shown = stored ? shownRun(stored, label) : { id: label, label, points: [] };
      return { ...shown, state: trial.state };
    });
    const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
    return {
      title: `Search: ${count(trials.length, "trial")}`,
      note: this.#note,
      runs,
      settings: plan.names.map((name) => ({
        name,
        values: trials.map(({ parameters }) => text(parameters[name])),
      })),
      figures: [
        {
          name: plan.metricName,
          values: trials.map(({ value }) => value),
          best: plan.greaterIsBetter ? "highest" : "lowest",
        },
        { name: "steps", values: trials.map(({ reports }) => reports.at(-1)?.step ?? null) },
      ],
      rankedBy: plan.metricName,
    };
  }

  toMimeBundle(outputId: string) {
    return runsDisplay(this.data, { final: this.state !== "running" }).toMimeBundle(outputId);
  }

  [hoverSymbol](): string {
    const parameters = Object.entries(this.bestParameters ?? {}).map(
      ([name, value]) => `- \`${name}\`: ${JSON.stringify(value)}`,
    );
    return ["**Search**", this.#note, ...(parameters.length > 0 ? [parameters.join("\n")] : [])].join("\n\n");
  }
}
