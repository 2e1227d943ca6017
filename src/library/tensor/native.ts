/** The addon's face, typed. Nothing outside `tensor/` calls it. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { SummnbError } from "../errors.js";
import { configureAllocator } from "./allocator.js";
import { loadLibTorch } from "./loadLibTorch.js";

/** A tensor in the addon's table. */
export type Handle = number;
/** What an operator takes; `undefined` stands for the schema's default. */
export type OperatorArgument = Handle | string | boolean | null | undefined | readonly (number | null)[];

/** In bytes. */
export interface DeviceMemory {
  /** What this process's allocator has taken from the device, in use or kept for later. */
  reserved: number;
  /** What nobody has taken, and all there is; undefined where the device does not tell. */
  free?: number;
  total?: number;
}

export interface Addon {
  resolve(name: string, overload: string): number;
  call(operator: number, ...args: OperatorArgument[]): unknown;
  /** Process-wide and callable from any thread: every operator call fails until cleared. */
  requestInterrupt(): void;
  clearInterrupt(): void;
  createScope(): number;
  enterScope(scope: number): number;
  disposeScope(scope: number, keep: Handle[]): number;
  free(handle: Handle): void;
  liveHandles(): number;
  backward(tensor: Handle, gradient?: Handle): Promise<void>;
  grad(parameter: Handle): Handle | null;
  setGrad(parameter: Handle, gradient: Handle | null): void;
  setRequiresGrad(handle: Handle, value: boolean): void;
  requiresGrad(handle: Handle): boolean;
  setInterruptible(value: boolean): boolean;
  setGradMode(enabled: boolean): boolean;
  setAutocast(deviceType: string, dtype: number | null): void;
  fromData(data: NodeJS.TypedArray, shape: readonly number[], dtype: number): Handle;
  toData(handle: Handle): ArrayBuffer;
  item(handle: Handle): number;
  describe(handle: Handle): [dtype: number, device: string, ...shape: number[]];
  devices(): string[];
  torchVersion(): string;
  setNumThreads(count: number): void;
  getNumThreads(): number;
  deviceMemory(device: string): DeviceMemory | null;
  tensorMemory(device: string): [allocated: number, peak: number] | null;
  resetPeakTensorMemory(device: string): void;
  manualSeed(seed: number): void;
  getRngState(device: string): Handle;
  setRngState(device: string, state: Handle): void;
  mapFile(path: string): Handle;
  viewBytes(bytes: Handle, offset: number, dtype: number, shape: readonly number[]): Handle;
}

const packageRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../..");
const addonPath = process.env.SUMMNB_ADDON ?? path.join(packageRoot, "native/build/summnb.node");

let addon: Addon | undefined;
let atLoading: ((addon: Addon) => void) | undefined;

/** Does something with the addon now or when it is loaded; of what waits for that, only the last is done. */
export function whenLoaded(action: (addon: Addon) => void): void {
  if (addon) action(addon);
  else atLoading = action;
}

/** Loads the addon once a thread; throws a SummnbError that says how to build it when it is missing. */
export function loadAddon(): Addon {
  if (addon) return addon;
  if (!existsSync(addonPath))
    throw new SummnbError(`The native addon is missing at ${addonPath}; build it with \`npm run setup\`.`);
  configureAllocator(process.env);
  try {
    loadLibTorch(path.dirname(addonPath));
    addon = createRequire(import.meta.url)(addonPath) as Addon;
  } catch (error) {
    if (error instanceof SummnbError) throw error;
    throw new SummnbError(
      `The native addon ${addonPath} does not load (${(error as Error).message}); rebuild it with \`npm run setup\`.`,
    );
  }
  atLoading?.(addon);
  return addon;
}

/** The addon of this thread, loaded at the first use: counting parameters or reading data never loads LibTorch. */
export const native: Addon = new Proxy({} as Addon, {
  get(target, key: keyof Addon) {
    // The first access replaces the proxy's lookup by an own property, so later ones are plain reads.
    const value = loadAddon()[key];
    Object.defineProperty(target, key, { value });
    return value;
  },
});
