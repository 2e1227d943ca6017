/** Whether this machine has a GPU of NVIDIA's with its driver. */
import { existsSync } from "node:fs";
import path from "node:path";

export function hasNvidiaGpu(): boolean {
  if (process.platform === "linux")
    return existsSync("/proc/driver/nvidia/version") || existsSync("/dev/nvidiactl");
  if (process.platform !== "win32") return false;
  return existsSync(path.join(process.env.SystemRoot ?? "C:\\Windows", "System32", "nvcuda.dll"));
}
