import path from "node:path";
import { getRngState, setRngState } from "../../tensor/random.js";
import { loadSafetensors, saveSafetensors } from "../../tensor/safetensors.js";
import { scope, withoutScope } from "../../tensor/scope.js";
import type { Tensor } from "../../tensor/tensor.js";

const file = "rng_state.safetensors";

/** States of the generators that training draws from: dropout's, on the CPU and on the model's device. */
export type GeneratorStates = Map<string, Tensor<"uint8">>;

/** The states as they are now; the caller frees them. */
export function generatorStates(device: string): GeneratorStates {
  const devices = [...new Set(["cpu", device])];
  return withoutScope(() => new Map(devices.map((name) => [name, getRngState(name)])));
}

export function restoreStates(states: GeneratorStates): void {
  for (const [device, state] of states) setRngState(device, state);
}

export function freeStates(states: GeneratorStates): void {
  for (const state of states.values()) state.free();
}

export function saveGenerators(folder: string, states: GeneratorStates): void {
  saveSafetensors(path.join(folder, file), states);
}

/** A device that the checkpoint does not know keeps its state: the run has moved to another one. */
export function restoreGenerators(folder: string, device: string): void {
  scope(() => {
    const states = loadSafetensors(path.join(folder, file));
    for (const name of new Set(["cpu", device])) {
      const state = states.get(name);
      if (state) setRngState(name, state as Tensor<"uint8">);
    }
  });
}
