/** A kernel's device and memory in words. */
import type { KernelStatus } from "../../protocol/index.js";
import { l10n } from "../l10n.js";
import { sizeText } from "../size-text.js";

/** For the status bar: the device with what tensors hold there when that is not the machine's own memory. */
export function shortFigures({ device, deviceMemory, residentBytes }: KernelStatus): string[] {
  const own = sizeText(residentBytes);
  if (device === null) return [own];
  if (device === "cpu" || !deviceMemory) return [device, own];
  const total = deviceMemory.total === undefined ? "" : l10n.t(" of {0}", sizeText(deviceMemory.total));
  return [device, `${sizeText(deviceMemory.allocated)}${total}`, own];
}

/** For its tooltip. */
export function allFigures(status: KernelStatus): string {
  const { device, deviceMemory: memory, residentBytes, peakResidentBytes, uptimeSeconds } = status;
  const lines = [
    l10n.t("Kernel up for {0}", uptime(uptimeSeconds)),
    l10n.t("Process: {0} of memory, at most {1}", sizeText(residentBytes), sizeText(peakResidentBytes)),
  ];
  if (device !== null && memory)
    lines.push(
      l10n.t("Tensors on {0}: {1}, at most {2}", device, sizeText(memory.allocated), sizeText(memory.peak)),
    );
  return l10n.t("{0}\nClick for more.", lines.join("\n"));
}

function uptime(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200
    ? l10n.t("{0} minutes", Math.round(seconds / 60))
    : l10n.t("{0} hours", Math.round(seconds / 3600));
}
