/** A kernel's device and memory in words. */
import type { KernelStatus } from "../../protocol/index.js";
import { sizeText } from "../size-text.js";

/** For the status bar: the device with what tensors hold there when that is not the machine's own memory. */
export function shortFigures({ device, deviceMemory, residentBytes }: KernelStatus): string[] {
  const own = sizeText(residentBytes);
  if (device === null) return [own];
  if (device === "cpu" || !deviceMemory) return [device, own];
  const total = deviceMemory.total === undefined ? "" : ` of ${sizeText(deviceMemory.total)}`;
  return [device, `${sizeText(deviceMemory.allocated)}${total}`, own];
}

/** For its tooltip. */
export function allFigures(status: KernelStatus): string {
  const { device, deviceMemory: memory, residentBytes, peakResidentBytes, uptimeSeconds } = status;
  const lines = [
    `Kernel up for ${uptime(uptimeSeconds)}`,
    `Process: ${sizeText(residentBytes)} of memory, at most ${sizeText(peakResidentBytes)}`,
  ];
  if (device !== null && memory)
    lines.push(`Tensors on ${device}: ${sizeText(memory.allocated)}, at most ${sizeText(memory.peak)}`);
  return `${lines.join("\n")}\nClick for more.`;
}

function uptime(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}
