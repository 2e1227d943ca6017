/** Everything that the panel shows, and how messages of the host change it. */
import type {
  DataFacts,
  DownloadFacts,
  MachineFacts,
  ModelFacts,
  PlanCheck,
} from "../../src/protocol/advisor.js";
import { applyPatch } from "../../src/protocol/outputs.js";
import type { Asked, HostToPanel, PanelCell, PanelInitMessage } from "../../src/protocol/panel.js";
import type { RunHead, RunOutput } from "../../src/protocol/panel-run.js";
import { guessColumns, type TrainPlan } from "../../src/protocol/train-plan.js";

export const tabs = ["plan", "cells", "run"] as const;
export type Tab = (typeof tabs)[number];

/** What survives that the panel is hidden, and that the window is reloaded. */
export interface KeptState {
  plan: TrainPlan;
  tab: Tab;
  /** Titles of the groups of arguments that are open. */
  open: string[];
}

export interface PanelState extends KeptState {
  /** What the host offers; undefined before it has said so. */
  offers: PanelInitMessage | undefined;
  /** Texts that are no values, by the argument's or field's name. */
  invalid: Record<string, string>;
  machine: Asked<MachineFacts> | undefined;
  model: { name: string; answer: Asked<ModelFacts> } | undefined;
  data: { name: string; answer: Asked<DataFacts> } | undefined;
  /** What is being asked for. */
  asking: { model: boolean; data: boolean; check: boolean };
  download: DownloadFacts | undefined;
  check: Asked<PlanCheck> | undefined;
  cells: PanelCell[];
  refused: string | undefined;
  run: { head: RunHead; outputs: RunOutput[]; texts: ReadonlyMap<string, string> } | undefined;
}

export function firstState(kept: KeptState | undefined, plan: TrainPlan): PanelState {
  return {
    plan,
    tab: "plan",
    open: [],
    ...kept,
    offers: undefined,
    invalid: {},
    machine: undefined,
    model: undefined,
    data: undefined,
    asking: { model: false, data: false, check: false },
    download: undefined,
    check: undefined,
    cells: [],
    refused: undefined,
    run: undefined,
  };
}

/** Of a data set, by what its facts are asked for. */
export const dataKey = ({ data, dataConfig }: Pick<TrainPlan, "data" | "dataConfig">): string =>
  JSON.stringify([data.trim(), dataConfig]);

/** Whether the data of the plan is here, so that its rows can be looked at. */
export function isDataReady({ data, plan }: PanelState): boolean {
  return data?.name === dataKey(plan) && data.answer.facts?.state === "ready";
}

type Reducers = {
  [Type in HostToPanel["type"]]: (state: PanelState, message: HostToPanel & { type: Type }) => PanelState;
};

const reducers: Reducers = {
  init: (state, offers) => ({
    ...state,
    offers,
    plan: state.offers ? state.plan : state.plan.model ? state.plan : offers.plan,
  }),
  trusted: (state) => (state.offers ? { ...state, offers: { ...state.offers, trusted: true } } : state),
  browsed: (state, { field, value }) => withPlan(state, { [field]: value }),
  machine: (state, { answer }) => ({ ...state, machine: answer }),
  model: (state, { model, answer }) =>
    model === state.plan.model.trim()
      ? { ...state, model: { name: model, answer }, asking: { ...state.asking, model: false } }
      : state,
  data: withData,
  download: (state, { progress }) => ({ ...state, download: progress }),
  checking: (state) => ({ ...state, asking: { ...state.asking, check: true } }),
  check: (state, { answer }) => ({ ...state, check: answer, asking: { ...state.asking, check: false } }),
  cells: (state, { cells }) => ({ ...state, cells }),
  refused: (state, { message }) => ({ ...state, refused: message }),
  run: (state, { head, outputs, log }) => ({
    ...state,
    run: { head, outputs, texts: new Map(log.map(({ key, text }) => [key, text])) },
  }),
  runHead: (state, { head }) => inRun(state, (run) => ({ ...run, head })),
  runOutput: (state, { output }) =>
    inRun(state, (run) => ({ ...run, outputs: replaced(run.outputs, output) })),
  runDelta: (state, { delta }) =>
    inRun(state, (run) => ({
      ...run,
      outputs: run.outputs.map((output) => {
        const { payload } = output;
        if (payload.outputId !== delta.outputId || delta.seq <= payload.seq) return output;
        return {
          ...output,
          payload: { ...payload, seq: delta.seq, data: applyPatch(payload.data, delta.patch) },
        };
      }),
    })),
  runText: (state, { text }) =>
    inRun(state, (run) => ({ ...run, texts: new Map(run.texts).set(text.key, text.text) })),
  noRun: (state) => ({ ...state, run: undefined, tab: state.tab === "run" ? "plan" : state.tab }),
};

/** The state after a message; messages of no known type change nothing. */
export function receive(state: PanelState, message: HostToPanel): PanelState {
  if (!Object.hasOwn(reducers, message?.type)) return state;
  return (reducers[message.type] as (state: PanelState, message: HostToPanel) => PanelState)(state, message);
}

export function withPlan(state: PanelState, changes: Partial<TrainPlan>): PanelState {
  return { ...state, plan: { ...state.plan, ...changes }, refused: undefined };
}

type InRun = NonNullable<PanelState["run"]>;

function inRun(state: PanelState, change: (run: InRun) => InRun): PanelState {
  return state.run ? { ...state, run: change(state.run) } : state;
}

function replaced(outputs: readonly RunOutput[], output: RunOutput): RunOutput[] {
  const at = outputs.findIndex(({ key }) => key === output.key);
  return at < 0 ? [...outputs, output] : outputs.with(at, output);
}

/** Columns that the data does not have are guessed anew, and so is the split to judge by. */
function withData(state: PanelState, { data, config, answer }: HostToPanel & { type: "data" }): PanelState {
  const name = dataKey({ data, dataConfig: config });
  if (name !== dataKey(state.plan)) return state;
  const next = {
    ...state,
    data: { name, answer },
    download: undefined,
    asking: { ...state.asking, data: false },
  };
  const { facts } = answer;
  if (facts?.state !== "ready") return next;
  return { ...next, plan: { ...state.plan, ...fitting(state.plan, facts) } };
}

function fitting(plan: TrainPlan, { splits }: DataFacts): Partial<TrainPlan> {
  const columns = splits[0]?.features ?? [];
  const guess = guessColumns(columns);
  const keep = (column: string, guessed: string) => (columns.includes(column) ? column : guessed);
  const has = (split: string) => split === "train" || splits.some(({ name }) => name === split);
  return {
    documentColumn: keep(plan.documentColumn, guess.documentColumn),
    summaryColumn: keep(plan.summaryColumn, guess.summaryColumn),
    evalFrom: has(plan.evalFrom)
      ? plan.evalFrom
      : has("validation")
        ? "validation"
        : has("test")
          ? "test"
          : "train",
  };
}
