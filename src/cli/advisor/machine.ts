import os from "node:os";
import { SummnbError } from "../../library/errors.js";
import { deviceMemory, devices } from "../../library/tensor/index.js";
import type { DeviceFacts, MachineFacts } from "../../protocol/advisor.js";

/** The devices of this machine and their memory. */
export function machineFacts(): MachineFacts {
  try {
    return { devices: devices().map(factsOf) };
  } catch (error) {
    if (error instanceof SummnbError) return { devices: [], problem: error.message };
    throw error;
  }
}

/** The CPU's memory is the machine's, or what a container leaves of it. */
function factsOf(name: string): DeviceFacts {
  if (name === "cpu")
    return {
      name,
      totalBytes: process.constrainedMemory() || os.totalmem(),
      freeBytes: process.availableMemory(),
    };
  const memory = deviceMemory(name);
  return { name, totalBytes: memory?.total ?? null, freeBytes: memory?.free ?? null };
}
