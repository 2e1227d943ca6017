/** Messages between the "Train LoRA" panel in a webview and the extension host. */
import type { DataFacts, DownloadFacts, MachineFacts, ModelFacts, PlanCheck } from "./advisor.js";
import type { RunMessage } from "./panel-run.js";
import type { SaveMessage } from "./renderer.js";
import type { PlanPreset, TrainPlan } from "./train-plan.js";

/** Something to offer in a field: `value` goes into the form, `label` is what the user reads. */
export interface PanelChoice {
  value: string;
  label: string;
  /** Where it is, such as "in this folder". */
  detail: string;
}

/** A cell that would be written. */
export interface PanelCell {
  type: "code" | "markdown";
  text: string;
}

/** Host to panel, after the panel said `ready`: what the form begins with and offers. */
export interface PanelInitMessage {
  type: "init";
  plan: TrainPlan;
  presets: PlanPreset[];
  models: PanelChoice[];
  datasets: PanelChoice[];
  /** Whether something may run; else why not. */
  trusted: boolean;
}

/** An answer of the process that has the library, or the sentence with which it refused. */
export type Asked<T> = { facts: T; problem?: undefined } | { facts?: undefined; problem: string };

export type HostToPanel =
  | PanelInitMessage
  | { type: "trusted" }
  /** Values of a plan that the user chose in a dialog of VS Code. */
  | { type: "browsed"; field: "model" | "data"; value: string }
  | { type: "machine"; answer: Asked<MachineFacts> }
  | { type: "model"; model: string; answer: Asked<ModelFacts> }
  | { type: "data"; data: string; config: string; answer: Asked<DataFacts> }
  | { type: "download"; progress: DownloadFacts }
  | { type: "checking" }
  | { type: "check"; answer: Asked<PlanCheck> }
  | { type: "cells"; cells: PanelCell[] }
  /** What the user asked for could not be done, in a sentence. */
  | { type: "refused"; message: string }
  | RunMessage
  /** There is no run to show. */
  | { type: "noRun" };

/** Panel to host. `ready` is sent once the page listens; the host answers with `init`. */
export type PanelToHost =
  | { type: "ready" }
  /** The plan as it is now: the host answers with its cells, and with a check once it rests. */
  | { type: "plan"; plan: TrainPlan; dataReady: boolean }
  | { type: "model"; model: string }
  | { type: "data"; data: string; config: string; mayDownload: boolean }
  | { type: "browse"; field: "model" | "data" }
  | { type: "create"; plan: TrainPlan }
  | { type: "start"; plan: TrainPlan }
  | { type: "stop" }
  | { type: "resume" }
  | { type: "endKernel" }
  | { type: "forgetRun" }
  | { type: "openNotebook" }
  | { type: "openRuns" }
  | { type: "showLog" }
  | { type: "copy"; text: string }
  | SaveMessage;
