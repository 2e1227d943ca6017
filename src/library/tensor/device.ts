import { SummnbError } from "../errors.js";
import { type DeviceMemory, native } from "./native.js";

/** Devices that this machine has, the preferred first: CUDA, then MPS, then the CPU. */
export function devices(): string[] {
  return native.devices();
}

/**
 * The device for a name: undefined or "auto" takes the first of `devices()`, "cuda" the first GPU.
 * @throws SummnbError for a device that is not there
 */
export function resolveDevice(name?: string): string {
  const present = devices();
  if (name === undefined || name === "auto") return present[0]!;
  const found = present.find((device) => device === name || device === `${name}:0`);
  if (!found)
    throw new SummnbError(
      `The device "${name}" is not available here; this machine has ${present.join(", ")}.`,
    );
  return found;
}

/** Version of LibTorch that the addon was compiled against. */
export function torchVersion(): string {
  return native.torchVersion();
}

/** Threads that operators on the CPU use. */
export function getNumThreads(): number {
  return native.getNumThreads();
}

export function setNumThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1)
    throw new SummnbError(`The number of threads must be a whole number from 1 on, not ${count}.`);
  native.setNumThreads(count);
}

/** Memory of a whole device; null for the CPU, whose memory is the machine's, and for a device not yet used. */
export function deviceMemory(device: string): DeviceMemory | null {
  return native.deviceMemory(device);
}

/** Bytes that tensors hold on a device now, and held at most since the last `resetPeakTensorMemory`. */
export function tensorMemory(device: string): { allocated: number; peak: number } | null {
  const memory = native.tensorMemory(device);
  return memory && { allocated: memory[0], peak: memory[1] };
}

export function resetPeakTensorMemory(device: string): void {
  native.resetPeakTensorMemory(device);
}

/** Bytes that tensors on a device could hold at most, with those they hold already; null where it does not tell. */
export function roomForTensors(device: string): number | null {
  const { allocated } = tensorMemory(device) ?? { allocated: 0 };
  if (device === "cpu") return process.availableMemory() + allocated;
  const memory = deviceMemory(device);
  return memory?.free === undefined ? null : memory.free + memory.reserved;
}
