import { seedGenerator } from "../random/generator.js";
import { native, whenLoaded } from "./native.js";
import { Tensor } from "./tensor.js";

/**
 * Seeds the generators of all devices, as `torch.manual_seed`, and the one of what runs without LibTorch, which this
 * does not load; the same seed draws Python's numbers.
 */
export function manualSeed(seed: number): void {
  seedGenerator(seed);
  whenLoaded((addon) => addon.manualSeed(seed));
}

/** The state of a device's generator, as bytes on the CPU. */
export function getRngState(device: string): Tensor<"uint8"> {
  return new Tensor(native.getRngState(device));
}

export function setRngState(device: string, state: Tensor<"uint8">): void {
  native.setRngState(device, state.handle);
}
