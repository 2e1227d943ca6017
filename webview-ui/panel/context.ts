/** How parts of the panel reach its state and the host. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ArgumentValue } from "../../src/protocol/arguments/index.js";
import type { PanelToHost } from "../../src/protocol/panel.js";
import type { TrainPlan } from "../../src/protocol/train-plan.js";
import type { PanelState } from "./state.js";

export interface PanelContextValue {
  state: PanelState;
  post(message: PanelToHost): void;
  update(change: (state: PanelState) => PanelState): void;
  setPlan(changes: Partial<TrainPlan>): void;
  /** Sets one of the training's or LoRA's arguments; undefined takes it back to its default. */
  setArgument(of: "arguments" | "lora", name: string, value: ArgumentValue | undefined): void;
  /** Remembers that a field's text is no value, or that it is one again. */
  setInvalid(name: string, problem: string | undefined): void;
}

export const PanelContext = createContext<PanelContextValue | undefined>(undefined);

export function usePanel(): PanelContextValue {
  const value = useContext(PanelContext);
  if (!value) throw new Error("A part of the panel stands outside of it.");
  return value;
}
