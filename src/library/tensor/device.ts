import { existsSync } from "node:fs";
import path from "node:path";
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

/** Bytes that tensors hold on a device now and at most; null on the CPU, which keeps no such count. */
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

/** Peak memory in bytes: of the device's allocator, or of the process on the CPU. */
export function peakMemory(device: string): number {
  return native.deviceMemory(device)?.peakAllocated ?? native.processPeakMemory();
}

/**
 * Makes CUDA usable with an addon that is linked against the CPU library: loading libtorch_cuda registers its
 * operators. A folder without it is left alone.
 */
export function loadCuda(torchFolder: string): boolean {
  const library = path.join(torchFolder, "lib", "libtorch_cuda.so");
  if (!existsSync(library)) return false;
  native.loadLibrary(library);
  return true;
}
