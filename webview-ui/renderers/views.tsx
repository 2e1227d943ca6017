/** Output kind to the component that draws it. */
import type { ComponentType, VNode } from "preact";
import type { OutputKind, OutputPayload } from "../../src/protocol/outputs.js";
import { DatasetView } from "./dataset/view.js";
import { DiagnosticsView } from "./diagnostics.js";
import { ParametersView } from "./parameters/view.js";
import { ProgressView } from "./progress.js";
import { RougeView } from "./rouge/view.js";
import { RunsView } from "./runs/view.js";
import { SummariesView } from "./summaries/view.js";
import { TrainingView } from "./training/view.js";

export interface ViewProps<K extends OutputKind> {
  payload: OutputPayload<K>;
}

const views: { [K in OutputKind]: ComponentType<ViewProps<K>> } = {
  parameters: ParametersView,
  training: TrainingView,
  summaries: SummariesView,
  rouge: RougeView,
  dataset: DatasetView,
  progress: ProgressView,
  diagnostics: DiagnosticsView,
  runs: RunsView,
};

/** The payload was validated against the schema of `kind`, which is why it fits the component. */
export function viewOf(kind: OutputKind, payload: OutputPayload): VNode {
  const View = views[kind] as ComponentType<{ payload: OutputPayload }>;
  return <View payload={payload} />;
}
