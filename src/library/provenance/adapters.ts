import type { CellMark } from "../display/types.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import type { Parameter } from "../nn/index.js";
import { cellOf, noteCell } from "./cells.js";

/** What a model with adapters knows of them. */
export interface AdapterHost {
  readonly model: PreTrainedModel;
  readonly adapters: ReadonlyMap<string, { parameters(): ReadonlyMap<string, Parameter> }>;
  readonly active: readonly string[];
  readonly merged: readonly string[] | null;
  readonly enabled: boolean;
}

/** Base models and those built on them alike: the adapters stand in the layers of both. */
const hosts = new WeakMap<PreTrainedModel, AdapterHost>();

/** Remembers that adapters stand in a base model's layers, from this cell on. */
export function noteAdapters(adapted: PreTrainedModel, host: AdapterHost): void {
  hosts.set(adapted, host);
  hosts.set(host.model, host);
  noteCell(host);
}

export function adaptersIn(model: PreTrainedModel): AdapterHost | undefined {
  return hosts.get(model);
}

/** The cell that put adapters into the model. */
export function adaptedIn(host: AdapterHost): CellMark | undefined {
  return cellOf(host);
}
