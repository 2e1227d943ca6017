import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import { deviceMemory, devices, tensorMemory } from "../../library/tensor/device.js";
import type { KernelMemory, KernelVitals } from "../../protocol/index.js";

/**
 * What the process holds now. With `native` the addon is loaded in this process, so that loading it in this thread
 * costs little and the device can be asked while the main thread computes.
 */
export function memoryNow(native: boolean): KernelMemory {
  const residentBytes = process.memoryUsage.rss();
  const peakResidentBytes = Math.max(residentBytes, process.resourceUsage().maxRSS * 1024);
  return {
    residentBytes,
    peakResidentBytes,
    ...(native ? deviceNow() : { device: null, deviceMemory: null }),
  };
}

function deviceNow(): Pick<KernelMemory, "device" | "deviceMemory"> {
  try {
    const device = devices()[0] ?? null;
    const memory = device === null ? null : tensorMemory(device);
    const total = device === null ? undefined : deviceMemory(device)?.total;
    return { device, deviceMemory: memory && { ...memory, ...(total === undefined ? {} : { total }) } };
  } catch {
    // An addon that can't be asked in this thread leaves the process's own figures.
    return { device: null, deviceMemory: null };
  }
}

/** Writes the figures that explain a death: whoever is killed can't say them any more. */
export class VitalsFile {
  constructor(private readonly file: string) {}

  write(memory: KernelMemory): void {
    const constrained = process.constrainedMemory();
    const vitals: KernelVitals = {
      pid: process.pid,
      ...memory,
      availableBytes: process.availableMemory(),
      totalBytes: constrained > 0 ? Math.min(constrained, os.totalmem()) : os.totalmem(),
      oomKills: oomKills(),
    };
    try {
      const temporary = `${this.file}.${process.pid}.tmp`;
      writeFileSync(temporary, JSON.stringify(vitals), { mode: 0o600 });
      renameSync(temporary, this.file);
    } catch {
      // A full disk: a death is explained with less then.
    }
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }
}

/** Linux counts what it has ended for want of memory. */
function oomKills(): number | null {
  try {
    const count = /^oom_kill (\d+)$/m.exec(readFileSync("/proc/vmstat", "utf8"))?.[1];
    return count === undefined ? null : Number(count);
  } catch {
    return null;
  }
}
