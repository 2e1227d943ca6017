/** Whether it was the system that ended a kernel for want of memory. */
import { readFile } from "node:fs/promises";
import type { KernelVitals } from "../../protocol/index.js";
import { l10n } from "../l10n.js";
import { sizeText } from "../size-text.js";

/** With less than this part of the memory left, the system begins to end processes. */
const scarce = 0.05;

/**
 * A sentence when it was, or may have been. Certain is Linux's count of such ends: it has grown since the kernel last
 * looked. Without it, memory that was nearly used up a second before is a sign.
 */
export function outOfMemory(vitals: KernelVitals | undefined, oomKills: number | null): string | undefined {
  if (!vitals) return undefined;
  const { availableBytes, totalBytes, residentBytes } = vitals;
  const left = l10n.t(
    "{0} of {1} were left, and the kernel held {2}",
    sizeText(availableBytes),
    sizeText(totalBytes),
    sizeText(residentBytes),
  );
  if (vitals.oomKills !== null && oomKills !== null && oomKills > vitals.oomKills)
    return l10n.t(
      "The system ended a process for want of memory at that time, which must have been this one: just before, {0}",
      left,
    );
  if (availableBytes < scarce * totalBytes)
    return l10n.t("The system probably ended it for want of memory: just before, {0}", left);
  return undefined;
}

/** What Linux has counted by now; null elsewhere. */
export async function countOomKills(): Promise<number | null> {
  try {
    const count = /^oom_kill (\d+)$/m.exec(await readFile("/proc/vmstat", "utf8"))?.[1];
    return count === undefined ? null : Number(count);
  } catch {
    return null;
  }
}
